import { ApiError, type Idempotency, type ParameterTable } from '../product.ts';
import { type AlbErrorCode, reasonOf } from './errors.ts';
import type { JobSubject } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { ByEdition } from './quotas.ts';
import type { AlbState } from './state.ts';

/** Parameters of every write. Without a token the request id is one, which repeats nothing. */
export const writing = {
  ClientToken: { type: 'string', maxLength: 64, pattern: /^[\x20-\x7e]*$/ },
  DryRun: { type: 'boolean', default: false },
} as const satisfies ParameterTable;

export const idempotency = {
  parameter: 'ClientToken',
  mismatch: 'IdempotentParameterMismatch' satisfies AlbErrorCode,
} as const satisfies Idempotency;

/** The end of a dry run, once everything is checked. */
export function endDryRun({ DryRun }: { readonly DryRun: boolean }): void {
  if (DryRun) throw new ApiError<AlbErrorCode>('DryRunOperation');
}

/** Refuses for the reason that is the end of the code. */
export function deny(code: Extract<AlbErrorCode, `OperationDenied.${string}`>): never {
  throw new ApiError<AlbErrorCode>(code, { reason: reasonOf(code) });
}

export const managedErrors = [
  'ResourceNotFound.LoadBalancer',
  'OperationDenied.ServiceManagedResource',
] as const satisfies AlbErrorCode[];

/** One's own load balancer in whatever status, that no service keeps to itself. */
export function editableLoadBalancer(state: AlbState, owner: Owner, id: string): LoadBalancer {
  const loadBalancer = state.ownLoadBalancer(owner, id);
  refuseServiceManaged(state, loadBalancer);
  return loadBalancer;
}

export const changeErrors = [
  ...managedErrors,
  'IncorrectBusinessStatus.LoadBalancer',
  'IncorrectStatus.LoadBalancer',
] as const satisfies AlbErrorCode[];

/** The same, Active, not locked and with no job under way. */
export function changeableLoadBalancer(state: AlbState, owner: Owner, id: string): LoadBalancer {
  const loadBalancer = editableLoadBalancer(state, owner, id);
  mustBeUnlocked(loadBalancer);
  mustBeActive(loadBalancer);
  return loadBalancer;
}

export function mustBeActive({ id, status }: LoadBalancer): void {
  if (status !== 'Active') throw new ApiError<AlbErrorCode>('IncorrectStatus.LoadBalancer', { id, status });
}

export function mustBeUnlocked({ id, businessStatus: status }: LoadBalancer): void {
  if (status !== 'Normal') throw new ApiError<AlbErrorCode>('IncorrectBusinessStatus.LoadBalancer', { id, status });
}

export const listenerErrors = [
  'ResourceNotFound.Listener',
  'OperationDenied.ServiceManagedResource',
  'IncorrectStatus.Listener',
  'ResourceInConfiguring.Listener',
] as const satisfies AlbErrorCode[];

/** One's own listener, there (Running or Stopped) and with no job under way, that no service keeps to itself. */
export function changeableListener(state: AlbState, owner: Owner, id: string): Listener {
  const listener = state.ownListener(owner, id);
  refuseServiceManaged(state, listener.loadBalancer);
  mustBeThere(listener);
  mustBeIdle(listener);
  return listener;
}

/** Throws IncorrectStatus.Listener. */
export function mustBeThere({ id, phase, status }: Listener): void {
  if (phase === 'Running' || phase === 'Stopped') return;
  throw new ApiError<AlbErrorCode>('IncorrectStatus.Listener', { id, status });
}

/** Throws ResourceInConfiguring.Listener. */
export function mustBeIdle({ id, jobs }: Listener): void {
  if (jobs.size > 0) throw new ApiError<AlbErrorCode>('ResourceInConfiguring.Listener', { id });
}

export function refuseServiceManaged({ serviceManagedEdits }: AlbState, { id, facts }: LoadBalancer): void {
  if (facts.managedBy !== undefined && serviceManagedEdits === 'refused') {
    throw new ApiError<AlbErrorCode>('OperationDenied.ServiceManagedResource', { id });
  }
}

/** Refuses what would make more of something than its quota. */
export function checkQuota(
  code: Extract<AlbErrorCode, `${string}QuotaExceeded.${string}`>,
  id: string,
  usage: number,
  limit: number,
): void {
  if (usage <= limit) return;
  const quota = code.slice(code.indexOf('.') + 1);
  throw new ApiError<AlbErrorCode>(code, { quota, id, usage: String(usage), limit: String(limit) });
}

/** Which of a pair of quotas counts for an instance. */
export function byEdition([basic, standard]: ByEdition, { edition }: LoadBalancer): number {
  return edition === 'Basic' ? basic : standard;
}

/** Names the job of an action on something. */
export function jobAbout(
  { account, region }: Owner,
  apiName: string,
  operateType: JobSubject['operateType'],
  resourceType: JobSubject['resourceType'],
  resourceId: string,
): JobSubject {
  return { account, region, apiName, operateType, resourceType, resourceId };
}

/** Throws NotExist.ResourceGroup. */
export function checkedResourceGroup(state: AlbState, owner: Owner, id: string | undefined): string {
  const usual = state.defaultResourceGroup(owner);
  if (!id || id === usual) return usual;
  if (!state.elsewhere.find(owner, 'ResourceGroup', id)) throw new ApiError<AlbErrorCode>('NotExist.ResourceGroup');
  return id;
}
