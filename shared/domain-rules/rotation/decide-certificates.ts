import { type CertificateFact, decideCertificate, utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';

/** Which certificate should serve one name. */
export interface ServingDecision {
  /** Undefined where none can serve it. */
  certificateId: string | undefined;
  /** End of its validity, in ms since the epoch. */
  notAfter: number | undefined;
  /** SHA-256 as upper-case hexadecimal digits, where it is known. */
  fingerprint?: string | undefined;
  /** The DNS names that it bears, where they are known. */
  names?: string[] | undefined;
  reason: string;
  message: string;
}

export interface CertificatesInput {
  declaration: Declaration;
  /** What Certificate Management Service holds. */
  candidates: CertificateFact[];
  /** What was decided before, by domain name. */
  before: Record<string, ServingDecision>;
  /** ms since the epoch. */
  now: number;
}

export interface CertificatesDecision {
  serving: Record<string, ServingDecision>;
  findings: Finding[];
  /** When the first of them may change by the passing of time alone, in ms since the epoch; null means never. */
  nextCheckAt: number | null;
}

/** Chooses for each declared domain the newest certificate that fits, and swaps one that is due for a newer one (G40). */
export function decideCertificates({ declaration, candidates, before, now }: CertificatesInput): CertificatesDecision {
  const names = new Set(
    declaration.spec.domains.filter(({ certificate }) => certificate === 'cas').map(({ name }) => name),
  );
  const served = [...names].map((domain) => {
    const current = before[domain]?.certificateId;
    const { certificateId, reason, message, nextCheckAt } = decideCertificate({ domain, current, candidates, now });
    const { notAfter, fingerprint } = candidates.find((one) => one.certificateId === certificateId) ?? {};
    return { domain, certificateId, notAfter, fingerprint, reason, message, nextCheckAt };
  });
  const checks = served.flatMap(({ nextCheckAt }) => (nextCheckAt === null ? [] : [nextCheckAt]));
  return {
    serving: Object.fromEntries(served.map(({ domain, nextCheckAt: _, ...serving }) => [domain, serving])),
    findings: served.length > 0 ? [summarise(served, now)] : [],
    nextCheckAt: checks.length > 0 ? Math.min(...checks) : null,
  };
}

function summarise(served: (ServingDecision & { domain: string })[], now: number): Finding {
  const missing = served.find(({ notAfter = 0 }) => notAfter < now);
  if (missing) {
    return { type: 'CertificatesValid', status: 'False', reason: missing.reason, message: missing.message };
  }
  const alarming = served.find(({ notAfter = 0 }) => notAfter - now < ALARM_MS);
  if (alarming) return { type: 'CertificatesValid', status: 'False', reason: 'ExpiresSoon', message: alarming.message };
  const message = served
    .map(
      ({ domain, certificateId, notAfter = 0 }) => `${domain}: certificate ${certificateId} until ${utcDay(notAfter)}`,
    )
    .join('; ');
  return { type: 'CertificatesValid', status: 'True', reason: 'Valid', message };
}

/** G63: less than 15 days left is an alarm. */
const ALARM_MS = 15 * 86_400_000;
