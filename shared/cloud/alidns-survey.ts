import type { AlidnsReader, DomainRecord } from './alidns.ts';
import { ifListable } from './if-listable.ts';
import { once, onceEach } from './once.ts';

/**
 * Reads the list of zones once, and of each zone either all records, page by page, or exact lookups: whichever is fewer
 * calls for the names of the sweep. Of a zone that is read whole only what stands at these names, and at wildcards, is held.
 *
 * @param names the whole names that the sweep looks at
 */
export function surveyAlidns(alidns: AlidnsReader, names: readonly string[]): AlidnsReader {
  const due = new Set(names.map((name) => name.toLowerCase()));
  const zones = once(() => alidns.allDomains());
  const isHeld = (name: string): boolean => due.has(name) || name.startsWith('*.');

  const namesIn = onceEach(async (zone) => {
    const longer = (await zones())
      .map(({ DomainName }) => DomainName.toLowerCase())
      .filter((one) => isUnder(one, zone));
    return [...due].filter((name) => name === zone || (isUnder(name, zone) && !longer.some((one) => isIn(name, one))));
  });

  /** Undefined where exact lookups are fewer calls. */
  const recordsOf = onceEach(async (zone): Promise<Map<string, DomainRecord[]> | undefined> => {
    const count = (await zones()).find(({ DomainName }) => DomainName.toLowerCase() === zone)?.RecordCount;
    if (count === undefined || Math.max(1, Math.ceil(count / RECORDS_A_PAGE)) >= (await namesIn(zone)).length) {
      return undefined;
    }
    const records = await ifListable(alidns.allDomainRecords(zone));
    if (!records) return undefined;
    const held = new Map<string, DomainRecord[]>();
    for (const record of records) {
      const name = nameOf(record, zone);
      if (isHeld(name)) held.set(name, [...(held.get(name) ?? []), record]);
    }
    return held;
  });

  return {
    ...alidns,
    allDomains: (filter) => (filter && Object.keys(filter).length > 0 ? alidns.allDomains(filter) : zones()),
    async allSubDomainRecords(request) {
      const { SubDomain, DomainName, Type, Line } = request;
      const name = SubDomain.toLowerCase();
      // A name in other letters than ASCII has two spellings, and which one a list uses is not known.
      const isComparable = /^[\x21-\x7e]+$/.test(name) && !/(^|\.)xn--/.test(name);
      const zone = DomainName?.toLowerCase();
      const held = zone && isComparable && isHeld(name) ? await recordsOf(zone) : undefined;
      if (!held) return alidns.allSubDomainRecords(request);
      return (held.get(name) ?? []).filter(
        (record) =>
          (Type === undefined || record.Type.toUpperCase() === Type.toUpperCase()) &&
          (Line === undefined || (record.Line ?? 'default') === Line),
      );
    },
  };
}

function nameOf({ RR }: DomainRecord, zone: string): string {
  return RR === '@' ? zone : `${RR.toLowerCase()}.${zone}`;
}

function isUnder(name: string, zone: string): boolean {
  return name.endsWith(`.${zone}`);
}

function isIn(name: string, zone: string): boolean {
  return name === zone || isUnder(name, zone);
}

/** DescribeDomainRecords takes no larger page. */
const RECORDS_A_PAGE = 500;
