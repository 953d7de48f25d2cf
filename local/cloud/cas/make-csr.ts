import { createHash, createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { RequestFacts } from './signing-requests.ts';

/** Who a request is for, in the words of CreateCsr. */
export interface CsrWish {
  readonly algorithm: 'RSA' | 'ECC';
  readonly keySize: number;
  /** Attributes of the subject (RFC 4514): `CN`, `O`, `OU`, `L`, `ST`, `C`. */
  readonly subject: Readonly<Record<string, string | undefined>>;
  readonly sans: readonly string[];
}

/** Makes a key pair and a request (RFC 2986) signed with it. Both PEM. */
export async function makeCsr({ algorithm, keySize, subject, sans }: CsrWish) {
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };
  const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
  const usages: ('sign' | 'verify')[] = ['sign', 'verify'];
  const keys =
    algorithm === 'RSA'
      ? await webcrypto.subtle.generateKey({ ...rsa, modulusLength: keySize }, true, usages)
      : await webcrypto.subtle.generateKey(ecdsa, true, usages);
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: Object.entries(subject).flatMap(([name, value]) => (value ? [{ [name]: [value] }] : [])),
      keys,
      signingAlgorithm: algorithm === 'RSA' ? rsa : { ...ecdsa, hash: 'SHA-256' },
      extensions: [new x509.SubjectAlternativeNameExtension(sans.map((value) => ({ type: 'dns', value })))],
    },
    webcrypto,
  );
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return {
    csr: `${request.toString('pem')}\n`,
    privateKey: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
  };
}

/** What a request says of itself; undefined where the text is none, or is not signed with its own key. */
export async function readCsr(pem: string): Promise<RequestFacts | undefined> {
  try {
    const request = new x509.Pkcs10CertificateRequest(pem);
    if (!(await request.verify(webcrypto))) return undefined;
    const spki = Buffer.from(request.publicKey.rawData);
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const attribute = (name: string) => request.subjectName.getField(name)[0] ?? '';
    const names = request.extensions.flatMap((one) =>
      one instanceof x509.SubjectAlternativeNameExtension ? one.names.items : [],
    );
    const isRsa = asymmetricKeyType === 'rsa';
    return {
      algorithm: isRsa ? 'RSA' : 'ECC',
      keySize: isRsa ? (asymmetricKeyDetails?.modulusLength ?? 0) : 256,
      keySha2: createHash('sha256').update(spki).digest('hex'),
      commonName: attribute('CN'),
      corpName: attribute('O'),
      department: attribute('OU'),
      locality: attribute('L'),
      province: attribute('ST'),
      countryCode: attribute('C'),
      sans: names.map(({ value }) => value).join(','),
    };
  } catch {
    return undefined;
  }
}

/** Whether a private key (PEM) is the one of a request. */
export function isKeyOf({ keySha2 }: RequestFacts, privateKey: string): boolean {
  try {
    const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
    return createHash('sha256').update(spki).digest('hex') === keySha2;
  } catch {
    return false;
  }
}
