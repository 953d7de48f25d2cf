import { X509Certificate } from 'node:crypto';

/** What a presented chain is worth. */
export type ChainVerdict =
  | { trusted: true; leaf: X509Certificate }
  | { trusted: false; reason: ChainProblem; message: string };

export type ChainProblem =
  | 'NoCertificate'
  | 'NameMismatch'
  | 'NotYetValid'
  | 'Expired'
  | 'NotACertificateAuthority'
  | 'UntrustedIssuer'
  | 'WrongPurpose';

/**
 * Judges a TLS server's chain as of an instant (RFC 5280, 6.1; RFC 6125), so that virtual time and real time are judged
 * by the same rules. This is the one place that decides TLS trust: Node's own check knows the machine's time only.
 *
 * @param chain DER certificates as presented, leaf first
 * @param roots PEM certificates that are trusted
 * @param name the DNS name the server was asked for
 * @param now ms since the epoch
 */
export function verifyChainAt(chain: Uint8Array[], roots: readonly string[], name: string, now: number): ChainVerdict {
  const presented = chain.map((der) => new X509Certificate(der));
  const [leaf, ...others] = presented;
  if (!leaf) return untrusted('NoCertificate', 'the server presented no certificate');
  if (!leaf.checkHost(name, { subject: 'never' })) {
    return untrusted('NameMismatch', `the certificate is for ${leaf.subjectAltName ?? 'no name'}, not for ${name}`);
  }
  if (leaf.keyUsage && !leaf.keyUsage.includes(SERVER_AUTH)) {
    return untrusted('WrongPurpose', `the certificate of ${name} is not for TLS servers`);
  }
  return climb(leaf, leaf, others, parsed(roots), now);
}

/** Reading a hundred roots takes longer than all the rest, so each list of them is read once. */
const readRoots = new WeakMap<readonly string[], X509Certificate[]>();

function parsed(roots: readonly string[]): X509Certificate[] {
  const known = readRoots.get(roots);
  if (known) return known;
  const read = roots.map((pem) => new X509Certificate(pem));
  readRoots.set(roots, read);
  return read;
}

/** From a certificate to the one that signed it, until a trusted root has signed one. */
function climb(
  leaf: X509Certificate,
  current: X509Certificate,
  others: X509Certificate[],
  roots: X509Certificate[],
  now: number,
): ChainVerdict {
  const dated = judgeDates(current, now);
  if (dated) return dated;
  const root = roots.find((candidate) => isSignedBy(current, candidate));
  if (root) return judgeDates(root, now) ?? { trusted: true, leaf };
  const issuer = others.find((candidate) => isSignedBy(current, candidate));
  if (!issuer) return untrusted('UntrustedIssuer', `nobody who is trusted has signed ${nameOf(current)}`);
  if (!issuer.ca) return untrusted('NotACertificateAuthority', `${nameOf(issuer)} may not sign certificates`);
  // What was climbed past cannot be climbed again: a chain cannot go round in circles.
  return climb(
    leaf,
    issuer,
    others.filter((candidate) => candidate !== issuer),
    roots,
    now,
  );
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function judgeDates(certificate: X509Certificate, now: number): ChainVerdict | undefined {
  if (now < Date.parse(certificate.validFrom)) {
    return untrusted('NotYetValid', `${nameOf(certificate)} is valid from ${certificate.validFrom}`);
  }
  if (now > Date.parse(certificate.validTo)) {
    return untrusted('Expired', `${nameOf(certificate)} expired at ${certificate.validTo}`);
  }
  return undefined;
}

function nameOf({ subject, subjectAltName }: X509Certificate): string {
  return subject?.replaceAll('\n', ', ') || subjectAltName || 'a certificate without a name';
}

function untrusted(reason: ChainProblem, message: string): ChainVerdict {
  return { trusted: false, reason, message };
}

/** id-kp-serverAuth, RFC 5280, 4.2.1.12; Node names the extended key usages of a certificate `keyUsage`. */
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
