import type { X509Certificate } from 'node:crypto';
import { type ReadMaterial, readMaterial } from './read-material.ts';
import { signatureAlgorithmOf } from './signature-algorithm.ts';
import { type ChainProblem, verifyChainAt } from './verify-chain-at.ts';

export interface CertificateMaterial {
  /** The leaf and what signed it, in PEM, in any order. */
  certificatePem: string;
  /** PEM, not encrypted. Absent where only the certificate is to be judged. */
  privateKeyPem?: string | undefined;
  /** What it has to serve: DNS names in their ASCII form, wildcards with their `*`. */
  names: readonly string[];
  /** PEM certificates that clients trust. */
  roots: string[];
  /** ms since the epoch. */
  now: number;
}

export type MaterialReason =
  | 'NotACertificate'
  | 'KeyUnreadable'
  | 'KeyMismatch'
  | 'KeyTooWeak'
  | 'NamesDiffer'
  | 'ChainBroken'
  | 'NotTrusted'
  | 'NotYetValid'
  | 'Expired';

export interface MaterialProblem {
  reason: MaterialReason;
  /** Without key material. */
  message: string;
  /** What the owner can do. */
  wayOut: string;
}

export interface MaterialFacts {
  /** DNS names, as the certificate has them. */
  names: string[];
  /** ms since the epoch. */
  notBefore: number;
  notAfter: number;
  /** SHA-256, upper-case hexadecimal digits without colons. */
  fingerprint: string;
  /** Lower-case hexadecimal digits. */
  serialNumber: string;
  /** `ecdsa-p256`, `rsa-2048`, … */
  keyType: string;
  /** The issuer's common name, or its organisation. */
  issuer: string;
}

export type MaterialVerdict =
  /** `chainPem`: leaf first, each signed by the next, nothing else in it. */
  { ok: true; facts: MaterialFacts; chainPem: string } | ({ ok: false } & MaterialProblem);

type Readable = ReadMaterial & Pick<CertificateMaterial, 'names' | 'roots' | 'now'>;

/** Why it may not be attached. In this order; the first problem is reported. */
const materialChecks: readonly ((material: Readable) => MaterialProblem | undefined)[] = [
  keyMismatch, // nobody could use the certificate with this key
  keyTooWeak, // clients refuse the handshake
  namesDiffer, // clients refuse the name
  strayInChain, // some clients stop at a certificate that does not follow
  notTrusted, // there is no way to a root, or it is not the time: as `verifyChainAt` judges
];

/**
 * Checks certificate material before anything is attached or uploaded, without asking anybody: what clients would refuse
 * is refused here.
 */
export function checkMaterial({
  certificatePem,
  privateKeyPem,
  names,
  roots,
  now,
}: CertificateMaterial): MaterialVerdict {
  const read = readMaterial(certificatePem, privateKeyPem);
  if (!read.ok) return read;
  const material = { ...read, names, roots, now };
  const problem = materialChecks.map((check) => check(material)).find(Boolean);
  if (problem) return { ok: false, ...problem };
  return { ok: true, facts: factsOf(read.chain[0]), chainPem: read.chain.map(String).join('') };
}

function keyMismatch({ matchesKey }: Readable): MaterialProblem | undefined {
  if (matchesKey) return undefined;
  return {
    reason: 'KeyMismatch',
    message: 'The private key belongs to another certificate.',
    wayOut: 'Give the key that the certificate was requested with.',
  };
}

function keyTooWeak({ chain }: Readable): MaterialProblem | undefined {
  const weak = chain.find((certificate) => !isAccepted(certificate));
  if (weak) {
    return {
      reason: 'KeyTooWeak',
      message: `The key of ${spell(weak)} is too weak or of no common kind: ${keyTypeOf(weak)}.`,
      wayOut:
        'Clients accept RSA of 2048 bits or more, and ECDSA on P-256, P-384 or P-521: request it with such a key.',
    };
  }
  // Nobody looks at the signature of a root.
  const old = chain.find((one) => !one.checkIssued(one) && BROKEN_DIGESTS.has(signatureAlgorithmOf(one.raw)));
  if (!old) return undefined;
  return {
    reason: 'KeyTooWeak',
    message: `${capitalised(spell(old))} is signed with MD5 or SHA-1.`,
    wayOut: 'Clients refuse it since 2017: have it signed with SHA-256.',
  };
}

function namesDiffer({ chain: [leaf], names }: Readable): MaterialProblem | undefined {
  const missing = names.filter((name) => !serves(leaf, name));
  if (missing.length === 0) return undefined;
  return {
    reason: 'NamesDiffer',
    message: `The certificate is for ${namesOf(leaf).join(', ') || 'no name'}, not for ${missing.join(', ')}.`,
    wayOut: `Give one that has ${missing.join(', ')} among its subject alternative names.`,
  };
}

function strayInChain({ chain, strays: [stray] }: Readable): MaterialProblem | undefined {
  if (!stray) return undefined;
  return {
    reason: 'ChainBroken',
    message: `${capitalised(spell(stray))} has signed nothing of this certificate.`,
    wayOut: `Take it out, and put in what signed ${spell(chain.at(-1) ?? stray)} where that is missing.`,
  };
}

function notTrusted({ chain, names, roots, now }: Readable): MaterialProblem | undefined {
  const [leaf, ...issuers] = chain;
  const [name = namesOf(leaf)[0] ?? ''] = names;
  const der = chain.map(({ raw }) => raw);
  // A name that the wildcard stands for.
  const verdict = verifyChainAt(der, roots, name.replace(/^\*/, 'any'), now);
  if (verdict.trusted) return undefined;
  const isLone = issuers.length === 0 && !leaf.checkIssued(leaf);
  if (verdict.reason === 'UntrustedIssuer' && isLone) {
    return {
      reason: 'ChainBroken',
      message: `What signed ${spell(leaf)} is missing, and it is no root that is trusted.`,
      wayOut: `Add the certificate of "${issuerOf(leaf)}" after the leaf (CAs offer the full chain).`,
    };
  }
  return { ...OF_CHAIN[verdict.reason], message: `${capitalised(verdict.message)}.` };
}

function isAccepted({ publicKey: { asymmetricKeyType, asymmetricKeyDetails = {} } }: X509Certificate): boolean {
  if (asymmetricKeyType === 'ec') return (asymmetricKeyDetails.namedCurve ?? '') in CURVES;
  return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails.modulusLength ?? 0) >= 2048;
}

/** A wildcard has to be there itself; other names may be served by one (RFC 6125, 6.4.3). */
function serves(leaf: X509Certificate, name: string): boolean {
  if (name.startsWith('*.')) return namesOf(leaf).some((own) => own.toLowerCase() === name.toLowerCase());
  return leaf.checkHost(name, { subject: 'never' }) !== undefined;
}

function factsOf(leaf: X509Certificate): MaterialFacts {
  return {
    names: namesOf(leaf),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    fingerprint: leaf.fingerprint256.replaceAll(':', ''),
    serialNumber: leaf.serialNumber.toLowerCase(),
    keyType: keyTypeOf(leaf),
    issuer: issuerOf(leaf),
  };
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').flatMap((entry) => (entry.startsWith('DNS:') ? [entry.slice(4)] : []));
}

function keyTypeOf({ publicKey: { asymmetricKeyType, asymmetricKeyDetails = {} } }: X509Certificate): string {
  const { namedCurve = '', modulusLength } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'ec') return `ecdsa-${CURVES[namedCurve] ?? namedCurve}`;
  return modulusLength === undefined ? `${asymmetricKeyType}` : `${asymmetricKeyType}-${modulusLength}`;
}

function issuerOf({ issuer }: X509Certificate): string {
  const [, name = ''] = /^CN=(.*)$/m.exec(issuer) ?? /^O=(.*)$/m.exec(issuer) ?? [];
  return name;
}

function spell({ subject, subjectAltName = '' }: X509Certificate): string {
  return `the certificate of "${subject?.replaceAll('\n', ', ') || subjectAltName}"`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** By OpenSSL's names. */
const CURVES: Record<string, string> = { prime256v1: 'p256', secp384r1: 'p384', secp521r1: 'p521' };

/** MD5 and SHA-1 with RSA (RFC 8017, appendix C), ECDSA with SHA-1 (RFC 5480), DSA with SHA-1 (RFC 3279). */
const BROKEN_DIGESTS = new Set(['2a864886f70d010104', '2a864886f70d010105', '2a8648ce3d0401', '2a8648ce380403']);

const OF_CHAIN: Record<ChainProblem, Omit<MaterialProblem, 'message'>> = {
  NoCertificate: { reason: 'NotACertificate', wayOut: 'Give the certificate in PEM.' },
  NameMismatch: { reason: 'NamesDiffer', wayOut: 'Give one that has the name among its subject alternative names.' },
  NotYetValid: { reason: 'NotYetValid', wayOut: 'Wait until it is valid, or give one that is.' },
  Expired: { reason: 'Expired', wayOut: 'Give one that is still valid.' },
  NotACertificateAuthority: { reason: 'ChainBroken', wayOut: 'Give the chain that the CA handed out.' },
  UntrustedIssuer: {
    reason: 'NotTrusted',
    wayOut: 'Give one of a public CA, or declare the root of your own CA as trusted (TORII_TRUSTED_ROOTS).',
  },
  WrongPurpose: { reason: 'NotTrusted', wayOut: 'Give one for TLS servers (extended key usage serverAuth).' },
};
