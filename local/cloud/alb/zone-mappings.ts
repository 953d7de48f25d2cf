import ipaddr from 'ipaddr.js';
import { ApiError, type Parameter, type ParameterTable } from '../product.ts';
import type { NewId } from '../random.ts';
import type { VSwitch } from '../vpc/state.ts';
import { zonesOf } from '../vpc/zones.ts';
import type { AlbErrorCode } from './errors.ts';
import type { AddressType, ZoneEip, ZoneMapping } from './load-balancer.ts';

const mappingFields = {
  ZoneId: { type: 'string', required: true },
  VSwitchId: { type: 'string', required: true },
} as const satisfies ParameterTable;

export const EIP_FIELDS = {
  EipType: { type: 'string', enum: ['Common', 'Anycast'], default: 'Common' },
  AllocationId: { type: 'string' },
} as const satisfies ParameterTable;

/** The metadata takes one mapping: there are regions with one zone. */
const mappings = { type: 'objects', required: true, min: 1, max: 10 } as const;

/** Of UpdateLoadBalancerZones, which brings no address of one's own. */
export const zoneMappings = {
  ...mappings,
  fields: { ...mappingFields, IntranetAddress: { type: 'string' }, EipType: EIP_FIELDS.EipType },
} as const satisfies Parameter;

/** Of CreateLoadBalancer. */
export const newZoneMappings = {
  ...mappings,
  fields: { ...mappingFields, IntranetAddress: { type: 'string' }, ...EIP_FIELDS },
} as const satisfies Parameter;

/** Of actions that name one zone of an instance. */
export const oneZoneMapping = { ...mappings, max: 1, fields: mappingFields } as const satisfies Parameter;

export const zoneErrors = [
  'DuplicatedParam.ZoneId',
  'ResourceNotFound.VSwitch',
  'Mismatch.ZoneIdAndVSwitchId',
  'IncorrectStatus.VSwitch',
  'ResourceNotEnough.VSwitchIp',
  'InvalidParameter',
] as const satisfies AlbErrorCode[];

export interface WantedMapping {
  readonly ZoneId: string;
  readonly VSwitchId: string;
  readonly IntranetAddress?: string | undefined;
  readonly EipType?: ZoneEip['type'];
  readonly AllocationId?: string | undefined;
}

interface Site {
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly vSwitch: (id: string) => VSwitch | undefined;
  /** Those the load balancer has already, which need no new address. */
  readonly current: readonly ZoneMapping[];
}

/**
 * The vSwitches of the mappings, one a zone, at least two zones where the region has two. Which code stands for too few
 * zones, and for a vSwitch that is not Available, is inferred.
 */
export function checkedVSwitches(wanted: readonly WantedMapping[], site: Site): readonly VSwitch[] {
  if (new Set(wanted.map(({ ZoneId }) => ZoneId)).size < wanted.length) {
    throw new ApiError<AlbErrorCode>('DuplicatedParam.ZoneId');
  }
  const vSwitches = wanted.map((mapping) => checkedVSwitch(mapping, site));
  if (wanted.length < Math.min(2, zonesOf(site.region)?.length ?? 0)) {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'ZoneMappings' });
  }
  return vSwitches;
}

function checkedVSwitch({ ZoneId, VSwitchId, IntranetAddress }: WantedMapping, site: Site): VSwitch {
  const vSwitch = site.vSwitch(VSwitchId);
  if (vSwitch?.account !== site.account || vSwitch.vpcId !== site.vpcId) {
    throw new ApiError<AlbErrorCode>('ResourceNotFound.VSwitch', { id: VSwitchId });
  }
  if (vSwitch.zoneId !== ZoneId) {
    throw new ApiError<AlbErrorCode>('Mismatch.ZoneIdAndVSwitchId');
  }
  if (vSwitch.status !== 'Available') {
    throw new ApiError<AlbErrorCode>('IncorrectStatus.VSwitch', { id: VSwitchId, status: vSwitch.status });
  }
  const isThere = site.current.some(({ vSwitchId }) => vSwitchId === VSwitchId);
  if (!isThere && vSwitch.availableIpAddressCount < 1) {
    throw new ApiError<AlbErrorCode>('ResourceNotEnough.VSwitchIp', { id: VSwitchId });
  }
  if (IntranetAddress && !isAddressIn(IntranetAddress, vSwitch)) {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'IntranetAddress' });
  }
  return vSwitch;
}

/**
 * A load balancer's place in a vSwitch. It takes one of its addresses (inferred: how many is not documented).
 *
 * @param others all mappings there are, whose addresses are taken
 * @param eip where it is on the internet
 */
export function mappingInto(
  vSwitch: VSwitch,
  others: readonly ZoneMapping[],
  intranetAddress: string | undefined,
  eip?: ZoneEip,
): ZoneMapping {
  const { zoneId, vSwitchId } = vSwitch;
  const mapping = { zoneId, vSwitchId, intranetAddress: intranetAddress || freeAddress(vSwitch, others), eip };
  vSwitch.availableIpAddressCount -= 1;
  return mapping;
}

/** The address that a zone of an instance on the internet was given, or one that ALB makes for it. */
export function eipFor(
  newId: NewId,
  addressType: AddressType,
  { AllocationId, EipType: type = 'Common' }: Pick<WantedMapping, 'AllocationId' | 'EipType'>,
): ZoneEip | undefined {
  return addressType === 'Internet' ? { allocationId: AllocationId || newId('eip-'), type } : undefined;
}

/** The same with an address of the vSwitch's IPv6 block, which is large enough to draw one that nobody has. */
export function withIpv6(mapping: ZoneMapping, { ipv6CidrBlock }: VSwitch, newId: NewId): ZoneMapping {
  const [network] = (ipv6CidrBlock ?? '').split('::');
  const host = [4, 4, 4].map((length) => newId('', length, 'digits'));
  return network
    ? { ...mapping, ipv6Address: `${network}:${host.map((group) => `${Number(group)}`).join(':')}:1` }
    : mapping;
}

/** The last free address of the vSwitch that is not reserved: the first and the last three are. */
function freeAddress({ cidrBlock, vSwitchId }: VSwitch, others: readonly ZoneMapping[]): string {
  const taken = new Set(others.filter((each) => each.vSwitchId === vSwitchId).map((each) => each.intranetAddress));
  const [network, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
  const first = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  let last = first + 2 ** (32 - prefix) - 4;
  while (taken.has(addressText(last))) last -= 1;
  return addressText(last);
}

function addressText(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}

function isAddressIn(address: string, { cidrBlock }: VSwitch): boolean {
  return ipaddr.IPv4.isValid(address) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidrBlock));
}
