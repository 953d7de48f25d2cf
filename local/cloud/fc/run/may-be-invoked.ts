import { Refusal } from '../../front-door/refusal.ts';
import type { Origin } from '../../network.ts';
import type { DeployedFunction } from '../functions.ts';
import { isDisabled } from './async-queue.ts';

/**
 * Whether a function may be invoked at all, and from there. What the two refusals are called is inferred.
 *
 * @throws Refusal 403
 */
export function checkInvocable(owner: DeployedFunction, { vpcId }: Pick<Origin, 'vpcId'>): void {
  const { name, invocationRestriction, vpcBindings } = owner.latest ?? owner;
  if (isDisabled(owner)) {
    const reason = invocationRestriction?.reason ?? '';
    throw new Refusal(403, 'FunctionInvocationDisabled', `function '${name}' is disabled: ${reason}`);
  }
  if (!vpcBindings || vpcBindings.size === 0 || (vpcId !== undefined && vpcBindings.has(vpcId))) return;
  throw new Refusal(403, 'AccessDenied', `function '${name}' can be invoked from the VPCs that it is bound to only`);
}
