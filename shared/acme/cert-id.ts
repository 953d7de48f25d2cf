import 'reflect-metadata';
import { AuthorityKeyIdentifierExtension, X509Certificate } from '@peculiar/x509';

/**
 * The id by which a CA knows a certificate in renewal information and in `replaces`: its authority key identifier and its
 * serial number, base64url (RFC 9773, 4.1).
 *
 * @param chainPem leaf first
 * @returns nothing for a certificate without an authority key identifier, or a text without a certificate
 */
export function certIdOf(chainPem: string): string | undefined {
  const [leafPem] = chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/) ?? [];
  if (leafPem === undefined) return undefined;
  const leaf = new X509Certificate(leafPem);
  const { keyId } = leaf.getExtension(AuthorityKeyIdentifierExtension) ?? {};
  // The serial number's octets as they are signed: the zero before a leading 1 bit belongs to them.
  return keyId === undefined ? undefined : `${base64url(keyId)}.${base64url(leaf.serialNumber)}`;
}

function base64url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}
