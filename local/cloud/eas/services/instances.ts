import { ApiError, actionsOf } from '../../product.ts';
import { task } from '../../tasks.ts';
import type { EasErrorCode } from '../errors.ts';
import { pageOf } from '../listing.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { computingOf, metadataText, resourceKindOf, vpcOf } from './config.ts';
import { roleOf } from './fields.ts';
import type { Instance } from './instance.ts';
import { instancePath } from './instance-path.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';
import { startInstance } from './start-instance.ts';

const row = actionsOf<EasState>();
const path = `${servicePath.template}/instances`;

const instanceFields = {
  InstanceName: 'string',
  Status: 'string',
  Reason: 'string',
  Role: 'string',
  Namespace: 'string',
  CreateTime: 'string',
  StartTime: 'string',
  StartAt: 'string',
  InnerIP: 'string',
  InstancePort: 'integer',
  HostIP: 'string',
  HostName: 'string',
  TenantHostIP: 'string',
  TenantInstanceIP: 'string',
  ExternalIP: 'string',
  ExternalInstancePort: 'integer',
  InstanceType: 'string',
  ResourceType: 'string',
  Zone: 'string',
  IsLatest: 'boolean',
  IsReplica: 'boolean',
  ReplicaName: 'string',
  IsSpot: 'boolean',
  OriginalAmount: 'number',
  CurrentAmount: 'number',
  Isolated: 'boolean',
  Detached: 'boolean',
  TotalProcesses: 'integer',
  ReadyProcesses: 'integer',
  RestartCount: 'integer',
  LastState: ['json'],
} as const;

export const listServiceInstances = row({
  name: 'ListServiceInstances',
  style: { method: 'GET', path },
  parameters: {
    ...servicePath.parameters,
    /** Part of a name, an address or an instance type. */
    Filter: { type: 'string' },
    InstanceName: { type: 'string' },
    InstanceStatus: { type: 'string' },
    InstanceType: { type: 'string' },
    InstanceIP: { type: 'string' },
    HostIP: { type: 'string' },
    IsSpot: { type: 'boolean' },
    ListReplica: { type: 'boolean', default: false },
    ReplicaName: { type: 'string' },
    /** Of services that consist of several, which are not played: one that is asked for has no instances. */
    MemberType: { type: 'string' },
    QuotaId: { type: 'string' },
    Resource: { type: 'string' },
    ResourceType: { type: 'string' },
    Role: { type: 'string' },
    Sort: { type: 'string', default: 'StartTime' },
    Order: { type: 'string', enum: ['asc', 'desc'], ignoreCase: true, default: 'desc' },
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Instances: [instanceFields] },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = state.service(account, parameters.ClusterId, parameters.ServiceName);
    const { Filter = '' } = parameters;
    const wanted = [
      [parameters.InstanceName, 'InstanceName'],
      [parameters.InstanceStatus, 'Status'],
      [parameters.InstanceType, 'InstanceType'],
      [parameters.InstanceIP, 'InnerIP'],
      [parameters.HostIP, 'HostIP'],
      [parameters.IsSpot, 'IsSpot'],
      [parameters.ReplicaName, 'ReplicaName'],
      [parameters.ResourceType, 'ResourceType'],
      [parameters.Role, 'Role'],
    ] as const;
    const { QuotaId, Resource, MemberType } = parameters;
    const elsewhere =
      (QuotaId && QuotaId !== metadataText(service.config, 'quota_id')) ||
      (Resource && Resource !== metadataText(service.config, 'resource')) ||
      MemberType;
    const found = (elsewhere ? [] : service.instances)
      .map((instance) => instanceBody(service, instance, parameters.ListReplica))
      .filter((body) => wanted.every(([value, field]) => value === undefined || value === '' || body[field] === value))
      .filter(({ InstanceName, InnerIP, HostIP, InstanceType = '' }) =>
        [InstanceName, InnerIP, HostIP, InstanceType].some((text) => text.includes(Filter)),
      );
    const { items, ...page } = pageOf(found, parameters);
    return { ...page, Instances: items };
  },
});

export const deleteServiceInstances = row({
  name: 'DeleteServiceInstances',
  style: { method: 'DELETE', path },
  parameters: {
    ...servicePath.parameters,
    /** Names, separated by commas. */
    InstanceList: { type: 'string', required: true, source: 'inferred' },
    SoftRestart: { type: 'boolean', default: false },
    /** Documented for soft restarts only. */
    Container: { type: 'string' },
    IsReplica: { type: 'boolean', default: false },
  },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidInstance.NotFound', 'InvalidContainer.NotFound'] satisfies EasErrorCode[],
  // It restarts them: their containers only, or each makes room for a new one. A name that is not there stops all of it.
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    const { InstanceList, SoftRestart, Container } = parameters;
    const names = InstanceList.split(',').map((name) => name.trim());
    const instances = names.map((name) => findInstance(service, name));
    if (SoftRestart && Container !== undefined && Container !== 'worker0') {
      throw new ApiError<EasErrorCode>('InvalidContainer.NotFound', { container: Container });
    }
    for (const instance of instances) {
      if (SoftRestart) restart(state, service, instance);
      else {
        service.instances = service.instances.filter((each) => each !== instance);
        const heir = service.addInstance(now);
        progress.after('eas-instance-start', instanceStarts(state, service, heir));
      }
    }
    const where = `for service [${service.name}] in region [${service.region}]`;
    return { Message: `Instance(s) [${names.join(',')}] ${where} was deleted successfully` };
  },
});

export const updateServiceInstance = row({
  name: 'UpdateServiceInstance',
  style: { method: 'PUT', path: instancePath.template },
  parameters: {
    ...instancePath.parameters,
    IsReplica: { type: 'boolean', default: false },
    /** For good: nothing brings it back. */
    Detach: { in: 'body', type: 'boolean' },
    /** Part of a preview: taken, and without effect. */
    Hibernate: { in: 'body', type: 'boolean' },
    Isolate: { in: 'body', type: 'boolean' },
  },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidInstance.NotFound', 'InvalidInstance.Detached'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    const { Detach, Isolate } = parameters;
    const instance = findInstance(service, parameters.InstanceName);
    if (instance.detached) throw new ApiError<EasErrorCode>('InvalidInstance.Detached', { instance: instance.name });
    instance.isolated = Isolate ?? instance.isolated;
    if (Detach) {
      instance.detached = true;
      const heir = service.addInstance(now);
      progress.after('eas-instance-start', instanceStarts(state, service, heir));
    }
    // The full stop is the vendor's.
    return { Message: `instance ${instance.name} isolation updated to ${instance.isolated}。` };
  },
});

const instanceStarts = task('eas/instance-starts', startInstance);

/** Throws InvalidInstance.NotFound. */
export function findInstance(service: Service, name: string): Instance {
  const found = service.instances.find((each) => each.name === name);
  if (found) return found;
  throw new ApiError<EasErrorCode>('InvalidInstance.NotFound', { instance: name, service: service.name });
}

function restart(state: EasState, service: Service, instance: Instance): void {
  instance.lastStates.splice(0, 1, {
    reason: 'Restarted',
    exitCode: 143,
    finishedAt: utcTime(state.clock.now()),
  });
  instance.restarts += 1;
  startInstance(state, service, instance);
}

/** Addresses inside the VPC are there where the service is attached to one. A replica here is one instance (inferred). */
function instanceBody(service: Service, instance: Instance, asReplica: boolean) {
  const { config } = service;
  const { type, spotLimit } = computingOf(config);
  const isAttached = vpcOf(config) !== undefined;
  const isRunning = instance.status === 'Running';
  const startedAt = instance.startedAt === undefined ? undefined : utcTime(instance.startedAt);
  const price = spotLimit === undefined ? undefined : LIST_PRICE;
  return {
    InstanceName: instance.name,
    Status: instance.status,
    Reason: instance.status.toUpperCase(),
    Role: roleOf(config),
    Namespace: service.name,
    CreateTime: utcTime(instance.createdAt),
    StartTime: startedAt,
    StartAt: startedAt,
    InnerIP: instance.innerIp,
    InstancePort: PORT,
    HostIP: instance.hostIp,
    HostName: instance.hostName,
    TenantHostIP: isAttached ? instance.hostIp.replace(/^11\.0\./, '192.168.') : undefined,
    TenantInstanceIP: isAttached ? instance.innerIp.replace(/^172\.17\./, '192.168.') : undefined,
    ExternalIP: isAttached ? instance.innerIp.replace(/^172\.17\./, '192.168.') : undefined,
    ExternalInstancePort: isAttached ? PORT : undefined,
    InstanceType: type,
    ResourceType: resourceKindOf(config) === 'PublicResource' ? 'PublicResource' : 'PrivateResource',
    Zone: instance.zone,
    IsLatest: instance.version === service.targetVersion,
    IsReplica: asReplica,
    ReplicaName: asReplica ? instance.name : undefined,
    IsSpot: spotLimit !== undefined,
    OriginalAmount: price,
    CurrentAmount: price === undefined ? undefined : Math.round(price * SPOT_DISCOUNT * 1000) / 1000,
    Isolated: instance.isolated,
    Detached: instance.detached,
    TotalProcesses: 1,
    ReadyProcesses: isRunning ? 1 : 0,
    RestartCount: instance.restarts,
    LastState: instance.lastStates,
  };
}

/** Where a container listens unless it says otherwise. */
const PORT = 8080;

/** The documents' example of a spot instance: 2.2 an hour, of which 0.444 are paid. */
const LIST_PRICE = 2.2;
const SPOT_DISCOUNT = 0.202;
