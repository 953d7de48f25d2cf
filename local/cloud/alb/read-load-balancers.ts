import { actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';
import { hasTags, tagFilter } from './tags.ts';
import { utcTime } from './times.ts';

const row = actionsOf<AlbState>();

/** Fields that one load balancer and a list of them share. */
const loadBalancerFields = {
  LoadBalancerId: 'string',
  LoadBalancerName: 'string',
  LoadBalancerStatus: 'string',
  LoadBalancerBussinessStatus: 'string',
  LoadBalancerEdition: 'string',
  AddressType: 'string',
  AddressIpVersion: 'string',
  AddressAllocatedMode: 'string',
  Ipv6AddressType: 'string',
  BandwidthPackageId: 'string',
  DNSName: 'string',
  VpcId: 'string',
  ResourceGroupId: 'string',
  CreateTime: 'string',
  LoadBalancerBillingConfig: { PayType: 'string' },
  AccessLogConfig: { LogProject: 'string', LogStore: 'string' },
  DeletionProtectionConfig: { Enabled: 'boolean', EnabledTime: 'string' },
  ModificationProtectionConfig: { Status: 'string', Reason: 'string' },
  LoadBalancerOperationLocks: [{ LockType: 'string', LockReason: 'string' }],
  SecurityGroupIds: ['string'],
  Tags: [{ Key: 'string', Value: 'string' }],
} as const;

export const getLoadBalancerAttribute = row({
  name: 'GetLoadBalancerAttribute',
  style: 'RPC',
  parameters: { LoadBalancerId: { type: 'string', required: true } },
  response: {
    ...loadBalancerFields,
    RegionId: 'string',
    ZoneMappings: [
      {
        ZoneId: 'string',
        VSwitchId: 'string',
        Status: 'string',
        LoadBalancerAddresses: [
          {
            Address: 'string',
            AllocationId: 'string',
            EipType: 'string',
            IntranetAddress: 'string',
            IntranetAddressHcStatus: 'string',
            Ipv4LocalAddresses: ['string'],
            Ipv6Address: 'string',
            Ipv6AddressHcStatus: 'string',
            Ipv6LocalAddresses: ['string'],
          },
        ],
      },
    ],
  },
  errors: ['ResourceNotFound.LoadBalancer'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const found = state.ownLoadBalancer(call, call.parameters.LoadBalancerId);
    const { addressType } = found;
    return {
      ...loadBalancerBody(found),
      RegionId: found.facts.region,
      ZoneMappings: found.zones.map(({ zoneId, vSwitchId, intranetAddress, ipv6Address, eip, isShifted }) => ({
        ZoneId: zoneId,
        VSwitchId: vSwitchId,
        Status: isShifted ? 'Shifted' : found.isUp ? 'Active' : 'Starting',
        LoadBalancerAddresses: [
          {
            // What the name resolves to: on this machine one loopback address stands for all the public ones.
            Address: addressType === 'Internet' ? state.addressOf(found.id) : intranetAddress,
            IntranetAddress: intranetAddress,
            IntranetAddressHcStatus: 'Healthy',
            ...(eip && { AllocationId: eip.allocationId, EipType: eip.type }),
            // That the addresses towards the servers are those towards the clients is inferred.
            Ipv4LocalAddresses: [intranetAddress],
            ...(ipv6Address && {
              Ipv6Address: ipv6Address,
              Ipv6AddressHcStatus: 'Healthy',
              Ipv6LocalAddresses: [ipv6Address],
            }),
          },
        ],
      })),
    };
  },
});

export const listLoadBalancers = row({
  name: 'ListLoadBalancers',
  style: 'RPC',
  parameters: {
    LoadBalancerIds: { type: 'list', max: 20 },
    LoadBalancerNames: { type: 'list', max: 10 },
    VpcIds: { type: 'list', max: 10 },
    ZoneId: { type: 'string' },
    AddressType: { type: 'string' },
    AddressIpVersion: { type: 'string' },
    Ipv6AddressType: { type: 'string' },
    LoadBalancerStatus: { type: 'string' },
    LoadBalancerBussinessStatus: { type: 'string' },
    DNSName: { type: 'string' },
    PayType: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    LoadBalancers: [loadBalancerFields],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { parameters } = call;
    const found = state
      .loadBalancersOf(call)
      .filter(({ id }) => parameters.LoadBalancerIds?.includes(id) ?? true)
      .filter(({ name }) => parameters.LoadBalancerNames?.includes(name) ?? true)
      .filter(({ facts }) => parameters.VpcIds?.includes(facts.vpcId) ?? true)
      .filter(({ zones }) => !parameters.ZoneId || zones.some(({ zoneId }) => zoneId === parameters.ZoneId))
      .filter(({ tags }) => hasTags(tags, parameters.Tag))
      .map(loadBalancerBody)
      .filter(
        (body) =>
          EQUAL_FIELDS.every((field) => !parameters[field] || parameters[field] === body[field]) &&
          (!parameters.PayType || parameters.PayType === body.LoadBalancerBillingConfig.PayType),
      );
    const { page, ...rest } = pageOf(found, parameters);
    return { LoadBalancers: page, ...rest };
  },
});

const EQUAL_FIELDS = [
  'AddressType',
  'AddressIpVersion',
  'Ipv6AddressType',
  'LoadBalancerStatus',
  'LoadBalancerBussinessStatus',
  'DNSName',
  'ResourceGroupId',
] as const;

function loadBalancerBody(loadBalancer: LoadBalancer) {
  const { facts, accessLog, deletionProtectedSince, consoleProtection } = loadBalancer;
  return {
    LoadBalancerId: facts.id,
    LoadBalancerName: loadBalancer.name,
    LoadBalancerStatus: loadBalancer.status,
    LoadBalancerBussinessStatus: loadBalancer.businessStatus,
    LoadBalancerEdition: loadBalancer.edition,
    AddressType: loadBalancer.addressType,
    AddressIpVersion: facts.ipVersion,
    AddressAllocatedMode: facts.addressAllocatedMode,
    // Until it is opened to the internet by an action that is not played here.
    ...(facts.ipVersion === 'DualStack' && { Ipv6AddressType: 'Intranet' }),
    BandwidthPackageId: loadBalancer.bandwidthPackageId,
    DNSName: facts.dnsName,
    VpcId: facts.vpcId,
    ResourceGroupId: loadBalancer.resourceGroupId,
    CreateTime: utcTime(facts.createdAt),
    LoadBalancerBillingConfig: { PayType: 'PostPay' },
    ...(accessLog && { AccessLogConfig: { LogProject: accessLog.project, LogStore: accessLog.store } }),
    DeletionProtectionConfig: {
      Enabled: deletionProtectedSince !== undefined,
      ...(deletionProtectedSince !== undefined && { EnabledTime: utcTime(deletionProtectedSince) }),
    },
    ModificationProtectionConfig: {
      Status: consoleProtection === undefined ? 'NonProtection' : 'ConsoleProtection',
      Reason: consoleProtection ?? '',
    },
    LoadBalancerOperationLocks: loadBalancer.locks.map(({ type, reason }) => ({ LockType: type, LockReason: reason })),
    SecurityGroupIds: loadBalancer.securityGroupIds,
    Tags: loadBalancer.tags,
  };
}
