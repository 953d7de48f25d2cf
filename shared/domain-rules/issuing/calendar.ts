import { utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { Blocked } from '../plan.ts';
import type { GatewayName, IssuanceMemory, WantedCertificate } from './issuance.ts';
import { judgeRenewal, type RenewalVerdict } from './renewal-chain.ts';
import { spellSource } from './source.ts';

/**
 * ```
 *  none      nobody wants it           failing   the last attempt failed, the next one waits
 *  blocked   its owner has to act      issuing   an order is under way, or there is none yet
 *  expiring  another one is due        valid     nothing is to be done
 * ```
 */
export type CalendarState = 'valid' | 'issuing' | 'failing' | 'blocked' | 'expiring' | 'none';

/** One certificate in the calendar of renewals. */
export interface CalendarRow {
  key: string;
  /** For people. */
  source: string;
  names: string[];
  gateways: GatewayName[];
  state: CalendarState;
  certificateId?: string | undefined;
  /** ms since the epoch. */
  notAfter?: number | undefined;
  /** When another one is due if nothing happens; null where there is none yet. */
  renewsAt: number | null;
  /** Why then, or what is in the way, in sentences. */
  message: string;
  /** All checks of the chain, in its order. */
  verdicts: RenewalVerdict[];
}

/**
 * When a certificate renews, and why, from what certificate-rotator wrote down about it.
 *
 * @param finding its condition `CertificatesValid`, which knows what a look at the cloud found
 */
export function calendarRow({
  key,
  wanted,
  memory,
  blocked,
  finding,
  now,
}: {
  key: string;
  wanted: WantedCertificate;
  memory: IssuanceMemory;
  blocked: Blocked[];
  finding: Finding | undefined;
  now: number;
}): CalendarRow {
  const { source, wantedBy } = wanted;
  const { current, failure, order, window } = memory;
  const { verdicts, due, renewsAt } = judgeRenewal({ source, memory, now });
  const isBad = finding !== undefined && finding.status === 'False';
  const row = {
    key,
    source: spellSource(source),
    names: source.from === 'upload' ? (current?.names ?? []) : source.names,
    gateways: wantedBy,
    certificateId: current?.certificateId,
    notAfter: current?.notAfter,
    renewsAt,
    verdicts,
  };
  if (wantedBy.length === 0) return { ...row, state: 'none', message: 'No gateway wants it any more.' };
  const [first] = blocked;
  if (first) return { ...row, state: 'blocked', message: `${first.message}; ${first.wayOut}.` };
  if (failure) return { ...row, state: 'failing', message: isBad ? finding.message : failure.message };
  if (!current || order) {
    const why = due ? ` ${due.message}` : '';
    return { ...row, state: 'issuing', message: `One is being got from ${spellSource(source)}.${why}` };
  }
  if (isBad) return { ...row, state: 'expiring', message: finding.message };
  if (due) return { ...row, state: 'expiring', message: `Another one is due. ${due.message}` };
  const schedule = window && window.ariId === current.ariId ? 'AriWindow' : 'Expiring';
  const why = verdicts.filter(({ reason }) => reason === schedule).map((verdict) => verdict.message);
  return { ...row, state: 'valid', message: [`Valid until ${utcDay(current.notAfter)}.`, ...why].join(' ') };
}
