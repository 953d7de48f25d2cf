import type { Documents } from '../documents.ts';

/** Reads the requests to renew at once. @returns for a key when its newest was made, in ms since the epoch */
export async function readRequests(documents: Documents): Promise<(key: string) => number | undefined> {
  const requests = await documents.list<{ at?: unknown }>('renewal-request');
  const instants = new Map(
    requests.flatMap(({ key, body: { at } }) => (typeof at === 'number' ? [[key.name, at]] : [])),
  );
  return (key) => {
    const known = [instants.get(ALL), instants.get(key)].filter((at) => at !== undefined);
    return known.length > 0 ? Math.max(...known) : undefined;
  };
}

/** What a request for every certificate is named. */
const ALL = 'all';
