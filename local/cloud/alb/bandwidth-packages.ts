import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { AlbState } from './state.ts';
import { changeableLoadBalancer, changeErrors, endDryRun, idempotency, jobAbout, writing } from './writing.ts';

const row = actionsOf<AlbState>();

const packaged = effectsOf<AlbState>()<[LoadBalancer, string | undefined]>('alb/bandwidth-package-set', {
  apply(_state, loadBalancer, id) {
    loadBalancer.bandwidthPackageId = id;
  },
});

const parameters = {
  LoadBalancerId: { type: 'string', required: true },
  BandwidthPackageId: { type: 'string', required: true },
  RegionId: { type: 'string', required: true },
  ...writing,
} as const;

/** Throws where the account has no such package, or has it locked. */
export function availablePackage(state: AlbState, owner: Owner, id: string): void {
  const found = state.elsewhere.find(owner, 'CommonBandwidthPackage', id);
  if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.CommonBandwidthPackage', { id });
  const status = found.businessStatus ?? 'Normal';
  if (status !== 'Normal') {
    throw new ApiError<AlbErrorCode>('IncorrectBusinessStatus.CommonBandwidthPackage', { id, status });
  }
}

export const attachCommonBandwidthPackageToLoadBalancer = row({
  name: 'AttachCommonBandwidthPackageToLoadBalancer',
  style: 'RPC',
  parameters,
  response: { JobId: 'string' },
  errors: [
    ...changeErrors,
    'ResourceNotFound.CommonBandwidthPackage',
    'IncorrectBusinessStatus.CommonBandwidthPackage',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, BandwidthPackageId } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, LoadBalancerId);
    availablePackage(state, call, BandwidthPackageId);
    endDryRun(call.parameters);
    const about = jobAbout(
      call,
      'AttachCommonBandwidthPackageToLoadBalancer',
      'Update',
      'loadbalancer',
      loadBalancer.id,
    );
    const effect = packaged(loadBalancer, BandwidthPackageId);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], effect) };
  },
});

/** That a package which is not attached is not found is inferred. */
export const detachCommonBandwidthPackageFromLoadBalancer = row({
  name: 'DetachCommonBandwidthPackageFromLoadBalancer',
  style: 'RPC',
  parameters,
  response: { JobId: 'string' },
  errors: [...changeErrors, 'ResourceNotFound.CommonBandwidthPackage', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, BandwidthPackageId: id } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, LoadBalancerId);
    if (loadBalancer.bandwidthPackageId !== id) {
      throw new ApiError<AlbErrorCode>('ResourceNotFound.CommonBandwidthPackage', { id });
    }
    endDryRun(call.parameters);
    const name = 'DetachCommonBandwidthPackageFromLoadBalancer';
    const about = jobAbout(call, name, 'Update', 'loadbalancer', loadBalancer.id);
    const effect = packaged(loadBalancer, undefined);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], effect) };
  },
});
