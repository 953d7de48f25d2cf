import { rootCertificates } from 'node:tls';

/**
 * The roots that a proof trusts: those that come with Node.js, unless others are named.
 *
 * @param pem TORII_TRUSTED_ROOTS: certificates in PEM, one after another
 * @throws Error when there is text, and no certificate in it: trusting everybody's roots is not what was meant
 */
export function trustedRoots(pem = ''): string[] {
  if (pem.trim() === '') return [...rootCertificates];
  const named = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (!named) throw new Error('TORII_TRUSTED_ROOTS has no certificate in PEM');
  return [...named];
}
