import { createHmac } from 'node:crypto';
import { type Claim, requiredHeader, sameText } from './claim.ts';
import { header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/**
 * Function Compute's own scheme, `Authorization: FC <key id>:<signature>`, as `@alicloud/fc2` speaks it: HMAC-SHA256 over
 * method, three headers, every `x-fc-*` header and the path; under `/proxy/` the query too. It has no nonce.
 */
export function readFc(request: ParsedRequest): Claim {
  const [, accessKeyId, signature] = /^FC ([^:\s]+):(\S+)$/.exec(requiredHeader(request, 'authorization')) ?? [];
  if (!accessKeyId || !signature) throw refusal('IncompleteSignature', 'Authorization');
  const own = Object.keys(request.headers)
    .filter((name) => name.startsWith('x-fc-'))
    .sort()
    .map((name) => `${name}:${header(request.headers, name)}\n`);
  const text = [
    request.method,
    ...['content-md5', 'content-type', 'date'].map((name) => header(request.headers, name) ?? ''),
    `${own.join('')}${request.path}${signedQuery(request)}`,
  ].join('\n');
  return {
    accessKeyId,
    nonce: undefined,
    signedAt: Date.parse(requiredHeader(request, 'date')),
    securityToken: header(request.headers, 'x-fc-security-token'),
    isSignedWith: (secret) => sameText(createHmac('sha256', secret).update(text).digest('base64'), signature),
  };
}

function signedQuery({ path, query }: ParsedRequest): string {
  if (!path.startsWith('/proxy/')) return '';
  return `\n${query
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n')}`;
}
