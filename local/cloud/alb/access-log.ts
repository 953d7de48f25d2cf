import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { AlbState } from './state.ts';
import {
  changeableLoadBalancer,
  changeErrors,
  deny,
  editableLoadBalancer,
  endDryRun,
  idempotency,
  jobAbout,
  managedErrors,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const enabled = effect<[LoadBalancer, NonNullable<LoadBalancer['accessLog']>]>('alb/access-log-enabled', {
  apply(_state, loadBalancer, log) {
    loadBalancer.accessLog = log;
  },
});

/** The project and the store are taken at their word: there is no Log Service here to ask. */
export const enableLoadBalancerAccessLog = row({
  name: 'EnableLoadBalancerAccessLog',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    LogProject: { type: 'string', required: true },
    LogStore: { type: 'string', required: true },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'OperationDenied.AccessLogEnabled', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId: id, LogProject: project, LogStore: store } = call.parameters;
    const loadBalancer = changeableLoadBalancer(state, call, id);
    if (loadBalancer.accessLog) deny('OperationDenied.AccessLogEnabled');
    endDryRun(call.parameters);
    const log = enabled(loadBalancer, { project, store });
    const about = jobAbout(call, 'EnableLoadBalancerAccessLog', 'Update', 'loadbalancer', id);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], log) };
  },
});

export const disableLoadBalancerAccessLog = row({
  name: 'DisableLoadBalancerAccessLog',
  style: 'RPC',
  parameters: { LoadBalancerId: { type: 'string', required: true }, ...writing },
  response: {},
  errors: [
    ...managedErrors,
    'ResourceInConfiguring.LoadBalancer',
    'OperationDenied.AccessLogDisabled',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const loadBalancer = editableLoadBalancer(state, call, call.parameters.LoadBalancerId);
    if (loadBalancer.status === 'Configuring') {
      throw new ApiError<AlbErrorCode>('ResourceInConfiguring.LoadBalancer', { id: loadBalancer.id });
    }
    if (!loadBalancer.accessLog) deny('OperationDenied.AccessLogDisabled');
    endDryRun(call.parameters);
    loadBalancer.accessLog = undefined;
    return {};
  },
});
