import { createHash, createHmac } from 'node:crypto';

/** Keys of whoever calls. `securityToken` belongs to temporary ones (STS). */
export interface Keys {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

/** What identifies one attempt: `now` in ms since the epoch by the machine's clock, and a nonce never used twice. */
export interface Stamp {
  now: number;
  nonce: string;
}

export interface RequestToSign {
  method: string;
  /** Path and query as they are sent: write the query with `canonicalQuery`. */
  url: URL;
  body: string;
  contentType?: string | undefined;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';

/**
 * The headers of a request to an HTTP trigger with `authType: function`, signed with ACS3-HMAC-SHA256, without `host`,
 * which fetch sets from the URL. Source: documented ("V3 request structure and signature"; Function Compute 3.0,
 * "Configure signature authentication for HTTP triggers").
 */
export function signedHeaders({ method, url, body, contentType }: RequestToSign, keys: Keys, stamp: Stamp) {
  const headers: Record<string, string> = {
    'x-acs-version': '2023-03-30',
    'x-acs-action': 'InvokeHTTPTrigger',
    'x-acs-date': `${new Date(stamp.now).toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': stamp.nonce,
    'x-acs-content-sha256': sha256(body),
    accept: 'application/json',
  };
  if (contentType) headers['content-type'] = contentType;
  if (keys.securityToken) {
    headers['x-acs-accesskey-id'] = keys.accessKeyId;
    headers['x-acs-security-token'] = keys.securityToken;
  }
  const signed: Record<string, string> = { ...headers, host: url.host };
  const names = Object.keys(signed)
    .filter((name) => name !== 'accept')
    .sort();
  const canonical = [
    method,
    url.pathname,
    url.search.slice(1),
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const signature = createHmac('sha256', keys.accessKeySecret).update(`${ALGORITHM}\n${sha256(canonical)}`);
  headers.authorization = `${ALGORITHM} Credential=${keys.accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature.digest('hex')}`;
  return headers;
}

/** `a=1&b=2`, sorted by name, RFC 3986; what has no value is left out. */
export function canonicalQuery(query: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${encode(name)}=${encode(value)}`]))
    .sort()
    .join('&');
}

/** RFC 3986: everything but letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
