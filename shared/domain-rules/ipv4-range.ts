import ipaddr from 'ipaddr.js';

/** Addresses from `first` to `last`, both included, as unsigned 32-bit numbers. */
export interface Interval {
  first: number;
  last: number;
}

export interface Ipv4Range extends Interval {
  /** Canonical: network address, slash, prefix length. */
  cidr: string;
}

/**
 * Reads `203.0.113.0/24`, or a bare address as a /32. Host bits are dropped.
 * Leading zeros are refused: some readers take them for octal (RFC 6943 §3.1.1).
 */
export function parseRange(text: string): Ipv4Range | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const prefix = slash < 0 ? '32' : text.slice(slash + 1);
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || !PREFIX_LENGTH.test(prefix)) return undefined;
  const size = 2 ** (32 - Number(prefix));
  const value = ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = value - (value % size);
  return { first, last: first + size - 1, cidr: `${spell(first)}/${prefix}` };
}

/** The dotted form of an unsigned 32-bit number. */
export function spell(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** The same addresses as disjoint intervals in order, adjacent ones joined. */
export function union(intervals: readonly Interval[]): Interval[] {
  const joined: Interval[] = [];
  for (const { first, last } of [...intervals].sort((a, b) => a.first - b.first)) {
    const top = joined.at(-1);
    if (top && first <= top.last + 1) top.last = Math.max(top.last, last);
    else joined.push({ first, last });
  }
  return joined;
}

export function intersection(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return union(a).flatMap((one) =>
    union(b)
      .map((other) => ({ first: Math.max(one.first, other.first), last: Math.min(one.last, other.last) }))
      .filter(({ first, last }) => first <= last),
  );
}

/** Whether every address of `inner` is in `outer`, taken together. */
export function within(inner: readonly Interval[], outer: readonly Interval[]): boolean {
  const whole = union(outer);
  return inner.every((part) => whole.some(({ first, last }) => first <= part.first && part.last <= last));
}

const PREFIX_LENGTH = /^(\d|[12]\d|3[0-2])$/;
