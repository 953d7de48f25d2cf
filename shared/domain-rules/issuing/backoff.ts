import type { IssuanceMemory, IssuingFailure } from './issuance.ts';

/**
 * Between attempts: an hour after the first that failed, doubling up to 32 hours.
 *
 * @param count failures in a row, from 1
 * @returns ms
 */
export function backoffMs(count: number): number {
  return HOUR * Math.min(2 ** (count - 1), 32);
}

/** What went wrong with an attempt to get a certificate. */
export interface AttemptFailed {
  /** The problem type of the authority, or a reason of ours. */
  code: string;
  message: string;
  /** Until when the other side asked to be left alone (`Retry-After`), in ms since the epoch. */
  askedToWaitUntil?: number | undefined;
}

/**
 * The memory after an attempt that came to nothing: its order is over, the next one has to wait. Where the authority has
 * seen the replaced certificate replaced already, the next order goes at once and without `replaces` (RFC 9773, section 5).
 */
export function noteFailure(
  memory: IssuanceMemory,
  { code, message, askedToWaitUntil }: AttemptFailed,
  { generation, now }: { generation: number; now: number },
): IssuanceMemory {
  const { order: _, ...rest } = memory;
  if (isAlreadyReplaced(code) && !memory.withoutReplaces) return { ...rest, withoutReplaces: true };
  const count = (memory.failure?.generation === generation ? memory.failure.count : 0) + 1;
  const tryAgainAt = Math.max(now + backoffMs(count), askedToWaitUntil ?? 0);
  return { ...rest, failure: { count, code, message, at: now, tryAgainAt, askedToWaitUntil, generation } };
}

/**
 * From when another attempt may be made, in ms since the epoch.
 *
 * ```
 *                        tries again at
 *   the wish changed     once
 *   urgent               once an hour has passed since the failure
 *   else                 1 h, 2 h, 4 h … 32 h after it
 * ```
 * and never before the other side wants to be asked: a limit does not go away by our hurry.
 */
export function mayTryFrom(
  failure: IssuingFailure | undefined,
  { generation, urgent }: { generation: number; urgent: boolean },
): number {
  if (!failure) return 0;
  const ordinary = urgent ? Math.min(failure.tryAgainAt, failure.at + HOUR) : failure.tryAgainAt;
  return Math.max(failure.generation === generation ? ordinary : 0, failure.askedToWaitUntil ?? 0);
}

function isAlreadyReplaced(code: string): boolean {
  return code.endsWith('alreadyReplaced');
}

const HOUR = 3_600_000;
