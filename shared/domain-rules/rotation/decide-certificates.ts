import { type CertificateFact, decideCertificate } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';

/** Which certificate should serve one name. */
export interface ServingDecision {
  /** Undefined where none can serve it. */
  certificateId: string | undefined;
  /** End of its validity, in ms since the epoch. */
  notAfter: number | undefined;
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
  /** When the first of them wants another look, in ms since the epoch. */
  nextCheckAt: number | undefined;
}

/** Chooses for each declared domain the newest certificate that fits, and swaps one that is due for a newer one (G40). */
export function decideCertificates({ declaration, candidates, before, now }: CertificatesInput): CertificatesDecision {
  const names = new Set(
    (declaration.spec.domains ?? []).filter(({ certificate }) => certificate === 'cas').map(({ name }) => name),
  );
  const decisions = [...names].map((domain) => {
    const current = before[domain]?.certificateId;
    const decision = decideCertificate({ domain, ...(current ? { current } : {}), candidates, now });
    const certificateId = decision.kind === 'none' ? undefined : decision.certificateId;
    const serving = certificateId ?? (candidates.some((one) => one.certificateId === current) ? current : undefined);
    const notAfter = candidates.find((one) => one.certificateId === serving)?.notAfter;
    const { reason, message } = decision;
    return {
      domain,
      decided: { certificateId: serving, notAfter, reason, message },
      nextCheckAt: decision.nextCheckAt,
    };
  });
  if (decisions.length === 0) return { serving: {}, findings: [], nextCheckAt: undefined };
  return {
    serving: Object.fromEntries(decisions.map(({ domain, decided }) => [domain, decided])),
    findings: [
      summarise(
        decisions.map(({ domain, decided }) => ({ domain, ...decided })),
        now,
      ),
    ],
    nextCheckAt: Math.min(...decisions.map(({ nextCheckAt }) => nextCheckAt)),
  };
}

function summarise(served: (ServingDecision & { domain: string })[], now: number): Finding {
  const missing = served.find(({ notAfter }) => notAfter === undefined || notAfter <= now);
  if (missing) {
    return { type: 'CertificatesValid', status: 'False', reason: missing.reason, message: missing.message };
  }
  const alarming = served.find(({ notAfter }) => (notAfter ?? now) - now < ALARM_MS);
  if (alarming) {
    return { type: 'CertificatesValid', status: 'False', reason: 'ExpiresSoon', message: alarming.message };
  }
  const message = served.map((one) => `${one.domain}: ${one.message}`).join('; ');
  return { type: 'CertificatesValid', status: 'True', reason: 'Valid', message };
}

/** G63: less than 15 days left is an alarm. */
const ALARM_MS = 15 * 86_400_000;
