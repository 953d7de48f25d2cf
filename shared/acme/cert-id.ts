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
  return keyId === undefined ? undefined : `${base64url(keyId)}.${base64url(integerOctets(leaf.serialNumber))}`;
}

/** A positive integer as DER has it: a zero goes before a leading 1 bit, which @peculiar/x509 takes off. */
function integerOctets(hex: string): string {
  return Number.parseInt(hex.slice(0, 2), 16) >= 0x80 ? `00${hex}` : hex;
}

function base64url(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}
