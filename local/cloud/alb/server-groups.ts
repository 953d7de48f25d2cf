import { ApiError, actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { pageOf, paging } from './paging.ts';
import type { ServerGroup } from './server-group.ts';
import type { AlbState } from './state.ts';
import { hasTags, newTags, tagFilter } from './tags.ts';
import { utcTime } from './times.ts';
import { checkQuota, endDryRun, idempotency, jobAbout, NAME, writing } from './writing.ts';

const row = actionsOf<AlbState>();

export const createServerGroup = row({
  name: 'CreateServerGroup',
  style: 'RPC',
  parameters: {
    ServerGroupName: { type: 'string', required: true, pattern: NAME },
    ServerGroupType: { type: 'string', enum: ['Instance', 'Ip', 'Fc'], default: 'Instance' },
    Protocol: { type: 'string', enum: ['HTTP', 'HTTPS', 'GRPC'], default: 'HTTP' },
    VpcId: { type: 'string' },
    Scheduler: { type: 'string', enum: ['Wrr', 'Wlc', 'Sch', 'Uch'], default: 'Wrr' },
    HealthCheckConfig: {
      type: 'object',
      required: true,
      fields: { HealthCheckEnabled: { type: 'boolean', required: true } },
    },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { ServerGroupId: 'string', JobId: 'string' },
  errors: ['ResourceNotFound.Vpc', 'QuotaExceeded.ServerGroupsNum', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, parameters } = call;
    const vpc = parameters.VpcId ? state.vpc.vpcById(parameters.VpcId) : undefined;
    // A group of functions is in no VPC; any other is (inferred: the metadata marks VpcId optional).
    if (parameters.ServerGroupType !== 'Fc' && (vpc?.account !== account || vpc.region !== region)) {
      throw new ApiError<AlbErrorCode>('ResourceNotFound.Vpc', { id: parameters.VpcId ?? '' });
    }
    const count = state.serverGroups(call).length;
    checkQuota('QuotaExceeded.ServerGroupsNum', region, count + 1, state.quotas.serverGroups);
    endDryRun(parameters);

    const group: ServerGroup = {
      account,
      region,
      id: call.newId('sgp-', 18),
      name: parameters.ServerGroupName,
      type: parameters.ServerGroupType,
      protocol: parameters.Protocol,
      scheduler: parameters.Scheduler,
      vpcId: parameters.VpcId || undefined,
      healthCheckEnabled: parameters.HealthCheckConfig.HealthCheckEnabled,
      createdAt: call.now,
      tags: [...(parameters.Tag ?? [])],
      phase: 'Creating',
    };
    state.addServerGroup(group);
    const apply = () => {
      group.phase = 'Available';
      return undefined;
    };
    const undo = () => state.removeServerGroup(group);
    const about = jobAbout(call, 'CreateServerGroup', 'Create', 'servergroup', group.id);
    const JobId = state.jobs.begin(about, 'alb-server-group-change', [], { apply, undo });
    return { ServerGroupId: group.id, JobId };
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
    'ResourceInUse.ServerGroup',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const group = state.ownServerGroup(call, call.parameters.ServerGroupId);
    const { id, phase } = group;
    if (phase !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.ServerGroup', { id, status: phase });
    if (state.listenersTo(group).length > 0) throw new ApiError<AlbErrorCode>('ResourceInUse.ServerGroup', { id });
    endDryRun(call.parameters);
    group.phase = 'Deleting';
    const apply = () => {
      state.removeServerGroup(group);
      return undefined;
    };
    const undo = () => {
      group.phase = phase;
    };
    const about = jobAbout(call, 'DeleteServerGroup', 'Delete', 'servergroup', id);
    return { JobId: state.jobs.begin(about, 'alb-server-group-change', [], { apply, undo }) };
  },
});

export const listServerGroups = row({
  name: 'ListServerGroups',
  style: 'RPC',
  parameters: {
    ServerGroupIds: { type: 'list', max: 20 },
    ServerGroupNames: { type: 'list', max: 10 },
    ServerGroupType: { type: 'string' },
    VpcId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    ServerGroups: [
      {
        ServerGroupId: 'string',
        ServerGroupName: 'string',
        ServerGroupType: 'string',
        ServerGroupStatus: 'string',
        Protocol: 'string',
        Scheduler: 'string',
        VpcId: 'string',
        ServerCount: 'integer',
        CreateTime: 'string',
        HealthCheckConfig: { HealthCheckEnabled: 'boolean' },
        RelatedLoadBalancerIds: ['string'],
        Tags: [{ Key: 'string', Value: 'string' }],
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ServerGroupIds, ServerGroupNames, ServerGroupType, VpcId, Tag } = call.parameters;
    const found = state
      .serverGroups(call)
      .filter(({ id }) => ServerGroupIds?.includes(id) ?? true)
      .filter(({ name }) => ServerGroupNames?.includes(name) ?? true)
      .filter(({ type }) => !ServerGroupType || type === ServerGroupType)
      .filter(({ vpcId }) => !VpcId || vpcId === VpcId)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    return { ServerGroups: page.map((group) => serverGroupBody(state, group)), ...rest };
  },
});

function serverGroupBody(state: AlbState, group: ServerGroup) {
  const users = state.listenersTo(group).map(({ loadBalancer }) => loadBalancer.id);
  return {
    ServerGroupId: group.id,
    ServerGroupName: group.name,
    ServerGroupType: group.type,
    ServerGroupStatus: group.phase,
    Protocol: group.protocol,
    Scheduler: group.scheduler,
    VpcId: group.vpcId,
    ServerCount: 0,
    CreateTime: utcTime(group.createdAt),
    HealthCheckConfig: { HealthCheckEnabled: group.healthCheckEnabled },
    RelatedLoadBalancerIds: [...new Set(users)],
    Tags: group.tags,
  };
}
