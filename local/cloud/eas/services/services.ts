import { randomBytes } from 'node:crypto';
import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { labelFields, labelFilter, labelList, readLabels } from '../labels.ts';
import { SERVICE } from '../lifecycle.ts';
import { listing, pageOf } from '../listing.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { autoscalerOf, checkAutoscaler } from './autoscaler-settings.ts';
import {
  checkConfig,
  gatewayOf,
  instancesOf,
  isObject,
  merge,
  nameOf,
  type ServiceConfig,
  tokenOf,
  vpcOf,
} from './config.ts';
import { firstEndpoint } from './endpoints.ts';
import { incorrectServiceStatus, takeRoute } from './route.ts';
import { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

const serviceFields = {
  ServiceName: 'string',
  ServiceId: 'string',
  ServiceUid: 'string',
  Status: 'string',
  Reason: 'string',
  Message: 'string',
  Region: 'string',
  Namespace: 'string',
  WorkspaceId: 'string',
  Gateway: 'string',
  AccessToken: 'string',
  InternetEndpoint: 'string',
  IntranetEndpoint: 'string',
  ServiceConfig: 'string',
  CreateTime: 'string',
  UpdateTime: 'string',
  CurrentVersion: 'integer',
  LatestVersion: 'integer',
  TotalInstance: 'integer',
  RunningInstance: 'integer',
  PendingInstance: 'integer',
  ParentUid: 'string',
  AutoscalerEnabled: 'boolean',
  Labels: labelFields,
} as const;

const bindingErrors = [
  'InvalidServiceConfig',
  'InvalidAutoScaler',
  'InvalidGateway.NotFound',
  'IncorrectGatewayStatus',
] satisfies EasErrorCode[];

export const createService = row({
  name: 'CreateService',
  style: { method: 'POST', path: '/api/v2/services' },
  parameters: {
    Develop: { type: 'boolean' },
    Labels: { type: 'json' },
    WorkspaceId: { type: 'string' },
    body: { in: 'whole-body', type: 'json', required: true },
  },
  response: {
    Region: 'string',
    ServiceId: 'string',
    ServiceName: 'string',
    Status: 'string',
    InternetEndpoint: 'string',
    IntranetEndpoint: 'string',
  },
  errors: [...bindingErrors, 'InvalidService.AlreadyExists', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: async (state, { account, region, parameters, newId, now, progress }) => {
    const config = withDefaultGateway(state, account, region, readConfig(parameters.body));
    checkConfig(config, state.scalingFromZero);
    const autoscaler = autoscalerOf(config);
    const name = nameOf(config);
    if (state.findService(account, region, name)) {
      throw new ApiError<EasErrorCode>('InvalidService.AlreadyExists', { service: name });
    }
    checkBinding(state, account, region, config);
    const service = new Service({
      id: newId('eas-m-', 18),
      account,
      region,
      name,
      config,
      token: tokenOf(config) ?? randomBytes(36).toString('base64'),
      workspaceId: parameters.WorkspaceId ?? '',
      labels: readLabels(parameters.Labels ?? {}),
      createdAt: now,
    });
    state.addService(service);
    service.autoscaler = autoscaler;
    service.lifecycle.begin(SERVICE.create, progress, () => takeRoute(state, service, progress));
    await state.settled();
    return {
      Region: region,
      ServiceId: service.id,
      ServiceName: name,
      Status: 'Creating',
      InternetEndpoint: firstEndpoint(state, service, 'internet'),
      IntranetEndpoint: firstEndpoint(state, service, 'intranet'),
    };
  },
});

export const describeService = row({
  name: 'DescribeService',
  style: { method: 'GET', path: servicePath.template },
  parameters: servicePath.parameters,
  response: serviceFields,
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) =>
    serviceBody(state, state.service(account, ClusterId, ServiceName)),
});

export const listServices = row({
  name: 'ListServices',
  style: { method: 'GET', path: '/api/v2/services' },
  parameters: {
    /** Part of a name. */
    Filter: { type: 'string' },
    ServiceName: { type: 'string' },
    ServiceUid: { type: 'string' },
    Gateway: { type: 'string' },
    ServiceStatus: { type: 'string' },
    WorkspaceId: { type: 'string' },
    AutoscalerEnabled: { type: 'boolean' },
    Label: { type: 'json' },
    ...listing,
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Services: [serviceFields] },
  errors: ['InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const wanted = [
      [parameters.ServiceName, (service: Service) => service.name],
      [parameters.ServiceUid, (service: Service) => service.id],
      [parameters.Gateway, (service: Service) => gatewayOf(service.config)],
      [parameters.ServiceStatus, (service: Service) => service.lifecycle.status],
      [parameters.WorkspaceId, (service: Service) => service.workspaceId],
      [parameters.AutoscalerEnabled, (service: Service) => service.autoscaler !== undefined],
    ] as const;
    const found = state
      .servicesOf(account, region)
      .filter((service) => wanted.every(([value, of]) => value === undefined || value === '' || of(service) === value))
      .filter((service) => service.name.includes(parameters.Filter ?? ''))
      .filter(labelFilter(parameters.Label));
    const bodies = found.map((service) => serviceBody(state, service));
    const { items, ...page } = pageOf(bodies, parameters);
    return { ...page, Services: items };
  },
});

export const updateService = row({
  name: 'UpdateService',
  style: { method: 'PUT', path: servicePath.template },
  parameters: {
    ...servicePath.parameters,
    UpdateType: { type: 'string', enum: ['merge', 'replace'], default: 'merge' },
    body: { in: 'whole-body', type: 'json', required: true },
  },
  response: { Message: 'string' },
  errors: [...bindingErrors, 'InvalidService.NotFound', 'IncorrectServiceStatus'] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, now, progress }) => {
    const { ClusterId, ServiceName, UpdateType } = parameters;
    const service = state.service(account, ClusterId, ServiceName);
    if (!service.lifecycle.allows(SERVICE.update)) throw incorrectServiceStatus(service);
    const change = readConfig(parameters.body);
    const config = UpdateType === 'replace' ? change : merge(service.config, change, state.serviceMerge);
    checkConfig(config, state.scalingFromZero);
    if (nameOf(config) !== service.name) {
      throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason: 'metadata.name cannot change' });
    }
    checkBinding(state, account, ClusterId, config);
    const autoscaler = autoscalerOf(change) ?? service.autoscaler;
    checkAutoscaler(autoscaler, state.scalingFromZero === 'refused' ? gatewayOf(config) : undefined);

    // Documented: an update of nothing but metadata.instance scales, any other makes a new version and rolls.
    const scalesOnly = JSON.stringify(withInstances(service.config, config)) === JSON.stringify(config);
    service.config = config;
    service.token = tokenOf(config) ?? service.token;
    service.autoscaler = autoscaler;
    service.updatedAt = now;
    if (!scalesOnly) service.latestVersion += 1;
    service.lifecycle.begin(scalesOnly ? SERVICE.scale : SERVICE.update, progress, () => {
      service.currentVersion = service.latestVersion;
      return takeRoute(state, service, progress);
    });
    await state.settled();
    return { Message: `Succeed to update service [${service.name}] in region [${service.region}]` };
  },
});

export const deleteService = row({
  name: 'DeleteService',
  style: { method: 'DELETE', path: servicePath.template },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: ['InvalidService.NotFound', 'IncorrectServiceStatus'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName }, progress }) => {
    const service = state.service(account, ClusterId, ServiceName);
    if (!service.lifecycle.allows(SERVICE.delete)) throw incorrectServiceStatus(service);
    service.routeThrough(undefined);
    service.lifecycle.begin(SERVICE.delete, progress, () => state.removeService(service));
    return { Message: `Service [${service.name}] in region [${service.region}] is terminating` };
  },
});

function readConfig(body: unknown): ServiceConfig {
  if (isObject(body)) return body;
  throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason: 'it is not an object' });
}

/** G44. That the choice becomes a part of the configuration is inferred. */
function withDefaultGateway(state: EasState, account: string, region: string, config: ServiceConfig): ServiceConfig {
  const gateway = state.gatewaysOf(account, region).find(({ isDefault, isUp }) => isDefault && isUp);
  if (!gateway || gatewayOf(config)) return config;
  return merge(config, { networking: { gateway: gateway.id } }, 'deep');
}

/** Throws where the configuration names a gateway that is not there, not up, or in another VPC than the service. */
function checkBinding(state: EasState, account: string, region: string, config: ServiceConfig): void {
  const id = gatewayOf(config);
  if (id === undefined) return;
  const { vpcId } = state.gatewayThatIsUp(account, region, id);
  // G15; that the API itself refuses it is inferred.
  if (vpcId !== undefined && vpcOf(config) !== vpcId) {
    const reason = `cloud.networking.vpc_id is not the VPC of the gateway, ${vpcId}`;
    throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason });
  }
}

function withInstances(config: ServiceConfig, other: ServiceConfig): ServiceConfig {
  return merge(config, { metadata: { instance: instancesOf(other) } }, 'deep');
}

function serviceBody(state: EasState, service: Service) {
  const running = service.runningInstances;
  return {
    ServiceName: service.name,
    ServiceId: service.id,
    ServiceUid: service.id,
    Status: service.lifecycle.status,
    Reason: service.lifecycle.status?.toUpperCase(),
    Message: service.lifecycle.status === 'Running' ? 'Service start successfully' : '',
    Region: service.region,
    Namespace: service.name,
    WorkspaceId: service.workspaceId,
    Gateway: gatewayOf(service.config),
    AccessToken: service.token,
    InternetEndpoint: firstEndpoint(state, service, 'internet'),
    IntranetEndpoint: firstEndpoint(state, service, 'intranet'),
    ServiceConfig: JSON.stringify(service.config),
    CreateTime: utcTime(service.createdAt),
    UpdateTime: utcTime(service.updatedAt),
    CurrentVersion: service.currentVersion,
    LatestVersion: service.latestVersion,
    TotalInstance: instancesOf(service.config),
    RunningInstance: running,
    PendingInstance: instancesOf(service.config) - running,
    ParentUid: service.account,
    AutoscalerEnabled: service.autoscaler !== undefined,
    Labels: labelList(service.labels),
  };
}
