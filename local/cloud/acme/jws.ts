import { calculateJwkThumbprint, type FlattenedJWSInput, flattenedVerify, importJWK, type JWK } from 'jose';
import { Problem } from './problem.ts';

/** A flattened JSON Web Signature with its protected header read, not verified yet. */
export interface Jws {
  readonly header: ProtectedHeader;
  /** Decoded; empty for a read (RFC 8555, section 6.3). */
  readonly payload: Buffer;
  readonly input: FlattenedJWSInput;
}

export interface ProtectedHeader {
  readonly alg: string;
  readonly url: string;
  readonly nonce: string | undefined;
  readonly kid: string | undefined;
  readonly jwk: JWK | undefined;
}

/** What accounts may sign with. Let's Encrypt takes the same but Ed25519. */
export const ALGORITHMS = ['RS256', 'ES256', 'ES384', 'EdDSA'];

/** Takes the flattened form apart and refuses any other (RFC 8555, section 6.2). */
export function readJws(value: unknown): Jws {
  if (!isObject(value)) throw new Problem('malformed', 'The request is not a JSON object');
  const { protected: head, payload, signature } = value;
  if ('signatures' in value) throw new Problem('malformed', 'A JWS has one signature, in its flattened form');
  if ('header' in value) throw new Problem('malformed', 'A JWS has no unprotected header');
  if (!isBase64url(head) || !isBase64url(payload) || !isBase64url(signature)) {
    throw new Problem('malformed', 'A JWS has "protected", "payload" and "signature", each base64url without padding');
  }
  return {
    header: readHeader(parseJson(Buffer.from(head, 'base64url'), 'protected header')),
    payload: Buffer.from(payload, 'base64url'),
    input: { protected: head, payload, signature },
  };
}

function readHeader(header: Record<string, unknown>): ProtectedHeader {
  const { alg, url, nonce, kid, jwk } = header;
  if ('crit' in header || 'b64' in header)
    throw new Problem('malformed', 'The protected header has an unknown extension');
  if (typeof alg !== 'string') throw new Problem('malformed', 'The protected header has no "alg"');
  if (typeof url !== 'string') throw new Problem('malformed', 'The protected header has no "url"');
  const isText = (part: unknown) => part === undefined || typeof part === 'string';
  if (!isText(nonce) || !isText(kid)) throw new Problem('malformed', '"nonce" and "kid" are strings');
  if (jwk !== undefined && !isObject(jwk)) throw new Problem('malformed', '"jwk" is no JSON Web Key');
  return { alg, url, nonce, kid, jwk } as ProtectedHeader;
}

/** The JSON object in some bytes. @param what names them in the refusal */
export function parseJson(bytes: Buffer, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new Problem('malformed', `The ${what} is not JSON`);
  }
  if (!isObject(value)) throw new Problem('malformed', `The ${what} is not a JSON object`);
  return value;
}

/** Refuses a signature that this key did not make, and an algorithm that we do not take. */
export async function verifySignature({ header, input }: Jws, key: JWK): Promise<void> {
  if (!ALGORITHMS.includes(header.alg)) {
    throw new Problem('badSignatureAlgorithm', `Algorithm ${header.alg} is not taken`, {
      members: { algorithms: ALGORITHMS },
    });
  }
  try {
    await flattenedVerify(input, await importJWK(key, header.alg), { algorithms: [header.alg] });
  } catch {
    throw new Problem('malformed', 'JWS verification error');
  }
}

/**
 * The SHA-256 thumbprint (RFC 7638) by which a public key is told from others. Refuses what is no public key for
 * signatures, or too weak to be one.
 */
export async function thumbprint(jwk: JWK): Promise<string> {
  if ('d' in jwk || 'k' in jwk) throw new Problem('badPublicKey', 'The key is not a public one');
  const bits = jwk.kty === 'RSA' ? Buffer.from(String(jwk.n), 'base64url').length * 8 : undefined;
  if (bits !== undefined && bits < WEAKEST_RSA_BITS) {
    throw new Problem('badPublicKey', `An RSA key has at least ${WEAKEST_RSA_BITS} bits, this one has ${bits}`);
  }
  try {
    await importJWK(jwk, algorithmFor(jwk));
    return await calculateJwkThumbprint(jwk);
  } catch {
    throw new Problem('badPublicKey', 'The key is not one that signs');
  }
}

function algorithmFor({ kty, crv }: JWK): string {
  if (kty === 'RSA') return 'RS256';
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  if (kty === 'EC' && (crv === 'P-256' || crv === 'P-384')) return crv === 'P-256' ? 'ES256' : 'ES384';
  throw new TypeError(`no algorithm for ${kty} ${crv}`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]*$/.test(value);
}

export const WEAKEST_RSA_BITS = 2048;
