import { createHash, timingSafeEqual } from 'node:crypto';
import type { Role } from '../domain-rules/access/role.ts';

/** An API key as it is stored (document kind `api-key`, region `global`, named by its id): nothing of its secret. */
export interface ApiKeyDocument {
  /** SHA-256 of the secret, hexadecimal. */
  hash: string;
  role: Role;
  /** What its owner calls it. */
  name: string;
  /** ms since the epoch. */
  createdAt: number;
  /** Who made it: the id of a key, the subject of a token, or `torii init`. */
  createdBy: string;
  expiresAt?: number | undefined;
  /** Told to the hour. */
  lastUsedAt?: number | undefined;
  revoked?: { at: number; by: string } | undefined;
}

export interface NewApiKey {
  role: Role;
  name: string;
  /** As many bytes as it is asked for, from the machine's own generator (`randomBytes`). */
  newBytes: (length: number) => Uint8Array;
  /** ms since the epoch. */
  now: number;
  createdBy?: string;
  /** ms since the epoch; absent: it never ends. */
  expiresAt?: number | undefined;
}

/**
 * Makes a key. Its token, `torii_<id>_<secret>`, is shown once and stored nowhere.
 *
 * The secret is 256 random bits. A plain SHA-256 of it is enough at rest: slow hashes (scrypt) protect what people choose and
 * others can guess; here there is nothing to guess, and a slow hash would only be a way to keep the API busy.
 */
export function makeApiKey({ role, name, newBytes, now, createdBy = 'torii init', expiresAt }: NewApiKey): {
  id: string;
  token: string;
  document: ApiKeyDocument;
} {
  const id = Buffer.from(newBytes(ID_BYTES)).toString('hex');
  const secret = Buffer.from(newBytes(SECRET_BYTES)).toString('base64url');
  const document: ApiKeyDocument = {
    hash: hashOf(secret).toString('hex'),
    role,
    name,
    createdAt: now,
    createdBy,
    ...(expiresAt !== undefined && { expiresAt }),
  };
  return { id, token: `torii_${id}_${secret}`, document };
}

/** The parts of a token; undefined where it is none of ours. */
export function readApiKeyToken(token: string): { id: string; secret: string } | undefined {
  const [, id, secret] = TOKEN.exec(token) ?? [];
  return id && secret ? { id, secret } : undefined;
}

/** Whether the secret is that of the key, whatever else is true of it. Takes as long for any secret. */
export function isSecretOf({ hash }: Pick<ApiKeyDocument, 'hash'>, secret: string): boolean {
  const kept = Buffer.from(hash, 'hex');
  const given = hashOf(secret);
  return kept.length === given.length && timingSafeEqual(kept, given);
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;
const TOKEN = /^torii_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;
