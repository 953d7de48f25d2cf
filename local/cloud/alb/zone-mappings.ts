import ipaddr from 'ipaddr.js';
import type { VSwitch } from '../vpc/state.ts';
import type { ZoneMapping } from './load-balancer.ts';

/** A load balancer's place in a vSwitch. It takes one of its addresses (inferred: how many is not documented). */
export function mappingInto(vSwitch: VSwitch, intranetAddress?: string): ZoneMapping {
  const mapping = {
    zoneId: vSwitch.zoneId,
    vSwitchId: vSwitch.vSwitchId,
    intranetAddress: intranetAddress || nextAddress(vSwitch),
  };
  vSwitch.availableIpAddressCount -= 1;
  return mapping;
}

/** Some address of the vSwitch, from its end downwards. */
function nextAddress({ cidrBlock, availableIpAddressCount }: VSwitch): string {
  const [network] = ipaddr.IPv4.parseCIDR(cidrBlock);
  const value = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0) + availableIpAddressCount;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}

export function isAddressIn(address: string, { cidrBlock }: VSwitch): boolean {
  return ipaddr.IPv4.isValid(address) && ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidrBlock));
}
