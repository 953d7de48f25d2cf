import { type AcmeAction, AcmeError, AcmeOutcomeUnknown } from './acme-error.ts';
import { retryAfterMs } from './retry-after.ts';

/** What requests to one ACME server are made with. */
export interface ExchangeDeps {
  directoryUrl: string;
  fetch: typeof globalThis.fetch;
  /** What dates in answers are relative to. */
  clock: { now(): number };
  /** The deadline of everything the client does. */
  signal?: AbortSignal;
  /** A fresh limit on one request, so that a connection that died silently does not eat the whole deadline. */
  attemptSignal?: () => AbortSignal;
}

export interface AcmeRequest {
  action: AcmeAction;
  url: string;
  method: 'GET' | 'HEAD' | 'POST';
  /** A JWS; only with POST. */
  body?: string;
  accept?: string;
  /** False where a second request would do a second thing. */
  idempotent: boolean;
}

/** An answer whose body has arrived whole, whatever its status. */
export interface AcmeAnswer {
  url: string;
  status: number;
  ok: boolean;
  headers: Headers;
  body: string;
  retryAfterMs: number | undefined;
}

/**
 * Makes one request, once, and follows no redirect.
 *
 * @throws AcmeError `InsecureUrl`, `AcmeUnreachable` · AcmeOutcomeUnknown · the signal's reason
 */
export async function exchange(deps: ExchangeDeps, request: AcmeRequest): Promise<AcmeAnswer> {
  const { action, url, method, body, accept } = request;
  assertSecure(action, url, deps.directoryUrl);
  deps.signal?.throwIfAborted();
  const limits = [deps.signal, deps.attemptSignal?.()].filter((signal) => signal !== undefined);
  try {
    const response = await deps.fetch(url, {
      method,
      redirect: 'manual',
      headers: {
        // RFC 8555, 6.1: a client must say who it is, and in which language it would like to read.
        'user-agent': 'torii',
        'accept-language': 'en',
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { 'content-type': 'application/jose+json' }),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any(limits),
    });
    const { status, ok, headers } = response;
    return {
      url,
      status,
      ok,
      headers,
      body: await response.text(),
      retryAfterMs: retryAfterMs(headers, deps.clock.now()),
    };
  } catch (error) {
    throw lost(deps, request, error);
  }
}

/** Plain HTTP only on loopback, and only where the directory is there too: no CA may send us to our own machine. */
function assertSecure(action: AcmeAction, url: string, directoryUrl: string): void {
  if (isEncrypted(url) || (isPlainLoopback(url) && isPlainLoopback(directoryUrl))) return;
  throw new AcmeError({
    action,
    code: 'InsecureUrl',
    status: 0,
    // The address is not repeated: it may hold a password.
    message: `the address of ACME ${action} is not https without credentials`,
    retryable: false,
    hint: 'Declare the https address of the directory',
  });
}

function isEncrypted(url: string): boolean {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : NO_URL;
  return protocol === 'https:' && username === '' && password === '';
}

function isPlainLoopback(url: string): boolean {
  const { protocol, username, hostname } = URL.canParse(url) ? new URL(url) : NO_URL;
  return protocol === 'http:' && username === '' && LOOPBACK.test(hostname);
}

/** What no answer means: only a connection that never came about is known to have done nothing. */
function lost(deps: ExchangeDeps, { action, url, idempotent }: AcmeRequest, error: unknown): unknown {
  const why = deps.signal?.aborted ? 'deadline' : reasonOf(error);
  if (!idempotent && !NOTHING_SENT.has(why) && !NOT_TRUSTED.has(why)) return new AcmeOutcomeUnknown(action, why);
  if (deps.signal?.aborted) return deps.signal.reason;
  if (why === ADDRESS_REFUSED) {
    return new AcmeError({
      action,
      code: 'AddressRefused',
      status: 0,
      message: `ACME ${action} leads to ${new URL(url).host}, which is not on the internet: it was not called`,
      retryable: false,
      hint: 'Where that is meant, list the host or its network in TORII_ALLOW_PRIVATE',
    });
  }
  return new AcmeError({
    action,
    code: 'AcmeUnreachable',
    status: 0,
    message: `ACME ${action} got no answer from ${new URL(url).host} (${why})`,
    retryable: true,
    hint: NOT_TRUSTED.has(why) ? 'A directory behind a private CA needs that CA declared as trusted' : undefined,
  });
}

/** Only an error's code is kept: its message may hold anything. */
function reasonOf(error: unknown): string {
  for (const candidate of [error, error instanceof Error ? error.cause : undefined]) {
    if (!(candidate instanceof Error)) continue;
    if (candidate.name === 'TimeoutError') return 'timeout';
    const code = 'code' in candidate ? candidate.code : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
  }
  return 'network error';
}

const NO_URL = { protocol: '', username: '', password: '', hostname: '' };

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/;

/** The code of `AddressRefused` in shared/function-compute/guarded-fetch.ts. */
const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

const NOTHING_SENT = new Set([
  ADDRESS_REFUSED,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Node's codes for a TLS server whose certificate does not do; nothing was sent then either. */
const NOT_TRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
