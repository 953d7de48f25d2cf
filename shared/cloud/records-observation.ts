import type { ExistingRecord } from '../domain-rules/domains.ts';
import type { AlidnsReader, DomainRecord } from './alidns.ts';

export interface ObservedRecords {
  /** Names of the account's zones. */
  zones: string[];
  /** By domain name: everything that stands exactly there. */
  existing: Record<string, ExistingRecord[]>;
}

/**
 * Looks at the account's zones and, one exact lookup a name, at what stands there: the number of calls does not depend
 * on how many records a zone has.
 *
 * @param zoneOf the zone that holds a name
 */
export async function observeRecords(
  alidns: AlidnsReader,
  names: string[],
  zoneOf: (name: string, zones: readonly string[]) => string | undefined,
): Promise<ObservedRecords> {
  if (names.length === 0) return { zones: [], existing: {} };
  const zones = (await alidns.allDomains()).map(({ DomainName }) => DomainName.toLowerCase());
  const existing = await Promise.all(
    names.map(async (name) => {
      const zone = zoneOf(name, zones);
      const records = zone ? await alidns.allSubDomainRecords({ SubDomain: name, DomainName: zone }) : [];
      return [name, records.map(readRecord)] as const;
    }),
  );
  return { zones, existing: Object.fromEntries(existing) };
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
