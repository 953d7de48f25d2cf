import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** A certificate chain in PEM, leaf first, taken apart. Throws where a block is not a certificate. */
export function parseChain(pem: string): readonly [leaf: X509Certificate, ...issuers: X509Certificate[]] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const [leaf, ...issuers] = blocks.map((block) => new X509Certificate(block));
  if (!leaf) throw new TypeError('no certificate');
  return [leaf, ...issuers];
}

/** Throws where the text is no unencrypted private key. */
export function parsePrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

/** Every certificate is signed by the one after it. */
export function followsFromNext(chain: readonly X509Certificate[]): boolean {
  return chain.every((certificate, index) => {
    const issuer = chain[index + 1];
    return !issuer || (certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
  });
}

/** One attribute of a distinguished name as Node writes it: a line `CN=example.com`. */
export function attribute(name: string, key: 'CN' | 'O' | 'L' | 'ST' | 'C'): string {
  const line = name.split('\n').find((text) => text.startsWith(`${key}=`));
  return line?.slice(key.length + 1) ?? '';
}

/** DNS names and addresses of the subject alternative name, in order. */
export function alternativeNames(certificate: X509Certificate): readonly string[] {
  return (certificate.subjectAltName ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(DNS|IP Address):/, ''))
    .filter((entry) => entry !== '');
}

/** Validity in ms since the epoch. */
export function validity(certificate: X509Certificate): { readonly notBefore: number; readonly notAfter: number } {
  return { notBefore: Date.parse(certificate.validFrom), notAfter: Date.parse(certificate.validTo) };
}
