import type { Wait } from '../domain-rules/plan.ts';

/**
 * When to look again at something that takes its time: first where it usually gets ready, then in steps that grow with
 * the time already spent, so that the last look comes soon after it is ready and the number of looks stays small.
 *
 * @param elapsedMs since the waiting began
 * @returns ms from now
 */
export function nextLookMs(typicalSeconds: number, elapsedMs: number): number {
  const firstLook = typicalSeconds * 1000 * FIRST_LOOK_SHARE;
  if (elapsedMs < firstLook) return Math.max(MINIMUM_MS, firstLook - elapsedMs);
  return Math.max(MINIMUM_MS, Math.round(elapsedMs * GROWTH));
}

/** The soonest look that any of the waits on the cloud wants, or undefined where none is polled. */
export function soonestLookMs(waits: Wait[], waitingSince: Record<string, number>, now: number): number | undefined {
  const looks = waits
    .filter(({ on }) => on === 'cloud')
    .map(({ id, typicalSeconds }) => nextLookMs(typicalSeconds, now - (waitingSince[id] ?? now)));
  return looks.length > 0 ? Math.min(...looks) : undefined;
}

/** Backoff of a step that failed: 10 s, 20 s, 40 s … up to 15 minutes; what cannot mend itself starts at 5 minutes. */
export function retryAfterMs(failures: number, retryable: boolean): number {
  const first = retryable ? 10_000 : 300_000;
  return Math.min(first * 2 ** (failures - 1), retryable ? 900_000 : 3_600_000);
}

const FIRST_LOOK_SHARE = 0.6;
const GROWTH = 0.05;
const MINIMUM_MS = 1_000;
