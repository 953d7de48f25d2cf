/** The /64 of a vSwitch: the VPC's /56 with the number (0 to 255) as its last bits. */
export function ipv6BlockOf(vpcBlock: string, number: number): string {
  const [network = ''] = vpcBlock.split('::');
  const groups = network.split(':');
  const last = Number.parseInt(groups[3] ?? '0', 16) + number;
  return `${[...groups.slice(0, 3), last.toString(16)].join(':')}::/64`;
}
