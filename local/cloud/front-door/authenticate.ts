import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Accounts, Key } from '../accounts.ts';
import type { Caller } from '../product.ts';
import { canonicalRequest } from './canonical-request.ts';
import type { Nonces } from './nonces.ts';
import { header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/** A date may differ this much from the server's (InvalidTimeStamp.Expired). */
export const DATE_TOLERANCE_MS = 15 * 60 * 1000;

export interface Verifier {
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  /** The machine's time in ms: signatures are dated by real clients. */
  readonly machineNow: () => number;
}

/** Checks an ACS3-HMAC-SHA256 signature and says who signed. RPC and ROA sign alike. */
export function authenticate(request: ParsedRequest, { accounts, nonces, machineNow }: Verifier): Caller {
  const authorization = readAuthorization(required(request, 'authorization'));
  const date = required(request, 'x-acs-date');
  const nonce = required(request, 'x-acs-signature-nonce');
  const bodyHash = required(request, 'x-acs-content-sha256');
  checkSignedHeaders(request, authorization.signedHeaders);
  checkDate(date, machineNow());

  const key = accounts.key(authorization.accessKeyId);
  if (!key) throw refusal('InvalidAccessKeyId.NotFound');
  if (!sameText(sha256(request.body), bodyHash)) throw refusal('SignatureDoesNotMatch');
  if (!isSignedWith(key.secret, request, authorization)) throw refusal('SignatureDoesNotMatch');
  checkSecurityToken(request, authorization.accessKeyId, key, machineNow());
  if (!nonces.use(authorization.accessKeyId, nonce, machineNow())) throw refusal('SignatureNonceUsed');
  return { accountId: key.accountId, accessKeyId: authorization.accessKeyId, temporary: key.temporary !== undefined };
}

interface Authorization {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readAuthorization(text: string): Authorization {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/.exec(text);
  const [, accessKeyId, signedHeaders, signature] = match ?? [];
  if (!accessKeyId || !signedHeaders || !signature) throw refusal('IncompleteSignature', 'Authorization');
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Every x-acs-* header, host and content-type that is present must be signed (help.aliyun.com/document_detail/159972). */
function checkSignedHeaders(request: ParsedRequest, signed: readonly string[]): void {
  const mustBeSigned = (name: string) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type';
  for (const name of Object.keys(request.headers)) {
    if (mustBeSigned(name) && !signed.includes(name)) throw refusal('IncompleteSignature', `${name} is not signed`);
  }
}

function checkDate(text: string, now: number): void {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw refusal('InvalidTimeStamp.Format');
  if (Math.abs(now - at) > DATE_TOLERANCE_MS) throw refusal('InvalidTimeStamp.Expired');
}

function isSignedWith(secret: string, request: ParsedRequest, { signedHeaders, signature }: Authorization): boolean {
  return (['encoded', 'raw'] as const).some((names) => {
    const canonical = canonicalRequest(request, signedHeaders, names);
    const expected = createHmac('sha256', secret)
      .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
      .digest('hex');
    return sameText(expected, signature);
  });
}

function checkSecurityToken(request: ParsedRequest, accessKeyId: string, key: Key, now: number): void {
  const token = header(request.headers, 'x-acs-security-token');
  const claimedKey = header(request.headers, 'x-acs-accesskey-id');
  const matches =
    key.temporary === undefined
      ? token === undefined
      : token !== undefined && sameText(key.temporary.securityToken, token);
  if (!matches || (claimedKey !== undefined && claimedKey !== accessKeyId)) {
    throw refusal('InvalidSecurityToken.MismatchWithAccessKey');
  }
  if (key.temporary && now >= key.temporary.expiresAt) throw refusal('InvalidSecurityToken.Expired');
}

function required(request: ParsedRequest, name: string): string {
  const value = header(request.headers, name);
  if (!value) throw refusal('MissingParameter', name);
  return value;
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Compares without telling by its time where two texts differ. */
function sameText(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
