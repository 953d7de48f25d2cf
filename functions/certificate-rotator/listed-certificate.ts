import type { CasReader, UserCertificate } from '../../shared/cloud/cas.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { certificateNames } from '../../shared/domain-rules/issuing/source.ts';

/** A certificate as its list and its detail tell of it. */
export interface ListedCertificate {
  certificateId: string;
  name: string;
  names: string[];
  /** ms since the epoch. */
  notBefore: number;
  notAfter: number;
  /** See `fingerprintOf`. */
  fingerprint: string | undefined;
}

/**
 * A list has whole days only; a certificate's own instants are in its detail, and never change.
 *
 * @returns undefined where it was deleted between the two calls
 */
export async function readListed(cas: CasReader, listed: UserCertificate): Promise<ListedCertificate | undefined> {
  try {
    const detail = await cas.getUserCertificateDetail(listed.CertificateId);
    return {
      certificateId: listed.CertificateId,
      name: listed.Name ?? '',
      names: namesOf(listed),
      notBefore: detail.NotBefore ?? Date.parse(`${detail.StartDate}T00:00:00Z`),
      notAfter: detail.NotAfter ?? Date.parse(`${detail.EndDate}T00:00:00Z`),
      fingerprint: fingerprintOf(detail) ?? fingerprintOf(listed),
    };
  } catch (error) {
    if (error instanceof CloudError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

/** SHA-256 as upper-case hexadecimal digits; undefined where the service does not tell. */
export function fingerprintOf({ Sha2 = '' }: Pick<UserCertificate, 'Sha2'>): string | undefined {
  const digits = Sha2.replaceAll(':', '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? digits : undefined;
}

/** Its DNS names. */
export function namesOf({ CommonName = '', Sans = '' }: Pick<UserCertificate, 'CommonName' | 'Sans'>): string[] {
  return certificateNames([...Sans.split(','), CommonName].filter((name) => name.trim() !== ''));
}
