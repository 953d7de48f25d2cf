import { createHmac } from 'node:crypto';
import { type Accounts, callerOf } from '../accounts.ts';
import { DATE_TOLERANCE_MS } from '../front-door/authenticate.ts';
import { type Claim, requiredHeader, sameText } from '../front-door/claim.ts';
import type { Nonces } from '../front-door/nonces.ts';
import { header, type ParsedRequest } from '../front-door/parse.ts';
import { Refusal } from '../front-door/refusal.ts';
import type { Caller } from '../product.ts';

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
  if (!accessKeyId || !signature) throw new Refusal(403, 'SignatureDoesNotMatch', MESSAGES.SignatureDoesNotMatch);
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

/** Codes and messages of EventBridge's own list ("Error codes"); which one a stale date or a used nonce has is inferred. */
const MESSAGES = {
  InvalidAccessKeyId: 'The access Id you provided is not exist.',
  InvalidStsAccessKeyId: 'The sts access Id you provided is not exist.',
  SignatureDoesNotMatch:
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  SecurityTokenInvalid: 'The Security token that your provide is invalid.',
  StsAccessIdExpired: 'The sts accessid has expired.',
  'InvalidTimeStamp.Expired': 'Specified time stamp or date value is expired.',
  SignatureNonceUsed: 'Specified signature nonce was used already.',
} as const;

/** Checks the signature and says who signed. */
export function authenticateColon(request: ParsedRequest, { accounts, nonces, machineNow }: PutEventsVerifier): Caller {
  const claim = readColonSha1(request);
  const { accessKeyId, securityToken, nonce } = claim;
  const now = machineNow();
  if (!(Math.abs(now - claim.signedAt) <= DATE_TOLERANCE_MS)) throw refused('InvalidTimeStamp.Expired');
  const key = accounts.key(accessKeyId);
  if (!key) throw refused(accessKeyId.startsWith('STS.') ? 'InvalidStsAccessKeyId' : 'InvalidAccessKeyId');
  if (!claim.isSignedWith(key.secret)) throw refused('SignatureDoesNotMatch');
  const { temporary } = key;
  const tokenMatches = temporary
    ? securityToken !== undefined && sameText(temporary.securityToken, securityToken)
    : securityToken === undefined;
  if (!tokenMatches) throw refused('SecurityTokenInvalid');
  if (temporary && now >= temporary.expiresAt) throw refused('StsAccessIdExpired');
  // Last, so that only who holds the secret can spend a nonce.
  if (nonce !== undefined && !nonces.use(accessKeyId, nonce, now)) throw refused('SignatureNonceUsed');
  return callerOf(accessKeyId, key);
}

function refused(code: keyof typeof MESSAGES): Refusal {
  return new Refusal(403, code, MESSAGES[code]);
}
