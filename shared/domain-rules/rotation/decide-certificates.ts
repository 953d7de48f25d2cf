import { type CertificateFact, decideCertificate, utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { Declaration, DeclaredDomain } from '../declaration.ts';
import { alarmAt } from '../issuing/alarm.ts';
import { VALID } from '../issuing/finding.ts';
import { issuanceKey } from '../issuing/source.ts';
import { type Issued, serveIssued } from './serve-issued.ts';
import type { Serving } from './serving.ts';

/** What certificate-rotator writes down for each name. */
export type ServingDecision = Serving;

export interface CertificatesInput {
  declaration: Declaration;
  /** What Certificate Management Service holds. */
  candidates: CertificateFact[];
  /** How far the certificates have come that Torii gets, by `issuanceKey`. */
  issued?: Record<string, Issued>;
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

/**
 * Says for each declared domain which certificate should serve it: of those in Certificate Management Service the one that
 * fits and ends last (G40), or the newest that Torii got for it.
 */
export function decideCertificates(input: CertificatesInput): CertificatesDecision {
  const { declaration, now } = input;
  // A name may be declared for both accesses, and EAS keeps one certificate for it: that of the first counts.
  const served = declaration.spec.domains
    .filter(({ certificate }) => certificate !== 'none')
    .filter(({ name }, index, all) => all.findIndex((domain) => domain.name === name) === index)
    .map((domain) => serve(domain, input));
  const checks = served.flatMap(({ nextCheckAt }) => (nextCheckAt === null ? [] : [nextCheckAt]));
  return {
    serving: Object.fromEntries(served.map(({ domain, serving }) => [domain, serving])),
    findings: served.length > 0 ? [summarise(served, now)] : [],
    nextCheckAt: checks.length > 0 ? Math.min(...checks) : null,
  };
}

interface Served {
  domain: string;
  serving: ServingDecision;
  finding: Truth;
  nextCheckAt: number | null;
}

type Truth = Omit<Finding, 'type'>;

function serve({ name: domain, certificate }: DeclaredDomain, input: CertificatesInput): Served {
  const { candidates, issued = {}, now } = input;
  const before = input.before[domain];
  if (typeof certificate !== 'string') {
    const known = issued[issuanceKey(certificate)] ?? {};
    return { domain, ...serveIssued(domain, certificate, known, { before, now }), nextCheckAt: null };
  }
  const decision = decideCertificate({ domain, current: before?.certificateId, candidates, now });
  const { certificateId, reason, message, nextCheckAt } = decision;
  const fact = candidates.find((one) => one.certificateId === certificateId);
  const { notAfter, fingerprint, names } = fact ?? {};
  const serving = { certificateId, notAfter, fingerprint, names, reason, message };
  return { domain, serving, finding: judge(fact, { reason, message }, now), nextCheckAt };
}

function judge(
  fact: CertificateFact | undefined,
  { reason, message }: Pick<ServingDecision, 'reason' | 'message'>,
  now: number,
): Truth {
  if (!fact || fact.notAfter < now) return { status: 'False', reason, message };
  if (now > alarmAt(fact)) return { status: 'False', reason: EXPIRES_SOON, message };
  return { status: 'True', reason: VALID, message };
}

/** What fails is said before what is about to, and that before what is not known yet. */
function summarise(served: Served[], now: number): Finding {
  const findings = served.map(({ finding }) => finding);
  const failing = findings.filter(({ status }) => status === 'False');
  const worst =
    failing.find(({ reason }) => reason !== EXPIRES_SOON) ??
    failing[0] ??
    findings.find(({ status }) => status === 'Unknown');
  if (worst) return { type: 'CertificatesValid', ...worst };
  const message = served
    .map(
      ({ domain, serving: { certificateId, notAfter = now } }) =>
        `${domain}: certificate ${certificateId} until ${utcDay(notAfter)}`,
    )
    .join('; ');
  // Valid still, and somebody should know before it is not.
  const hindered = findings.find(({ reason }) => reason !== VALID);
  const { reason = VALID } = hindered ?? {};
  const told = hindered ? `${message}; ${hindered.message}` : message;
  return { type: 'CertificatesValid', status: 'True', reason, message: told };
}

const EXPIRES_SOON = 'ExpiresSoon';
