import type { ApiKeyDocument } from '../../../shared/secrets/api-key.ts';
import { GLOBAL, isVersionConflict, type StoredDocument } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';

type Means = Pick<ApiContext, 'deps' | 'account'>;

export function findKey({ deps, account }: Means, id: string): Promise<StoredDocument<ApiKeyDocument> | undefined> {
  return deps.store.get<ApiKeyDocument>({ account, region: GLOBAL, kind: 'api-key', name: id });
}

/** Whether it still opens the door. */
export function isGood({ revoked, expiresAt }: ApiKeyDocument, now: number): boolean {
  return revoked === undefined && (expiresAt === undefined || now < expiresAt);
}

/** Writes down that a key was used, once an hour: not each request is to be a write. */
export async function noteUse({ deps }: Means, stored: StoredDocument<ApiKeyDocument>, now: number): Promise<void> {
  const hour = now - (now % HOUR_MS);
  if ((stored.body.lastUsedAt ?? 0) >= hour) return;
  try {
    await deps.store.put(stored.key, { body: { ...stored.body, lastUsedAt: hour }, dueAt: null }, stored.version);
  } catch (error) {
    // Another request wrote the same, or somebody has just revoked it.
    if (!isVersionConflict(error)) throw error;
  }
}

const HOUR_MS = 3_600_000;
