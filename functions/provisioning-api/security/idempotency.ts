import { createHash } from 'node:crypto';
import type { Context, Next } from 'hono';
import { type DocumentKey, GLOBAL, isVersionConflict } from '../../../shared/state/store.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import type { ApiEnv } from './arrival.ts';

/**
 * What a request with an `Idempotency-Key` was answered, for a day; the store clears it away (document kind `idempotency`,
 * named by a digest of caller and key).
 */
interface IdempotencyDocument {
  /** Of the request, so that one key is not used for two. */
  digest: string;
  /** ms since the epoch. */
  at: number;
  /** Absent while it is worked on. */
  answer?: KeptAnswer | undefined;
}

/** `secret`: what was answered is shown once, and so not kept. */
type KeptAnswer = { status: number; headers: Record<string, string>; body: string } | 'secret';

/**
 * A request that is sent again with the same `Idempotency-Key` is answered as before, and done once
 * (draft-ietf-httpapi-idempotency-key-header). Without the header nothing is remembered.
 *
 * @throws ApiProblem IdempotencyKeyInvalid, IdempotencyKeyReused, RequestInProgress or AnswerNotRepeated
 */
export async function onceOnly(api: ApiContext, c: Context<ApiEnv>, body: Uint8Array, next: Next): Promise<void> {
  const given = c.req.header('idempotency-key');
  if (given === undefined) return next();
  const { deps, account } = api;
  const name = nameOf(c, readKey(given));
  const key: DocumentKey = { account, region: GLOBAL, kind: 'idempotency', name };
  const digest = digestOf(c, body);
  const stored = await deps.store.get<IdempotencyDocument>(key);
  const now = deps.clock.now();
  if (stored && now - stored.body.at < KEPT_MS) {
    const { answer } = stored.body;
    if (stored.body.digest !== digest) throw reused();
    if (answer !== undefined) return replay(c, answer);
    // Longer than any invocation lives: whoever worked on it was killed, and what it began is done again.
    if (now - stored.body.at < ABANDONED_MS) throw inProgress();
  }
  const version = await begin(api, key, { digest, at: now }, stored?.version ?? 0);
  await next();
  const answer = await keptAnswer(c);
  try {
    // What may go better the next time is not remembered.
    if (!answer) await deps.store.delete(key, version);
    else await deps.store.put(key, { body: { digest, at: now, answer }, dueAt: now + KEPT_MS }, version);
  } catch (error) {
    // It is done: its answer, which may be shown only once, must not be lost because nobody can repeat it.
    const { name: kind, message } = error instanceof Error ? error : new Error('something was thrown');
    deps.log.error(`provisioning-api: an answer is given, but not kept for its Idempotency-Key (${kind}: ${message})`);
  }
}

async function begin({ deps }: ApiContext, key: DocumentKey, body: IdempotencyDocument, version: number) {
  try {
    return await deps.store.put(key, { body, dueAt: body.at + KEPT_MS }, version);
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    throw inProgress();
  }
}

async function keptAnswer(c: Context<ApiEnv>): Promise<KeptAnswer | undefined> {
  const { status, headers } = c.res;
  if (status >= 500 || status === 429) return undefined;
  if (c.get('answersSecret') && status < 300) return 'secret';
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return { status, headers: Object.fromEntries(kept), body: await c.res.clone().text() };
}

function replay(c: Context<ApiEnv>, answer: KeptAnswer): void {
  if (answer === 'secret') {
    const detail =
      'this was done, and its answer held a secret that is shown once: if it was lost, revoke that key ("torii keys", "torii keys revoke") and make another one';
    throw new ApiProblem(409, 'AnswerNotRepeated', detail);
  }
  const { status, headers, body } = answer;
  c.res = new Response(body, { status, headers: { ...headers, 'idempotent-replayed': 'true' } });
}

/** A structured string (RFC 9651, section 3.3.3), as the draft has it; without quotes too, as most clients send it. */
function readKey(given: string): string {
  const [, key] = /^"?([\x21\x23-\x5b\x5d-\x7e]{1,255})"?$/.exec(given) ?? [];
  if (key) return key;
  const detail = 'Idempotency-Key is 1 to 255 visible ASCII characters, best a UUID, new for each new request';
  throw new ApiProblem(400, 'IdempotencyKeyInvalid', detail);
}

function reused(): ApiProblem {
  const detail = 'another request was sent with this Idempotency-Key: take a new key for a new request';
  return new ApiProblem(422, 'IdempotencyKeyReused', detail);
}

function inProgress(): ApiProblem {
  const detail = 'the request with this Idempotency-Key is being worked on: ask again in a moment';
  return new ApiProblem(409, 'RequestInProgress', detail, {}, { 'retry-after': '2' });
}

/** Two callers may choose the same key. */
function nameOf(c: Context<ApiEnv>, key: string): string {
  const { by, id } = c.get('caller');
  return sha256([by, id, key]);
}

function digestOf(c: Context<ApiEnv>, body: Uint8Array): string {
  const { pathname, search } = new URL(c.req.url);
  const conditions = [c.req.header('if-match') ?? '', c.req.header('if-none-match') ?? ''];
  return sha256([c.req.method, pathname, search, ...conditions, createHash('sha256').update(body).digest('hex')]);
}

function sha256(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const KEPT_HEADERS = ['content-type', 'etag'];
const KEPT_MS = 24 * 3_600_000;
const ABANDONED_MS = 120_000;
