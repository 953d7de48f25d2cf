import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { LoadBalancer } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { AlbState } from './state.ts';
import {
  checkQuota,
  deny,
  editableLoadBalancer,
  endDryRun,
  idempotency,
  jobAbout,
  managedErrors,
  mustBeActive,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const joined = effect<[LoadBalancer, readonly string[]]>('alb/security-groups-joined', {
  apply(_state, loadBalancer, ids) {
    loadBalancer.securityGroupIds = [...loadBalancer.securityGroupIds, ...ids];
  },
});

const left = effect<[LoadBalancer, readonly string[]]>('alb/security-groups-left', {
  apply(_state, loadBalancer, ids) {
    loadBalancer.securityGroupIds = loadBalancer.securityGroupIds.filter((id) => !ids.includes(id));
  },
});

const parameters = {
  LoadBalancerId: { type: 'string', required: true },
  SecurityGroupIds: { type: 'list', required: true, min: 1, max: 4 },
  ...writing,
} as const;

export const securityGroupErrors = [
  'OperationDenied.SecurityGroupNotSupport',
  'ResourceNotFound.SecurityGroup',
  'ResourceQuotaExceeded.SecurityGroupNum',
] as const satisfies AlbErrorCode[];

/** Refuses groups that an instance in this VPC cannot be in. */
export function checkSecurityGroups(
  state: AlbState,
  owner: Owner,
  ids: readonly string[],
  vpcId: string,
  loadBalancer?: LoadBalancer,
): void {
  if (state.securityGroups === 'closed') deny('OperationDenied.SecurityGroupNotSupport');
  for (const id of ids) {
    const group = state.elsewhere.find(owner, 'SecurityGroup', id);
    if (group?.vpcId !== vpcId) throw new ApiError<AlbErrorCode>('ResourceNotFound.SecurityGroup', { id });
  }
  const count = (loadBalancer?.securityGroupIds ?? []).length + ids.length;
  checkQuota('ResourceQuotaExceeded.SecurityGroupNum', loadBalancer?.id ?? '', count, state.quotas.securityGroups);
}

export const loadBalancerJoinSecurityGroup = row({
  name: 'LoadBalancerJoinSecurityGroup',
  style: 'RPC',
  parameters,
  response: { JobId: 'string' },
  errors: [
    ...managedErrors,
    'IncorrectStatus.LoadBalancer',
    ...securityGroupErrors,
    'ResourceAlreadyAssociated.SecurityGroup',
    'OperationDenied.LbAssociatedAclCanNotJoinSecurityGroup',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, SecurityGroupIds } = call.parameters;
    const loadBalancer = editableLoadBalancer(state, call, LoadBalancerId);
    mustBeActive(loadBalancer);
    const ids = [...new Set(SecurityGroupIds)];
    const known = ids.find((id) => loadBalancer.securityGroupIds.includes(id));
    if (known) throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.SecurityGroup', { id: known });
    checkSecurityGroups(state, call, ids, loadBalancer.facts.vpcId, loadBalancer);
    // Lists and groups exclude each other.
    if (state.listenersOf(loadBalancer.id).some(({ acls }) => acls.size > 0)) {
      deny('OperationDenied.LbAssociatedAclCanNotJoinSecurityGroup');
    }
    endDryRun(call.parameters);
    const about = jobAbout(call, 'LoadBalancerJoinSecurityGroup', 'Update', 'loadbalancer', loadBalancer.id);
    return {
      JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], joined(loadBalancer, ids)),
    };
  },
});

export const loadBalancerLeaveSecurityGroup = row({
  name: 'LoadBalancerLeaveSecurityGroup',
  style: 'RPC',
  parameters,
  response: { JobId: 'string' },
  errors: [
    ...managedErrors,
    'IncorrectStatus.LoadBalancer',
    'OperationDenied.SecurityGroupNotSupport',
    'ResourceNotFound.SecurityGroup',
    'ResourceNotAssociated.SecurityGroup',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { LoadBalancerId, SecurityGroupIds: ids } = call.parameters;
    const loadBalancer = editableLoadBalancer(state, call, LoadBalancerId);
    mustBeActive(loadBalancer);
    if (state.securityGroups === 'closed') deny('OperationDenied.SecurityGroupNotSupport');
    for (const id of ids) {
      if (loadBalancer.securityGroupIds.includes(id)) continue;
      const isThere = state.elsewhere.find(call, 'SecurityGroup', id) !== undefined;
      throw new ApiError<AlbErrorCode>(
        isThere ? 'ResourceNotAssociated.SecurityGroup' : 'ResourceNotFound.SecurityGroup',
        { id },
      );
    }
    endDryRun(call.parameters);
    const about = jobAbout(call, 'LoadBalancerLeaveSecurityGroup', 'Update', 'loadbalancer', loadBalancer.id);
    return { JobId: state.jobs.begin(about, 'alb-load-balancer-update', [loadBalancer], left(loadBalancer, ids)) };
  },
});
