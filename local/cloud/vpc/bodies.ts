import type { Vpc, VpcState, VSwitch } from './state.ts';

const tags = { Tag: [{ Key: 'string', Value: 'string' }] } as const;

/** Fields of a vSwitch, in a list and alone. */
export const vSwitchFields = {
  VSwitchId: 'string',
  VpcId: 'string',
  ZoneId: 'string',
  VSwitchName: 'string',
  Description: 'string',
  CidrBlock: 'string',
  Ipv6CidrBlock: 'string',
  EnabledIpv6: 'boolean',
  AvailableIpAddressCount: 'integer',
  Status: 'string',
  IsDefault: 'boolean',
  CreationTime: 'string',
  OwnerId: 'integer',
  ResourceGroupId: 'string',
  ShareType: 'string',
  NetworkAclId: 'string',
  RouteTable: { RouteTableId: 'string', RouteTableType: 'string' },
  Tags: tags,
} as const;

/** Fields of a VPC, in a list and alone. */
export const vpcFields = {
  VpcId: 'string',
  VpcName: 'string',
  Description: 'string',
  Status: 'string',
  CidrBlock: 'string',
  SecondaryCidrBlocks: { SecondaryCidrBlock: ['string'] },
  UserCidrs: { UserCidr: ['string'] },
  Ipv6CidrBlock: 'string',
  Ipv6CidrBlocks: { Ipv6CidrBlock: [{ Ipv6CidrBlock: 'string', Ipv6Isp: 'string' }] },
  EnabledIpv6: 'boolean',
  VRouterId: 'string',
  VSwitchIds: { VSwitchId: ['string'] },
  RegionId: 'string',
  IsDefault: 'boolean',
  CreationTime: 'string',
  OwnerId: 'integer',
  ResourceGroupId: 'string',
  DhcpOptionsSetStatus: 'string',
  DnsHostnameStatus: 'string',
  Tags: tags,
} as const;

export function vpcBody(state: VpcState, vpc: Vpc) {
  return {
    VpcId: vpc.vpcId,
    VpcName: vpc.name,
    Description: vpc.description,
    Status: vpc.status,
    CidrBlock: vpc.cidrBlock,
    SecondaryCidrBlocks: { SecondaryCidrBlock: vpc.secondaryCidrBlocks },
    UserCidrs: { UserCidr: vpc.userCidrs },
    Ipv6CidrBlock: vpc.ipv6CidrBlock ?? '',
    Ipv6CidrBlocks: {
      Ipv6CidrBlock: vpc.ipv6CidrBlock ? [{ Ipv6CidrBlock: vpc.ipv6CidrBlock, Ipv6Isp: 'BGP' }] : [],
    },
    EnabledIpv6: vpc.ipv6CidrBlock !== undefined,
    VRouterId: vpc.vRouterId,
    VSwitchIds: { VSwitchId: state.vSwitchesIn(vpc.vpcId).map(({ vSwitchId }) => vSwitchId) },
    RegionId: vpc.region,
    IsDefault: false,
    CreationTime: timeText(vpc.createdAt),
    OwnerId: Number(vpc.account),
    ResourceGroupId: vpc.resourceGroupId,
    DhcpOptionsSetStatus: 'Available',
    DnsHostnameStatus: vpc.dnsHostnames ? 'ENABLED' : 'DISABLED',
    Tags: { Tag: vpc.tags },
  };
}

export function vSwitchBody(state: VpcState, vSwitch: VSwitch) {
  return {
    VSwitchId: vSwitch.vSwitchId,
    VpcId: vSwitch.vpcId,
    ZoneId: vSwitch.zoneId,
    VSwitchName: vSwitch.name,
    Description: vSwitch.description,
    CidrBlock: vSwitch.cidrBlock,
    Ipv6CidrBlock: vSwitch.ipv6CidrBlock ?? '',
    EnabledIpv6: vSwitch.ipv6CidrBlock !== undefined,
    AvailableIpAddressCount: vSwitch.availableIpAddressCount,
    Status: vSwitch.status,
    IsDefault: false,
    CreationTime: timeText(vSwitch.createdAt),
    OwnerId: Number(vSwitch.account),
    // That a vSwitch is in the group of its VPC is inferred.
    ResourceGroupId: state.vpcById(vSwitch.vpcId)?.resourceGroupId ?? '',
    ShareType: '',
    NetworkAclId: '',
    RouteTable: { RouteTableId: vSwitch.routeTableId, RouteTableType: 'System' },
    Tags: { Tag: vSwitch.tags },
  };
}

/** `2018-04-18T15:02:37Z` */
function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
