import { ApiError, type Idempotency, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { JobSubject } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { AlbState, Owner } from './state.ts';

/** Parameters of every write. Without a token the request id is one, which repeats nothing. */
export const writing = {
  ClientToken: { type: 'string', maxLength: 64, pattern: /^[\x20-\x7e]*$/ },
  DryRun: { type: 'boolean', default: false },
} as const satisfies ParameterTable;

export const idempotency = {
  parameter: 'ClientToken',
  mismatch: 'IdempotentParameterMismatch' satisfies AlbErrorCode,
} as const satisfies Idempotency;

/** Names of load balancers, access control lists and server groups; that letters may be of any script is inferred. */
export const NAME = /^\p{L}[\p{L}\p{N}._-]{1,127}$/u;

/** The end of a dry run, once everything is checked. */
export function endDryRun({ DryRun }: { readonly DryRun: boolean }): void {
  if (DryRun) throw new ApiError<AlbErrorCode>('DryRunOperation');
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

export const changeErrors = [...managedErrors, 'IncorrectStatus.LoadBalancer'] as const satisfies AlbErrorCode[];

/** The same, Active and with no job under way. */
export function changeableLoadBalancer(state: AlbState, owner: Owner, id: string): LoadBalancer {
  const loadBalancer = editableLoadBalancer(state, owner, id);
  mustBeActive(loadBalancer);
  return loadBalancer;
}

export function mustBeActive({ id, status }: LoadBalancer): void {
  if (status !== 'Active') throw new ApiError<AlbErrorCode>('IncorrectStatus.LoadBalancer', { id, status });
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
  const { phase, status, jobs } = listener;
  if (phase !== 'Running' && phase !== 'Stopped') {
    throw new ApiError<AlbErrorCode>('IncorrectStatus.Listener', { id, status });
  }
  if (jobs.size > 0) throw new ApiError<AlbErrorCode>('ResourceInConfiguring.Listener', { id });
  return listener;
}

function refuseServiceManaged({ serviceManagedEdits }: AlbState, { id, facts }: LoadBalancer): void {
  if (facts.managedBy !== undefined && serviceManagedEdits === 'refused') {
    throw new ApiError<AlbErrorCode>('OperationDenied.ServiceManagedResource', { id, service: facts.managedBy });
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
export function byEdition([basic, standard]: readonly [number, number], { facts }: LoadBalancer): number {
  return facts.edition === 'Basic' ? basic : standard;
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
