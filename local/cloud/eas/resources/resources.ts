import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { pageOf } from '../listing.ts';
import { instancesOf, metadataNumber, metadataText } from '../services/config.ts';
import { listedServiceBody, listedServiceFields } from '../services/fields.ts';
import type { Service } from '../services/service.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { machineOf } from './machine.ts';
import { addMachines, purchase } from './purchase.ts';
import type { ResourceGroup } from './resource-group.ts';
import { findResource, resourcePath } from './resource-path.ts';

const row = actionsOf<EasState>();

const resourceFields = {
  ResourceId: 'string',
  ResourceName: 'string',
  ResourceType: 'string',
  UsageMode: 'string',
  ClusterId: 'string',
  Status: 'string',
  Message: 'string',
  CreateTime: 'string',
  UpdateTime: 'string',
  CpuCount: 'integer',
  CpuUsed: 'integer',
  GpuCount: 'integer',
  GpuUsed: 'integer',
  Memory: 'integer',
  MemoryUsed: 'integer',
  InstanceCount: 'integer',
  PrePaidInstanceCount: 'integer',
  PostPaidInstanceCount: 'integer',
  InstanceMaxAllocatableCPU: 'integer',
  InstanceMaxAllocatableGPU: 'integer',
  InstanceMaxAllocatableMemory: 'integer',
  Features: ['string'],
} as const;

export const createResource = row({
  name: 'CreateResource',
  style: { method: 'POST', path: '/api/v2/resources' },
  parameters: {
    ResourceType: { in: 'body', type: 'string', enum: ['Dedicated', 'SelfManaged'], default: 'Dedicated' },
    /** The limit is that of UpdateResource. */
    ResourceName: { in: 'body', type: 'string', maxLength: 27 },
    UsageMode: { in: 'body', type: 'string', default: 'inference' },
    ...purchase,
    SelfManagedResourceOptions: { in: 'body', type: 'json' },
  },
  response: {
    ResourceId: 'string',
    ResourceName: 'string',
    ClusterId: 'string',
    OwnerUid: 'string',
    InstanceIds: ['string'],
  },
  errors: ['MissingEcsInstance', 'InvalidSelfManagedResourceOptions', 'InvalidLabels'] satisfies EasErrorCode[],
  // Documented: a dedicated one needs machines from the beginning; a self-managed one needs its cluster (inferred).
  handler: (state, { account, region, parameters, newId, now }) => {
    const { ResourceType, UsageMode, SelfManagedResourceOptions } = parameters;
    const options = ResourceType === 'SelfManaged' ? readOptions(SelfManagedResourceOptions) : {};
    const id = newId('eas-r-', 18);
    const group: ResourceGroup = {
      ...{ id, account, region, type: ResourceType, usageMode: UsageMode, options, instances: [] },
      externalClusterId: ResourceType === 'SelfManaged' ? String(options.ExternalClusterId) : undefined,
      name: parameters.ResourceName || id,
      createdAt: now,
      updatedAt: now,
    };
    const added = ResourceType === 'Dedicated' ? addMachines(group, parameters, { newId, now }) : [];
    state.resourceGroups.add(group);
    const InstanceIds = added.map((each) => each.id);
    return { ResourceId: id, ResourceName: group.name, ClusterId: region, OwnerUid: account, InstanceIds };
  },
});

export const describeResource = row({
  name: 'DescribeResource',
  style: { method: 'GET', path: resourcePath.template },
  parameters: resourcePath.parameters,
  // Unlike in lists, these two are texts.
  response: { ...resourceFields, OwnerUid: 'string', ServiceCount: 'string', ExtraData: 'string' },
  errors: ['InvalidResource.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ResourceId } }) => {
    const group = findResource(state, account, ClusterId, ResourceId);
    const services = String(servicesIn(state, group).length);
    const ExtraData = JSON.stringify(group.options);
    return { ...resourceBody(state, group), OwnerUid: account, ServiceCount: services, ExtraData };
  },
});

export const listResources = row({
  name: 'ListResources',
  style: { method: 'GET', path: '/api/v2/resources' },
  parameters: {
    ResourceId: { type: 'string' },
    ResourceName: { type: 'string' },
    ResourceStatus: { type: 'string' },
    ResourceType: { type: 'string', enum: ['Dedicated', 'SelfManaged'] },
    UsageMode: { type: 'string' },
    Sort: { type: 'string', default: 'CreateTime' },
    Order: { type: 'string', enum: ['Asc', 'Desc'], ignoreCase: true, default: 'Desc' },
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: {
    PageNumber: 'integer',
    PageSize: 'integer',
    TotalCount: 'integer',
    Resources: [{ ...resourceFields, ServiceCount: 'integer', ExtraData: 'json', Vendor: 'string' }],
  },
  errors: [],
  handler: (state, { account, region, parameters }) => {
    const wanted = [
      [parameters.ResourceId, 'ResourceId'],
      [parameters.ResourceName, 'ResourceName'],
      [parameters.ResourceStatus, 'Status'],
      [parameters.ResourceType, 'ResourceType'],
      [parameters.UsageMode, 'UsageMode'],
    ] as const;
    const found = state.resourceGroups
      .of(account, region)
      .map((group) => ({
        ...resourceBody(state, group),
        ServiceCount: servicesIn(state, group).length,
        ExtraData: group.options,
        Vendor: group.type === 'Dedicated' ? 'ECS' : undefined,
      }))
      .filter((body) => wanted.every(([value, field]) => value === undefined || value === '' || body[field] === value));
    const { items, ...page } = pageOf(found, { ...parameters, Order: parameters.Order === 'Asc' ? 'asc' : 'desc' });
    return { ...page, Resources: items };
  },
});

export const updateResource = row({
  name: 'UpdateResource',
  style: { method: 'PUT', path: resourcePath.template },
  parameters: {
    ...resourcePath.parameters,
    ResourceName: { in: 'body', type: 'string', maxLength: 27 },
    SelfManagedResourceOptions: { in: 'body', type: 'json' },
  },
  response: { ResourceId: 'string', ResourceName: 'string' },
  errors: ['InvalidResource.NotFound', 'InvalidSelfManagedResourceOptions'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const group = findResource(state, account, parameters.ClusterId, parameters.ResourceId);
    const { ResourceName = '', SelfManagedResourceOptions: options } = parameters;
    if (options !== undefined) group.options = readOptions({ ...group.options, ...Object(options) });
    group.name = ResourceName || group.name;
    group.updatedAt = now;
    return { ResourceId: group.id, ResourceName: group.name };
  },
});

export const deleteResource = row({
  name: 'DeleteResource',
  style: { method: 'DELETE', path: resourcePath.template },
  parameters: resourcePath.parameters,
  response: { Message: 'string' },
  errors: ['InvalidResource.NotFound', 'ResourceInUse'] satisfies EasErrorCode[],
  // Documented: one without machines or services.
  handler: (state, { account, parameters: { ClusterId, ResourceId } }) => {
    const group = findResource(state, account, ClusterId, ResourceId);
    const [services, gateways] = [servicesIn(state, group).length, gatewaysIn(state, group).length];
    if (group.instances.length + services + gateways > 0) {
      const what = `${group.instances.length} instances, ${services} services, ${gateways} gateways`;
      throw new ApiError<EasErrorCode>('ResourceInUse', { resource: group.id, what });
    }
    state.resourceGroups.remove(group);
    return { Message: `Resource [${group.id}] is deleted.` };
  },
});

export const listResourceServices = row({
  name: 'ListResourceServices',
  style: { method: 'GET', path: `${resourcePath.template}/services` },
  parameters: {
    ...resourcePath.parameters,
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Services: [listedServiceFields] },
  errors: ['InvalidResource.NotFound'] satisfies EasErrorCode[],
  // Deprecated in favour of ListServices.
  handler: (state, { account, parameters: { ClusterId, ResourceId, PageNumber, PageSize } }) => {
    const group = findResource(state, account, ClusterId, ResourceId);
    const bodies = servicesIn(state, group).map((service) => listedServiceBody(state, service));
    const { items, ...page } = pageOf(bodies, { Sort: 'CreateTime', Order: 'desc', PageNumber, PageSize });
    return { ...page, Services: items };
  },
});

function servicesIn(state: EasState, { account, region, id }: ResourceGroup): Service[] {
  return state.servicesOf(account, region).filter(({ config }) => metadataText(config, 'resource') === id);
}

function gatewaysIn(state: EasState, { account, region, id, name }: ResourceGroup) {
  return state.gatewaysOf(account, region).filter(({ resourceName }) => [id, name].includes(resourceName));
}

function resourceBody(state: EasState, group: ResourceGroup) {
  const machines = group.instances.map(({ type }) => machineOf(type));
  const sum = (of: (machine: (typeof machines)[number]) => number) => machines.reduce((all, one) => all + of(one), 0);
  const most = (of: (machine: (typeof machines)[number]) => number) => Math.max(0, ...machines.map(of));
  const services = servicesIn(state, group);
  const used = (name: string) =>
    services.reduce((all, { config }) => all + (metadataNumber(config, name) ?? 0) * instancesOf(config), 0);
  const prepaid = group.instances.filter(({ chargeType }) => chargeType === 'PrePaid').length;
  return {
    ResourceId: group.id,
    ResourceName: group.name,
    ResourceType: group.type,
    UsageMode: group.usageMode,
    ClusterId: group.region,
    Status: 'ResourceReady',
    Message: 'Resource is ready',
    CreateTime: utcTime(group.createdAt),
    UpdateTime: utcTime(group.updatedAt),
    CpuCount: sum(({ cpus }) => cpus),
    CpuUsed: used('cpu'),
    GpuCount: sum(({ gpus }) => gpus),
    GpuUsed: used('gpu'),
    Memory: sum(({ memoryMb }) => memoryMb),
    MemoryUsed: used('memory'),
    InstanceCount: machines.length,
    PrePaidInstanceCount: prepaid,
    PostPaidInstanceCount: machines.length - prepaid,
    InstanceMaxAllocatableCPU: most(({ cpus }) => cpus),
    InstanceMaxAllocatableGPU: most(({ gpus }) => gpus),
    InstanceMaxAllocatableMemory: most(({ memoryMb }) => memoryMb),
    // Which there are is not documented (inferred).
    Features: group.type === 'SelfManaged' ? ['self-managed'] : ['service'],
  };
}

/** Throws InvalidSelfManagedResourceOptions. */
function readOptions(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && 'ExternalClusterId' in value) return { ...value };
  throw new ApiError<EasErrorCode>('InvalidSelfManagedResourceOptions');
}
