import { type ExistingRecord, recordName, spellRecord } from '../domains.ts';
import { plainName } from '../plain-name.ts';
import type { Kept } from '../plan.ts';

/**
 * What to look up to know which wildcard answers for a name today: the wildcard below each name between it and the zone,
 * and those names themselves. Their number depends on the name alone, never on the zone.
 *
 * @example
 * coverNames('a.b.example.com', 'example.com') // ['*.b.example.com', 'b.example.com', '*.example.com']
 */
export function coverNames(name: string, zone: string): string[] {
  return enclosers(name, zone).flatMap((encloser) =>
    encloser === plainName(zone) ? [`*.${encloser}`] : [`*.${encloser}`, encloser],
  );
}

/**
 * What a record of its own takes from a wildcard (RFC 4592): the wildcard answers only where its closest encloser ends,
 * and a new name makes every name between it and the zone exist, with or without records.
 *
 * ```
 *  zone example.com, * → 198.51.100.7; chat.example.com is added:
 *    chat.example.com and what is below it ......... not the wildcard's any more
 *  zone example.com, * → 198.51.100.7; a.b.example.com is added:
 *    b.example.com exists then, without records: it and what is below it are not the wildcard's any more
 * ```
 *
 * @param standing what stands at each of `coverNames`
 */
export function explainCover(name: string, zone: string, standing: Record<string, ExistingRecord[]>): Kept[] {
  const at = (place: string) => (standing[place] ?? []).filter(({ status }) => status.toUpperCase() !== 'DISABLE');
  const exists = (place: string) => place === plainName(zone) || at(place).length > 0 || at(`*.${place}`).length > 0;
  // The zone itself exists, so there is one.
  const closest = enclosers(name, zone).findIndex(exists);
  const encloser = enclosers(name, zone)[closest];
  const wildcard = `*.${encloser}`;
  const records = at(wildcard);
  if (records.length === 0) return [];
  const whose = records.map(spellRecord).join(', ');
  const answering = `${wildcard}, ${whose}, answers for ${name} today and stays as it is`;
  const hidden = enclosers(name, zone)[closest - 1];
  const message =
    hidden === undefined
      ? `${answering}; with a record of its own, ${name} and the names below it are not the wildcard's any more`
      : `${answering}; a record at ${name} makes ${hidden} exist without records, so that the wildcard answers neither for ${hidden} nor for other names below it any more (RFC 4592), unless ${hidden} exists already by another name below it`;
  return [{ what: wildcard, message }];
}

/** The names above a name, up to its zone, the nearest first. */
function enclosers(name: string, zone: string): string[] {
  const labels = recordName(name, zone).split('.');
  return labels.map((_, index) => [...labels.slice(index + 1), plainName(zone)].join('.'));
}
