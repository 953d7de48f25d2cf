import type { Answer } from 'dns-packet';
import { type Finding, lookUp } from './lookup.ts';
import { type Learned, type ResolverCache, ttlOf, withTtl } from './resolver-cache.ts';
import type { RecordSource } from './zone.ts';

/** Whom a resolver answers, when, and what it has to go by. */
export interface Resolving {
  readonly source: RecordSource;
  readonly cache: ResolverCache;
  /** Ms since the epoch. */
  readonly now: number;
  /** Whose view it is: a VPC's id, or nothing for the internet. Views share nothing that is remembered. */
  readonly view: string;
}

/**
 * Answers like a resolver that asked the zones' name servers and remembers what they said, for as long as they allow.
 * Each link of a chain of aliases is remembered by itself. What no zone of this cloud knows is a SERVFAIL: there is no
 * internet behind it to ask.
 */
export function resolve(name: string, type: string, resolving: Resolving): Finding {
  const answers: Answer[] = [];
  let owner = name;
  for (let hop = 0; hop < LONGEST_CHAIN; hop += 1) {
    const learned = learn(owner, type, resolving);
    if (!learned) break;
    if (learned.kind === 'none') {
      return { ...RECURSIVE, rcode: learned.rcode, answers, authorities: [learned.authority] };
    }
    answers.push(...learned.records.map((record) => ({ ...record, name: owner })));
    if (learned.kind === 'records') return { ...RECURSIVE, rcode: 'NOERROR', answers, authorities: [] };
    const [alias] = learned.records;
    owner = alias?.type === 'CNAME' ? alias.data : '';
  }
  return { ...RECURSIVE, rcode: 'SERVFAIL', answers, authorities: [] };
}

function learn(owner: string, type: string, { source, cache, now, view }: Resolving): Learned | undefined {
  const name = owner.toLowerCase();
  const key = `${view}/${name}/${type}`;
  const known = cache.find(key, now);
  if (known) return known;
  const zone = source.findZone(name);
  const learned = zone && ask(name, type, source);
  if (!learned) return undefined;
  if (zone.isCached ?? true) cache.keep(key, learned, now);
  return withTtl(learned, ttlOf(learned));
}

/** What the zone of a name says of it. Nothing where it was handed to servers that are not known here. */
function ask(name: string, type: string, source: RecordSource): Learned | undefined {
  const { rcode, answers, authorities } = lookUp(name, type, source);
  const own = answers.filter((answer) => answer.name.toLowerCase() === name);
  const records = own.filter((answer) => answer.type === type || type === 'ANY');
  if (records.length > 0) return { kind: 'records', records };
  if (own.length > 0) return { kind: 'alias', records: own };
  const authority = authorities.find((each) => each.type === 'SOA');
  if (!authority || (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN')) return undefined;
  return { kind: 'none', rcode, authority };
}

const RECURSIVE = { authoritative: false, recursionAvailable: true } as const;
const LONGEST_CHAIN = 16;
