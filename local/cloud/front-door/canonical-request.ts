import { percentEncode } from './claim.ts';
import { header, type ParsedRequest } from './parse.ts';

/**
 * The text that ACS3-HMAC-SHA256 signs (alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature):
 * method, path, query, headers, names of the signed headers, hash of the body. The query is decoded and encoded anew,
 * because clients write the same value differently on the wire.
 *
 * The official Node SDK leaves parameter names as they are; others encode them. It differs only for unusual names, so a
 * verifier asks for both spellings.
 */
export function canonicalRequest(request: ParsedRequest, signedHeaders: readonly string[], names: 'encoded' | 'raw') {
  const headers = signedHeaders.map((name) => `${name}:${(header(request.headers, name) ?? '').trim()}\n`).join('');
  const query = [...request.query]
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([name, value]) => `${names === 'encoded' ? percentEncode(name) : name}=${percentEncode(value)}`)
    .join('&');
  return [
    request.method,
    request.path.replaceAll('+', '%20').replaceAll('*', '%2A').replaceAll('%7E', '~'),
    query,
    headers,
    signedHeaders.join(';'),
    header(request.headers, 'x-acs-content-sha256') ?? '',
  ].join('\n');
}
