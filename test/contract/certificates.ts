import { webcrypto } from 'node:crypto';
import '../../local/cloud/ca/reflect-metadata.ts';
import * as x509 from '@peculiar/x509';

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface TestCertificate {
  /** PEM, leaf first. */
  readonly chain: string;
  readonly leaf: string;
  readonly issuer: string;
  /** PEM, PKCS #8. */
  readonly privateKey: string;
}

/** A certificate for some names under a root of its own. */
export async function makeCertificate({
  names,
  notBefore = new Date('2026-03-01T00:00:00Z'),
  notAfter = new Date('2026-05-30T00:00:00Z'),
}: {
  names: [string, ...string[]];
  notBefore?: Date;
  notAfter?: Date;
}): Promise<TestCertificate> {
  const rootKeys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test Root',
    keys: rootKeys,
    signingAlgorithm: EC,
    notBefore,
    notAfter: new Date('2036-01-01T00:00:00Z'),
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0]}, O=Test, C=CN`,
    issuer: root.subject,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: EC,
    notBefore,
    notAfter,
    extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns' as const, value })))],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  const pem = (certificate: x509.X509Certificate) => `${certificate.toString('pem')}\n`;
  return {
    chain: pem(leaf) + pem(root),
    leaf: pem(leaf),
    issuer: pem(root),
    privateKey: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
  };
}
