import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { FlattenedJWS, JWK } from 'jose';
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { FlattenedSign } from 'jose/jws/flattened/sign';

/** An account's key: what it signs, and what the server sees of it. */
export interface AccountKey {
  publicJwk: JWK;
  /** @param payload an empty one reads (POST-as-GET, RFC 8555, 6.3) */
  sign(header: { nonce: string; url: string; kid?: string }, payload: object | undefined): Promise<FlattenedJWS>;
  /** The value of the TXT record that answers a dns-01 challenge (RFC 8555, 8.1 and 8.4). */
  authorizationDigest(token: string): Promise<string>;
}

/** The account's key cannot be used. The key itself is never quoted. */
export class AccountKeyUnreadable extends Error {
  readonly code = 'AccountKeyUnreadable';
  readonly retryable = false;

  constructor() {
    super(
      'the key of the ACME account is no unencrypted P-256 key in PEM (PKCS #8): register the account with a new key',
    );
    this.name = 'AccountKeyUnreadable';
  }
}

/** The key of an external account binding cannot be used. The key itself is never quoted. */
export class EabKeyUnreadable extends Error {
  readonly code = 'EabKeyUnreadable';
  readonly retryable = false;

  constructor() {
    super('the HMAC key of the external account binding is not base64url: copy it again from the CA, without spaces');
    this.name = 'EabKeyUnreadable';
  }
}

/** A key for a new account: ECDSA P-256, PKCS #8 in PEM. */
export function newAccountKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** @throws AccountKeyUnreadable */
export function readAccountKey(pem: string): AccountKey {
  const privateKey = p256Key(pem);
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicJwk = { kty, crv, x, y } as JWK;
  return {
    publicJwk,
    sign: ({ nonce, url, kid }, payload) =>
      new FlattenedSign(payload === undefined ? new Uint8Array() : bytesOf(payload))
        .setProtectedHeader({ alg: 'ES256', nonce, url, ...(kid === undefined ? { jwk: publicJwk } : { kid }) })
        .sign(privateKey),
    async authorizationDigest(token) {
      const authorization = `${token}.${await calculateJwkThumbprint(publicJwk, 'sha256')}`;
      return createHash('sha256').update(authorization).digest('base64url');
    },
  };
}

/**
 * What binds a new account to a customer's account at the CA (RFC 8555, 7.3.4).
 *
 * @param hmacKey base64url, as CAs hand it out; base64 too
 * @throws EabKeyUnreadable
 */
export async function externalAccountBinding(
  { kid, hmacKey }: { kid: string; hmacKey: string },
  { publicJwk }: AccountKey,
  newAccountUrl: string,
): Promise<FlattenedJWS> {
  if (!/^[\w+/-]{8,}={0,2}$/.test(hmacKey)) throw new EabKeyUnreadable();
  return new FlattenedSign(bytesOf(publicJwk))
    .setProtectedHeader({ alg: 'HS256', kid, url: newAccountUrl })
    .sign(Buffer.from(hmacKey, 'base64url'));
}

function p256Key(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // What OpenSSL says of the text is not repeated.
  }
  throw new AccountKeyUnreadable();
}

function bytesOf(payload: object): Uint8Array {
  return Buffer.from(JSON.stringify(payload), 'utf8');
}
