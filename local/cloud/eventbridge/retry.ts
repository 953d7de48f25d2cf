import type { Random } from '../random.ts';

/** How a target's failed deliveries are tried again ("Retry policies and dead-letter queues"). */
export interface RetryStrategy {
  readonly name: 'BACKOFF_RETRY' | 'EXPONENTIAL_DECAY_RETRY';
  /** Fewer than the strategy would try; a trigger's `MaximumRetryAttempts`. */
  readonly atMost?: number;
  /** Nothing is tried again once an event is older; a trigger's `MaximumEventAgeInSeconds`. */
  readonly maxAgeMs?: number;
}

/** Documented as the default. */
export const DEFAULT_RETRY: RetryStrategy = { name: 'BACKOFF_RETRY' };

/** 1, 2, 4, … 256, 512 seconds, then every 512: 176 retries in a day. */
const DECAY_RETRIES = 176;
const LONGEST_DECAY_SECONDS = 512;
const BACKOFF_RETRIES = 3;

/**
 * @param failed attempts so far, from 1
 * @returns ms until the next attempt; undefined where there is none
 */
export function nextAttemptIn(
  { name, atMost = Number.POSITIVE_INFINITY, maxAgeMs = Number.POSITIVE_INFINITY }: RetryStrategy,
  { failed, ageMs, random }: { failed: number; ageMs: number; random: Random },
): number | undefined {
  const retries = Math.min(name === 'BACKOFF_RETRY' ? BACKOFF_RETRIES : DECAY_RETRIES, atMost);
  if (failed > retries) return undefined;
  const waitMs =
    name === 'BACKOFF_RETRY'
      ? Math.round(10_000 + 10_000 * random())
      : 1000 * Math.min(2 ** (failed - 1), LONGEST_DECAY_SECONDS);
  return ageMs + waitMs > maxAgeMs ? undefined : waitMs;
}
