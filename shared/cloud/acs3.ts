import { createHash, createHmac } from 'node:crypto';

/** Temporary or long-lived keys of one caller. `securityToken` belongs to temporary ones (STS). */
export interface CloudCredentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

/** What the signature covers. `path` is percent-encoded already; header names are lower case. */
export interface Acs3Request {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * The `Authorization` header of one request, the same for RPC and ROA products.
 * Source: documented ("V3 request structure and signature"); equal, byte for byte, to `@alicloud/openapi-core` 1.0.8.
 */
export function acs3Authorization(request: Acs3Request, credentials: CloudCredentials): string {
  const stringToSign = `${ALGORITHM}\n${sha256Hex(canonicalRequest(request))}`;
  const signature = createHmac('sha256', credentials.accessKeySecret).update(stringToSign).digest('hex');
  const names = signedHeaderNames(request.headers).join(';');
  return `${ALGORITHM} Credential=${credentials.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
}

/** What identifies one attempt: a nonce is never used twice, a date is good for 15 minutes. */
export interface Acs3Stamp {
  /** ms since the epoch, by the machine's clock: the cloud compares it with its own. */
  now: number;
  nonce: string;
}

/**
 * All headers of a call but `host`, which whoever opens the connection sets from the URL: with a value other than
 * `host` here the signature does not match.
 */
export function acs3Headers(
  call: Omit<Acs3Request, 'headers'> & {
    host: string;
    action: string;
    version: string;
    contentType?: string;
    /** Only where the host does not say it. */
    regionId?: string;
  },
  credentials: CloudCredentials,
  stamp: Acs3Stamp,
): Record<string, string> {
  const { host, action, version, contentType, regionId, ...request } = call;
  const headers: Record<string, string> = {
    'x-acs-version': version,
    'x-acs-action': action,
    'x-acs-date': `${new Date(stamp.now).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': stamp.nonce,
    'x-acs-content-sha256': sha256Hex(request.body),
    accept: 'application/json',
  };
  if (contentType) headers['content-type'] = contentType;
  if (regionId) headers['x-acs-region-id'] = regionId;
  if (credentials.securityToken) {
    headers['x-acs-accesskey-id'] = credentials.accessKeyId;
    headers['x-acs-security-token'] = credentials.securityToken;
  }
  headers.authorization = acs3Authorization({ ...request, headers: { ...headers, host } }, credentials);
  return headers;
}

/** `a=1&b=2`, sorted by name, RFC 3986. We send exactly what we sign, so nothing depends on a second encoder. */
export function canonicalQuery(query: Readonly<Record<string, string>>): string {
  // Names stay as they are, as the official core leaves them; all names in use are plain ASCII words.
  return Object.keys(query)
    .sort()
    .map((name) => `${name}=${percentEncode(query[name] ?? '')}`)
    .join('&');
}

/** RFC 3986: everything but letters, digits and `-._~`. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalRequest(request: Acs3Request): string {
  const names = signedHeaderNames(request.headers);
  return [
    request.method,
    request.path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    canonicalQuery(request.query),
    names.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join(''),
    names.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

/** The real gateway wants every `x-acs-*` header signed, and `host` and `content-type`. */
function signedHeaderNames(headers: Acs3Request['headers']): string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort();
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
