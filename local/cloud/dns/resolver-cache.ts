import type { Answer } from 'dns-packet';

/** What a resolver learned about one name and type. */
export type Learned =
  /** The records, all of one name. */
  | { readonly kind: 'records' | 'alias'; readonly records: readonly Answer[] }
  /** There is none, which the start of authority bounds in time (RFC 2308). */
  | { readonly kind: 'none'; readonly rcode: 'NOERROR' | 'NXDOMAIN'; readonly authority: Answer };

interface Kept {
  readonly learned: Learned;
  /** Ms since the epoch. */
  readonly until: number;
}

/** What resolvers remember, in virtual time: for clients on the internet, and apart for those inside each VPC. */
export class ResolverCache {
  private readonly kept = new Map<string, Kept>();

  /** @returns it with the time to live that is left, or undefined where nothing is remembered any more */
  find(key: string, now: number): Learned | undefined {
    const entry = this.kept.get(key);
    if (!entry) return undefined;
    if (entry.until <= now) {
      this.kept.delete(key);
      return undefined;
    }
    return withTtl(entry.learned, Math.ceil((entry.until - now) / 1000));
  }

  keep(key: string, learned: Learned, now: number): void {
    const seconds = ttlOf(learned);
    if (seconds > 0) this.kept.set(key, { learned, until: now + seconds * 1000 });
  }

  clear(): void {
    this.kept.clear();
  }
}

/** Seconds. Records of one name and type live as long as the shortest of them (RFC 2181, section 5.2). */
export function ttlOf(learned: Learned): number {
  if (learned.kind !== 'none') return Math.min(...learned.records.map(secondsOf));
  const { authority } = learned;
  const minimum = authority.type === 'SOA' ? (authority.data.minimum ?? 0) : 0;
  return Math.min(secondsOf(authority), minimum);
}

export function withTtl(learned: Learned, ttl: number): Learned {
  if (learned.kind === 'none') return { ...learned, authority: { ...learned.authority, ttl } as Answer };
  return { ...learned, records: learned.records.map((record) => ({ ...record, ttl }) as Answer) };
}

function secondsOf(answer: Answer): number {
  return 'ttl' in answer ? (answer.ttl ?? 0) : 0;
}
