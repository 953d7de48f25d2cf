import { ApiError } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import { checkQuota } from '../writing.ts';
import { SYSTEM_POLICIES } from './system-policies.ts';

/** Refuses what a listener cannot have as its policy: one of the platform's, or an Available one of one's own. */
export function checkSecurityPolicy(state: AlbState, owner: Owner, id: string, before: string): void {
  if (SYSTEM_POLICIES.some((each) => each.id === id)) return;
  const policy = state.securityPolicies.own(owner, id);
  if (id === before) return;
  const { phase } = policy;
  if (phase !== 'Available') throw new ApiError<AlbErrorCode>('ResourceNotFound.SecurityPolicy', { id });
  const count = state.listenersBy(policy).length;
  checkQuota('ResourceQuotaExceeded.SecurityPolicyAttachedNum', id, count + 1, state.quotas.securityPolicyListeners);
}
