import { coversName, renewAt, utcDay } from '../certificates.ts';
import type { HeldCertificate, IssuanceMemory, RenewalWindow } from './issuance.ts';
import type { ChainFault, IssuanceObservation } from './observation.ts';
import { type IssuedSource, spellSource } from './source.ts';

/** What is asked: whether another certificate is due. What no look was made for is left out and never held against it. */
export interface RenewalQuestion {
  source: IssuedSource;
  memory: Pick<IssuanceMemory, 'current' | 'window' | 'forcedAt' | 'jitter'>;
  observation?: Pick<IssuanceObservation, 'held' | 'check' | 'forcedAt' | 'upload'>;
  /** ms since the epoch. */
  now: number;
}

export type RenewalReason =
  | ChainFault
  | 'Missing'
  | 'Gone'
  | 'Revoked'
  | 'Expired'
  | 'NewerGiven'
  | 'Forced'
  | 'EmergencyFloor'
  | 'AriWindow'
  | 'Expiring';

export interface RenewalViolation {
  reason: RenewalReason;
  message: string;
}

export interface RenewalVerdict {
  reason: RenewalReason;
  /** Whether it is a reason to get another one now. */
  holds: boolean;
  message: string;
}

export interface RenewalJudgement {
  /** The first of the chain that holds. */
  due: RenewalViolation | undefined;
  /** All of the chain, in its order. */
  verdicts: RenewalVerdict[];
  /** When time alone makes another one due, in ms since the epoch; null while there is none. */
  renewsAt: number | null;
}

/** Reasons for which clients are, or soon will be, turned away: there is no time for the long waits between attempts. */
export const URGENT: readonly RenewalReason[] = ['Revoked', 'Expired', 'Forced', 'EmergencyFloor'];

/** What a certificate that is there cannot be trusted for. */
export const UNUSABLE: readonly RenewalReason[] = [
  'NamesDiffer',
  'Gone',
  'KeyTooWeak',
  'ChainBroken',
  'NotTrusted',
  'Revoked',
  'Expired',
];

type Question = RenewalQuestion & { current: HeldCertificate };
/** @returns why another certificate is due, or undefined; `fine` says what is found instead. */
interface Check {
  reason: RenewalReason;
  check: (question: Question) => string | undefined;
  fine: (question: Question) => string;
}

/** Why another certificate is due. In this order; the first that holds is the reason. */
export const renewalChain: readonly Check[] = [
  { reason: 'NamesDiffer', check: namesDiffer, fine: bears }, // it is for other names than are wanted
  { reason: 'Gone', check: gone, fine: isHeld }, // somebody deleted it
  { reason: 'KeyTooWeak', check: faulty('KeyTooWeak'), fine: looked('its key is strong enough') }, // its key can be broken
  { reason: 'ChainBroken', check: faulty('ChainBroken'), fine: looked('its chain is whole') }, // clients cannot follow it
  { reason: 'NotTrusted', check: faulty('NotTrusted'), fine: looked('its chain ends where it should') }, // nor believe it
  { reason: 'Revoked', check: revoked, fine: isNotRevoked }, // its authority took it back
  { reason: 'Expired', check: expired, fine: isValidUntil }, // clients refuse it
  { reason: 'NewerGiven', check: newerGiven, fine: () => 'no other one was given' }, // its owner gave another one
  { reason: 'Forced', check: forced, fine: () => 'nobody asks for another one' }, // its owner wants another one
  { reason: 'EmergencyFloor', check: emergency, fine: floor }, // so late that nothing may delay it (1/50, 1/20)
  { reason: 'AriWindow', check: inWindow, fine: windowAhead }, // its authority wants it renewed (RFC 9773)
  { reason: 'Expiring', check: expiring, fine: fractionAhead }, // a third of its life is left (G63)
];

/** The chain's first violation, all its verdicts for people, and when time alone brings the next one. */
export function judgeRenewal(question: RenewalQuestion): RenewalJudgement {
  const { current } = question.memory;
  if (!current) {
    const missing = { reason: 'Missing', message: 'There is no certificate yet.' } as const;
    return { due: missing, verdicts: [{ ...missing, holds: true }], renewsAt: null };
  }
  const asked = { ...question, current };
  const verdicts = renewalChain.map(({ reason, check, fine }): RenewalVerdict => {
    const violation = check(asked);
    return { reason, holds: violation !== undefined, message: sentence(violation ?? fine(asked)) };
  });
  const first = verdicts.find(({ holds }) => holds);
  return {
    due: first && { reason: first.reason, message: first.message },
    verdicts: [
      { reason: 'Missing', holds: false, message: `Certificate ${current.certificateId} is there.` },
      ...verdicts,
    ],
    renewsAt: renewalInstant(question.memory, current),
  };
}

/**
 * When a certificate is renewed if nothing happens to it, in ms since the epoch: when its authority said, else with a
 * third of its life left (`renewAt`) or a little earlier; with a twentieth of it left whatever its authority says.
 */
export function renewalInstant(
  { window, jitter }: Pick<IssuanceMemory, 'window' | 'jitter'>,
  of: HeldCertificate,
): number {
  return Math.min(windowOf(of, window)?.chosen ?? fractionAt(of, jitter), floorAt(of, 20));
}

const NOT_SEEN = 'it was not looked for in Certificate Management Service';

function namesDiffer({ source, current, observation }: Question): string | undefined {
  const fault = faultOf(observation, 'NamesDiffer');
  if (fault !== undefined) return fault;
  const unserved = wantedNames(source).filter((name) => !coversName(current.names, name));
  if (unserved.length === 0) return undefined;
  return `it is for ${current.names.join(', ') || 'no name'}, not for ${unserved.join(', ')}`;
}

function gone({ current, observation }: Question): string | undefined {
  if (observation?.held[current.certificateId]?.status !== 'gone') return undefined;
  return 'somebody deleted it in Certificate Management Service';
}

function faulty(reason: ChainFault): Check['check'] {
  return ({ observation }) => faultOf(observation, reason);
}

function revoked({ current, observation }: Question): string | undefined {
  return observation?.held[current.certificateId]?.status === 'revoked' ? 'it is revoked' : undefined;
}

function expired({ current, observation, now }: Question): string | undefined {
  const isOver = now > current.notAfter || observation?.held[current.certificateId]?.status === 'expired';
  return isOver ? `it expired on ${utcDay(current.notAfter)}` : undefined;
}

function newerGiven({ source, current, observation, now }: Question): string | undefined {
  const upload = observation?.upload;
  if (source.from !== 'upload' || upload === undefined || upload === 'missing') return undefined;
  if (upload.fingerprint === current.fingerprint || upload.notAfter <= now) return undefined;
  return `another one was given on ${utcDay(upload.givenAt)}`;
}

/** What was asked for before the certificate came, came with it. */
function forced({ source, memory, current, observation }: Question): string | undefined {
  const askedAt = observation?.forcedAt;
  if (source.from === 'upload' || askedAt === undefined) return undefined;
  const answered = askedAt <= Math.max(current.heldSince, memory.forcedAt ?? 0);
  return answered ? undefined : `its renewal was asked for on ${utcDay(askedAt)}`;
}

function emergency({ current, now }: Question): string | undefined {
  const part = [50, 20].find((share) => now >= floorAt(current, share));
  if (part === undefined) return undefined;
  return `less than 1/${part} of its life is left (floors: 1/20 and 1/50; until ${utcDay(current.notAfter)})`;
}

function inWindow({ memory, current, now }: Question): string | undefined {
  const window = windowOf(current, memory.window);
  if (!window || now < window.chosen) return undefined;
  return `its authority wants it renewed between ${utcDay(window.start)} and ${utcDay(window.end)}${because(window)}`;
}

/** The authority knows better than a rule of thumb, earlier and later. */
function expiring({ memory, current, now }: Question): string | undefined {
  if (windowOf(current, memory.window) || now < fractionAt(current, memory.jitter)) return undefined;
  return `a third of its life is left, or 20 days (until ${utcDay(current.notAfter)})`;
}

function bears({ current }: Question): string {
  return `it is for ${current.names.join(', ')}`;
}

function isHeld({ current, observation }: Question): string {
  const isSeen = observation?.held[current.certificateId] !== undefined;
  return isSeen ? `it is in Certificate Management Service as ${current.certificateId}` : NOT_SEEN;
}

function isNotRevoked({ current, observation }: Question): string {
  return observation?.held[current.certificateId] ? 'it is not revoked' : NOT_SEEN;
}

/** What nobody looked at is not called good. */
function looked(good: string): Check['fine'] {
  return ({ observation }) => (observation?.check ? good : 'its chain was not looked at');
}

function isValidUntil({ current }: Question): string {
  return `it is valid until ${utcDay(current.notAfter)}`;
}

function floor({ current }: Question): string {
  const [first, last] = [utcDay(floorAt(current, 20)), utcDay(floorAt(current, 50))];
  return `the emergency floors are ${first} (1/20 of its life) and ${last} (1/50)`;
}

function windowAhead({ source, memory, current }: Question): string {
  const window = windowOf(current, memory.window);
  if (!window) return `${spellSource(source)} names no window for its renewal`;
  const span = `${utcDay(window.start)} to ${utcDay(window.end)}`;
  return `its authority wants it renewed in ${span}${because(window)}; ${utcDay(window.chosen)} was drawn`;
}

function fractionAhead({ memory, current }: Question): string {
  if (windowOf(current, memory.window)) return 'its authority decides, not the third of its life';
  return `a third of its life is left on ${utcDay(fractionAt(current, memory.jitter))}`;
}

function because({ explanationUrl }: RenewalWindow): string {
  return explanationUrl === undefined ? '' : ` (${explanationUrl})`;
}

/** What an upload is for is its owner's business. */
function wantedNames(source: IssuedSource): string[] {
  return source.from === 'upload' ? [] : source.names;
}

function faultOf(observation: RenewalQuestion['observation'], reason: ChainFault): string | undefined {
  const check = observation?.check;
  return check && !check.ok && check.reason === reason ? check.message : undefined;
}

/** The window counts for the certificate it was asked for only. */
function windowOf({ ariId }: HeldCertificate, window: RenewalWindow | undefined): RenewalWindow | undefined {
  return window && window.ariId === ariId ? window : undefined;
}

/** Earlier by up to a thirtieth of the life, each by another bit, so that what came together is not renewed together. */
function fractionAt(certificate: HeldCertificate, jitter: number): number {
  return Math.floor(renewAt(certificate) - (lifeOf(certificate) / 30) * jitter);
}

/** When so much is left as one `share`-th of the life. */
function floorAt(certificate: HeldCertificate, share: number): number {
  return Math.floor(certificate.notAfter - lifeOf(certificate) / share);
}

function lifeOf({ notBefore, notAfter }: HeldCertificate): number {
  return notAfter - notBefore;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
