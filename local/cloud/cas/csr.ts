import { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** A certificate signing request (RFC 2986), as far as an order needs it. */
export interface SigningRequest {
  /** The common name, lower case: what the certificate is for. */
  readonly name: string;
  readonly publicKey: webcrypto.CryptoKey;
}

const SHORTEST_RSA_BITS = 2048;

/** @returns undefined where the text is no request, is not signed with its own key, or has a key that is too weak */
export async function readSigningRequest(pem: string): Promise<SigningRequest | undefined> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    const [name = ''] = request.subjectName.getField('CN');
    const publicKey = await request.publicKey.export(webcrypto);
    const bits = 'modulusLength' in publicKey.algorithm ? Number(publicKey.algorithm.modulusLength) : Infinity;
    const isFit = name !== '' && bits >= SHORTEST_RSA_BITS && (await request.verify(webcrypto));
    return isFit ? { name: name.toLowerCase(), publicKey } : undefined;
  } catch {
    return undefined;
  }
}
