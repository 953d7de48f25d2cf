import { ApiError, actionsOf } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, once, pageOf, paging, writing } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { PvtzZone } from './zone.ts';

const row = actionsOf<PvtzState>();

const zoneFields = {
  ZoneId: 'string',
  ZoneName: 'string',
  DnsGroup: 'string',
  ProxyPattern: 'string',
  RecordCount: 'integer',
  ZoneType: 'string',
  IsPtr: 'boolean',
  Remark: 'string',
  CreateTime: 'string',
  CreateTimestamp: 'integer',
  UpdateTime: 'string',
  UpdateTimestamp: 'integer',
} as const;

/** Several zones of an account may have the same name: nothing says that a second one is refused (inferred). */
export const addZone = row({
  name: 'AddZone',
  style: 'RPC',
  parameters: {
    ZoneName: { type: 'string', required: true },
    ProxyPattern: { type: 'string', enum: ['ZONE', 'RECORD'], default: 'ZONE' },
    // New users get the accelerated kind since 30 April 2025, so it is what a call without the field makes (inferred).
    DnsGroup: { type: 'string', enum: ['NORMAL_ZONE', 'FAST_ZONE'], default: 'FAST_ZONE', source: 'inferred' },
    ResourceGroupId: { type: 'string' },
    ...writing,
  },
  response: { ZoneId: 'string', ZoneName: 'string', Success: 'boolean' },
  errors: ['Zone.Invalid.Name'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, newId, now }) => {
    const name = canonicalName(parameters.ZoneName);
    if (!isZoneName(name)) throw new ApiError<PvtzErrorCode>('Zone.Invalid.Name', { name: parameters.ZoneName });
    const { ProxyPattern: proxyPattern, DnsGroup: dnsGroup } = parameters;
    const zone = new PvtzZone({ account, zoneId: newId('', 32), name, proxyPattern, dnsGroup, createdAt: now });
    state.addZone(zone);
    return { ZoneId: zone.zoneId, ZoneName: zone.name, Success: true };
  },
});

export const deleteZone = row({
  name: 'DeleteZone',
  style: 'RPC',
  parameters: { ZoneId: { type: 'string', required: true }, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists', 'Zone.VpcExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  // Its records go with it (inferred).
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    if (zone.boundVpcs.length > 0) throw new ApiError<PvtzErrorCode>('Zone.VpcExists');
    state.removeZone(zone);
    return { ZoneId: zone.zoneId };
  },
});

export const checkZoneName = row({
  name: 'CheckZoneName',
  style: 'RPC',
  parameters: { ZoneName: { type: 'string', required: true }, ...common },
  response: { Check: 'boolean', Success: 'boolean' },
  errors: [],
  handler: (_state, { parameters }) => ({ Check: isZoneName(canonicalName(parameters.ZoneName)), Success: true }),
});

export const updateZoneRemark = row({
  name: 'UpdateZoneRemark',
  style: 'RPC',
  parameters: { ZoneId: { type: 'string', required: true }, Remark: { type: 'string', default: '' }, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const zone = state.zone(account, parameters.ZoneId);
    zone.remark = parameters.Remark;
    zone.touch(now);
    return { ZoneId: zone.zoneId };
  },
});

/** The list is the whole truth afterwards: who leaves out a VPC unbinds it, and an empty list unbinds all. */
export const bindZoneVpc = row({
  name: 'BindZoneVpc',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    Vpcs: {
      type: 'objects',
      fields: {
        RegionId: { type: 'string', required: true, missingCode: 'MissingRegion' },
        VpcId: { type: 'string', required: true },
        VpcType: { type: 'string', enum: ['STANDARD', 'EDS'], default: 'STANDARD' },
      },
    },
    ...writing,
  },
  response: {},
  errors: ['Zone.NotExists', 'ZoneVpc.NotExists.VpcId', 'ZoneVpc.Auth.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { ZoneId, Vpcs = [] }, now }) => {
    const zone = state.zone(account, ZoneId);
    const bound = Vpcs.map(({ RegionId: regionId, VpcId: vpcId, VpcType: vpcType }) => {
      const vpc = state.vpc.vpcById(vpcId);
      if (vpc?.region !== regionId) throw new ApiError<PvtzErrorCode>('ZoneVpc.NotExists.VpcId', { vpc: vpcId });
      // The other account's consent (AddUserVpcAuthorization) is not modelled.
      if (vpc.account !== account) throw new ApiError<PvtzErrorCode>('ZoneVpc.Auth.NotExists', { vpc: vpcId });
      return { regionId, vpcId, vpcType };
    });
    zone.boundVpcs = bound;
    zone.touch(now);
    return {};
  },
});

export const describeZones = row({
  name: 'DescribeZones',
  style: 'RPC',
  parameters: {
    Keyword: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'LIKE' },
    QueryVpcId: { type: 'string' },
    QueryRegionId: { type: 'string' },
    ZoneType: { type: 'string', enum: ['AUTH_ZONE'] },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Zones: { Zone: [zoneFields] },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const { QueryVpcId: vpcId, QueryRegionId: regionId, SearchMode: mode } = parameters;
    const word = canonicalName(parameters.Keyword ?? '');
    const found = state
      .zonesOf(account)
      .filter(({ name }) => word === '' || (mode === 'EXACT' ? name === word : name.includes(word)))
      .filter(({ boundVpcs }) => !vpcId || boundVpcs.some((bound) => bound.vpcId === vpcId))
      .filter(({ boundVpcs }) => !regionId || boundVpcs.some((bound) => bound.regionId === regionId));
    const { items, totals } = pageOf(found, parameters);
    return { ...totals, Zones: { Zone: items.map(zoneBody) } };
  },
});

export const describeZoneInfo = row({
  name: 'DescribeZoneInfo',
  style: 'RPC',
  parameters: { ZoneId: { type: 'string', required: true }, ...common },
  response: {
    ...zoneFields,
    BindVpcs: {
      Vpc: [
        { VpcId: 'string', RegionId: 'string', VpcName: 'string', VpcType: 'string', VpcUserId: 'integer (inferred)' },
      ],
    },
  },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    const Vpc = zone.boundVpcs.map(({ vpcId, regionId, vpcType }) => {
      const vpc = state.vpc.vpcById(vpcId);
      return {
        VpcId: vpcId,
        RegionId: regionId,
        VpcName: vpc?.name,
        VpcType: vpcType,
        VpcUserId: Number(vpc?.account),
      };
    });
    return { ...zoneBody(zone), BindVpcs: { Vpc } };
  },
});

function zoneBody(zone: PvtzZone) {
  return {
    ZoneId: zone.zoneId,
    ZoneName: zone.name,
    DnsGroup: zone.dnsGroup,
    ProxyPattern: zone.proxyPattern,
    RecordCount: zone.all.length,
    ZoneType: 'AUTH_ZONE',
    IsPtr: zone.name.endsWith('.in-addr.arpa'),
    Remark: zone.remark === '' ? undefined : zone.remark,
    CreateTime: utcMinute(zone.createdAt),
    CreateTimestamp: zone.createdAt,
    UpdateTime: utcMinute(zone.updatedAt),
    UpdateTimestamp: zone.updatedAt,
  };
}

function canonicalName(name: string): string {
  return name.replace(/\.$/, '').toLowerCase();
}

/** Any name may be private, a single label too (inferred). */
function isZoneName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label));
}

/** `2018-01-23T03:15Z`, as the documents show it. */
function utcMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
