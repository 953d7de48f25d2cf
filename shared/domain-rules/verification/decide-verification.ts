import type { Finding } from '../condition.ts';
import { type Circumstances, judgeSighting, type SightingVerdict, type VerificationReason } from './judge-sighting.ts';
import type { ExpectedCertificate, HeldBack, VerificationMemory } from './memory.ts';
import type { ProofTargets } from './proof-targets.ts';
import type { ProofTarget, Sighting } from './sighting.ts';
import { NO_VANTAGE_POINT } from './vantage.ts';

type Truth = Omit<Finding, 'type'>;

export interface VerificationInput {
  targets: ProofTargets;
  /** Undefined where this look made no proof. */
  sightings: Sighting[] | undefined;
  isAdmitted: Circumstances['isAdmitted'];
  before: VerificationMemory | undefined;
  /** ms since the epoch. */
  now: number;
}

export interface VerificationDecision {
  finding: Finding;
  memory: VerificationMemory | undefined;
  /** It may become true by the passing of time: look again soon. */
  poll: boolean;
}

/**
 * Whether a proof is to be made now: of what is new at once, of what is not proved yet with growing pauses, else rarely.
 *
 * @param everyMs how long a proof counts, where that is declared
 */
export function isProofDue(
  targets: ProofTargets,
  before: VerificationMemory | undefined,
  now: number,
  everyMs = PROOF_LASTS_MS,
): boolean {
  if (targets.kind !== 'ready') return false;
  if (before?.key !== targets.key) return true;
  const { at, since, truth } = before;
  if (truth.status === 'True') return now - at >= everyMs;
  return now - at >= Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, (at - since) * PAUSE_GROWTH));
}

/**
 * What the proofs say, and which certificates have to be taken back.
 *
 * A certificate is taken back only on positive evidence: minutes after the platform reported success, this gateway was
 * seen to serve something else or something untrusted under that name. Whatever cannot be seen takes nothing back.
 */
export function decideVerification(input: VerificationInput): VerificationDecision {
  const { targets, now } = input;
  const before = input.before && { ...input.before, heldBack: stillServing(input.before.heldBack, now) };
  if (targets.kind === 'none') return { finding: finding(NO_VANTAGE_POINT), memory: before, poll: false };
  if (targets.kind === 'not-yet') {
    const truth: Truth = { status: 'Unknown', reason: 'NotProvedYet', message: targets.message };
    return { finding: finding(truth), memory: before && { ...before, key: '', truth }, poll: false };
  }
  if (!input.sightings) return unlooked(targets.key, before);
  const since = before?.key === targets.key ? before.since : now;
  const circumstances = { elapsedMs: now - since, isAdmitted: input.isAdmitted };
  const verdicts = input.sightings.map((sighting) => judgeSighting(sighting, circumstances));
  const truth = sumUp(verdicts);
  const proved = provedBy(verdicts);
  const memory: VerificationMemory = {
    key: targets.key,
    since,
    at: now,
    truth,
    proved: { ...before?.proved, ...proved },
    heldBack: {
      ...notOvercome(before?.heldBack ?? {}, proved),
      ...takenBack(verdicts, before?.proved ?? {}, now, since),
    },
  };
  return { finding: finding(truth), memory, poll: isWaitedFor(truth, now - since) };
}

/** What is known without having looked. */
function unlooked(key: string, before: VerificationMemory | undefined): VerificationDecision {
  if (before?.key !== key) return { finding: finding(NOT_LOOKED), memory: before, poll: true };
  return { finding: finding(before.truth), memory: before, poll: isWaitedFor(before.truth, before.at - before.since) };
}

/** What was seen to be wrong comes before what could not be seen. */
function sumUp(verdicts: SightingVerdict[]): Truth {
  const open = verdicts.find(({ status }) => status === 'False') ?? verdicts.find(({ status }) => status === 'Unknown');
  if (open) return { status: open.status, reason: open.reason, message: open.message };
  const message =
    verdicts.map((verdict) => verdict.message).join('; ') || 'the gateway has no name to be reached under';
  return { status: 'True', reason: 'Verified', message };
}

function provedBy(verdicts: SightingVerdict[]): Record<string, ExpectedCertificate> {
  return Object.fromEntries(
    verdicts.flatMap(({ status, sighting: { target } }) =>
      status === 'True' && target.certificate ? [[domainKey(target), target.certificate]] : [],
    ),
  );
}

function takenBack(
  verdicts: SightingVerdict[],
  proved: Record<string, ExpectedCertificate>,
  now: number,
  since: number,
): Record<string, HeldBack> {
  if (now - since < ROLL_BACK_AFTER_MS) return {};
  return Object.fromEntries(
    verdicts.flatMap(({ reason, message, sighting: { target } }) => {
      const instead = proved[domainKey(target)];
      const { certificate } = target;
      if (!EVIDENCE.includes(reason) || !certificate || !instead || !isValidAt(instead, now)) return [];
      if (instead.certificateId === certificate.certificateId) return [];
      const held: HeldBack = { certificateId: certificate.certificateId, instead, why: message };
      return [[domainKey(target), held]];
    }),
  );
}

/** An old certificate that has ended serves nobody: then the new one is tried again. */
function stillServing(heldBack: Record<string, HeldBack>, now: number): Record<string, HeldBack> {
  return Object.fromEntries(Object.entries(heldBack).filter(([, { instead }]) => isValidAt(instead, now)));
}

/** Once another certificate is proved in its place, neither the one that failed nor the one before it is kept for that. */
function notOvercome(
  heldBack: Record<string, HeldBack>,
  proved: Record<string, ExpectedCertificate>,
): Record<string, HeldBack> {
  return Object.fromEntries(
    Object.entries(heldBack).filter(
      ([key, { instead }]) => (proved[key] ?? instead).certificateId === instead.certificateId,
    ),
  );
}

function isValidAt({ notAfter }: ExpectedCertificate, now: number): boolean {
  return notAfter !== undefined && notAfter > now;
}

/** Polled until a proof showed that time alone does not mend it; from then on found by the sweeps. */
function isWaitedFor({ status }: Truth, elapsedMs: number): boolean {
  return status !== 'True' && elapsedMs < ROLL_BACK_AFTER_MS;
}

function domainKey({ name, vantage }: ProofTarget): string {
  return `${name}/${vantage.network === 'internet' ? 'internet' : 'intranet'}`;
}

function finding(truth: Truth): Finding {
  return { type: 'EndpointVerified', ...truth };
}

const NOT_LOOKED: Truth = { status: 'Unknown', reason: 'NotProvedYet', message: 'not looked at from outside yet' };

const EVIDENCE: readonly VerificationReason[] = ['CertificateNotTrusted', 'OtherCertificateServed'];

/** Twice the five minutes that a domain may take (G43). */
export const ROLL_BACK_AFTER_MS = 10 * 60_000;
/** What was proved counts this long: less than the shortest time between two drift sweeps, so that each proves again. */
const PROOF_LASTS_MS = 20 * 60_000;
const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;
/** A little less than the engine's looks grow by, so that each of them proves. */
const PAUSE_GROWTH = 0.04;
