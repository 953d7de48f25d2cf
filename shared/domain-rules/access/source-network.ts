import ipaddr from 'ipaddr.js';

/** What one sender has: an IPv4 address is one's own, of IPv6 the whole /64 (RFC 6177). What is no address stands for itself. */
export function sourceNetwork(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, LONGEST);
  const read = ipaddr.process(address);
  return read.kind() === 'ipv4' ? `${read}` : `${read.toNormalizedString().split(':').slice(0, 4).join(':')}::/64`;
}

const LONGEST = 64;
