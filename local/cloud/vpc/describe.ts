import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { vpcBody, vpcFields, vSwitchBody, vSwitchFields } from './bodies.ts';
import type { VpcErrorCode } from './errors.ts';
import type { VpcState, VSwitch } from './state.ts';
import { hasTags, tagErrors, tagFilter } from './tags.ts';
import { regions, zonesOf } from './zones.ts';

const row = actionsOf<VpcState>();

const paging = {
  PageNumber: { type: 'integer', default: 1, min: 1 },
  PageSize: { type: 'integer', default: 10, min: 1, max: 50 },
} as const satisfies ParameterTable;

export const describeVpcs = row({
  name: 'DescribeVpcs',
  style: 'RPC',
  parameters: {
    RegionId: { type: 'string', required: true },
    VpcId: { type: 'string' },
    VpcName: { type: 'string' },
    IsDefault: { type: 'boolean' },
    DryRun: { type: 'boolean', default: false },
    ResourceGroupId: { type: 'string' },
    EnableIpv6: { type: 'boolean' },
    DhcpOptionsSetId: { type: 'string' },
    VpcOwnerId: { type: 'integer' },
    ...tagFilter,
    ...paging,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Vpcs: {
      Vpc: [{ ...vpcFields, CenStatus: 'string', RouterTableIds: { RouterTableIds: ['string'] } }],
    },
  },
  errors: [
    'DryRunOperation',
    'InvalidVpcIdNumber.NotSupported',
    ...tagErrors,
    'Throttling.DeepPageSkip',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const ids = commaList(parameters.VpcId);
    if (ids && ids.length > 20) throw new ApiError<VpcErrorCode>('InvalidVpcIdNumber.NotSupported');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const found = state
      .vpcsOf(account)
      .filter((vpc) => vpc.region === parameters.RegionId)
      .filter((vpc) => !ids || ids.includes(vpc.vpcId))
      .filter((vpc) => !parameters.VpcName || vpc.name === parameters.VpcName)
      .filter((vpc) => !parameters.ResourceGroupId || vpc.resourceGroupId === parameters.ResourceGroupId)
      .filter(({ ipv6CidrBlock: ipv6 }) => parameters.EnableIpv6 === undefined || parameters.EnableIpv6 === !!ipv6)
      .filter(() => !parameters.VpcOwnerId || parameters.VpcOwnerId === Number(account))
      // Nobody has a set of DHCP options here, or a default VPC.
      .filter(() => !parameters.DhcpOptionsSetId && !parameters.IsDefault)
      .filter((vpc) => hasTags(vpc, parameters.Tag));
    inOrder(state, `${account}/DescribeVpcs`, parameters);
    const Vpc = page(found, parameters).map((vpc) => ({
      ...vpcBody(state, vpc),
      CenStatus: 'Detached',
      RouterTableIds: { RouterTableIds: [vpc.routeTableId] },
    }));
    return { ...pageOf(found, parameters), Vpcs: { Vpc } };
  },
});

export const describeVSwitches = row({
  name: 'DescribeVSwitches',
  style: 'RPC',
  parameters: {
    RegionId: { type: 'string' },
    VpcId: { type: 'string' },
    VSwitchId: { type: 'string' },
    VSwitchName: { type: 'string' },
    ZoneId: { type: 'string' },
    IsDefault: { type: 'boolean' },
    DryRun: { type: 'boolean', default: false },
    RouteTableId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    EnableIpv6: { type: 'boolean' },
    VSwitchOwnerId: { type: 'integer' },
    ...tagFilter,
    ...paging,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    VSwitches: { VSwitch: [vSwitchFields] },
  },
  errors: [
    'MissingParameter',
    'DryRunOperation',
    'InvalidVSwitchIdNumber.NotSupported',
    ...tagErrors,
    'Throttling.DeepPageSkip',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    if (!parameters.RegionId && !parameters.VpcId) throw new ApiError<VpcErrorCode>('MissingParameter');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const ids = commaList(parameters.VSwitchId);
    if (ids && ids.length > 20) throw new ApiError<VpcErrorCode>('InvalidVSwitchIdNumber.NotSupported');
    const wanted = [
      [parameters.RegionId, (vSwitch: VSwitch) => vSwitch.region],
      [parameters.VpcId, (vSwitch: VSwitch) => vSwitch.vpcId],
      [parameters.VSwitchName, (vSwitch: VSwitch) => vSwitch.name],
      [parameters.ZoneId, (vSwitch: VSwitch) => vSwitch.zoneId],
      [parameters.RouteTableId, (vSwitch: VSwitch) => vSwitch.routeTableId],
      [parameters.ResourceGroupId, (vSwitch: VSwitch) => vSwitchBody(state, vSwitch).ResourceGroupId],
    ] as const;
    const found = state
      .vSwitchesOf(account)
      .filter((vSwitch) => wanted.every(([value, of]) => !value || of(vSwitch) === value))
      .filter((vSwitch) => !ids || ids.includes(vSwitch.vSwitchId))
      .filter((vSwitch) => hasTags(vSwitch, parameters.Tag))
      .filter(({ ipv6CidrBlock: ipv6 }) => parameters.EnableIpv6 === undefined || parameters.EnableIpv6 === !!ipv6)
      .filter(() => !parameters.VSwitchOwnerId || parameters.VSwitchOwnerId === Number(account))
      .filter(() => !parameters.IsDefault);
    inOrder(state, `${account}/DescribeVSwitches`, parameters);
    const VSwitch = page(found, parameters).map((vSwitch) => vSwitchBody(state, vSwitch));
    return { ...pageOf(found, parameters), VSwitches: { VSwitch } };
  },
});

export const describeVSwitchAttributes = row({
  name: 'DescribeVSwitchAttributes',
  style: 'RPC',
  parameters: {
    VSwitchId: { type: 'string', required: true },
    RegionId: { type: 'string' },
    DryRun: { type: 'boolean', default: false },
  },
  response: vSwitchFields,
  errors: ['InvalidVSwitchId.NotFound', 'DryRunOperation'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const vSwitch = state.vSwitch(parameters.VSwitchId);
    if (vSwitch?.account === account) return vSwitchBody(state, vSwitch);
    if (state.missingVSwitchIs === 'empty') return { VSwitchId: '' };
    throw new ApiError<VpcErrorCode>('InvalidVSwitchId.NotFound');
  },
});

export const describeZones = row({
  name: 'DescribeZones',
  style: 'RPC',
  parameters: {
    RegionId: { type: 'string', required: true },
    ZoneType: { type: 'string', default: 'AvailabilityZone' },
    AcceptLanguage: { type: 'string' },
  },
  response: { Zones: { Zone: [{ ZoneId: 'string', LocalName: 'string', ZoneType: 'string' }] } },
  errors: ['InvalidRegionId.NotFound'] satisfies VpcErrorCode[],
  handler: (_state, { parameters }) => {
    const zones = zonesOf(parameters.RegionId);
    if (!zones) throw new ApiError<VpcErrorCode>('InvalidRegionId.NotFound');
    const ofType = parameters.ZoneType === 'AvailabilityZone' ? zones : [];
    return { Zones: { Zone: ofType.map((ZoneId) => ({ ZoneId, LocalName: ZoneId, ZoneType: 'AvailabilityZone' })) } };
  },
});

export const describeVpcAttribute = row({
  name: 'DescribeVpcAttribute',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    RegionId: { type: 'string', required: true },
    DryRun: { type: 'boolean', default: false },
    IsDefault: { type: 'boolean' },
  },
  response: {
    ...vpcFields,
    ClassicLinkEnabled: 'boolean',
    SupportIpv4Gateway: 'boolean',
    CloudResources: { CloudResourceSetType: [{ ResourceType: 'string', ResourceCount: 'integer' }] },
  },
  errors: ['InvalidVpcId.NotFound', 'DryRunOperation'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const vpc = state.vpcById(parameters.VpcId);
    if (vpc?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVpcId.NotFound');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const counts = { VRouter: 1, RouteTable: 1, VSwitch: state.vSwitchesIn(vpc.vpcId).length };
    return {
      ...vpcBody(state, vpc),
      ClassicLinkEnabled: false,
      SupportIpv4Gateway: true,
      CloudResources: {
        CloudResourceSetType: Object.entries(counts).map(([ResourceType, ResourceCount]) => ({
          ResourceType,
          ResourceCount,
        })),
      },
    };
  },
});

export const describeRegions = row({
  name: 'DescribeRegions',
  style: 'RPC',
  parameters: { ProductType: { type: 'string' }, AcceptLanguage: { type: 'string' } },
  response: { Regions: { Region: [{ RegionId: 'string', LocalName: 'string', RegionEndpoint: 'string' }] } },
  errors: [],
  handler: () => ({
    Regions: {
      Region: regions().map((RegionId) => ({
        RegionId,
        LocalName: RegionId,
        RegionEndpoint: `vpc.${RegionId}.aliyuncs.com`,
      })),
    },
  }),
});

interface Paging {
  readonly PageNumber: number;
  readonly PageSize: number;
}

function pageOf(found: readonly unknown[], { PageNumber, PageSize }: Paging) {
  return { TotalCount: found.length, PageNumber, PageSize };
}

function page<Item>(found: readonly Item[], { PageNumber, PageSize }: Paging): readonly Item[] {
  return found.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
}

function commaList(text: string | undefined): string[] | undefined {
  return text ? text.split(',').map((part) => part.trim()) : undefined;
}

/** "Frequent deep paging or page skipping": one page after the other, from the first, is never refused. */
function inOrder(state: VpcState, list: string, { PageNumber }: Paging): void {
  const last = state.lastPages.get(list) ?? 0;
  if (state.pageSkipping === 'throttled' && PageNumber > last + 1) {
    throw new ApiError<VpcErrorCode>('Throttling.DeepPageSkip');
  }
  state.lastPages.set(list, PageNumber);
}
