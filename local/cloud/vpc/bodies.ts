import type { Vpc, VpcState, VSwitch } from './state.ts';

/** Fields of a vSwitch, in a list and alone. */
export const vSwitchFields = {
  VSwitchId: 'string',
  VpcId: 'string',
  ZoneId: 'string',
  VSwitchName: 'string',
  Description: 'string',
  CidrBlock: 'string',
  Ipv6CidrBlock: 'string',
  AvailableIpAddressCount: 'integer',
  Status: 'string',
  IsDefault: 'boolean',
  CreationTime: 'string',
  OwnerId: 'integer',
  ResourceGroupId: 'string',
  ShareType: 'string',
  Tags: { Tag: [{ Key: 'string', Value: 'string' }] },
} as const;

export function vpcBody(state: VpcState, vpc: Vpc) {
  return {
    VpcId: vpc.vpcId,
    VpcName: vpc.name,
    Description: '',
    Status: 'Available',
    CidrBlock: vpc.cidrBlock,
    SecondaryCidrBlocks: { SecondaryCidrBlock: [] },
    VSwitchIds: { VSwitchId: state.vSwitchesIn(vpc.vpcId).map(({ vSwitchId }) => vSwitchId) },
    RegionId: vpc.region,
    IsDefault: false,
    CreationTime: timeText(vpc.createdAt),
    OwnerId: Number(vpc.account),
    ResourceGroupId: '',
    Tags: { Tag: [] },
  };
}

export function vSwitchBody(vSwitch: VSwitch) {
  return {
    VSwitchId: vSwitch.vSwitchId,
    VpcId: vSwitch.vpcId,
    ZoneId: vSwitch.zoneId,
    VSwitchName: vSwitch.name,
    Description: vSwitch.description,
    CidrBlock: vSwitch.cidrBlock,
    Ipv6CidrBlock: '',
    AvailableIpAddressCount: vSwitch.availableIpAddressCount,
    Status: vSwitch.status,
    IsDefault: false,
    CreationTime: timeText(vSwitch.createdAt),
    OwnerId: Number(vSwitch.account),
    ResourceGroupId: '',
    ShareType: '',
    Tags: { Tag: vSwitch.tags },
  };
}

/** `2018-04-18T15:02:37Z` */
function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
