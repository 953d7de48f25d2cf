import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { labelFields, labelFilter, labelList, readLabels } from '../labels.ts';
import { pageOf } from '../listing.ts';
import { removeService } from '../services/change.ts';
import { typeOf } from '../services/fields.ts';
import { serviceToChange } from '../services/safety-lock.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { groupAddresses } from './endpoints.ts';
import { Group, newToken } from './group.ts';
import { checkNetwork, networkErrors, networkFields, readNetwork, routeGroup } from './network.ts';

const row = actionsOf<EasState>();
const template = '/api/v2/groups/{ClusterId}/{GroupName}';
const path = {
  ClusterId: { in: 'path', type: 'string', required: true },
  GroupName: { in: 'path', type: 'string', required: true },
} as const;

const groupFields = {
  Name: 'string',
  ClusterId: 'string',
  AccessToken: 'string',
  TrafficMode: 'string',
  QueueService: 'string',
  InternetEndpoint: 'string',
  IntranetEndpoint: 'string',
  CreateTime: 'string',
  UpdateTime: 'string',
  CallerUid: 'string',
  ParentUid: 'string',
  Labels: labelFields,
  Network: { GatewayId: 'string', VpcId: 'string', VSwitchId: 'string', SecurityGroupId: 'string' },
} as const;

export const createGroup = row({
  name: 'CreateGroup',
  style: { method: 'POST', path: '/api/v2/groups' },
  parameters: {
    Name: { in: 'body', type: 'string', required: true, pattern: /^[a-z][a-z0-9_]{2,62}$/, source: 'inferred' },
    Labels: { in: 'body', type: 'json' },
    Network: { in: 'body', type: 'object', fields: networkFields },
    /** Spelled so here, and `WorkspaceId` elsewhere. */
    WorkSpaceId: { in: 'body', type: 'string' },
  },
  response: { Message: 'string' },
  errors: [...networkErrors, 'InvalidGroup.AlreadyExists', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: async (state, { account, region, parameters, now }) => {
    const { Name, Labels = {}, Network, WorkSpaceId = '' } = parameters;
    if (state.findGroup(account, region, Name)) {
      throw new ApiError<EasErrorCode>('InvalidGroup.AlreadyExists', { group: Name });
    }
    const network = readNetwork(Network);
    checkNetwork(state, account, region, network);
    const labels = readLabels(Labels);
    const token = newToken();
    const group = new Group({
      account,
      region,
      name: Name,
      token,
      workspaceId: WorkSpaceId,
      labels,
      network,
      createdAt: now,
    });
    state.addGroup(group);
    await routeGroup(state, group);
    return { Message: `Create service group ${Name} successfully` };
  },
});

export const describeGroup = row({
  name: 'DescribeGroup',
  style: { method: 'GET', path: template },
  parameters: path,
  response: groupFields,
  errors: ['InvalidGroup.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GroupName } }) =>
    groupBody(state, state.group(account, ClusterId, GroupName)),
});

export const listGroups = row({
  name: 'ListGroups',
  style: { method: 'GET', path: '/api/v2/groups' },
  parameters: {
    /** Part of a name. */
    Filter: { type: 'string' },
    Labels: { type: 'json' },
    TrafficMode: { type: 'string' },
    WorkspaceId: { type: 'string' },
    Sort: { type: 'string', default: 'CreateTime' },
    Order: { type: 'string', enum: ['asc', 'desc'], ignoreCase: true, default: 'desc' },
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Groups: [groupFields] },
  errors: ['InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { Filter = '', Labels, TrafficMode, WorkspaceId } = parameters;
    const found = state
      .groupsOf(account, region)
      .filter(({ name }) => name.includes(Filter))
      .filter(({ trafficMode }) => !TrafficMode || trafficMode === TrafficMode)
      .filter(({ workspaceId }) => !WorkspaceId || workspaceId === WorkspaceId)
      .filter(labelFilter(Labels));
    const bodies = found.map((group) => groupBody(state, group));
    const { items, ...page } = pageOf(bodies, parameters);
    return { ...page, Groups: items };
  },
});

export const updateGroup = row({
  name: 'UpdateGroup',
  style: { method: 'PUT', path: template },
  parameters: {
    ...path,
    /** In the place of all that there were (inferred). */
    Labels: { in: 'body', type: 'json' },
    Network: { in: 'body', type: 'object', fields: networkFields },
    TrafficMode: { in: 'body', type: 'string', enum: ['auto', 'customized'] },
  },
  response: { Message: 'string' },
  errors: [...networkErrors, 'InvalidGroup.NotFound', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, now }) => {
    const group = state.group(account, parameters.ClusterId, parameters.GroupName);
    const { Labels, Network, TrafficMode = group.trafficMode } = parameters;
    const network = Network === undefined ? group.network : readNetwork(Network);
    checkNetwork(state, account, group.region, network);
    if (Labels !== undefined) group.labels = readLabels(Labels);
    group.network = network;
    group.trafficMode = TrafficMode;
    group.updatedAt = now;
    await routeGroup(state, group);
    return { Message: `Update service group ${group.name} successfully` };
  },
});

export const deleteGroup = row({
  name: 'DeleteGroup',
  style: { method: 'DELETE', path: template },
  parameters: { ...path, CascadeDelete: { type: 'boolean', default: false } },
  response: { Message: 'string' },
  errors: ['InvalidGroup.NotFound', 'GroupInUse.Service', 'OperationDenied.SafetyLock'] satisfies EasErrorCode[],
  // That a group with services is not deleted without CascadeDelete is inferred.
  handler: (state, { account, parameters: { ClusterId, GroupName, CascadeDelete }, progress }) => {
    const group = state.group(account, ClusterId, GroupName);
    const { members } = group;
    if (members.length > 0 && !CascadeDelete) {
      const services = members.map(({ name }) => name).join(', ');
      throw new ApiError<EasErrorCode>('GroupInUse.Service', { group: group.name, services });
    }
    for (const { name: ServiceName } of members)
      serviceToChange(state, account, { ClusterId, ServiceName }, 'dangerous');
    for (const service of members) removeService(state, service, progress);
    group.routeThrough(undefined);
    state.removeGroup(group);
    return { Message: `Delete service group ${group.name} successfully` };
  },
});

export const describeGroupEndpoints = row({
  name: 'DescribeGroupEndpoints',
  style: { method: 'GET', path: `${template}/endpoints` },
  parameters: path,
  response: {
    Message: 'string',
    AccessToken: 'string',
    Endpoints: [
      {
        EndpointType: 'string',
        BackendId: 'string',
        PathType: 'string',
        InternetEndpoints: ['string'],
        IntranetEndpoints: ['string'],
      },
    ],
  },
  errors: ['InvalidGroup.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GroupName } }) => {
    const group = state.group(account, ClusterId, GroupName);
    const { gatewayId } = group.network;
    return {
      Message: 'Execution succeeded.',
      AccessToken: group.token,
      Endpoints: [
        {
          EndpointType: gatewayId === undefined ? 'DefaultGateway' : 'PrivateGateway',
          BackendId: gatewayId ?? 'default',
          PathType: 'Group',
          InternetEndpoints: groupAddresses(state, group, 'internet'),
          IntranetEndpoints: groupAddresses(state, group, 'intranet'),
        },
      ],
    };
  },
});

function groupBody(state: EasState, group: Group) {
  const { gatewayId, vpcId, vSwitchId, securityGroupId } = group.network;
  return {
    Name: group.name,
    ClusterId: group.region,
    AccessToken: group.token,
    TrafficMode: group.trafficMode,
    QueueService: group.members.find(({ config }) => typeOf(config) === 'Queue')?.name,
    InternetEndpoint: groupAddresses(state, group, 'internet')[0],
    IntranetEndpoint: groupAddresses(state, group, 'intranet')[0],
    CreateTime: utcTime(group.createdAt),
    UpdateTime: utcTime(group.updatedAt),
    CallerUid: group.account,
    ParentUid: group.account,
    Labels: labelList(group.labels),
    Network: { GatewayId: gatewayId, VpcId: vpcId, VSwitchId: vSwitchId, SecurityGroupId: securityGroupId },
  };
}
