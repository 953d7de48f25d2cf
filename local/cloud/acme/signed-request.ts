import type { JWK } from 'jose';
import type { AcmeAccount } from './account.ts';
import { type Jws, parseJson, readJws, thumbprint, verifySignature } from './jws.ts';
import { Links } from './links.ts';
import { Problem } from './problem.ts';
import type { SignedResource } from './resources.ts';
import type { AcmeState } from './state.ts';

/** A request whose signature, nonce and address were found right. */
export interface SignedRequest {
  readonly links: Links;
  /** The variable part of the path. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** Undefined for a read: a POST with an empty payload (RFC 8555, section 6.3). */
  readonly payload: Record<string, unknown> | undefined;
  readonly url: string;
}

/** Signed by a known account. */
export interface AccountRequest extends SignedRequest {
  readonly account: AcmeAccount;
}

/** Signed by a key that the request itself brings. */
export interface KeyRequest extends SignedRequest {
  readonly key: JWK;
  readonly thumbprint: string;
}

/** A request as it came, with its place. */
export interface Unsigned {
  readonly resource: SignedResource;
  readonly id: string;
  readonly body: Buffer;
  /** `http://127.0.0.1:PORT` as the client spelled it. */
  readonly base: string;
  /** Path and query. */
  readonly target: string;
}

/**
 * Who signs what: a new account and a revocation may bring their key, everything else names an account (RFC 8555,
 * section 6.2).
 */
const SIGNERS: Partial<Record<SignedResource, 'key' | 'either'>> = { newAccount: 'key', revokeCert: 'either' };

/** Checks a signed request in the order of Let's Encrypt: form, key, signature, nonce, address, payload. */
export async function readSigned(state: AcmeState, request: Unsigned): Promise<AccountRequest | KeyRequest> {
  const jws = readJws(parseJson(request.body, 'request'));
  const links = new Links(request.base);
  const signer = await signerOf(state, jws, links, SIGNERS[request.resource] ?? 'account');
  await verifySignature(jws, 'account' in signer ? signer.account.key : signer.key);
  const { nonce, url } = jws.header;
  if (nonce === undefined || !state.nonces.use(nonce)) {
    throw new Problem('badNonce', nonce === undefined ? 'JWS has no anti-replay nonce' : 'JWS has an invalid nonce');
  }
  const expected = request.base + request.target;
  if (url !== expected) {
    throw new Problem('unauthorized', `JWS header parameter 'url' incorrect. Expected "${expected}" got "${url}"`);
  }
  // Only after the signature: nobody else is told what became of an account.
  if ('account' in signer && signer.account.status !== 'valid') throw notValid(signer.account);
  const payload = jws.payload.length === 0 ? undefined : parseJson(jws.payload, 'payload');
  const query = new URL(expected).searchParams;
  return { ...signer, links, id: request.id, query, payload, url };
}

export function notValid({ status }: AcmeAccount): Problem {
  return new Problem('unauthorized', `Account is not valid, has status "${status}"`, { status: 401 });
}

async function signerOf(state: AcmeState, { header }: Jws, links: Links, wanted: 'key' | 'account' | 'either') {
  const { jwk, kid } = header;
  if ((jwk === undefined) === (kid === undefined)) {
    throw new Problem('malformed', 'The protected header has either "jwk" or "kid"');
  }
  if (jwk !== undefined) {
    if (wanted === 'account') throw new Problem('malformed', 'This resource is for accounts: sign with "kid"');
    return { key: jwk, thumbprint: await thumbprint(jwk) };
  }
  if (wanted === 'key') throw new Problem('malformed', 'This resource needs the key itself: sign with "jwk"');
  const prefix = links.account('');
  if (!kid?.startsWith(prefix)) throw new Problem('malformed', `"kid" is an account URL, beginning with ${prefix}`);
  const account = state.account(kid.slice(prefix.length));
  if (!account) throw new Problem('accountDoesNotExist', `Account ${kid} not found`);
  return { account };
}
