import ipaddr from 'ipaddr.js';

export interface Block {
  /** First address as a number. */
  readonly first: number;
  /** Last address as a number. */
  readonly last: number;
  readonly prefix: number;
}

/** Ranges that a vSwitch must not lie in. */
const FORBIDDEN = ['100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'].map(parseBlock);

/** An IPv4 block in CIDR form with no host bits set, or undefined. */
export function parseBlock(text: string): Block | undefined {
  if (!ipaddr.IPv4.isValidCIDR(text)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const first = address.toByteArray().reduce((value, byte) => value * 256 + byte, 0);
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

export function contains(outer: Block, inner: Block): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(one: Block, other: Block): boolean {
  return one.first <= other.last && other.first <= one.last;
}

export function isForbidden(block: Block): boolean {
  return FORBIDDEN.some((range) => range !== undefined && overlaps(range, block));
}
