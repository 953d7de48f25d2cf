import { type CountedReason, countReasons, spellCounts } from './counted-reasons.ts';
import { plainName } from './plain-name.ts';

/** A certificate of Certificate Management Service. */
export interface CertificateFact {
  /** Digits, possibly more than a number holds exactly. */
  certificateId: string;
  name: string;
  /** Its DNS names, wildcards among them. */
  names: string[];
  /** ms since the epoch. */
  notBefore: number;
  /** ms since the epoch. */
  notAfter: number;
  /** SHA-256 as upper-case hexadecimal digits, where the service tells it. */
  fingerprint?: string | undefined;
  /** False where the service has only the public part; absent where it does not say. */
  hasPrivateKey?: boolean;
}

/** Whether a certificate with these names serves the domain. `*` stands for exactly one whole label (RFC 6125 §6.4.3). */
export function coversName(names: readonly string[], domain: string): boolean {
  const wanted = plainName(domain);
  const parent = wanted.slice(wanted.indexOf('.') + 1);
  return names
    .map(plainName)
    .some((name) => name === wanted || (name === `*.${parent}` && parent !== wanted && parent.includes('.')));
}

export type CandidateReason = 'NamesDiffer' | 'NoPrivateKey' | 'NotYetValid' | 'Expired' | 'ExpiresSooner';

export interface CertificateChoice {
  chosen: CertificateFact | undefined;
  reason: 'NewestFitting' | 'NoneFits';
  message: string;
  /** Why the others were not chosen. */
  rest: CountedReason<CandidateReason>[];
}

/** The certificate that covers the domain, is valid now and ends last; of equals the one with the highest id. */
export function chooseCertificate(
  candidates: readonly CertificateFact[],
  domain: string,
  now: number,
): CertificateChoice {
  const unfit = candidates.flatMap((candidate) => {
    const reason = unfitness(candidate, domain, now);
    return reason ? [{ reason }] : [];
  });
  const [chosen, ...others] = candidates
    .filter((candidate) => !unfitness(candidate, domain, now))
    .sort((a, b) => b.notAfter - a.notAfter || compareIds(b.certificateId, a.certificateId));
  const rest = countReasons([...unfit, ...others.map(() => ({ reason: 'ExpiresSooner' as const }))]);
  return chosen
    ? {
        chosen,
        reason: 'NewestFitting',
        message: `Certificate ${chosen.certificateId} covers ${domain} until ${utcDay(chosen.notAfter)}.`,
        rest,
      }
    : {
        chosen,
        reason: 'NoneFits',
        message: `None of ${candidates.length} certificates fits ${domain}${rest.length > 0 ? `: ${spellCounts(rest)}` : ''}.`,
        rest,
      };
}

export interface RenewalQuestion {
  domain: string;
  /** The id of the certificate that serves the domain. */
  current: string | undefined;
  /** What the service says of it; absent when it has no such certificate. */
  fact: CertificateFact | undefined;
  /** All certificates of the service. */
  candidates: readonly CertificateFact[];
  /** ms since the epoch. */
  now: number;
}

export type RenewalReason = 'NotChosen' | 'Gone' | 'NamesDiffer' | 'Expired' | 'Expiring' | 'Superseded';

export interface RenewalViolation {
  reason: RenewalReason;
  message: string;
}

/** Why another certificate is due. In this order; the first violation wins. */
export const renewalChecks: readonly ((question: RenewalQuestion) => RenewalViolation | undefined)[] = [
  notChosen, // no certificate serves the domain yet
  gone, // the service no longer has the one that does
  namesDiffer, // it is for other names
  expired, // clients refuse it
  expiring, // its renewal time has come (G63)
  superseded, // a newer one is there, whoever put it there
];

function notChosen({ current, domain }: RenewalQuestion): RenewalViolation | undefined {
  if (current !== undefined) return undefined;
  return { reason: 'NotChosen', message: `No certificate serves ${domain} yet.` };
}

function gone({ current, fact, domain }: RenewalQuestion): RenewalViolation | undefined {
  if (fact) return undefined;
  return {
    reason: 'Gone',
    message: `Certificate ${current} of ${domain} is gone from Certificate Management Service.`,
  };
}

function namesDiffer({ fact, domain }: RenewalQuestion): RenewalViolation | undefined {
  if (!fact || coversName(fact.names, domain)) return undefined;
  return {
    reason: 'NamesDiffer',
    message: `Certificate ${fact.certificateId} is for ${fact.names.join(', ') || 'no name'}, not for ${domain}.`,
  };
}

function expired({ fact, domain, now }: RenewalQuestion): RenewalViolation | undefined {
  if (!fact || now <= fact.notAfter) return undefined;
  return {
    reason: 'Expired',
    message: `Certificate ${fact.certificateId} of ${domain} expired on ${utcDay(fact.notAfter)}.`,
  };
}

function expiring({ fact, domain, now }: RenewalQuestion): RenewalViolation | undefined {
  if (!fact || now < renewAt(fact)) return undefined;
  const days = Math.floor((fact.notAfter - now) / DAY);
  return {
    reason: 'Expiring',
    message: `Certificate ${fact.certificateId} of ${domain} expires in ${days} ${days === 1 ? 'day' : 'days'} (${utcDay(fact.notAfter)}).`,
  };
}

function superseded({ fact, candidates, domain, now }: RenewalQuestion): RenewalViolation | undefined {
  const { chosen } = chooseCertificate(candidates, domain, now);
  if (!fact || !chosen || chosen.notAfter <= fact.notAfter) return undefined;
  return {
    reason: 'Superseded',
    message: `Certificate ${fact.certificateId} of ${domain} ends on ${utcDay(fact.notAfter)}, and a newer one is there.`,
  };
}

/**
 * When renewal is due: with a third of the life left, and with 20 days left at the latest where the whole life is more
 * than 30 days, so that the alert at 15 days (G63) stays silent while renewal works. In ms since the epoch.
 */
export function renewAt({ notBefore, notAfter }: Pick<CertificateFact, 'notBefore' | 'notAfter'>): number {
  const life = notAfter - notBefore;
  return notAfter - (life > 30 * DAY ? Math.max(life / 3, 20 * DAY) : life / 3);
}

export type CertificateDecision = {
  message: string;
  /** When the answer may become another by the passing of time alone, in ms since the epoch; null means never. */
  nextCheckAt: number | null;
} & (
  | { kind: 'use'; reason: RenewalReason; certificateId: string }
  | { kind: 'keep'; reason: 'Valid'; certificateId: string | undefined }
  /** Nothing better is there: what serves now (if anything) goes on serving. */
  | { kind: 'none'; reason: RenewalReason; certificateId: string | undefined }
);

/**
 * Which certificate is to serve a domain (G40, G63). One that is expiring or expired is swapped only for one that
 * expires later.
 *
 * @param current the id of the certificate that serves it now
 * @param candidates all certificates of the service, the current one among them
 * @param now ms since the epoch
 */
export function decideCertificate({
  domain,
  current,
  candidates,
  now,
}: {
  domain: string;
  current?: string | undefined;
  candidates: readonly CertificateFact[];
  now: number;
}): CertificateDecision {
  const fact = candidates.find(({ certificateId }) => certificateId === current);
  const violation = renewalChecks.map((check) => check({ domain, current, fact, candidates, now })).find(Boolean);
  const end = fact?.notAfter ?? 0;
  const waiting = candidates.filter((candidate) => unfitness(candidate, domain, now) === 'NotYetValid');
  if (!violation) {
    const message = `Certificate ${current} covers ${domain} and is not due for renewal.`;
    const newer = waiting.filter(({ notAfter }) => notAfter > end);
    const nextCheckAt = nextChange(fact, newer, now);
    return { kind: 'keep', reason: 'Valid', message, certificateId: current, nextCheckAt };
  }
  const { reason } = violation;
  // A certificate for other names or out of its time is worth less than any that fits; else later must be better.
  const floor = reason === 'NamesDiffer' ? 0 : end;
  const better = candidates.filter(({ notAfter }) => notAfter > floor);
  const upcoming = waiting.filter(({ notAfter }) => notAfter > floor);
  const choice = chooseCertificate(better, domain, now);
  if (choice.chosen) {
    return {
      kind: 'use',
      reason,
      message: `${violation.message} ${choice.message}`,
      certificateId: choice.chosen.certificateId,
      nextCheckAt: nextChange(choice.chosen, upcoming, now),
    };
  }
  return {
    kind: 'none',
    reason,
    message: `${violation.message} ${wayOut(domain, upcoming, floor)}`,
    certificateId: fact?.certificateId,
    nextCheckAt: nextChange(fact, upcoming, now),
  };
}

/** Why a certificate cannot serve the domain now. What lasts is said before what passes. */
function unfitness(candidate: CertificateFact, domain: string, now: number): CandidateReason | undefined {
  if (!coversName(candidate.names, domain)) return 'NamesDiffer';
  if (candidate.hasPrivateKey === false) return 'NoPrivateKey';
  if (now > candidate.notAfter) return 'Expired';
  return now < candidate.notBefore ? 'NotYetValid' : undefined;
}

function nextChange(
  serving: CertificateFact | undefined,
  upcoming: readonly CertificateFact[],
  now: number,
): number | null {
  const ofServing = serving ? (now < renewAt(serving) ? [renewAt(serving)] : [serving.notAfter + 1]) : [];
  const instants = [...ofServing, ...upcoming.map(({ notBefore }) => notBefore)];
  const [next] = instants.filter((instant) => instant > now).sort((a, b) => a - b);
  return next ?? null;
}

function wayOut(domain: string, upcoming: readonly CertificateFact[], floor: number): string {
  const [first] = [...upcoming].sort((a, b) => a.notBefore - b.notBefore);
  if (first)
    return `Certificate ${first.certificateId} takes over when it becomes valid on ${utcDay(first.notBefore)}.`;
  const until = floor > 0 ? ` and is valid beyond ${utcDay(floor)}` : '';
  return `Upload or buy one in Certificate Management Service that covers ${domain}${until}.`;
}

/** Ids are decimal numbers too long for a number type. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/** `2026-11-23`, UTC */
export function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

const DAY = 24 * 60 * 60 * 1000;
