import type { UserCertificate } from '../../../shared/cloud/cas.ts';
import { certificateNames } from '../../../shared/domain-rules/issuing/source.ts';

/** SHA-256 as upper-case hexadecimal digits; undefined where the service does not tell. */
export function fingerprintOf({ Sha2 = '' }: Pick<UserCertificate, 'Sha2'>): string | undefined {
  const digits = Sha2.replaceAll(':', '').toUpperCase();
  return /^[0-9A-F]{64}$/.test(digits) ? digits : undefined;
}

/** Its DNS names. */
export function namesOf({ CommonName = '', Sans = '' }: Pick<UserCertificate, 'CommonName' | 'Sans'>): string[] {
  return certificateNames([...Sans.split(','), CommonName].filter((name) => name.trim() !== ''));
}
