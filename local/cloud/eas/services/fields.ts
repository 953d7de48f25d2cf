import { labelFields, labelList } from '../labels.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import {
  gatewayOf,
  imageOf,
  instancesOf,
  metadataFlag,
  metadataNumber,
  metadataText,
  resourceKindOf,
  type ServiceConfig,
} from './config.ts';
import { firstEndpoint, secondaryEndpoint } from './endpoints.ts';
import type { Service } from './service.ts';

/** What lists show of a service. */
export const listedServiceFields = {
  ServiceName: 'string',
  ServiceId: 'string',
  ServiceUid: 'string',
  Status: 'string',
  Reason: 'string',
  Message: 'string',
  Region: 'string',
  Namespace: 'string',
  WorkspaceId: 'string',
  WorkloadType: 'string',
  Gateway: 'string',
  AccessToken: 'string',
  ServiceConfig: 'string',
  ServiceGroup: 'string',
  CreateTime: 'string',
  UpdateTime: 'string',
  CurrentVersion: 'integer',
  LatestVersion: 'integer',
  TotalInstance: 'integer',
  RunningInstance: 'integer',
  PendingInstance: 'integer',
  InstanceCountInResource: { Dedicated: 'integer', Public: 'integer', Quota: 'integer' },
  Cpu: 'integer',
  Memory: 'integer',
  Gpu: 'integer',
  GPUMemory: 'integer',
  GPUCorePercentage: 'integer',
  Image: 'string',
  Resource: 'string',
  ResourceAlias: 'string',
  ResourceBurstable: 'boolean',
  QuotaId: 'string',
  Role: 'string',
  SafetyLock: 'string',
  Source: 'string',
  TrafficState: 'string',
  Weight: 'integer',
  ExtraData: 'string',
  AppType: 'string',
  AppVersion: 'string',
  AppSpecName: 'string',
  AppConfig: 'string',
  CallerUid: 'string',
  ParentUid: 'string',
  AutoscalerEnabled: 'boolean',
  CronscalerEnabled: 'boolean',
  Labels: labelFields,
} as const;

/** What only DescribeService shows besides (documented). */
export const serviceFields = {
  ...listedServiceFields,
  InternetEndpoint: 'string',
  IntranetEndpoint: 'string',
  SecondaryInternetEndpoint: 'string',
  SecondaryIntranetEndpoint: 'string',
  RoleAttrs: 'string',
} as const;

export function listedServiceBody(state: EasState, service: Service) {
  const { config, lifecycle, app, runningInstances: running } = service;
  const total = instancesOf(config);
  return {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceUid: service.id,
    Status: lifecycle.status,
    Reason: lifecycle.status?.toUpperCase(),
    Message: service.failure?.error ?? (lifecycle.status === 'Running' ? 'Service start successfully' : ''),
    Region: service.region,
    Namespace: service.name,
    WorkspaceId: service.workspaceId,
    WorkloadType: metadataText(config, 'workload_type'),
    Gateway: gatewayOf(config),
    AccessToken: service.token,
    ServiceConfig: JSON.stringify(config),
    ServiceGroup: service.group,
    CreateTime: utcTime(service.createdAt),
    UpdateTime: utcTime(service.updatedAt),
    CurrentVersion: service.currentVersion,
    LatestVersion: service.latestVersion,
    TotalInstance: total,
    RunningInstance: running,
    PendingInstance: Math.max(0, total - running),
    InstanceCountInResource: countByResource(config, total),
    Cpu: metadataNumber(config, 'cpu'),
    Memory: metadataNumber(config, 'memory'),
    Gpu: metadataNumber(config, 'gpu'),
    GPUMemory: metadataNumber(config, 'gpu_memory'),
    GPUCorePercentage: metadataNumber(config, 'gpu_core_percentage'),
    Image: imageOf(config),
    Resource: metadataText(config, 'resource'),
    ResourceAlias: state.resourceGroups.find(service.account, metadataText(config, 'resource') ?? '')?.name,
    ResourceBurstable: metadataFlag(config, 'resource_burstable'),
    QuotaId: metadataText(config, 'quota_id'),
    Role: roleOf(config),
    SafetyLock: service.safetyLock,
    Source: SOURCE,
    TrafficState: service.trafficState,
    Weight: service.weight,
    ExtraData: extraData(state, service),
    AppType: app?.type,
    AppVersion: app?.version,
    AppSpecName: app?.spec,
    AppConfig: app && JSON.stringify(app.config),
    CallerUid: service.account,
    ParentUid: service.account,
    AutoscalerEnabled: service.autoscaler !== undefined,
    CronscalerEnabled: service.cronScaler !== undefined,
    Labels: labelList(service.labels),
  };
}

export function serviceBody(state: EasState, service: Service) {
  return {
    ...listedServiceBody(state, service),
    InternetEndpoint: firstEndpoint(state, service, 'internet'),
    IntranetEndpoint: firstEndpoint(state, service, 'intranet'),
    SecondaryInternetEndpoint: secondaryEndpoint(state, service, 'internet'),
    SecondaryIntranetEndpoint: secondaryEndpoint(state, service, 'intranet'),
    RoleAttrs: roleOf(service.config) === 'Queue' ? EMPTY_QUEUE : undefined,
  };
}

/** `metadata.type`, which is `Standard` unless it is given. */
export function typeOf(config: ServiceConfig): string {
  return metadataText(config, 'type') ?? 'Standard';
}

/** Queue for a queue service; every other service has the role of its type's instances, Standard (inferred). */
export function roleOf(config: ServiceConfig): string {
  return typeOf(config) === 'Queue' ? 'Queue' : 'Standard';
}

/** Services of one group that take traffic together are each other's releases (inferred, after the documents' example). */
function extraData(state: EasState, service: Service): string {
  const others = service.group === undefined ? [] : state.servicesOfGroup(service);
  const names = others.filter(({ trafficState }) => trafficState === 'grouping').map(({ name }) => name);
  return JSON.stringify(names.length > 1 ? { blue_green_services: names } : {});
}

function countByResource(config: ServiceConfig, total: number) {
  const kind = resourceKindOf(config);
  return {
    Dedicated: kind === 'DedicatedResource' ? total : 0,
    Public: kind === 'PublicResource' ? total : 0,
    Quota: kind === 'Lingjun' ? total : 0,
  };
}

/** What says how a service was deployed; `dsw` is the documents' example, that of the API is not known (inferred). */
const SOURCE = 'openapi';

/** As the documents show it. */
const EMPTY_QUEUE = '{"ApproxMaxLength":null,"Length":null,"MaxPayloadBytes":null}';
