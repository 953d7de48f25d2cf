import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** What a server needs to present a certificate: both PEM. */
export interface IssuedCertificate {
  /** The leaf, then the intermediate that signed it; the root is not sent (RFC 8446, section 4.4.2). */
  certificate: string;
  /** PKCS #8. */
  privateKey: string;
  /** Of the leaf, lower-case hex, as `X509Certificate` of the certificate shows it. */
  serialNumber: string;
}

/** A certificate to issue. The first name is also the subject's common name where it fits. */
export interface CertificateOrder {
  /** DNS names (a wildcard is fine) and IP addresses. */
  names: readonly string[];
  notBefore: Date;
  notAfter: Date;
  keyType?: KeyType;
}

/** A certificate to sign for somebody who keeps the key. */
export interface SigningOrder {
  /** As of a {@link CertificateOrder}. */
  names: readonly string[];
  /** SubjectPublicKeyInfo in DER: RSA, or ECDSA on P-256 or P-384. */
  publicKey: Uint8Array;
  notBefore: Date;
  notAfter: Date;
}

export type KeyType = 'ecdsa-p256' | 'rsa-2048';

/** A certificate authority of one local cloud, living in its virtual time. */
export interface LocalCa {
  /** The only certificate to trust; a new one with every cloud. */
  readonly rootPem: string;
  /** Makes a key pair and certifies it. Dates are taken as they are: a test may ask for an expired certificate. */
  issue(order: CertificateOrder): Promise<IssuedCertificate>;
  /** Certifies a public key. Neither names nor dates are checked. */
  sign(order: SigningOrder): Promise<Omit<IssuedCertificate, 'privateKey'>>;
  /** What it is made of, with its private key. */
  saved(): Promise<SavedCa>;
  /** Goes on as the authority that was saved. */
  restore(saved: SavedCa): Promise<void>;
}

/** PEM texts. */
export interface SavedCa {
  readonly rootPem: string;
  readonly intermediatePem: string;
  /** Of the intermediate, PKCS #8. */
  readonly privateKey: string;
}

/**
 * Creates a root and an intermediate that are valid from an hour before virtual now, for longer than any run.
 *
 * @param now virtual time in ms since the epoch
 */
export async function createLocalCa({ now }: { now: () => number }): Promise<LocalCa> {
  // WebCrypto goes with every call: @peculiar/x509 keeps its default provider in a global, which is not ours to set.
  const notBefore = new Date(now() - HOUR_MS);
  const rootKeys = await generateKeys('ecdsa-p256');
  const root = await x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: 'CN=Local Cloud Root,O=Local Cloud',
      issuer: 'CN=Local Cloud Root,O=Local Cloud',
      notBefore,
      notAfter: new Date(notBefore.getTime() + ROOT_LIFE_MS),
      publicKey: rootKeys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: SIGNATURE,
      extensions: await authorityExtensions(rootKeys.publicKey, rootKeys.publicKey, undefined),
    },
    webcrypto,
  );
  const keys = await generateKeys('ecdsa-p256');
  const made = await x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: 'CN=Local Cloud Intermediate,O=Local Cloud',
      issuer: root.subject,
      notBefore,
      notAfter: new Date(notBefore.getTime() + INTERMEDIATE_LIFE_MS),
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      signingAlgorithm: SIGNATURE,
      extensions: await authorityExtensions(keys.publicKey, rootKeys.publicKey, 0),
    },
    webcrypto,
  );

  let authority = { root, intermediate: made, keys };

  async function issue({ keyType = 'ecdsa-p256', ...order }: CertificateOrder) {
    const leafKeys = await generateKeys(keyType);
    const publicKey = new Uint8Array(await webcrypto.subtle.exportKey('spki', leafKeys.publicKey));
    return { ...(await sign({ ...order, publicKey })), privateKey: await pkcs8Pem(leafKeys.privateKey) };
  }

  async function sign({ names, publicKey, notBefore, notAfter }: SigningOrder) {
    const [first] = names;
    if (first === undefined) throw new TypeError('a certificate needs at least one name');
    const { intermediate, keys } = authority;
    const leafKey = new x509.PublicKey(publicKey);
    const leaf = await x509.X509CertificateGenerator.create(
      {
        serialNumber: newSerialNumber(),
        subject: first.length <= COMMON_NAME_LIMIT ? [{ CN: [first] }] : [],
        issuer: intermediate.subject,
        notBefore,
        notAfter,
        publicKey: leafKey,
        signingKey: keys.privateKey,
        signingAlgorithm: SIGNATURE,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(leafUsages(leafKey), true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
          new x509.SubjectAlternativeNameExtension(
            names.map((name) => ({ type: isIP(name) ? 'ip' : 'dns', value: name })),
          ),
          await x509.SubjectKeyIdentifierExtension.create(leafKey, false, webcrypto),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        ],
      },
      webcrypto,
    );
    return {
      certificate: `${leaf.toString('pem')}\n${intermediate.toString('pem')}\n`,
      serialNumber: leaf.serialNumber,
    };
  }

  return {
    get rootPem() {
      return pemOf(authority.root);
    },
    issue,
    sign,
    saved: async () => ({
      rootPem: pemOf(authority.root),
      intermediatePem: pemOf(authority.intermediate),
      privateKey: await pkcs8Pem(authority.keys.privateKey),
    }),
    restore: async ({ rootPem, intermediatePem, privateKey }) => {
      const intermediate = new x509.X509Certificate(intermediatePem);
      const publicKey = await intermediate.publicKey.export(ECDSA, ['verify'], webcrypto);
      const der = createPrivateKey(privateKey).export({ format: 'der', type: 'pkcs8' });
      const signing = await webcrypto.subtle.importKey('pkcs8', der, ECDSA, true, ['sign']);
      authority = { root: new x509.X509Certificate(rootPem), intermediate, keys: { publicKey, privateKey: signing } };
    },
  };
}

function pemOf(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function authorityExtensions(
  key: webcrypto.CryptoKey,
  issuerKey: webcrypto.CryptoKey,
  pathLength: number | undefined,
): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(key, false, webcrypto),
    await x509.AuthorityKeyIdentifierExtension.create(issuerKey, false, webcrypto),
  ];
}

/** An RSA key may also carry the key exchange of TLS 1.2; an ECDSA key cannot. */
function leafUsages({ algorithm }: x509.PublicKey): x509.KeyUsageFlags {
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags;
  return algorithm.name.startsWith('RSA') ? digitalSignature | keyEncipherment : digitalSignature;
}

async function generateKeys(keyType: KeyType): Promise<webcrypto.CryptoKeyPair> {
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048 } as const;
  return keyType === 'rsa-2048'
    ? webcrypto.subtle.generateKey({ ...rsa, publicExponent: new Uint8Array([1, 0, 1]) }, true, ['sign', 'verify'])
    : webcrypto.subtle.generateKey(ECDSA, true, ['sign', 'verify']);
}

async function pkcs8Pem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN PRIVATE KEY-----\n${lines}-----END PRIVATE KEY-----\n`;
}

/** Positive, never starting with a zero byte, so that every tool prints the same text; 127 random bits (RFC 5280, 4.1.2.2). */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };
/** X.520's upper bound; a longer name stands among the alternative names only. */
const COMMON_NAME_LIMIT = 64;
const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const ROOT_LIFE_MS = 30 * YEAR_MS;
const INTERMEDIATE_LIFE_MS = 20 * YEAR_MS;
