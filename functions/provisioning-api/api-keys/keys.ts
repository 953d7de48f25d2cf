import * as z from 'zod';
import { ROLES } from '../../../shared/domain-rules/access/role.ts';
import { type ApiKeyDocument, makeApiKey } from '../../../shared/secrets/api-key.ts';
import { GLOBAL, isVersionConflict } from '../../../shared/state/store.ts';
import { readSecretBody } from '../certificates/secret-body.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { findKey, isGood } from '../security/api-key-documents.ts';
import { type Caller, spellCaller } from '../security/arrival.ts';

export const apiKeyBody = z.strictObject({
  name: z
    .string('a text is expected')
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,62}$/u, 'use up to 63 letters, digits, spaces and . _ @ -')
    .describe('What it is called, for people'),
  role: z.enum(ROLES, `it is one of ${ROLES.join(', ')}`).describe('What it may do'),
  expiresInDays: z
    .int('a whole number is expected')
    .min(1, 'it is at least 1')
    .max(3650, 'it is at most 3650')
    .optional()
    .describe('When it ends; absent: never'),
});

/** A key as the API shows it: nothing of its secret. */
export function keyView(id: string, { hash: _, revoked, ...shown }: ApiKeyDocument, now: number) {
  const state = revoked ? 'revoked' : isGood(shown as ApiKeyDocument, now) ? 'good' : 'ended';
  return { id, state, ...shown, ...(revoked && { revokedAt: revoked.at, revokedBy: revoked.by }) };
}

export async function listKeys({ deps, account }: ApiContext) {
  const stored = await deps.store.list<ApiKeyDocument>(account, 'api-key');
  return stored.map(({ key, body }) => keyView(key.name, body, deps.clock.now()));
}

/**
 * Makes a key. Its token is in this answer and nowhere else.
 *
 * @throws ApiProblem TooLarge, Unreadable or ApiKeyInvalid
 */
export async function addKey({ deps, account, newBytes }: ApiContext, caller: Caller, request: Request) {
  const { name, role, expiresInDays } = await readSecretBody(request, apiKeyBody, BODY);
  const now = deps.clock.now();
  const expiresAt = expiresInDays === undefined ? undefined : now + expiresInDays * DAY_MS;
  const { id, token, document } = makeApiKey({ role, name, newBytes, now, createdBy: spellCaller(caller), expiresAt });
  await deps.store.put({ account, region: GLOBAL, kind: 'api-key', name: id }, { body: document, dueAt: null }, 0);
  return { ...keyView(id, document, now), token };
}

/**
 * Closes the door to a key at once. It stays in the list, so that the audit log can be read.
 *
 * @throws ApiProblem ApiKeyNotFound, LastAdminKey or ChangedMeanwhile
 */
export async function revokeKey(api: ApiContext, caller: Caller, id: string) {
  const { deps, account, security } = api;
  const stored = await findKey(api, id);
  const now = deps.clock.now();
  if (!stored) throw new ApiProblem(404, 'ApiKeyNotFound', `there is no API key ${id}: "torii keys" lists them`);
  const { key, body, version } = stored;
  if (body.revoked) return keyView(id, body, now);
  if (security.httpAuth === 'anonymous' && !security.oidc && isAdmin(body, now)) {
    const keys = await deps.store.list<ApiKeyDocument>(account, 'api-key');
    if (!keys.some((other) => other.key.name !== id && isAdmin(other.body, now))) {
      const detail = `${id} is the last key of an admin: without it nobody could make another one. Add a new one first`;
      throw new ApiProblem(409, 'LastAdminKey', detail);
    }
  }
  const revoked: ApiKeyDocument = { ...body, revoked: { at: now, by: spellCaller(caller) } };
  try {
    await deps.store.put(key, { body: revoked, dueAt: null }, version);
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    throw new ApiProblem(
      409,
      'ChangedMeanwhile',
      `${id} was used or changed at the same time, and is not revoked yet: try again`,
    );
  }
  return keyView(id, revoked, now);
}

function isAdmin(key: ApiKeyDocument, now: number): boolean {
  return key.role === 'admin' && isGood(key, now);
}

const BODY = {
  reason: 'ApiKeyInvalid',
  wayOut: 'say {"name": "ci", "role": "operator"}, with expiresInDays where it ends',
};
const DAY_MS = 86_400_000;
