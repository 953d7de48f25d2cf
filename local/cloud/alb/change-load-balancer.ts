import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import { beginDeletion } from './lifecycle.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { NAME } from './names.ts';
import type { AlbState } from './state.ts';
import {
  changeableLoadBalancer,
  changeErrors,
  deny,
  editableLoadBalancer,
  endDryRun,
  idempotency,
  jobAbout,
  mustBeActive,
  mustBeUnlocked,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

type Modification = { readonly Status?: string | undefined; readonly Reason?: string | undefined } | undefined;

const updated = effect<[LoadBalancer, string | undefined, Modification]>('alb/load-balancer-updated', {
  apply(_state, loadBalancer, name, modification) {
    loadBalancer.name = name || loadBalancer.name;
    // A reason without protection is cleared (remarks of ModificationProtectionConfig.Status).
    if (modification?.Status === 'ConsoleProtection') loadBalancer.consoleProtection = modification.Reason ?? '';
    if (modification?.Status === 'NonProtection') loadBalancer.consoleProtection = undefined;
  },
});

export const updateLoadBalancerAttribute = row({
  name: 'UpdateLoadBalancerAttribute',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    LoadBalancerName: { type: 'string', pattern: NAME },
    ModificationProtectionConfig: {
      type: 'object',
      fields: {
        Status: { type: 'string', enum: ['NonProtection', 'ConsoleProtection'] },
        Reason: { type: 'string', pattern: NAME },
      },
    },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerName, ModificationProtectionConfig } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    endDryRun(call.parameters);
    const change = updated(loadBalancer, LoadBalancerName, ModificationProtectionConfig);
    const about = jobAbout(call, 'UpdateLoadBalancerAttribute', 'Update', 'loadbalancer', loadBalancer.id);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], change) };
  },
});

export const deleteLoadBalancer = row({
  name: 'DeleteLoadBalancer',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    RetainResourceType: { type: 'list' },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'OperationDenied.DeletionProtectionEnabled', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = editableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    mustBeUnlocked(loadBalancer);
    if (loadBalancer.deletionProtectedSince !== undefined) deny('OperationDenied.DeletionProtectionEnabled');
    if (loadBalancer.phase !== 'CreateFailed') mustBeActive(loadBalancer);
    endDryRun(call.parameters);
    return { JobId: beginDeletion(state, loadBalancer) };
  },
});

const protectedResource = { ResourceId: { type: 'string', required: true }, ...writing } as const;

const protectionErrors = [...changeErrors, 'DryRunOperation'] as const satisfies AlbErrorCode[];

export const enableDeletionProtection = row({
  name: 'EnableDeletionProtection',
  style: 'RPC',
  parameters: protectedResource,
  response: {},
  errors: protectionErrors,
  idempotency,
  handler: (state, call) => {
    const loadBalancer = protectableLoadBalancer(state, call);
    endDryRun(call.parameters);
    loadBalancer.deletionProtectedSince ??= call.now;
    return {};
  },
});

export const disableDeletionProtection = row({
  name: 'DisableDeletionProtection',
  style: 'RPC',
  parameters: protectedResource,
  response: {},
  errors: protectionErrors,
  idempotency,
  handler: (state, call) => {
    const loadBalancer = protectableLoadBalancer(state, call);
    endDryRun(call.parameters);
    loadBalancer.deletionProtectedSince = undefined;
    return {};
  },
});

/** In any status but while it is made or deleted (inferred). */
function protectableLoadBalancer(
  state: AlbState,
  call: { account: string; region: string; parameters: { readonly ResourceId: string } },
): LoadBalancer {
  const loadBalancer = editableLoadBalancer(state, call, call.parameters.ResourceId);
  mustBeUnlocked(loadBalancer);
  const { id, phase, status } = loadBalancer;
  if (phase !== 'Active') throw new ApiError<AlbErrorCode>('IncorrectStatus.LoadBalancer', { id, status });
  return loadBalancer;
}
