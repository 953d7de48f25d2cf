import type { X509Certificate } from 'node:crypto';
import { alternativeNames, attribute, validity } from './pem.ts';

/** What CAS tells of a certificate, read once from the certificate itself: lists are long and parsing is slow. */
export interface CertificateFacts {
  /** The common name, or the first alternative name where a modern CA leaves it out (inferred). */
  readonly commonName: string;
  /** Comma-separated. */
  readonly sans: string;
  readonly issuer: string;
  readonly organisation: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
  /** ms since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Lower-case hex. */
  readonly serialNo: string;
  /** SHA-1, upper-case hex. */
  readonly fingerprint: string;
  /** SHA-256, upper-case hex. */
  readonly sha2: string;
  readonly algorithm: 'RSA' | 'ECC';
}

export function factsOf(leaf: X509Certificate): CertificateFacts {
  const names = alternativeNames(leaf);
  return {
    commonName: attribute(leaf.subject, 'CN') || (names[0] ?? ''),
    sans: names.join(','),
    issuer: attribute(leaf.issuer, 'CN') || attribute(leaf.issuer, 'O'),
    organisation: attribute(leaf.subject, 'O'),
    city: attribute(leaf.subject, 'L'),
    province: attribute(leaf.subject, 'ST'),
    country: attribute(leaf.subject, 'C'),
    ...validity(leaf),
    serialNo: leaf.serialNumber.toLowerCase(),
    fingerprint: leaf.fingerprint.replaceAll(':', ''),
    sha2: leaf.fingerprint256.replaceAll(':', ''),
    algorithm: leaf.publicKey.asymmetricKeyType === 'rsa' ? 'RSA' : 'ECC',
  };
}
