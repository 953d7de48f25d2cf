import type { Wait } from '../domain-rules/plan.ts';

/**
 * When to look again at something that takes its time: first where it usually gets ready, then in steps that grow with
 * the time already spent, so that the last look comes soon after it is ready and the number of looks stays small. The
 * instants follow from when the waiting began, so that a look at something else moves none of them.
 *
 * @param elapsedMs since the waiting began
 * @param beforeMs how long something had been under way already when it began: a part of a long work is late at the
 *   cost of the whole, so it is asked for less often than by itself
 * @returns ms from now
 */
export function nextLookMs(typicalSeconds: number, elapsedMs: number, beforeMs = 0): number {
  let look = Math.max(MINIMUM_MS, typicalSeconds * 1000 * FIRST_LOOK_SHARE);
  while (look <= elapsedMs) {
    look += Math.max(MINIMUM_MS, Math.round(Math.max(look, (look + beforeMs) * SHARE_OF_WHOLE) * GROWTH));
  }
  return look - elapsedMs;
}

/** Since when each wait is waited for, and something is under way at all; in ms since the epoch. */
export interface Since {
  waitingSince: Record<string, number>;
  busySince: number | null;
}

/** When each wait on the cloud wants its next look, in ms since the epoch; nothing of what others decide. */
export function nextLooks(waits: readonly Wait[], { waitingSince, busySince }: Since, now: number): [Wait, number][] {
  return waits
    .filter(({ on }) => on === 'cloud')
    .map((wait) => {
      const since = waitingSince[wait.id] ?? now;
      return [wait, now + nextLookMs(wait.typicalSeconds, now - since, since - (busySince ?? since))];
    });
}

/** The soonest look that any of the waits on the cloud wants (ms from now), or undefined where none is polled. */
export function soonestLookMs(waits: readonly Wait[], since: Since, now: number): number | undefined {
  const looks = nextLooks(waits, since, now).map(([, at]) => at - now);
  return looks.length > 0 ? Math.min(...looks) : undefined;
}

/**
 * When to look again for what a call did, or may have done: soon, then less and less often until it counts as not done.
 *
 * @param elapsedMs since the call; less than `settleMs`
 * @returns ms from now
 */
export function settlingLookMs(elapsedMs: number, settleMs: number): number {
  return Math.min(settleMs - elapsedMs, Math.max(FIRST_SETTLING_LOOK_MS, elapsedMs));
}

/** Backoff of a step that failed: 10 s, 20 s, 40 s … up to 15 minutes; what cannot mend itself starts at 5 minutes. */
export function retryAfterMs(failures: number, retryable: boolean): number {
  const first = retryable ? 10_000 : 300_000;
  return Math.min(first * 2 ** (failures - 1), retryable ? 900_000 : 3_600_000);
}

const FIRST_LOOK_SHARE = 0.6;
const GROWTH = 0.045;
const SHARE_OF_WHOLE = 0.75;
const MINIMUM_MS = 1_000;
const FIRST_SETTLING_LOOK_MS = 2_000;
