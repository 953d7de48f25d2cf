import { renewAt, utcDay } from '../../../shared/domain-rules/certificates.ts';
import { alarm, alarmAt } from '../../../shared/domain-rules/issuing/alarm.ts';
import type { WantedCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import { judgeRenewal, type RenewalVerdict } from '../../../shared/domain-rules/issuing/renewal-chain.ts';
import { type IssuedSource, spellSource } from '../../../shared/domain-rules/issuing/source.ts';
import type { IssuanceDocument } from './documents.ts';

export const STATES = ['valid', 'issuing', 'failing', 'blocked', 'expiring', 'none'] as const;

/** How a certificate stands, and when it renews and why. */
export interface Standing {
  state: (typeof STATES)[number];
  certificateId: string | null;
  /** ms since the epoch. */
  notBefore: number | null;
  notAfter: number | null;
  renewsAt: number | null;
  reason: string;
  message: string;
}

const NOTHING = { certificateId: null, notBefore: null, notAfter: null, renewsAt: null };

/** Of what Torii gets itself. */
export function standingOfIssued(
  source: IssuedSource,
  wanted: WantedCertificate | undefined,
  issuance: IssuanceDocument | undefined,
  now: number,
): Standing {
  const memory = issuance?.memory;
  const current = memory?.current;
  if (!memory || !current) return { ...NOTHING, ...underWay(source, wanted, issuance) };
  const { due, verdicts, renewsAt } = judgeRenewal({ source, memory, now });
  const { certificateId, notBefore, notAfter } = current;
  const held = { certificateId, notBefore, notAfter, renewsAt };
  const alarming = alarm(current, now);
  const trouble = troubleOf(issuance);
  if (alarming !== undefined) {
    const reason = now > notAfter ? 'Expired' : 'ExpiresSoon';
    return { ...held, state: 'expiring', reason, message: trouble ? `${alarming} ${trouble.message}` : alarming };
  }
  if (trouble) return { ...held, ...trouble };
  if (memory.order) return { ...held, ...ordering(source, memory.order.startedAt) };
  const message = due?.message ?? whatRenewsIt(verdicts, memory);
  return { ...held, state: 'valid', reason: due?.reason ?? 'Valid', message };
}

/** Of what is chosen among the certificates of Certificate Management Service. */
export function standingInCas(
  domain: string,
  serving:
    | { certificateId?: string | undefined; notAfter?: number | undefined; reason: string; message: string }
    | undefined,
  notBefore: number | undefined,
  now: number,
): Standing {
  if (!serving?.certificateId || serving.notAfter === undefined) {
    const message = serving?.message ?? `Nobody has looked yet for a certificate of ${domain}.`;
    return { ...NOTHING, state: 'none', reason: serving?.reason ?? 'NotLookedAt', message };
  }
  const { certificateId, notAfter, reason, message } = serving;
  const renewsAt = notBefore === undefined ? null : renewAt({ notBefore, notAfter });
  const held = { certificateId, notBefore: notBefore ?? null, notAfter, renewsAt };
  const isLate = now > alarmAt({ notBefore: notBefore ?? 0, notAfter });
  return { ...held, state: isLate ? 'expiring' : 'valid', reason: isLate ? 'ExpiresSoon' : reason, message };
}

function underWay(
  source: IssuedSource,
  wanted: WantedCertificate | undefined,
  issuance: IssuanceDocument | undefined,
): Pick<Standing, 'state' | 'reason' | 'message'> {
  const trouble = troubleOf(issuance);
  if (trouble) return trouble;
  if (!wanted) {
    const message =
      'certificate-rotator has not taken it up: it does so at its next look, where a gateway is in mode enforce.';
    return { state: 'none', reason: 'NotTakenUp', message };
  }
  const startedAt = issuance?.memory.order?.startedAt;
  if (startedAt !== undefined) return ordering(source, startedAt);
  return { state: 'issuing', reason: 'Missing', message: `The first one is got from ${spellSource(source)}.` };
}

function ordering(source: IssuedSource, startedAt: number): Pick<Standing, 'state' | 'reason' | 'message'> {
  const message = `An order at ${spellSource(source)} is under way since ${utcDay(startedAt)}.`;
  return { state: 'issuing', reason: 'OrderUnderWay', message };
}

/** What keeps the next one from being got. */
export function troubleOf(
  issuance: IssuanceDocument | undefined,
): (Pick<Standing, 'reason' | 'message'> & { state: 'failing' | 'blocked' }) | undefined {
  const [block] = issuance?.blocked ?? [];
  if (block) return { state: 'blocked', reason: block.reason, message: `${block.message} ${block.wayOut}` };
  const failure = issuance?.memory.failure;
  if (!failure) return undefined;
  const { code, message, count, tryAgainAt } = failure;
  const again = `Tried again at ${new Date(tryAgainAt).toISOString().slice(0, 16).replace('T', ' ')} UTC (attempt ${count + 1}).`;
  return { state: 'failing', reason: code, message: `${message.replace(/\.?$/, '.')} ${again}` };
}

/** The sentence of the chain that speaks of the day of the renewal: its authority's, or that of a third of its life. */
function whatRenewsIt(verdicts: RenewalVerdict[], { window, current }: IssuanceDocument['memory']): string {
  const decides = window !== undefined && window.ariId === current?.ariId ? 'AriWindow' : 'Expiring';
  return verdicts.find(({ reason }) => reason === decides)?.message ?? '';
}
