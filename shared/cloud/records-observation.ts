import type { ExistingRecord } from '../domain-rules/domains.ts';
import type { ObservedPrivateZone } from '../domain-rules/recording/private-zone.ts';
import type { RecordsQuestion } from '../domain-rules/subject.ts';
import type { AlidnsReader, DomainRecord } from './alidns.ts';
import { observePrivateZones } from './private-zones-observation.ts';
import type { PvtzReader } from './pvtz.ts';

export interface ObservedRecords {
  /** Names of the account's zones. */
  zones: string[];
  /** By zone: the name servers that Alibaba Cloud DNS gave it. */
  nameServers: Record<string, string[]>;
  /** By domain name: everything that stands exactly there. */
  existing: Record<string, ExistingRecord[]>;
  /** The same at the names that decide which wildcard answers for a name that has no record yet. */
  covers: Record<string, ExistingRecord[]>;
  privateZones: ObservedPrivateZone[];
}

/**
 * Looks at the account's zones and, one exact lookup a name, at what stands there; for a name without a record, at the
 * few names besides that say which wildcard answers for it. The number of calls does not depend on how many records a
 * zone has. A product that no name is kept in is not asked.
 */
export async function observeRecords(
  { alidns, pvtz }: { alidns: AlidnsReader; pvtz: PvtzReader },
  question: RecordsQuestion,
): Promise<ObservedRecords> {
  const [inPublic, privateZones] = await Promise.all([
    observePublic(alidns, question),
    observePrivateZones(pvtz, question),
  ]);
  return { ...inPublic, privateZones };
}

async function observePublic(
  alidns: AlidnsReader,
  { names, zoneOf, coverNames }: RecordsQuestion,
): Promise<Omit<ObservedRecords, 'privateZones'>> {
  if (names.length === 0) return { zones: [], nameServers: {}, existing: {}, covers: {} };
  const listed = await alidns.allDomains();
  const zones = listed.map(({ DomainName }) => DomainName.toLowerCase());
  const standing = async (name: string, zone: string | undefined): Promise<[string, ExistingRecord[]]> => {
    const records = zone ? await alidns.allSubDomainRecords({ SubDomain: name, DomainName: zone }) : [];
    return [name, records.map(readRecord)];
  };
  const existing = await Promise.all(names.map((name) => standing(name, zoneOf(name, zones))));
  const uncovered = existing.flatMap(([name, records]) => {
    const zone = zoneOf(name, zones);
    return zone && records.length === 0 ? coverNames(name, zone).map((place) => [place, zone] as const) : [];
  });
  const covers = await Promise.all([...new Map(uncovered)].map(([place, zone]) => standing(place, zone)));
  return {
    zones,
    nameServers: Object.fromEntries(
      listed.map(({ DomainName, DnsServers }) => [DomainName.toLowerCase(), DnsServers?.DnsServer ?? []]),
    ),
    existing: Object.fromEntries(existing),
    covers: Object.fromEntries(covers),
  };
}

function readRecord({ RecordId, RR, Type, Value, Line, Status, TTL, Remark }: DomainRecord): ExistingRecord {
  return {
    recordId: RecordId,
    rr: RR,
    type: Type,
    value: Value,
    line: Line ?? 'default',
    status: Status ?? 'ENABLE',
    ttl: TTL ?? 600,
    ...(Remark ? { remark: Remark } : {}),
  };
}
