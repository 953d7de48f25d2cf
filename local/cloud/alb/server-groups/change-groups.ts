import { ApiError, actionsOf } from '../../product.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import { NAME } from '../names.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import { newTags } from '../tags.ts';
import { checkedResourceGroup, checkQuota, endDryRun, idempotency, jobAbout, writing } from '../writing.ts';
import { checkEdition, loadBalancersOf } from './attached.ts';
import { ServerGroup, type ServerGroupSettings } from './server-group.ts';
import {
  checkedSettings,
  healthCheckConfig,
  SETTINGS_DEFAULTS,
  settingsErrors,
  settingsParameters,
} from './settings.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const created = effect<[ServerGroup]>('alb/server-group-created', {
  apply(_state, group) {
    group.phase = 'Available';
  },
  undo: (state, group) => state.serverGroups.remove(group),
});

export const createServerGroup = row({
  name: 'CreateServerGroup',
  style: 'RPC',
  parameters: {
    ServerGroupName: { type: 'string', required: true, pattern: NAME },
    ServerGroupType: { type: 'string', enum: ['Instance', 'Ip', 'Fc'], default: 'Instance' },
    /** Written `gRPC` by the documents, `GRPC` by some clients. */
    Protocol: { type: 'string', enum: ['HTTP', 'HTTPS', 'gRPC'], ignoreCase: true, default: 'HTTP' },
    VpcId: { type: 'string' },
    HealthCheckConfig: {
      type: 'object',
      required: true,
      fields: { ...healthCheckConfig, HealthCheckEnabled: { type: 'boolean', required: true } },
    },
    ...settingsParameters,
    Ipv6Enabled: { type: 'boolean', default: false },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { ServerGroupId: 'string', JobId: 'string' },
  errors: [
    'ResourceNotFound.Vpc',
    ...settingsErrors,
    'NotExist.ResourceGroup',
    'QuotaExceeded.ServerGroupsNum',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, parameters } = call;
    const { ServerGroupType: type, VpcId } = parameters;
    const vpc = VpcId ? state.vpc.vpcById(VpcId) : undefined;
    // A group of functions is in no VPC; any other is (inferred: the metadata marks VpcId optional).
    if (type !== 'Fc' && (vpc?.account !== account || vpc.region !== region)) {
      throw new ApiError<AlbErrorCode>('ResourceNotFound.Vpc', { id: VpcId ?? '' });
    }
    const settings = checkedSettings(type, parameters, SETTINGS_DEFAULTS, state.quotas);
    const resourceGroupId = checkedResourceGroup(state, call, parameters.ResourceGroupId);
    const count = state.serverGroups.of(call).length;
    checkQuota('QuotaExceeded.ServerGroupsNum', region, count + 1, state.quotas.serverGroups);
    endDryRun(parameters);

    const group = new ServerGroup(
      {
        ...{ account, region, type },
        id: call.newId('sgp-', 18),
        protocol: parameters.Protocol,
        vpcId: VpcId || undefined,
        ipv6: parameters.Ipv6Enabled,
        createdAt: call.now,
      },
      { settings, resourceGroupId, tags: parameters.Tag },
    );
    state.serverGroups.add(group);
    const about = jobAbout(call, 'CreateServerGroup', 'Create', 'servergroup', group.id);
    const JobId = state.jobs.begin(about, 'alb-server-group-change', [], created(group));
    return { ServerGroupId: group.id, JobId };
  },
});

const updated = effect<[ServerGroup, ServerGroupSettings]>('alb/server-group-updated', {
  apply(state, group, settings) {
    const isNewlyChecked = settings.healthCheck.enabled && !group.settings.healthCheck.enabled;
    group.settings = settings;
    if (isNewlyChecked) state.serversAdded(group.servers);
  },
});

export const updateServerGroupAttribute = row({
  name: 'UpdateServerGroupAttribute',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string', required: true },
    ServerGroupName: { type: 'string', pattern: NAME },
    HealthCheckConfig: { type: 'object', fields: healthCheckConfig },
    ...settingsParameters,
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.ServerGroup',
    'IncorrectStatus.ServerGroup',
    ...settingsErrors,
    'Mismatch.LoadBalancerEditionAndConnectionDrain',
    'Mismatch.LoadBalancerEditionAndSlowStartEnable',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { parameters } = call;
    const group = availableGroup(state, call, parameters.ServerGroupId);
    const settings = checkedSettings(group.facts.type, parameters, group.settings, state.quotas);
    for (const loadBalancer of loadBalancersOf(state, group)) checkEdition({ settings }, loadBalancer);
    endDryRun(parameters);
    const about = jobAbout(call, 'UpdateServerGroupAttribute', 'Update', 'servergroup', group.id);
    return { JobId: state.jobs.begin(about, 'alb-server-group-change', [group], updated(group, settings)) };
  },
});

const deleted = effect<[ServerGroup]>('alb/server-group-deleted', {
  apply: (state, group) => state.serverGroups.remove(group),
  undo(_state, group) {
    group.phase = 'Available';
  },
});

export const deleteServerGroup = row({
  name: 'DeleteServerGroup',
  style: 'RPC',
  parameters: { ServerGroupId: { type: 'string', required: true }, ...writing },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.ServerGroup',
    'IncorrectStatus.ServerGroup',
    'ResourceInConfiguring',
    'ResourceInUse.ServerGroup',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const group = idleGroup(state, call, call.parameters.ServerGroupId);
    const { id } = group;
    if (state.usersOf(group).length > 0) throw new ApiError<AlbErrorCode>('ResourceInUse.ServerGroup', { id });
    endDryRun(call.parameters);
    group.phase = 'Deleting';
    const about = jobAbout(call, 'DeleteServerGroup', 'Delete', 'servergroup', id);
    return { JobId: state.jobs.begin(about, 'alb-server-group-change', [], deleted(group)) };
  },
});

/** One's own group with no job under way; IncorrectStatus.ServerGroup where there is one. */
export function availableGroup(state: AlbState, owner: Owner, groupId: string): ServerGroup {
  const group = state.serverGroups.own(owner, groupId);
  const { id, status } = group;
  if (status !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.ServerGroup', { id, status });
  return group;
}

/** The same for actions that say ResourceInConfiguring while the group is being changed. */
export function idleGroup(state: AlbState, owner: Owner, groupId: string): ServerGroup {
  const group = state.serverGroups.own(owner, groupId);
  const { id, phase, status } = group;
  if (phase !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.ServerGroup', { id, status });
  if (status !== 'Available') throw new ApiError<AlbErrorCode>('ResourceInConfiguring', { id });
  return group;
}
