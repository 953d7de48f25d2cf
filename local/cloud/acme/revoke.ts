import { X509Certificate } from 'node:crypto';
import type { AcmeAnswer } from './answer.ts';
import { isBase64url } from './jws.ts';
import { revokeCertPayload } from './payloads.ts';
import { Problem } from './problem.ts';
import type { AccountRequest, KeyRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/**
 * Revokes a certificate (RFC 8555, section 7.6), for the account that ordered it, for one that holds valid
 * authorizations for all of its names, or for whoever has its key.
 */
export function revokeCert(state: AcmeState, request: AccountRequest | KeyRequest): AcmeAnswer {
  const { certificate: der, reason = 0 } = request.payload ?? {};
  if (!isBase64url(der) || der === '') throw new Problem('malformed', '"certificate" is base64url of its DER form');
  const serial = serialOf(Buffer.from(der, 'base64url'));
  const certificate = state.certificates.find((each) => each.serial === serial);
  if (!certificate) throw new Problem('malformed', 'No such certificate', { status: 404 });
  if ('key' in request) {
    if (request.thumbprint !== certificate.keyThumbprint) {
      throw new Problem(
        'unauthorized',
        'The request is signed neither by an account nor with the key of the certificate',
      );
    }
  } else if (certificate.account !== request.account && !holdsAll(state, request, certificate.names)) {
    throw new Problem('unauthorized', 'The account neither ordered the certificate nor speaks for all of its names');
  }
  if (certificate.revoked) throw new Problem('alreadyRevoked', 'Certificate already revoked');
  if (typeof reason !== 'number' || !REASONS.includes(String(reason))) {
    throw new Problem(
      'badRevocationReason',
      `Unsupported revocation reason code provided. Allowed: ${REASONS.join(', ')}`,
    );
  }
  state.revoke(serial, reason);
  return { status: 200 };
}

function holdsAll(state: AcmeState, { account }: AccountRequest, names: readonly string[]): boolean {
  return names.every((asked) => {
    const wildcard = asked.startsWith('*.');
    return state.validAuthorization(account, wildcard ? asked.slice(2) : asked, wildcard) !== undefined;
  });
}

function serialOf(der: Buffer): string {
  try {
    return new X509Certificate(der).serialNumber.toLowerCase();
  } catch {
    throw new Problem('malformed', 'The certificate is none');
  }
}

const REASONS: readonly string[] = revokeCertPayload.reason.enum;
