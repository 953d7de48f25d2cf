import type { IssuanceMemory, RenewalWindow } from './issuance.ts';
import type { WindowAnswer } from './observation.ts';

/**
 * What is remembered of what the authority said about when to renew (RFC 9773), and when to ask it again.
 *
 * ```
 *  answer                               window                              asks again
 *  a window for the current one         kept if unchanged, else drawn in    when it said, within 1 h … 7 d
 *  a window in the past                 the same: it is due now
 *  start ≥ end, or another certificate  as it was                           when it said, within 1 h … 7 d
 *  failed: unreachable, 5xx, 429        as it was                           when it said, within 1 h … 7 d
 *  unsupported: 404                     none: the fraction rule decides     in 7 d
 *  not asked                            as it was                           as it was
 * ```
 * A window for a certificate that is not the current one any more is forgotten.
 *
 * @param draw uniform in [0, 1)
 */
export function rememberWindow(
  memory: IssuanceMemory,
  answer: WindowAnswer | undefined,
  { draw, now }: { draw: number; now: number },
): IssuanceMemory {
  const { window: remembered, askWindowAt, ...rest } = memory;
  const ariId = memory.current?.ariId;
  const window = remembered?.ariId === ariId ? remembered : undefined;
  if (!answer || ariId === undefined) {
    // A new certificate is asked about at once.
    return { ...rest, window, askWindowAt: remembered && !window ? undefined : askWindowAt };
  }
  if (answer.kind === 'unsupported') return { ...rest, window: undefined, askWindowAt: now + LONGEST };
  const asksAgainAt = now + windowPatienceMs(answer.askAgainMs);
  if (answer.kind === 'failed' || answer.ariId !== ariId || answer.start >= answer.end) {
    return { ...rest, window, askWindowAt: asksAgainAt };
  }
  return { ...rest, window: drawn(answer, window, draw), askWindowAt: asksAgainAt };
}

/** Whether the authority is to be asked in this look. */
export function isWindowDue({ current, askWindowAt }: IssuanceMemory, now: number): boolean {
  return current?.ariId !== undefined && (askWindowAt ?? 0) <= now;
}

/**
 * How long to leave the authority alone after it was asked for a window (RFC 9773, section 4.3.2).
 *
 * @param retryAfterMs what its `Retry-After` says; undefined where it has none
 * @returns ms
 */
export function windowPatienceMs(retryAfterMs: number | undefined): number {
  return Math.min(Math.max(retryAfterMs ?? UNTOLD, SHORTEST), LONGEST);
}

function drawn(
  { ariId, start, end, explanationUrl }: Extract<WindowAnswer, { kind: 'window' }>,
  before: RenewalWindow | undefined,
  draw: number,
): RenewalWindow {
  const isSame = before?.start === start && before.end === end;
  return {
    ariId,
    start,
    end,
    chosen: isSame ? before.chosen : Math.floor(start + draw * (end - start)),
    explanationUrl,
  };
}

const HOUR = 3_600_000;
const SHORTEST = HOUR;
const UNTOLD = 6 * HOUR;
const LONGEST = 7 * 24 * HOUR;
