import { recordPlace } from '../dns-rules.ts';
import { longestZone } from '../domains.ts';
import { plainName } from '../plain-name.ts';
import type { RecordsInput } from './records-memory.ts';

/** What to ask DNS. */
export interface DnsQuestion {
  /** Zones whose delegation counts. */
  zones: string[];
  /** By name: the name servers to ask for its CNAME. */
  names: Record<string, string[]>;
  /** Names that are kept elsewhere. */
  external: string[];
  target: string | undefined;
}

/**
 * Asked about is what should be found: names whose record stands as wanted, and names kept elsewhere once it is known
 * what they should point to. Asking for a name too early teaches resolvers that it does not exist (RFC 2308).
 */
export function dnsQuestion({
  declaration,
  deleting,
  target,
  zones,
  existing,
  nameServers = {},
}: RecordsInput): DnsQuestion {
  if (!target || deleting) return { zones: [], names: {}, external: [], target };
  const { domains } = declaration.spec;
  const stored = domains
    .filter((domain) => recordPlace(domain) === 'alidns')
    .flatMap(({ name }) => {
      const zone = longestZone(name, zones);
      const equal = (existing[name] ?? []).some(({ value }) => plainName(value) === plainName(target));
      return zone && equal ? [{ name, zone, servers: nameServers[zone] ?? [] }] : [];
    });
  return {
    zones: [...new Set(stored.map(({ zone }) => zone))],
    names: Object.fromEntries(stored.map(({ name, servers }) => [name, servers])),
    external: domains.filter((domain) => recordPlace(domain) === 'external').map(({ name }) => name),
    target,
  };
}
