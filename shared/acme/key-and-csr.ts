import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';

export type CertificateKeyType = 'ecdsa-p256' | 'rsa-2048';

/** A key pair for one certificate. @returns PKCS #8 in PEM */
export function newCertificateKey(keyType: CertificateKeyType): Promise<string> {
  return new Promise((resolve, reject) => {
    const finish = (error: Error | null, _publicKey: KeyObject, privateKey: KeyObject) =>
      error ? reject(error) : resolve(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    if (keyType === 'rsa-2048') generateKeyPair('rsa', { modulusLength: 2048 }, finish);
    else generateKeyPair('ec', { namedCurve: 'P-256' }, finish);
  });
}

/**
 * The certificate request for these names (RFC 8555, 7.4; RFC 2986). The first name is also the common name where it
 * fits.
 *
 * @param names DNS names in their ASCII form, at least one; a wildcard is fine
 * @param keyPem PKCS #8, of a type that `newCertificateKey` makes
 * @returns DER
 */
export async function csrFor({ names, keyPem }: { names: readonly string[]; keyPem: string }): Promise<Uint8Array> {
  const [first] = names;
  if (first === undefined) throw new TypeError('a certificate request needs at least one name');
  const keyObject = createPrivateKey(keyPem);
  const algorithm = keyObject.asymmetricKeyType === 'rsa' ? RSA : EC;
  const { subtle } = webcrypto;
  const [privateKey, publicKey] = await Promise.all([
    subtle.importKey('pkcs8', keyObject.export({ type: 'pkcs8', format: 'der' }), algorithm, false, ['sign']),
    subtle.importKey('spki', createPublicKey(keyObject).export({ type: 'spki', format: 'der' }), algorithm, true, [
      'verify',
    ]),
  ]);
  // WebCrypto goes with the call: @peculiar/x509 keeps its default provider in a global, which is not ours to set.
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: first.length <= LONGEST_COMMON_NAME ? [{ CN: [first] }] : [],
      keys: { privateKey, publicKey },
      signingAlgorithm: algorithm,
      extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
    },
    webcrypto,
  );
  return new Uint8Array(request.rawData);
}

const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
/** ub-common-name, RFC 5280, appendix A.1. */
const LONGEST_COMMON_NAME = 64;
