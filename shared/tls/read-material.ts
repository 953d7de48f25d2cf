import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** Material that could be read: what belongs together, and whether the key does. */
export interface ReadMaterial {
  ok: true;
  /** Leaf first, each signed by the next. */
  chain: [X509Certificate, ...X509Certificate[]];
  /** Certificates that signed nothing of it. */
  strays: X509Certificate[];
  /** True where no key was given. */
  matchesKey: boolean;
}

export interface UnreadableMaterial {
  ok: false;
  reason: 'NotACertificate' | 'KeyUnreadable';
  message: string;
  wayOut: string;
}

/**
 * Reads certificates and a key from PEM, whatever order the certificates are in and whatever stands between them. What
 * OpenSSL says of a text it cannot read is not repeated: it may be a key.
 */
export function readMaterial(
  certificatePem: string,
  privateKeyPem: string | undefined,
): ReadMaterial | UnreadableMaterial {
  const blocks = certificatePem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const certificates = blocks.map(certificateOf);
  const whole = certificates.filter((certificate) => certificate !== undefined);
  const [first, ...others] = distinct(whole);
  if (!first || whole.length < certificates.length) return NOT_A_CERTIFICATE;
  const key = privateKeyPem === undefined ? undefined : privateKeyOf(privateKeyPem);
  if (key && !key.ok) return key;
  return { ok: true, ...arranged([first, ...others], key?.key) };
}

/** The leaf is the certificate of the key; without a key the one that signed none of the others. */
function arranged(
  certificates: [X509Certificate, ...X509Certificate[]],
  key: KeyObject | undefined,
): Omit<ReadMaterial, 'ok'> {
  const ofKey = key && certificates.find((certificate) => certificate.checkPrivateKey(key));
  const signedNone = certificates.find((one) => !certificates.some((other) => other !== one && isSignedBy(other, one)));
  const leaf = ofKey ?? signedNone ?? certificates[0];
  const chain: ReadMaterial['chain'] = [leaf];
  let rest = certificates.filter((certificate) => certificate !== leaf);
  for (let current: X509Certificate | undefined = leaf; current; ) {
    const below: X509Certificate = current;
    current = rest.find((candidate) => isSignedBy(below, candidate));
    if (!current) break;
    chain.push(current);
    const taken = current;
    rest = rest.filter((certificate) => certificate !== taken);
  }
  return { chain, strays: rest, matchesKey: key === undefined || ofKey !== undefined };
}

function certificateOf(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function privateKeyOf(pem: string): { ok: true; key: KeyObject } | UnreadableMaterial {
  try {
    return { ok: true, key: createPrivateKey(pem) };
  } catch {
    return /ENCRYPTED/.test(pem) ? KEY_ENCRYPTED : KEY_UNREADABLE;
  }
}

function distinct(certificates: X509Certificate[]): X509Certificate[] {
  return [...new Map(certificates.map((one) => [one.fingerprint256, one])).values()];
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

const NOT_A_CERTIFICATE: UnreadableMaterial = {
  ok: false,
  reason: 'NotACertificate',
  message: 'There is no certificate in it, or one that cannot be read.',
  wayOut: 'Give certificates in PEM: "-----BEGIN CERTIFICATE-----" and what follows, to the end of each.',
};

const KEY_UNREADABLE: UnreadableMaterial = {
  ok: false,
  reason: 'KeyUnreadable',
  message: 'The private key cannot be read.',
  wayOut: 'Give the private key in PEM: "-----BEGIN PRIVATE KEY-----" and what follows, to its end.',
};

const KEY_ENCRYPTED: UnreadableMaterial = {
  ...KEY_UNREADABLE,
  message: 'The private key is encrypted with a passphrase.',
  wayOut: 'Take the passphrase off before it is given: "openssl pkey -in key.pem -out open.pem".',
};
