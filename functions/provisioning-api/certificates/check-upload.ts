import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { coversName } from '../../../shared/domain-rules/certificates.ts';
import type { UploadedFacts } from './documents.ts';

export type UploadCheck =
  | {
      ok: true;
      facts: UploadedFacts;
      /** Leaf first, without blank lines. */
      chainPem: string;
      /** PKCS #8. */
      keyPem: string;
      /** Whether the chain leads to an authority that clients know of old. */
      trusted: boolean;
    }
  | { ok: false; reason: UploadFault; message: string; wayOut: string };

export type UploadFault =
  | 'NotACertificate'
  | 'KeyUnreadable'
  | 'KeyMismatch'
  | 'KeyTooWeak'
  | 'NamesDiffer'
  | 'ChainBroken'
  | 'NotYetValid'
  | 'Expired';

export interface UploadQuestion {
  /** PEM, leaf first. */
  certificate: string;
  /** PEM. */
  privateKey: string;
  /** Names that it has to cover: those of the domains that want it. */
  names: string[];
  /** PEM of authorities that clients know of old. */
  roots: readonly string[];
  /** ms since the epoch. */
  now: number;
}

/** Looks at what its owner gave, without asking anybody. The first fault is told; no sentence repeats what was given. */
export function checkUpload({ certificate, privateKey, names, roots, now }: UploadQuestion): UploadCheck {
  const chain = certificatesIn(certificate);
  const [leaf] = chain ?? [];
  if (!chain || !leaf) {
    return fault(
      'NotACertificate',
      'it is no certificate in PEM',
      'Give the chain as PEM, your own certificate first.',
    );
  }
  const key = keyIn(privateKey);
  if (!key) {
    const wayOut = 'Give the key as PEM without a passphrase (openssl pkey -in FILE decrypts one).';
    return fault('KeyUnreadable', 'the private key cannot be read', wayOut);
  }
  if (!leaf.checkPrivateKey(key)) {
    const message = 'the private key belongs to another certificate than the first one of the chain';
    return fault('KeyMismatch', message, 'Give the key that the certificate was made for, and the leaf first.');
  }
  if (isWeak(key)) {
    const wayOut = 'Have a certificate made for ECDSA P-256, or for RSA with 2048 bits or more.';
    return fault('KeyTooWeak', 'its key is too weak for clients to accept', wayOut);
  }
  const facts = factsOf(leaf);
  const unserved = names.filter((name) => !coversName(facts.names, name));
  if (unserved.length > 0) {
    const message = `it is for ${facts.names.join(', ') || 'no name'}, and ${unserved.join(', ')} is declared to have it`;
    return fault(
      'NamesDiffer',
      message,
      'Give one that covers every domain which names it, or give it under another name.',
    );
  }
  const end = chain.at(-1) ?? leaf;
  const known = roots.map((pem) => new X509Certificate(pem)).some((root) => isSignedBy(end, root));
  const broken = chain.some(
    (one, index) => chain[index + 1] !== undefined && !isSignedBy(one, chain[index + 1] ?? one),
  );
  if (broken || !(known || isSignedBy(end, end))) {
    const wayOut =
      'Append the certificates of the authorities between it and the root, each after the one that it signed.';
    return fault('ChainBroken', 'the chain does not lead to a root', wayOut);
  }
  if (now < facts.notBefore) {
    const message = `it is not valid before ${new Date(facts.notBefore).toISOString()}`;
    return fault('NotYetValid', message, 'Give it again when it is.');
  }
  if (now > facts.notAfter) {
    return fault('Expired', `it expired at ${new Date(facts.notAfter).toISOString()}`, 'Give a newer one.');
  }
  const chainPem = chain.map((one) => one.toString()).join('');
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { ok: true, facts, chainPem, keyPem, trusted: known || roots.some((pem) => isSame(end, pem)) };
}

function fault(reason: UploadFault, message: string, wayOut: string): UploadCheck {
  return { ok: false, reason, message, wayOut };
}

function certificatesIn(text: string): X509Certificate[] | undefined {
  try {
    return text.match(CERTIFICATE)?.map((pem) => new X509Certificate(pem));
  } catch {
    return undefined;
  }
}

/** What OpenSSL says of a broken key may quote it. */
function keyIn(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

function isWeak({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) < 2048;
  return asymmetricKeyType !== 'ec' || !CURVES.includes(asymmetricKeyDetails?.namedCurve ?? '');
}

function factsOf(leaf: X509Certificate): UploadedFacts {
  return {
    names: (leaf.subjectAltName ?? '').split(', ').flatMap((entry) => {
      const [, name] = /^DNS:(.+)$/.exec(entry) ?? [];
      return name === undefined ? [] : [name.toLowerCase()];
    }),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    fingerprint: leaf.fingerprint256.replaceAll(':', ''),
    serialNumber: leaf.serialNumber.toLowerCase(),
  };
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isSame(certificate: X509Certificate, pem: string): boolean {
  return new X509Certificate(pem).fingerprint256 === certificate.fingerprint256;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const CURVES = ['prime256v1', 'secp384r1'];
