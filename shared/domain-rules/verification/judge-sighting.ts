import { utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import { isPrivateCustomName, type Sighting } from './sighting.ts';
import { spellVantage, type Vantage } from './vantage.ts';

/** Why a proof holds, does not, or cannot be made. */
export type VerificationReason =
  | 'NameServerSilent'
  | 'NameUnresolved'
  | 'WrongTarget'
  | 'Unreachable'
  | 'CertificateNotTrusted'
  | 'OtherCertificateServed'
  | 'VantageRefused'
  | 'WarmingUp'
  | 'TokenRefused'
  | 'WrongAnswer'
  | 'StillLetIn'
  | 'LetIn'
  | 'KeptOut'
  | 'Verified';

export interface SightingVerdict {
  sighting: Sighting;
  status: Finding['status'];
  reason: VerificationReason;
  message: string;
}

/** What a sighting is judged against, besides itself. */
export interface Circumstances {
  /** Since when everything was in place, in ms. */
  elapsedMs: number;
  /** The allowlist of its side surely lets the vantage point in. */
  isAdmitted(vantage: Vantage): boolean;
}

type Check = (sighting: Sighting, circumstances: Circumstances) => Omit<SightingVerdict, 'sighting'> | undefined;

/**
 * In the order in which a request meets them; the first that speaks decides. What could not be seen is Unknown: only what
 * was seen to be wrong is False.
 */
const CHECKS: readonly Check[] = [
  nameServerSilent, // nothing was learnt about the name
  nameUnresolved, // it leads nowhere
  wrongTarget, // it leads to somebody else: not a byte is sent there
  unreachable, // nobody answered, or nobody under that name
  certificateNotTrusted, // no request was sent
  otherCertificateServed, // trusted, but not what was attached
  answerLost, // what was asked was not answered
  vantageRefused, // the list does not let this vantage point in (G24)
  warmingUp, // within the minutes that this may take (G43)
  tokenRefused, // the service's own token was not taken (G52)
  wrongAnswer, // not what was declared
];

/**
 * The same for a vantage point from which nobody may get through (G25, G30). Not to be reached is the proof here; only
 * what keeps the question from being asked leaves it open.
 */
const REFUSAL_CHECKS: readonly Check[] = [
  nameServerSilent, // nothing was learnt about the name
  notTrusted, // no request was sent
  answerLost, // what was asked was not answered
  stillLetIn, // within the minutes that this may take
  letIn, // anything but a refusal was answered
];

/** What one look from one vantage point proves. */
export function judgeSighting(sighting: Sighting, circumstances: Circumstances): SightingVerdict {
  for (const check of sighting.target.refused ? REFUSAL_CHECKS : CHECKS) {
    const verdict = check(sighting, circumstances);
    if (verdict) return { sighting, ...verdict };
  }
  const { target, contact } = sighting;
  if (target.refused) {
    const how = contact.answer ? 'refused' : 'not reached';
    return { sighting, status: 'True', reason: 'KeptOut', message: `${spell(sighting)}: ${how}, as declared` };
  }
  const proved = target.service ? `${target.service.name} answers as declared` : 'its certificate is trusted';
  return { sighting, status: 'True', reason: 'Verified', message: `${spell(sighting)}: ${proved}` };
}

function nameServerSilent(sighting: Sighting) {
  const silent = sighting.name.silent ?? sighting.own.silent;
  if (silent === undefined) return undefined;
  return verdict(sighting, 'Unknown', 'NameServerSilent', `no name server could be asked (${silent})`);
}

function nameUnresolved(sighting: Sighting) {
  const { name, own, target } = sighting;
  if (own.addresses.length === 0) {
    return verdict(sighting, 'Unknown', 'NameUnresolved', `${target.ownName} has no address`);
  }
  if (name.addresses.length > 0 || isPrivateCustomName(target)) return undefined;
  return verdict(sighting, 'False', 'NameUnresolved', 'the name has no address in DNS');
}

function wrongTarget(sighting: Sighting) {
  const { name, own, target } = sighting;
  const found = name.addresses;
  if (found.length === 0 || found.some((address) => own.addresses.includes(address))) return undefined;
  const message = `it leads to ${found.join(', ')}, which is not ${target.ownName}`;
  return verdict(sighting, 'False', 'WrongTarget', message);
}

function unreachable(sighting: Sighting) {
  const { contact } = sighting;
  if (contact.kind === 'none') return verdict(sighting, 'Unknown', 'Unreachable', 'no connection was made');
  if (contact.kind === 'unreachable') return verdict(sighting, 'Unknown', 'Unreachable', contact.message);
  return undefined;
}

function certificateNotTrusted(sighting: Sighting) {
  const { contact } = sighting;
  if (contact.kind !== 'untrusted') return undefined;
  return verdict(sighting, 'False', 'CertificateNotTrusted', contact.message);
}

function otherCertificateServed(sighting: Sighting) {
  const { contact, target } = sighting;
  if (contact.kind !== 'trusted' || !target.certificate) return undefined;
  const { certificateId, fingerprint, notAfter } = target.certificate;
  // Without a fingerprint, certificates are told apart by their end, in whole seconds as they bear it.
  const same =
    fingerprint === undefined
      ? notAfter === undefined || Math.floor(notAfter / 1000) === Math.floor(contact.notAfter / 1000)
      : fingerprint === contact.fingerprint;
  if (same) return undefined;
  const message = `another certificate than ${certificateId} is served, until ${utcDay(contact.notAfter)}`;
  return verdict(sighting, 'False', 'OtherCertificateServed', message);
}

function answerLost(sighting: Sighting) {
  const { contact } = sighting;
  if (contact.kind !== 'trusted' || contact.lost === undefined) return undefined;
  return verdict(sighting, 'Unknown', 'Unreachable', contact.lost);
}

function vantageRefused(sighting: Sighting, { isAdmitted }: Circumstances) {
  const { answer } = sighting.contact;
  if (answer?.status !== 403 || isExpected(sighting) || isAdmitted(sighting.target.vantage)) return undefined;
  return verdict(sighting, 'Unknown', 'VantageRefused', 'the allowlist does not let this vantage point in');
}

function warmingUp(sighting: Sighting, { elapsedMs }: Circumstances) {
  const { answer } = sighting.contact;
  if (!answer || isExpected(sighting) || elapsedMs >= WARM_UP_MS) return undefined;
  const body = answer.body.trim();
  const cold = (answer.status === 503 && ['', NO_UPSTREAM].includes(body)) || (answer.status === 404 && body === '');
  if (!cold) return undefined;
  return verdict(sighting, 'Unknown', 'WarmingUp', `it still answers ${answer.status}, which can take some minutes`);
}

function tokenRefused(sighting: Sighting) {
  if (sighting.contact.answer?.status !== 401 || isExpected(sighting)) return undefined;
  return verdict(sighting, 'False', 'TokenRefused', 'the gateway refused the token of the service');
}

function wrongAnswer(sighting: Sighting) {
  const { answer } = sighting.contact;
  const expected = sighting.target.service?.expect;
  if (!answer || !expected || isExpected(sighting)) return undefined;
  // The body is not repeated: a service may answer with what it was sent, the token included.
  const message =
    answer.status === expected.status
      ? `the answer has status ${answer.status}, but not the declared body`
      : `the answer has status ${answer.status} instead of ${expected.status}`;
  return verdict(sighting, 'False', 'WrongAnswer', message);
}

/** Whether the list refuses shows only in an answer, and no request goes to who cannot be trusted. */
function notTrusted(sighting: Sighting) {
  const { contact } = sighting;
  if (contact.kind !== 'untrusted') return undefined;
  return verdict(sighting, 'Unknown', 'CertificateNotTrusted', contact.message);
}

function stillLetIn(sighting: Sighting, { elapsedMs }: Circumstances) {
  return elapsedMs < WARM_UP_MS ? admission(sighting, 'Unknown', 'StillLetIn') : undefined;
}

function letIn(sighting: Sighting) {
  return admission(sighting, 'False', 'LetIn');
}

function admission(sighting: Sighting, status: Finding['status'], reason: VerificationReason) {
  const { answer } = sighting.contact;
  if (!answer || answer.status === 403) return undefined;
  return verdict(sighting, status, reason, `it is answered with ${answer.status}, though nobody may get through`);
}

function isExpected(sighting: Sighting): boolean {
  const { answer } = sighting.contact;
  const expected = sighting.target.service?.expect;
  return (
    answer?.status === expected?.status &&
    (expected?.body === undefined || answer?.body === expected.body) &&
    (expected?.contains === undefined || answer?.body.includes(expected.contains) === true)
  );
}

function verdict(sighting: Sighting, status: Finding['status'], reason: VerificationReason, message: string) {
  return { status, reason, message: `${spell(sighting)}: ${message}` };
}

function spell({ target }: Sighting): string {
  return `${target.name} ${spellVantage(target.vantage)}`;
}

/** A new custom domain takes up to 5 minutes (G43); after a service turns Running it may answer 503 or 404 for a while. */
export const WARM_UP_MS = 5 * 60_000;
const NO_UPSTREAM = 'no healthy upstream';
