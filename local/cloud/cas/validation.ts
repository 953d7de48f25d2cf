import type { Answer } from 'dns-packet';
import { getDomain } from 'tldts';
import { lookUp } from '../dns/lookup.ts';
import type { RecordSource } from '../dns/zone.ts';
import type { NewId } from '../random.ts';

/** What the owner of a name has to publish to prove it. */
export interface Validation {
  readonly type: 'TXT' | 'CNAME';
  /** Relative to the registrable domain: `_dnsauth.chat` for `chat.example.com`. */
  readonly hostRecord: string;
  readonly value: string;
  /** Where the certificate authority looks: whole names, all of which have to answer. */
  readonly places: readonly string[];
}

/**
 * One record proves a whole order, because DescribeCertificateState tells of one only: below the name of an order of
 * one, else in the registrable domain of every name (inferred).
 *
 * @param at where the record of an order of one name stands: below the `name`, or in the `zone` itself
 */
export function validationOf(
  names: readonly string[],
  { type, at }: { readonly type: Validation['type']; readonly at: 'name' | 'zone' },
  newId: NewId,
): Validation {
  const bare = names.map((name) => name.replace(/^\*\./, ''));
  const zones = [...new Set(bare.map((name) => getDomain(name) ?? name))];
  const [zone = ''] = zones;
  const [name = ''] = bare;
  const host = at === 'name' && bare.length === 1 && name !== zone ? `.${name.slice(0, -zone.length - 1)}` : '';
  const hostRecord = `_dnsauth${host}`;
  const value = type === 'TXT' ? newId('', 60) : `${newId('', 32)}.dcv.local-cloud.example`;
  return { type, hostRecord, value, places: zones.map((each) => `${hostRecord}.${each}`) };
}

/** Whether the public sees the record in all its places. */
export function isPublished({ type, value, places }: Validation, publicNames: RecordSource): boolean {
  return places.every((place) =>
    lookUp(place, type, publicNames).answers.some((answer) => answer.type === type && textOf(answer) === value),
  );
}

/** A TXT record travels in pieces. */
function textOf(answer: Answer): string {
  const data: unknown = 'data' in answer ? answer.data : '';
  return Array.isArray(data) ? data.map(String).join('') : String(data);
}
