import { createHmac } from 'node:crypto';
import { type Accounts, callerOf } from '../accounts.ts';
import { DATE_TOLERANCE_MS } from '../front-door/authenticate.ts';
import { type Claim, requiredHeader, sameText } from '../front-door/claim.ts';
import type { Nonces } from '../front-door/nonces.ts';
import { header, type ParsedRequest } from '../front-door/parse.ts';
import type { Caller } from '../product.ts';
import { refusedAs } from './put-events-table.ts';

export interface PutEventsVerifier {
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  /** The machine's time in ms: signatures are dated by real clients. */
  readonly machineNow: () => number;
}

/**
 * EventBridge's own scheme, as its SDK speaks it: `Authorization: acs:<key id>:<signature>`, HMAC-SHA1 over method, three
 * headers, every `x-acs-*` header and the path with its query. Unlike ROA's it has no `Accept`, and a colon for the space.
 */
function readColonSha1(request: ParsedRequest): Claim {
  const authorization = requiredHeader(request, 'authorization');
  // The documents' examples have the space of ROA.
  const [, accessKeyId, signature] = /^acs[: ]([^:\s]+):(\S+)$/.exec(authorization) ?? [];
  if (!accessKeyId || !signature) throw refusedAs('SignatureDoesNotMatch');
  const signed = Object.keys(request.headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${(header(request.headers, name) ?? '').replace(/[\t\n\r\f]/g, ' ').trim()}\n`);
  const query = [...request.query]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const text = [
    request.method,
    ...['content-md5', 'content-type', 'date'].map((name) => header(request.headers, name) ?? ''),
    `${signed.join('')}${request.path}${query === '' ? '' : `?${query}`}`,
  ].join('\n');
  return {
    accessKeyId,
    nonce: requiredHeader(request, 'x-acs-signature-nonce'),
    signedAt: Date.parse(requiredHeader(request, 'date')),
    securityToken: header(request.headers, 'x-acs-security-token'),
    isSignedWith: (secret) => sameText(createHmac('sha1', secret).update(text).digest('base64'), signature),
  };
}

/** Checks the signature and says who signed. */
export function authenticateColon(request: ParsedRequest, { accounts, nonces, machineNow }: PutEventsVerifier): Caller {
  const claim = readColonSha1(request);
  const { accessKeyId, securityToken, nonce } = claim;
  const now = machineNow();
  if (!(Math.abs(now - claim.signedAt) <= DATE_TOLERANCE_MS)) throw refusedAs('InvalidTimeStamp.Expired');
  const key = accounts.key(accessKeyId);
  if (!key) throw refusedAs(accessKeyId.startsWith('STS.') ? 'InvalidStsAccessKeyId' : 'InvalidAccessKeyId');
  if (!claim.isSignedWith(key.secret)) throw refusedAs('SignatureDoesNotMatch');
  const { temporary } = key;
  const tokenMatches = temporary
    ? securityToken !== undefined && sameText(temporary.securityToken, securityToken)
    : securityToken === undefined;
  if (!tokenMatches) throw refusedAs('SecurityTokenInvalid');
  if (temporary && now >= temporary.expiresAt) throw refusedAs('StsAccessIdExpired');
  // Last, so that only who holds the secret can spend a nonce.
  if (nonce !== undefined && !nonces.use(accessKeyId, nonce, now)) throw refusedAs('SignatureNonceUsed');
  return callerOf(accessKeyId, key);
}
