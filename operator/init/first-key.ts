import { randomBytes } from 'node:crypto';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import { type ApiKeyDocument, makeApiKey } from '../../shared/secrets/api-key.ts';
import { GLOBAL, type Store } from '../../shared/state/store.ts';
import { asItShouldBe, type InitStep, made } from './init-step.ts';

export interface FirstKey {
  step: InitStep;
  /** Shown once, and stored nowhere. */
  token?: string;
}

/** A key to come in with, where none opens the door: the first one, or one after all were revoked or have ended. */
export async function ensureFirstKey(
  store: Store,
  { account, role, now, dryRun }: { account: string; role: Role; now: number; dryRun: boolean },
): Promise<FirstKey> {
  const what = 'API key';
  const keys = await store.list<ApiKeyDocument>(account, 'api-key');
  const good = keys.filter(({ body }) => !body.revoked && (body.expiresAt === undefined || now < body.expiresAt));
  if (good.length > 0) {
    const says = `${good.length} open${good.length === 1 ? 's' : ''} the door; torii keys add makes more`;
    return { step: asItShouldBe(what, says) };
  }
  const step = { ...made(what), says: `role ${role}` };
  if (dryRun) return { step };
  const { id, token, document } = makeApiKey({ role, name: 'first', newBytes: randomBytes, now });
  await store.put({ account, region: GLOBAL, kind: 'api-key', name: id }, { body: document, dueAt: null }, 0);
  return { step: { ...step, what: `${what} ${id}` }, token };
}
