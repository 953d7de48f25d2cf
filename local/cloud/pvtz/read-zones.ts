import { hasTag } from '../dns/zone-tags.ts';
import { actionsOf } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, pageOf, paging } from './parameters.ts';
import { REGIONS } from './regions.ts';
import type { PvtzState } from './state.ts';
import { utcMinute } from './times.ts';
import type { PvtzZone } from './zone.ts';
import { canonicalName } from './zone-name.ts';

const row = actionsOf<PvtzState>();

const zoneFields = {
  ZoneId: 'string',
  ZoneName: 'string',
  DnsGroup: 'string',
  DnsGroupChanging: 'boolean',
  RecordCount: 'integer',
  ZoneType: 'string',
  IsPtr: 'boolean',
  Remark: 'string',
  Creator: 'string',
  CreateTime: 'string',
  CreateTimestamp: 'integer',
  UpdateTime: 'string',
  UpdateTimestamp: 'integer',
} as const;

const vpcFields = {
  VpcId: 'string',
  RegionId: 'string',
  RegionName: 'string',
  VpcName: 'string',
  VpcType: 'string',
} as const;

export const describeZones = row({
  name: 'DescribeZones',
  style: 'RPC',
  parameters: {
    Keyword: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'LIKE' },
    QueryVpcId: { type: 'string' },
    QueryRegionId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    ResourceTag: { type: 'objects', max: 20, fields: { Key: { type: 'string' }, Value: { type: 'string' } } },
    // The other kind belongs to cloud services, and there is none of it here.
    ZoneType: { type: 'string', enum: ['AUTH_ZONE', 'CLOUD_PRODUCT_ZONE'], default: 'AUTH_ZONE' },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Zones: {
      Zone: [
        {
          ...zoneFields,
          ProxyPattern: 'string',
          ResourceGroupId: 'string',
          ResourceTags: { ResourceTag: [{ Key: 'string', Value: 'string' }] },
          CreatorSubType: 'string (inferred)',
          SlaveDnsStatus: 'string',
        },
      ],
    },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const { QueryVpcId: vpcId, QueryRegionId: regionId, SearchMode: mode, ResourceGroupId, ResourceTag } = parameters;
    const word = canonicalName(parameters.Keyword ?? '');
    const found = state
      .zonesOf(account)
      .filter(() => parameters.ZoneType === 'AUTH_ZONE')
      .filter(({ name }) => word === '' || (mode === 'EXACT' ? name === word : name.includes(word)))
      .filter(({ boundVpcs }) => !vpcId || boundVpcs.some((bound) => bound.vpcId === vpcId))
      .filter(({ boundVpcs }) => !regionId || boundVpcs.some((bound) => bound.regionId === regionId))
      .filter((zone) => !ResourceGroupId || zone.resourceGroupId === ResourceGroupId)
      .filter((zone) => (ResourceTag ?? []).every((wanted) => hasTag(zone.tags, wanted)));
    const { items, totals } = pageOf(found, parameters);
    const Zone = items.map((zone) => ({
      ...zoneBody(zone),
      ...settingsOf(zone),
      ResourceTags: { ResourceTag: [...zone.tags].map(([Key, Value]) => ({ Key, Value })) },
      CreatorSubType: 'CUSTOM',
      SlaveDnsStatus: 'CLOSE',
    }));
    return { ...totals, Zones: { Zone } };
  },
});

export const describeZoneInfo = row({
  name: 'DescribeZoneInfo',
  style: 'RPC',
  parameters: { ZoneId: { type: 'string', required: true }, ...common },
  response: {
    ...zoneFields,
    ProxyPattern: 'string',
    ResourceGroupId: 'string',
    CreatorType: 'string',
    SlaveDns: 'boolean',
    BindVpcs: { Vpc: [{ ...vpcFields, VpcUserId: 'integer (inferred)' }] },
  },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    const Vpc = zone.boundVpcs.map((bound) => ({
      ...vpcBody(state, bound),
      VpcUserId: Number(state.world.vpc.vpcById(bound.vpcId)?.account),
    }));
    return { ...zoneBody(zone), ...settingsOf(zone), CreatorType: 'USER', SlaveDns: false, BindVpcs: { Vpc } };
  },
});

/** Everything at once. */
export const describeZoneVpcTree = row({
  name: 'DescribeZoneVpcTree',
  style: 'RPC',
  parameters: common,
  response: { Zones: { Zone: [{ ...zoneFields, CreatorType: 'string', Vpcs: { Vpc: [vpcFields] } }] } },
  errors: [],
  handler: (state, { account }) => {
    const Zone = state.zonesOf(account).map((zone) => ({
      ...zoneBody(zone),
      CreatorType: 'USER',
      Vpcs: { Vpc: zone.boundVpcs.map((bound) => vpcBody(state, bound)) },
    }));
    return { Zones: { Zone } };
  },
});

export const describeRegions = row({
  name: 'DescribeRegions',
  style: 'RPC',
  parameters: {
    AcceptLanguage: { type: 'string', enum: ['zh-CN', 'en-US'], default: 'en-US' },
    AuthorizedUserId: { type: 'integer' },
    Scene: { type: 'string', enum: ['AUTH', 'FWD', 'RA'] },
    VpcType: { type: 'string', enum: ['STANDARD', 'EDS'] },
    ...common,
  },
  response: {
    Regions: {
      Region: [{ RegionId: 'string', RegionName: 'string', LocalName: 'string', RegionEndpoint: 'string' }],
    },
  },
  errors: [],
  handler: () => {
    const Region = Object.entries(REGIONS).map(([RegionId, name]) => ({
      RegionId,
      RegionName: name,
      LocalName: name,
      RegionEndpoint: `pvtz.${RegionId}.aliyuncs.com`,
    }));
    return { Regions: { Region } };
  },
});

export const describeUserServiceStatus = row({
  name: 'DescribeUserServiceStatus',
  style: 'RPC',
  parameters: common,
  response: { Status: 'string' },
  errors: [],
  handler: ({ serviceStatus }) => ({ Status: serviceStatus }),
});

function zoneBody(zone: PvtzZone) {
  return {
    ZoneId: zone.zoneId,
    ZoneName: zone.name,
    DnsGroup: zone.dnsGroup,
    DnsGroupChanging: zone.isChangingGroup,
    RecordCount: zone.size,
    ZoneType: 'AUTH_ZONE',
    IsPtr: zone.name.endsWith('.in-addr.arpa'),
    Remark: zone.remark === '' ? undefined : zone.remark,
    Creator: zone.account,
    CreateTime: utcMinute(zone.createdAt),
    CreateTimestamp: zone.createdAt,
    UpdateTime: utcMinute(zone.updatedAt),
    UpdateTimestamp: zone.updatedAt,
  };
}

function settingsOf(zone: PvtzZone) {
  return { ProxyPattern: zone.proxyPattern, ResourceGroupId: zone.resourceGroupId || undefined };
}

function vpcBody(state: PvtzState, { vpcId, regionId, vpcType }: PvtzZone['boundVpcs'][number]) {
  return {
    VpcId: vpcId,
    RegionId: regionId,
    RegionName: REGIONS[regionId] ?? regionId,
    VpcName: state.world.vpc.vpcById(vpcId)?.name,
    VpcType: vpcType,
  };
}
