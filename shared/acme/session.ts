import { type AccountKey, readAccountKey } from './account-key.ts';
import { type AcmeAction, AcmeError, AcmeOutcomeUnknown } from './acme-error.ts';
import { type Directory, readDirectory } from './directory.ts';
import { type AcmeAnswer, type ExchangeDeps, exchange } from './exchange.ts';
import { jsonOf, refusalOf } from './refusal.ts';

/** An account at an ACME server. */
export interface AcmeAccount {
  /** P-256, PKCS #8 in PEM; see `newAccountKey`. */
  privateKeyPem: string;
  /** What `newAccount` answered; absent until then. */
  url?: string;
}

export interface SignedRequest {
  action: AcmeAction;
  url: string;
  /** Undefined reads the resource (POST-as-GET). */
  payload?: object;
  /** The first request of an account carries its key, all later ones its URL (RFC 8555, 6.2). */
  signedBy?: 'account' | 'key';
  accept?: string;
  idempotent?: boolean;
}

/** Requests to one server: its directory, its nonces, its account's signature. */
export interface AcmeSession {
  directory(): Promise<Directory>;
  /** @throws AcmeError `AccountUnknown` without an account */
  key(): AccountKey;
  /** An unsigned GET. @throws AcmeError */
  get(action: AcmeAction, url: string): Promise<AcmeAnswer>;
  /** A signed POST; after `badNonce` again, with the nonce that came along. @throws AcmeError · AcmeOutcomeUnknown */
  post(request: SignedRequest): Promise<AcmeAnswer>;
  /** Signs as this account from now on. */
  use(accountUrl: string): void;
}

export interface SessionOptions extends ExchangeDeps {
  /** Not needed for the directory and renewal information. */
  account?: AcmeAccount | undefined;
}

/** The first try included. Servers may refuse good nonces, and Pebble does it on purpose. */
const MAX_NONCES = 6;

export function acmeSession(options: SessionOptions): AcmeSession {
  const nonces: string[] = [];
  let accountUrl = options.account?.url;
  let accountKey: AccountKey | undefined;
  let directory: Promise<Directory> | undefined;

  function key(): AccountKey {
    if (!options.account) throw accountUnknown();
    accountKey ??= readAccountKey(options.account.privateKeyPem);
    return accountKey;
  }

  async function get(action: AcmeAction, url: string): Promise<AcmeAnswer> {
    const answer = await exchange(options, { action, url, method: 'GET', idempotent: true });
    if (!answer.ok) throw refusalOf(action, answer, new URL(url).host);
    return answer;
  }

  async function readTheDirectory(): Promise<Directory> {
    const { body } = await get('directory', options.directoryUrl);
    return readDirectory(jsonOf(body));
  }

  function rememberedDirectory(): Promise<Directory> {
    directory ??= readTheDirectory().catch((error) => {
      // The next request asks again.
      directory = undefined;
      throw error;
    });
    return directory;
  }

  async function nextNonce(): Promise<string> {
    const kept = nonces.pop();
    if (kept !== undefined) return kept;
    const { newNonce } = await rememberedDirectory();
    const answer = await exchange(options, { action: 'newNonce', url: newNonce, method: 'HEAD', idempotent: true });
    if (!answer.ok) throw refusalOf('newNonce', answer, new URL(newNonce).host);
    return nonceOf(answer) ?? Promise.reject(noNonce());
  }

  async function post(request: SignedRequest): Promise<AcmeAnswer> {
    const { action, url, payload, signedBy = 'account', accept, idempotent = true } = request;
    const signer = key();
    const kid = signedBy === 'account' ? accountUrl : undefined;
    if (signedBy === 'account' && kid === undefined) throw accountUnknown();
    let nonce = await nextNonce();
    for (let attempt = 1; ; attempt++) {
      const signed = await signer.sign({ nonce, url, ...(kid === undefined ? {} : { kid }) }, payload);
      const answer = await exchange(options, {
        action,
        url,
        method: 'POST',
        body: JSON.stringify(signed),
        idempotent,
        ...(accept === undefined ? {} : { accept }),
      });
      const fresh = nonceOf(answer);
      if (answer.ok) {
        if (fresh !== undefined) nonces.push(fresh);
        return answer;
      }
      const refusal = refusalOf(action, answer, new URL(url).host);
      if (refusal.code !== 'badNonce' || attempt === MAX_NONCES) {
        if (fresh !== undefined) nonces.push(fresh);
        // A server or a proxy that broke down may have done it before; one that is too busy has not (RFC 9110, 15.6.4).
        if (!idempotent && refusal.status >= 500 && refusal.status !== 503) {
          throw new AcmeOutcomeUnknown(action, `HttpStatus${refusal.status}`);
        }
        throw refusal;
      }
      // Where one nonce is too old, so are those that were kept before it.
      nonces.length = 0;
      nonce = fresh ?? (await nextNonce());
    }
  }

  return {
    directory: rememberedDirectory,
    key,
    get,
    post,
    use(url) {
      accountUrl = url;
    },
  };
}

/** RFC 8555, 6.5.1: base64url; anything else is ignored. */
function nonceOf({ headers }: AcmeAnswer): string | undefined {
  const nonce = headers.get('replay-nonce') ?? '';
  return /^[\w-]+$/.test(nonce) ? nonce : undefined;
}

function noNonce(): AcmeError {
  return new AcmeError({
    action: 'newNonce',
    code: 'UnusableAnswer',
    status: 0,
    message: 'ACME newNonce brought no nonce',
    retryable: true,
  });
}

function accountUnknown(): AcmeError {
  return new AcmeError({
    action: 'newAccount',
    code: 'AccountUnknown',
    status: 0,
    message: 'the ACME account is not registered yet: newAccount comes first',
    retryable: false,
  });
}
