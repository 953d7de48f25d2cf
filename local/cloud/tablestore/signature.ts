import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Accounts, callerOf, type Key } from '../accounts.ts';
import type { ReceivedRequest } from '../front-door/receive.ts';
import type { Caller } from '../product.ts';
import { invalid, OtsError } from './errors.ts';

/** How far a client's clock may be off; official clients hold answers to the same. */
const DATE_TOLERANCE_MS = 15 * 60 * 1000;

export const API_VERSION = '2015-12-31';

const REQUIRED = [
  ...['x-ots-date', 'x-ots-apiversion', 'x-ots-accesskeyid', 'x-ots-contentmd5', 'x-ots-instancename'],
  'x-ots-signature',
];

/** Who signed, and how to sign the answer. */
export interface Authenticated {
  readonly caller: Caller;
  readonly key: Key;
}

/**
 * Checks who asks: HMAC-SHA1 over path, method, an empty line for a query, and every `x-ots-` header but the signature,
 * sorted (help.aliyun.com/document_detail/27303).
 *
 * @param machineNow ms since the epoch: signatures live by the machine's clock
 * @throws OtsError
 */
export function authenticate(request: ReceivedRequest, accounts: Accounts, machineNow: number): Authenticated {
  const { headers, body, method, target } = request;
  for (const name of REQUIRED) {
    if (!one(headers, name)) throw new OtsError('OTSMissingHeader', `Missing header: '${name}'.`);
  }
  const version = one(headers, 'x-ots-apiversion');
  if (version !== API_VERSION) throw invalid(`Unsupported API version: ${version}.`);
  checkDate(one(headers, 'x-ots-date'), machineNow);
  const accessKeyId = one(headers, 'x-ots-accesskeyid');
  const key = accounts.key(accessKeyId);
  if (!key) throw new OtsError('OTSAuthFailed', 'The AccessKeyID does not exist.');
  const signed = `${target}\n${method}\n\n${headerLines(headers)}\n`;
  if (!sameText(hmacSha1(key.secret, signed), one(headers, 'x-ots-signature'))) throw new OtsError('OTSAuthFailed');
  checkToken(key, one(headers, 'x-ots-ststoken'), machineNow);
  if (!sameText(md5(body), one(headers, 'x-ots-contentmd5'))) {
    throw new OtsError('OTSAuthFailed', 'Mismatch between MD5 value of request body and x-ots-contentmd5 in header.');
  }
  return { caller: callerOf(accessKeyId, key), key };
}

/** Signs an answer, which official clients check: over its `x-ots-` headers, sorted, and the path. */
export function signAnswer(secret: string, path: string, headers: Readonly<Record<string, string>>): string {
  return hmacSha1(secret, `${headerLines(headers)}\n${path}`);
}

export function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('base64');
}

export function one(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

function headerLines(headers: IncomingHttpHeaders): string {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-ots-') && name !== 'x-ots-signature')
    .sort()
    .map((name) => `${name}:${one(headers, name).trim()}`)
    .join('\n');
}

function checkDate(date: string, machineNow: number): void {
  const at = Date.parse(date);
  if (Number.isNaN(at)) throw invalid(`Invalid date format: ${date}.`);
  if (Math.abs(at - machineNow) <= DATE_TOLERANCE_MS) return;
  throw new OtsError('OTSAuthFailed', `Mismatch between system time and x-ots-date: ${date}.`);
}

/** Temporary credentials are worth nothing without their token, or after their time. Messages are inferred. */
function checkToken({ temporary }: Key, token: string, machineNow: number): void {
  if (!temporary) {
    if (token !== '') throw new OtsError('OTSAuthFailed', 'The StsToken does not belong to the AccessKeyID.');
    return;
  }
  if (token === '') throw new OtsError('OTSAuthFailed', 'The AccessKeyID does not exist.');
  if (!sameText(temporary.securityToken, token)) throw new OtsError('OTSAuthFailed', 'The StsToken is invalid.');
  if (machineNow >= temporary.expiresAt) throw new OtsError('OTSAuthFailed', 'The StsToken is expired.');
}

function hmacSha1(secret: string, text: string): string {
  return createHmac('sha1', secret).update(text).digest('base64');
}

function sameText(expected: string, given: string): boolean {
  const [mine, theirs] = [Buffer.from(expected), Buffer.from(given)];
  return mine.length === theirs.length && timingSafeEqual(mine, theirs);
}
