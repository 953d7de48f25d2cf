import { createHash, createHmac } from 'node:crypto';
import { canonicalRequest } from './canonical-request.ts';
import { type Claim, requiredHeader, sameText, utcSeconds } from './claim.ts';
import { header, type ParsedRequest } from './parse.ts';
import { refusal } from './refusal.ts';

/** Reads an ACS3-HMAC-SHA256 signature; RPC and ROA sign alike. */
export function readAcs3(request: ParsedRequest): Claim {
  const { accessKeyId, signedHeaders, signature } = readAuthorization(requiredHeader(request, 'authorization'));
  const date = requiredHeader(request, 'x-acs-date');
  const nonce = requiredHeader(request, 'x-acs-signature-nonce');
  const bodyHash = requiredHeader(request, 'x-acs-content-sha256');
  checkSignedHeaders(request, signedHeaders, accessKeyId);
  return {
    accessKeyId,
    nonce,
    signedAt: utcSeconds(date),
    securityToken: header(request.headers, 'x-acs-security-token'),
    isSignedWith: (secret) =>
      sameText(sha256(request.body), bodyHash) &&
      (['encoded', 'raw'] as const).some((names) => {
        const text = `ACS3-HMAC-SHA256\n${sha256(canonicalRequest(request, signedHeaders, names))}`;
        return sameText(createHmac('sha256', secret).update(text).digest('hex'), signature);
      }),
  };
}

function readAuthorization(text: string) {
  const match = /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/.exec(text);
  const [, accessKeyId, signedHeaders, signature] = match ?? [];
  if (!accessKeyId || !signedHeaders || !signature) throw refusal('IncompleteSignature', 'Authorization');
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Every x-acs-* header, host and content-type that is present must be signed (help.aliyun.com/document_detail/159972). */
function checkSignedHeaders(request: ParsedRequest, signed: readonly string[], accessKeyId: string): void {
  const mustBeSigned = (name: string) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type';
  for (const name of Object.keys(request.headers)) {
    if (mustBeSigned(name) && !signed.includes(name)) throw refusal('IncompleteSignature', `${name} is not signed`);
  }
  const claimed = header(request.headers, 'x-acs-accesskey-id');
  if (claimed !== undefined && claimed !== accessKeyId) throw refusal('IncompleteSignature', 'x-acs-accesskey-id');
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
