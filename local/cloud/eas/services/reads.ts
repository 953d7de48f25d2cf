import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { labelFilter } from '../labels.ts';
import { listing, pageOf } from '../listing.ts';
import type { EasState } from '../state.ts';
import { gatewayOf, metadataFlag, metadataText, resourceKindOf } from './config.ts';
import { listedServiceBody, listedServiceFields, roleOf, serviceBody, serviceFields, typeOf } from './fields.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

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
    ServiceType: { type: 'string' },
    Role: { type: 'string' },
    GroupName: { type: 'string' },
    WorkspaceId: { type: 'string' },
    IncludeNoWorkspace: { type: 'boolean', default: true },
    QuotaId: { type: 'string' },
    ResourceId: { type: 'string' },
    /** Deprecated: the name or the id of a resource group. */
    ResourceName: { type: 'string' },
    ResourceAliasName: { type: 'string' },
    ResourceType: { type: 'string', enum: ['PublicResource', 'DedicatedResource', 'Lingjun', 'SelfManagedLingjun'] },
    ResourceBurstable: { type: 'boolean' },
    AutoscalerEnabled: { type: 'boolean' },
    CronscalerEnabled: { type: 'boolean' },
    TrafficState: { type: 'string' },
    CallerUid: { type: 'string' },
    /** Of the queues and members that a service has besides itself; none are played. */
    ParentServiceUid: { type: 'string' },
    /** What it tells apart is not documented: it is taken, and filters nothing (inferred). */
    Accessibility: { type: 'string' },
    Label: { type: 'json' },
    ...listing,
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Services: [listedServiceFields] },
  errors: ['InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const aliasOf = (service: Service) =>
      state.resourceGroups.find(account, metadataText(service.config, 'resource') ?? '')?.name;
    const wanted = [
      [parameters.ServiceName, (service: Service) => service.name],
      [parameters.ServiceUid, (service: Service) => service.id],
      [parameters.Gateway, (service: Service) => gatewayOf(service.config)],
      [parameters.ServiceStatus, (service: Service) => service.lifecycle.status],
      [parameters.ServiceType, (service: Service) => typeOf(service.config)],
      [parameters.Role, (service: Service) => roleOf(service.config)],
      [parameters.GroupName, (service: Service) => service.group],
      [parameters.WorkspaceId, (service: Service) => service.workspaceId],
      [parameters.QuotaId, (service: Service) => metadataText(service.config, 'quota_id')],
      [parameters.ResourceId, (service: Service) => metadataText(service.config, 'resource')],
      [parameters.ResourceAliasName, aliasOf],
      [parameters.ResourceType, (service: Service) => resourceKindOf(service.config)],
      [parameters.ResourceBurstable, (service: Service) => metadataFlag(service.config, 'resource_burstable')],
      [parameters.AutoscalerEnabled, (service: Service) => service.autoscaler !== undefined],
      [parameters.CronscalerEnabled, (service: Service) => service.cronScaler !== undefined],
      [parameters.TrafficState, (service: Service) => service.trafficState],
      [parameters.CallerUid, (service: Service) => service.account],
      [parameters.ParentServiceUid, () => undefined],
    ] as const;
    const resource = parameters.ResourceName;
    const found = state
      .servicesOf(account, region)
      .filter((service) => wanted.every(([value, of]) => value === undefined || value === '' || of(service) === value))
      .filter((service) => service.name.includes(parameters.Filter ?? ''))
      .filter((service) => parameters.IncludeNoWorkspace || service.workspaceId !== '')
      .filter((service) => !resource || [metadataText(service.config, 'resource'), aliasOf(service)].includes(resource))
      .filter(labelFilter(parameters.Label));
    const bodies = found.map((service) => listedServiceBody(state, service));
    const { items, ...page } = pageOf(bodies, parameters);
    return { ...page, Services: items };
  },
});
