import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import { accessErrors, checkBalancedAccess } from './balanced-access.ts';
import type { EasErrorCode } from './errors.ts';
import { Gateway } from './gateway.ts';
import { gatewayPath } from './gateway-path.ts';
import { labelFields, labelFilter, labelList } from './labels.ts';
import { GATEWAY } from './lifecycle.ts';
import { listing, pageOf } from './listing.ts';
import { releaseLoadBalancers } from './load-balancers.ts';
import { checkManagedAccess, switchInternet } from './managed-access.ts';
import type { ResourceGroup } from './resources/resource-group.ts';
import { type EasState, incorrectStatus } from './state.ts';
import { utcTime } from './times.ts';

const row = actionsOf<EasState>();

const sizes = {
  InstanceType: { in: 'body', type: 'string', enum: ['2c4g', '4c8g', '8c16g', '16c32g'] },
  Replicas: { in: 'body', type: 'integer', min: 1 },
} as const satisfies ParameterTable;

const listedFields = {
  GatewayId: 'string',
  GatewayName: 'string',
  InstanceType: 'string',
  Replicas: 'integer',
  ChargeType: 'string',
  Status: 'string',
  CreateTime: 'string',
  UpdateTime: 'string',
  IsDefault: 'boolean',
  IntranetEnabled: 'boolean',
  IntranetDomain: 'string',
  InternetEnabled: 'boolean',
  InternetDomain: 'string',
  SSLRedirectionEnabled: 'boolean',
  Labels: labelFields,
} as const;

const opensToInternet = task('eas/gateway-opens', (state: EasState, gateway: Gateway, progress: Progress) =>
  switchInternet(state, gateway, true, progress),
);

const removed = task('eas/gateway-removed', (state: EasState, gateway: Gateway) => state.removeGateway(gateway));

export const createGateway = row({
  name: 'CreateGateway',
  style: { method: 'POST', path: '/api/v2/gateways' },
  parameters: {
    ResourceName: { type: 'string' },
    GatewayType: { in: 'body', type: 'string', enum: ['Application'] },
    Name: { in: 'body', type: 'string' },
    ...sizes,
    EnableIntranet: { in: 'body', type: 'boolean', default: true },
    EnableInternet: { in: 'body', type: 'boolean', default: false },
    ChargeType: { in: 'body', type: 'string', enum: ['PrePaid', 'PostPaid'], default: 'PostPaid', source: 'inferred' },
    AutoRenewal: { in: 'body', type: 'boolean', default: false },
  },
  response: { GatewayId: 'string', ClusterId: 'string', Message: 'string' },
  errors: [
    'MissingInstanceType',
    'MissingName',
    'OperationDenied.ServiceLinkedRoleNotExist',
    'InvalidResource.NotFound',
  ] satisfies EasErrorCode[],
  // Names are not unique and there is no idempotency token: a repeated call makes a second gateway (inferred).
  handler: async (state, { account, region, parameters, newId, now, progress }) => {
    const isApplication = parameters.GatewayType === 'Application';
    if (isApplication) checkRecord(state, parameters.Name);
    else if (parameters.InstanceType === undefined) throw new ApiError<EasErrorCode>('MissingInstanceType');
    const resource = parameters.ResourceName ? selfManaged(state, account, region, parameters.ResourceName) : undefined;
    const gateway = new Gateway({
      id: newId('gw-', 18),
      account,
      region,
      type: isApplication ? 'Application' : 'classic',
      name: parameters.Name ?? '',
      instanceType: parameters.InstanceType ?? '',
      replicas: parameters.Replicas ?? (isApplication ? 0 : DEFAULT_REPLICAS),
      chargeType: parameters.ChargeType,
      autoRenewal: parameters.AutoRenewal,
      resourceName: parameters.ResourceName ?? '',
      externalClusterId: resource?.externalClusterId,
      intranetEnabled: parameters.EnableIntranet,
      createdAt: now,
    });
    state.addGateway(gateway);
    // An application gateway has no VPC yet: its networks are UpdateGateway's business only (inferred).
    const opens = parameters.EnableInternet && !isApplication;
    const begun = opens ? opensToInternet(state, gateway, progress) : undefined;
    gateway.lifecycle.begin(isApplication ? GATEWAY.record : GATEWAY.create, progress, begun);
    await state.settled();
    return {
      GatewayId: gateway.id,
      ClusterId: region,
      Message: 'Successfully create gateway for user-managed resource',
    };
  },
});

export const describeGateway = row({
  name: 'DescribeGateway',
  style: { method: 'GET', path: gatewayPath.template },
  parameters: gatewayPath.parameters,
  response: {
    ...listedFields,
    InternetStatus: 'string',
    ExternalClusterId: 'string',
    // Only of the application type, and in no published model: seen in the vendor's own scripts.
    LoadBalancerList: [
      {
        VpcId: 'string (inferred)',
        VSwitchIds: ['string (inferred)'],
        Status: 'string (inferred)',
        Address: 'string (inferred)',
      },
    ],
  },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId } }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    const LoadBalancerList = gateway.type === 'Application' ? loadBalancerList(state, gateway) : undefined;
    return {
      ...gatewayBody(gateway),
      InternetStatus: gateway.internet.status,
      ExternalClusterId: gateway.externalClusterId,
      LoadBalancerList,
    };
  },
});

export const listGateway = row({
  name: 'ListGateway',
  style: { method: 'GET', path: '/api/v2/gateways' },
  parameters: {
    GatewayId: { type: 'string' },
    GatewayName: { type: 'string' },
    GatewayType: { type: 'string' },
    Status: { type: 'string' },
    ChargeType: { type: 'string' },
    InternetEnabled: { type: 'boolean' },
    ResourceName: { type: 'string' },
    Label: { type: 'json' },
    ...listing,
  },
  response: { PageNumber: 'integer', PageSize: 'integer', TotalCount: 'integer', Gateways: [listedFields] },
  errors: ['InvalidLabels'] satisfies EasErrorCode[],
  // Whether GatewayName finds parts of a name is not documented: here it does not (inferred).
  handler: (state, { account, region, parameters }) => {
    const wanted = [
      [parameters.GatewayId, (gateway: Gateway) => gateway.id],
      [parameters.GatewayName, (gateway: Gateway) => gateway.name],
      [parameters.GatewayType, (gateway: Gateway) => gateway.type],
      [parameters.Status, (gateway: Gateway) => gateway.lifecycle.status],
      [parameters.ChargeType, (gateway: Gateway) => gateway.chargeType],
      [parameters.InternetEnabled, (gateway: Gateway) => gateway.internetEnabled],
      [parameters.ResourceName, (gateway: Gateway) => gateway.resourceName],
    ] as const;
    const found = state
      .gatewaysOf(account, region)
      .filter((gateway) => wanted.every(([value, of]) => value === undefined || value === '' || of(gateway) === value))
      .filter(labelFilter(parameters.Label));
    const { items, ...page } = pageOf(found.map(gatewayBody), parameters);
    return { ...page, Gateways: items };
  },
});

export const updateGateway = row({
  name: 'UpdateGateway',
  style: { method: 'PUT', path: gatewayPath.template },
  // What is not sent stays as it is; the documented defaults are taken for those of creation (inferred).
  parameters: {
    ...gatewayPath.parameters,
    Name: { in: 'body', type: 'string' },
    ...sizes,
    EnableIntranet: { in: 'body', type: 'boolean' },
    EnableInternet: { in: 'body', type: 'boolean' },
    EnableSSLRedirection: { in: 'body', type: 'boolean' },
    IsDefault: { in: 'body', type: 'boolean' },
    VpcId: { in: 'body', type: 'string' },
    VSwitchIds: { in: 'body', type: 'list' },
  },
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'OperationNotSupported.GatewayType',
    ...accessErrors,
  ] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, now, progress }) => {
    const gateway = state.gatewayThatIsUp(account, parameters.ClusterId, parameters.GatewayId);
    const { InstanceType = gateway.instanceType, Replicas = gateway.replicas } = parameters;
    const resized = InstanceType !== gateway.instanceType || Replicas !== gateway.replicas;
    checkType(gateway, resized, parameters.VpcId !== undefined || parameters.VSwitchIds !== undefined);
    if (resized && !gateway.lifecycle.allows(GATEWAY.resize)) throw incorrectStatus(gateway);
    const checkAccess = gateway.type === 'classic' ? checkManagedAccess : checkBalancedAccess;
    const switchAccess = checkAccess(state, gateway, parameters);

    if (state.gatewayUpdateTime === 'moves') gateway.updatedAt = now;
    gateway.name = parameters.Name ?? gateway.name;
    gateway.redirectsToHttps = parameters.EnableSSLRedirection ?? gateway.redirectsToHttps;
    if (parameters.IsDefault !== undefined) makeDefault(state, gateway, parameters.IsDefault);
    if (resized) {
      gateway.instanceType = InstanceType;
      gateway.replicas = Replicas;
      gateway.lifecycle.begin(GATEWAY.resize, progress);
    }
    switchAccess(progress);
    state.networksChanged(gateway);
    await state.settled();
    return { GatewayId: gateway.id, Message: 'Gateway is updated' };
  },
});

export const deleteGateway = row({
  name: 'DeleteGateway',
  style: { method: 'DELETE', path: gatewayPath.template },
  parameters: gatewayPath.parameters,
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'GatewayInUse.Service',
    'GatewayInUse.Group',
    'GatewayInUse.NetworkAccess',
  ] satisfies EasErrorCode[],
  // What deletion asks for is not documented. Links, lists, domains and load balancers go with the gateway (inferred).
  handler: async (state, { account, parameters: { ClusterId, GatewayId }, progress }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    if (!gateway.lifecycle.allows(GATEWAY.delete)) throw incorrectStatus(gateway);
    const services = state.servicesOn(gateway).map(({ name }) => name);
    if (services.length > 0) {
      const values = { gateway: gateway.id, services: services.join(', ') };
      throw new ApiError<EasErrorCode>('GatewayInUse.Service', values);
    }
    const groups = state.groupsOf(account, ClusterId).filter(({ network }) => network.gatewayId === gateway.id);
    if (groups.length > 0) {
      const values = { gateway: gateway.id, groups: groups.map(({ name }) => name).join(', ') };
      throw new ApiError<EasErrorCode>('GatewayInUse.Group', values);
    }
    for (const { lifecycle } of [...gateway.links, ...gateway.peers, ...gateway.customDomains.values()])
      lifecycle.cancel();
    if (gateway.loadBalancers.length > 0 && state.deletingWithAccessOn === 'refused') {
      throw new ApiError<EasErrorCode>('GatewayInUse.NetworkAccess', { gateway: gateway.id });
    }
    gateway.internet.cancel();
    releaseLoadBalancers(state, gateway);
    gateway.lifecycle.begin(GATEWAY.delete, progress, removed(state, gateway));
    state.networksChanged(gateway);
    await state.settled();
    return { GatewayId: gateway.id, Message: `Gateway ${gateway.id} is deleted` };
  },
});

function gatewayBody(gateway: Gateway) {
  return {
    GatewayId: gateway.id,
    GatewayName: gateway.name,
    InstanceType: gateway.instanceType,
    Replicas: gateway.replicas,
    ChargeType: gateway.chargeType,
    Status: gateway.lifecycle.status,
    CreateTime: utcTime(gateway.createdAt),
    UpdateTime: utcTime(gateway.updatedAt),
    IsDefault: gateway.isDefault,
    IntranetEnabled: gateway.intranetEnabled,
    IntranetDomain: gateway.intranetDomain,
    InternetEnabled: gateway.internetEnabled,
    InternetDomain: gateway.internetDomain,
    SSLRedirectionEnabled: gateway.redirectsToHttps,
    Labels: labelList(gateway.labels),
  };
}

function loadBalancerList(state: EasState, { loadBalancers }: Gateway) {
  return loadBalancers.map(({ id, dnsName, vpcId, vSwitchIds }) => ({
    VpcId: vpcId,
    VSwitchIds: vSwitchIds,
    Status: state.loadBalancers.loadBalancer(id)?.status,
    Address: dnsName,
  }));
}

/** Documented as the id of a self-managed resource group; its name is taken, too (inferred). */
function selfManaged(state: EasState, account: string, region: string, resource: string): ResourceGroup {
  const groups = state.resourceGroups.of(account, region).filter(({ type }) => type === 'SelfManaged');
  const found = groups.find(({ id, name }) => id === resource || name === resource);
  if (found) return found;
  throw new ApiError<EasErrorCode>('InvalidResource.NotFound', { resource });
}

/** G10, G11. */
function checkRecord(state: EasState, name: string | undefined): void {
  if (!name) throw new ApiError<EasErrorCode>('MissingName');
  if (state.serviceLinkedRole === 'missing') {
    throw new ApiError<EasErrorCode>('OperationDenied.ServiceLinkedRoleNotExist');
  }
}

/** G44; that there is one for each region is inferred. */
function makeDefault(state: EasState, gateway: Gateway, isDefault: boolean): void {
  if (isDefault) for (const other of state.gatewaysOf(gateway.account, gateway.region)) other.isDefault = false;
  gateway.isDefault = isDefault;
}

/** Documented is which fields are whose; that the others are refused and not ignored is inferred. */
function checkType(gateway: Gateway, resized: boolean, networked: boolean): void {
  const reason =
    gateway.type === 'classic'
      ? networked && 'VpcId and VSwitchIds are for the application type only'
      : resized && 'the application type has no size';
  if (reason) throw new ApiError<EasErrorCode>('OperationNotSupported.GatewayType', { gateway: gateway.id, reason });
}

/** Two nodes are the fewest with an SLA; what the API takes for none given is not known (inferred). */
const DEFAULT_REPLICAS = 2;
