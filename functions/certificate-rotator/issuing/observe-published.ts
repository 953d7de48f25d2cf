import type { ChallengeRecord } from '../../../shared/domain-rules/issuing/issuance.ts';
import { type ChallengePlace, type Publication, recordKey } from '../../../shared/domain-rules/issuing/observation.ts';
import { plainName } from '../../../shared/domain-rules/plain-name.ts';
import type { PublicDns } from '../../../shared/function-compute/public-dns.ts';

type Sought = Pick<ChallengeRecord, 'recordName' | 'type' | 'value'>;

/** Whether every name server of its zone says a record; asked only where it is stored. */
export async function observePublished(
  dns: PublicDns,
  records: readonly Sought[],
  places: readonly ChallengePlace[],
): Promise<Record<string, Publication>> {
  const sought = new Map(records.map((record) => [recordKey(record), record]));
  const found = [...sought].map(async ([key, record]): Promise<[string, Publication]> => {
    const place = places.find(({ recordName }) => recordName === record.recordName);
    const isStored = place?.existing.some(({ type, value }) => type === record.type && value === record.value);
    return [key, isStored ? await publicationOf(dns, record, place?.nameServers ?? []) : 'not-yet'];
  });
  return Object.fromEntries(await Promise.all(found));
}

/** One name server that has not heard of it yet may be the one that the authority asks. */
export async function publicationOf(
  dns: PublicDns,
  record: Sought,
  nameServers: readonly string[],
): Promise<Publication> {
  const said = await Promise.all(nameServers.map((server) => says(dns, server, record)));
  if (said.includes('not-yet')) return 'not-yet';
  return said.includes('silent') || said.length === 0 ? 'silent' : 'published';
}

async function says(dns: PublicDns, server: string, { recordName, type, value }: Sought): Promise<Publication> {
  try {
    const values = type === 'TXT' ? await dns.txtAt(server, recordName) : await aliasAt(dns, server, recordName);
    const wanted = type === 'TXT' ? value : plainName(value);
    return values.includes(wanted) ? 'published' : 'not-yet';
  } catch {
    return 'silent';
  }
}

async function aliasAt(dns: PublicDns, server: string, name: string): Promise<string[]> {
  const alias = await dns.cnameAt(server, name);
  return alias === undefined ? [] : [plainName(alias)];
}
