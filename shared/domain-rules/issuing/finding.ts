import { utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { Blocked } from '../plan.ts';
import { alarm } from './alarm.ts';
import { mayTryFrom } from './backoff.ts';
import type { IssuanceMemory, WantedCertificate } from './issuance.ts';
import { type RenewalJudgement, UNUSABLE, URGENT } from './renewal-chain.ts';
import { spellSource } from './source.ts';

/** What is to be said of one certificate. */
export interface CertificateState {
  wanted: WantedCertificate;
  memory: IssuanceMemory;
  judgement: RenewalJudgement;
  blocked: Blocked[];
  /** ms since the epoch. */
  now: number;
}

/**
 * The one finding about a certificate.
 *
 * ```
 *  nobody wants it ....................... True  NotWanted
 *  there is one that clients turn away ... False its reason in the chain
 *  there is one, with little time left ... False ExpiresSoon
 *  there is one: the next one fails ...... True  what is in its way
 *                else .................... True  Valid
 *  there is none: something is in the way  False its reason
 *                 the last attempt failed  False IssuingFailed
 *                 else ................... Unknown Issuing
 * ```
 */
export function certificateFinding(state: CertificateState): Finding {
  const { wanted, memory, judgement, now } = state;
  const { current } = memory;
  const because = hindrance(state);
  const says = (status: Finding['status'], reason: string, message: string): Finding => ({
    type: 'CertificatesValid',
    status,
    reason,
    message: [message, because?.message].filter((part) => part !== undefined).join(' '),
  });
  if (wanted.wantedBy.length === 0) return says('True', 'NotWanted', 'No gateway wants it any more.');
  if (!current) {
    if (because) return { type: 'CertificatesValid', status: 'False', ...because };
    return says('Unknown', 'Issuing', `A certificate is being got from ${spellSource(wanted.source)}.`);
  }
  const { due, renewsAt } = judgement;
  const spelled = `Certificate ${current.certificateId} for ${current.names.join(', ')}`;
  if (due && UNUSABLE.includes(due.reason)) return says('False', due.reason, `${spelled}: ${due.message}`);
  const soon = alarm(current, now);
  if (soon !== undefined) return says('False', 'ExpiresSoon', soon);
  const next = due || renewsAt === null ? 'another one is due' : `renewed from ${utcDay(renewsAt)} on`;
  return says('True', because?.reason ?? VALID, `${spelled} is valid until ${utcDay(current.notAfter)}; ${next}.`);
}

/** The reason of one that is valid, and whose successor is not in trouble. */
export const VALID = 'Valid';

/** What keeps another certificate from coming. */
function hindrance({
  wanted,
  memory,
  judgement,
  blocked,
  now,
}: CertificateState): Omit<Finding, 'type' | 'status'> | undefined {
  const [first] = blocked;
  if (first) return { reason: first.reason, message: `Held up: ${first.message}; ${first.wayOut}.` };
  const { failure } = memory;
  if (!failure) return undefined;
  const urgent = judgement.due !== undefined && URGENT.includes(judgement.due.reason);
  const from = mayTryFrom(failure, { generation: wanted.generation, urgent });
  const next =
    now < from ? `Tried again at ${new Date(from).toISOString().slice(0, 16)}Z.` : 'It is being tried again.';
  return {
    reason: 'IssuingFailed',
    message: `Attempt ${failure.count} failed (${failure.code}): ${failure.message}. ${next}`,
  };
}
