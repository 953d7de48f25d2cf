import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { labelFields, labelFilter, labelList } from '../labels.ts';
import { pageOf } from '../listing.ts';
import { instancesOf, metadataNumber, metadataText } from '../services/config.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { machineOf } from './machine.ts';
import { addMachines, purchase } from './purchase.ts';
import type { ResourceGroup, ResourceInstance } from './resource-group.ts';
import { findResource, resourcePath } from './resource-path.ts';

const row = actionsOf<EasState>();
const path = `${resourcePath.template}/instances`;

export const createResourceInstances = row({
  name: 'CreateResourceInstances',
  style: { method: 'POST', path },
  parameters: {
    ...resourcePath.parameters,
    ...purchase,
    /** Not used, as the documents say. */
    UserData: { in: 'body', type: 'string' },
  },
  response: { Message: 'string', InstanceIds: ['string'] },
  errors: [
    'InvalidResource.NotFound',
    'MissingEcsInstance',
    'InvalidLabels',
    'OperationNotSupported.SelfManaged',
  ] satisfies EasErrorCode[],
  // They are ready at once: how long it takes is not known (inferred).
  handler: (state, { account, parameters, newId, now }) => {
    const group = dedicated(state, account, parameters.ClusterId, parameters.ResourceId);
    const added = addMachines(group, parameters, { newId, now });
    group.updatedAt = now;
    return {
      Message: `Create ${added.length} new ecs instance(s) in resource [${group.id}] successfully`,
      InstanceIds: added.map(({ id }) => id),
    };
  },
});

export const listResourceInstances = row({
  name: 'ListResourceInstances',
  style: { method: 'GET', path },
  parameters: {
    ...resourcePath.parameters,
    /** Part of an id or an address. */
    Filter: { type: 'string' },
    InstanceId: { type: 'string' },
    InstanceName: { type: 'string' },
    InstanceIP: { type: 'string' },
    InstanceStatus: { type: 'string' },
    ChargeType: { type: 'string', enum: ['PrePaid', 'PostPaid'] },
    Zone: { type: 'string' },
    Label: { type: 'json' },
    Sort: { type: 'string', default: 'CreateTime' },
    Order: { type: 'string', enum: ['asc', 'desc'], ignoreCase: true, default: 'desc' },
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: {
    PageNumber: 'integer',
    PageSize: 'integer',
    TotalCount: 'integer',
    Instances: [
      {
        InstanceId: 'string',
        InstanceName: 'string',
        InstanceType: 'string',
        InstanceStatus: 'string',
        InstancePhase: 'string',
        InstanceIp: 'string',
        InstanceTenantIp: 'string',
        ResourceId: 'string',
        Region: 'string',
        Zone: 'string',
        Arch: 'string',
        ChargeType: 'string',
        AutoRenewal: 'boolean',
        CreateTime: 'string',
        ExpiredTime: 'string',
        InstanceCpuCount: 'integer',
        InstanceUsedCpu: 'number',
        InstanceMemory: 'string',
        InstanceUsedMemory: 'string',
        InstanceGpuCount: 'integer',
        InstanceUsedGpu: 'number',
        InstanceGpuMemory: 'string',
        InstanceUsedGpuMemory: 'string',
        InstanceSystemDiskSize: 'integer',
        Labels: labelFields,
      },
    ],
  },
  errors: ['InvalidResource.NotFound', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const group = findResource(state, account, parameters.ClusterId, parameters.ResourceId);
    const { Filter = '' } = parameters;
    const wanted = [
      [parameters.InstanceId, 'InstanceId'],
      [parameters.InstanceName, 'InstanceName'],
      [parameters.InstanceIP, 'InstanceIp'],
      [parameters.InstanceStatus, 'InstanceStatus'],
      [parameters.ChargeType, 'ChargeType'],
      [parameters.Zone, 'Zone'],
    ] as const;
    const found = group.instances
      .filter(labelFilter(parameters.Label))
      .map((machine) => machineBody(state, group, machine))
      .filter((body) => wanted.every(([value, field]) => value === undefined || value === '' || body[field] === value))
      .filter(({ InstanceId, InstanceIp }) => [InstanceId, InstanceIp].some((text) => text.includes(Filter)));
    const { items, ...page } = pageOf(found, parameters);
    return { ...page, Instances: items };
  },
});

export const deleteResourceInstances = row({
  name: 'DeleteResourceInstances',
  style: { method: 'DELETE', path },
  parameters: {
    ...resourcePath.parameters,
    /** Ids, separated by commas. */
    InstanceList: { type: 'string', default: '' },
    /** Those that could not be made: none here. */
    AllFailed: { type: 'boolean', default: false },
  },
  response: { Message: 'string' },
  errors: [
    'InvalidResource.NotFound',
    'InvalidResourceInstance.NotFound',
    'OperationDenied.PrePaidInstance',
  ] satisfies EasErrorCode[],
  // Documented: only those that are paid as they go. One that cannot go stops all of it (inferred).
  handler: (state, { account, parameters }) => {
    const group = findResource(state, account, parameters.ClusterId, parameters.ResourceId);
    const ids = parameters.InstanceList.split(',').filter((id) => id !== '');
    for (const id of ids) {
      const machine = group.instances.find((each) => each.id === id);
      if (!machine) throw new ApiError<EasErrorCode>('InvalidResourceInstance.NotFound', { instance: id });
      if (machine.chargeType === 'PrePaid') {
        throw new ApiError<EasErrorCode>('OperationDenied.PrePaidInstance', { instance: id });
      }
    }
    const kept = group.instances.filter(({ id }) => !ids.includes(id));
    group.instances.splice(0, group.instances.length, ...kept);
    return { Message: `Instances ${ids.join(',')} are deleting` };
  },
});

/** Throws OperationNotSupported.SelfManaged: the machines of a cluster are its own business (inferred). */
function dedicated(state: EasState, account: string, region: string, id: string): ResourceGroup {
  const group = findResource(state, account, region, id);
  if (group.type === 'Dedicated') return group;
  throw new ApiError<EasErrorCode>('OperationNotSupported.SelfManaged', { resource: group.id });
}

/** What services use is spread evenly over the machines (inferred). */
function machineBody(state: EasState, group: ResourceGroup, machine: ResourceInstance) {
  const { cpus, memoryMb, gpus } = machineOf(machine.type);
  const used = (name: string) =>
    state
      .servicesOf(group.account, group.region)
      .filter(({ config }) => metadataText(config, 'resource') === group.id)
      .reduce((all, { config }) => all + (metadataNumber(config, name) ?? 0) * instancesOf(config), 0) /
    group.instances.length;
  return {
    InstanceId: machine.id,
    InstanceName: machine.name,
    InstanceType: machine.type,
    InstanceStatus: 'Ready',
    InstancePhase: 'succeeded',
    InstanceIp: machine.ip,
    InstanceTenantIp: machine.ip.replace(/^11\.227\./, '192.168.'),
    ResourceId: group.id,
    Region: group.region,
    Zone: machine.zone,
    Arch: 'amd64',
    ChargeType: machine.chargeType,
    AutoRenewal: machine.autoRenewal,
    CreateTime: utcTime(machine.createdAt),
    ExpiredTime: machine.chargeType === 'PrePaid' ? utcTime(machine.createdAt + MONTH_MS) : undefined,
    InstanceCpuCount: cpus,
    InstanceUsedCpu: used('cpu'),
    InstanceMemory: `${memoryMb}M`,
    InstanceUsedMemory: `${Math.round(used('memory'))}M`,
    InstanceGpuCount: gpus,
    InstanceUsedGpu: used('gpu'),
    InstanceGpuMemory: `${gpus * GPU_MEMORY_GB}G`,
    InstanceUsedGpuMemory: `${Math.round(used('gpu_memory') * 1024)}M`,
    InstanceSystemDiskSize: machine.systemDiskSize,
    Labels: labelList(machine.labels),
  };
}

/** Of one GPU (inferred). */
const GPU_MEMORY_GB = 16;

/** For how long a machine is bought that is paid in advance (inferred). */
const MONTH_MS = 31 * 24 * 3_600_000;
