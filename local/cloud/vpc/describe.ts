import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { vpcBody, vSwitchBody, vSwitchFields } from './bodies.ts';
import type { VpcErrorCode } from './errors.ts';
import type { VpcState, VSwitch } from './state.ts';
import { zonesOf } from './zones.ts';

const row = actionsOf<VpcState>();

const paging = {
  PageNumber: { type: 'integer', default: 1, min: 1 },
  PageSize: { type: 'integer', default: 10, min: 1, max: 50 },
} as const satisfies ParameterTable;

const tags = {
  Tag: { type: 'objects', max: 20, fields: { Key: { type: 'string', required: true }, Value: { type: 'string' } } },
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
    ...paging,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Vpcs: {
      Vpc: [
        {
          VpcId: 'string',
          VpcName: 'string',
          Description: 'string',
          Status: 'string',
          CidrBlock: 'string',
          SecondaryCidrBlocks: { SecondaryCidrBlock: ['string'] },
          VSwitchIds: { VSwitchId: ['string'] },
          RegionId: 'string',
          IsDefault: 'boolean',
          CreationTime: 'string',
          OwnerId: 'integer',
          ResourceGroupId: 'string',
          Tags: { Tag: [{ Key: 'string', Value: 'string' }] },
        },
      ],
    },
  },
  errors: ['DryRunOperation', 'InvalidVpcIdNumber.NotSupported'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const ids = commaList(parameters.VpcId);
    if (ids && ids.length > 20) throw new ApiError<VpcErrorCode>('InvalidVpcIdNumber.NotSupported');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const found = state
      .vpcsOf(account)
      .filter((vpc) => vpc.region === parameters.RegionId)
      .filter((vpc) => !ids || ids.includes(vpc.vpcId))
      .filter((vpc) => !parameters.VpcName || vpc.name === parameters.VpcName)
      .filter(() => !parameters.IsDefault);
    return { ...pageOf(found, parameters), Vpcs: { Vpc: page(found, parameters).map((vpc) => vpcBody(state, vpc)) } };
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
    ...tags,
    ...paging,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    VSwitches: { VSwitch: [vSwitchFields] },
  },
  errors: ['MissingParameter', 'DryRunOperation'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    if (!parameters.RegionId && !parameters.VpcId) throw new ApiError<VpcErrorCode>('MissingParameter');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const ids = commaList(parameters.VSwitchId);
    const wanted = [
      [parameters.RegionId, (vSwitch: VSwitch) => vSwitch.region],
      [parameters.VpcId, (vSwitch: VSwitch) => vSwitch.vpcId],
      [parameters.VSwitchName, (vSwitch: VSwitch) => vSwitch.name],
      [parameters.ZoneId, (vSwitch: VSwitch) => vSwitch.zoneId],
    ] as const;
    const found = state
      .vSwitchesOf(account)
      .filter((vSwitch) => wanted.every(([value, of]) => !value || of(vSwitch) === value))
      .filter((vSwitch) => !ids || ids.includes(vSwitch.vSwitchId))
      .filter((vSwitch) => (parameters.Tag ?? []).every((tag) => hasTag(vSwitch, tag)))
      .filter(() => !parameters.IsDefault);
    return { ...pageOf(found, parameters), VSwitches: { VSwitch: page(found, parameters).map(vSwitchBody) } };
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
    if (vSwitch?.account === account) return vSwitchBody(vSwitch);
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

function hasTag(vSwitch: VSwitch, wanted: { readonly Key: string; readonly Value?: string | undefined }): boolean {
  return vSwitch.tags.some(
    (tag) => tag.Key === wanted.Key && (wanted.Value === undefined || tag.Value === wanted.Value),
  );
}
