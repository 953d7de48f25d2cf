import type { StoredCertificate } from './certificate.ts';

export type CertificateStatus = 'ISSUED' | 'WILLEXPIRED' | 'EXPIRED' | 'REVOKED';

/** A certificate is "about to expire" from here on (inferred). */
const WILL_EXPIRE_MS = 30 * 24 * 60 * 60 * 1000;

export function statusAt({ facts: { notAfter }, revoked }: StoredCertificate, now: number): CertificateStatus {
  if (revoked) return 'REVOKED';
  if (now > notAfter) return 'EXPIRED';
  return now > notAfter - WILL_EXPIRE_MS ? 'WILLEXPIRED' : 'ISSUED';
}
