import { createHmac } from 'node:crypto';
import { type Claim, percentEncode, requiredHeader, sameText, utcSeconds } from './claim.ts';
import { firstValue, header, type Pair, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/** The older signature of RPC: parameters of query and form, sorted and encoded twice; the key is the secret and `&`. */
export function readRpcSha1(request: ParsedRequest): Claim {
  const signature = requiredValue(request, 'Signature');
  const pairs = [...request.query, ...request.form].filter(([name]) => name !== 'Signature');
  const canonical = sorted(pairs)
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  return {
    accessKeyId: requiredValue(request, 'AccessKeyId'),
    nonce: requiredValue(request, 'SignatureNonce'),
    signedAt: utcSeconds(requiredValue(request, 'Timestamp')),
    securityToken: firstValue(request, 'SecurityToken'),
    isSignedWith: (secret) =>
      sameText(hmacSha1(`${secret}&`, `${request.method}&%2F&${percentEncode(canonical)}`), signature),
  };
}

/** The older signature of ROA: `Authorization: acs <key id>:<signature>` over method, five headers, x-acs-* and path. */
export function readRoaSha1(request: ParsedRequest): Claim {
  const [, accessKeyId, signature] = /^acs ([^:\s]+):(\S+)$/.exec(requiredHeader(request, 'authorization')) ?? [];
  if (!accessKeyId || !signature) throw refusal('IncompleteSignature', 'Authorization');
  const headers = Object.keys(request.headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${header(request.headers, name)}\n`);
  const query = sorted(request.query)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const text = [
    request.method,
    ...['accept', 'content-md5', 'content-type', 'date'].map((name) => header(request.headers, name) ?? ''),
    `${headers.join('')}${request.path}${query === '' ? '' : `?${query}`}`,
  ].join('\n');
  return {
    accessKeyId,
    nonce: requiredHeader(request, 'x-acs-signature-nonce'),
    signedAt: Date.parse(requiredHeader(request, 'date')),
    securityToken: header(request.headers, 'x-acs-security-token'),
    isSignedWith: (secret) => sameText(hmacSha1(secret, text), signature),
  };
}

function requiredValue(request: ParsedRequest, name: string): string {
  const value = firstValue(request, name);
  if (!value) throw refusal('MissingParameter', name);
  return value;
}

function sorted(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
}

function hmacSha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('base64');
}
