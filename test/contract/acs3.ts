import { createHash, createHmac, randomUUID } from 'node:crypto';

/**
 * A request signer written for the tests from the published description of ACS3-HMAC-SHA256, apart from the verifier
 * and from the official client, so that every part of a request can be spoilt on its way.
 */
export interface Acs3Request {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Acs3Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export function rpc(action: string, version: string, query: Record<string, string> = {}): Acs3Request {
  return { method: 'POST', path: '/', query, headers: { 'x-acs-action': action, 'x-acs-version': version }, body: '' };
}

/** Adds date, nonce, body hash and Authorization. What is given wins, so that a test may set a stale date. */
export function sign(
  request: Acs3Request,
  host: string,
  { accessKeyId, accessKeySecret }: Acs3Key,
  { unsigned = [] }: { unsigned?: readonly string[] } = {},
): Acs3Request {
  const headers: Record<string, string> = {
    host,
    'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': sha256(request.body),
    ...request.headers,
  };
  const signed = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .filter((name) => !unsigned.includes(name))
    .sort();
  const canonical = [
    request.method,
    request.path,
    queryText(request.query),
    ...signed.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    signed.join(';'),
    headers['x-acs-content-sha256'],
  ].join('\n');
  const signature = createHmac('sha256', accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
  return { ...request, headers: { authorization, ...headers } };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export async function send(endpoint: string, request: Acs3Request): Promise<Answer> {
  const query = queryText(request.query);
  // fetch sets Host itself, to the value that was signed.
  const { host: _, ...headers } = request.headers;
  const response = await fetch(`${endpoint}${request.path}${query ? `?${query}` : ''}`, {
    method: request.method,
    headers,
    // As bytes: to a text fetch would add a content type that nobody signed.
    ...(request.body === '' ? {} : { body: Buffer.from(request.body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function queryText(query: Readonly<Record<string, string>>): string {
  return Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`)
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('!', '%21')
    .replaceAll("'", '%27')
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')
    .replaceAll('*', '%2A');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
