import type { FaultEffect, FaultOccasion } from './fault.ts';

/** What a bad day looks like. Staleness stays within what products with many front ends show: seconds, not minutes. */
export const HOSTILE: readonly (FaultEffect & Pick<FaultOccasion, 'probability'>)[] = [
  { kind: 'latency', virtualMs: 900, probability: 0.05 },
  { kind: 'drop-before', probability: 0.02 },
  { kind: 'throttling', probability: 0.02 },
  { kind: 'throttling', retryAfterMs: 2000, probability: 0.02 },
  { kind: 'server-error', probability: 0.02 },
  { kind: 'server-error', status: 500, probability: 0.02 },
  { kind: 'stale-read', seconds: 20, probability: 0.05 },
  { kind: 'short-page', probability: 0.05 },
  { kind: 'extra-fields', probability: 0.2 },
  { kind: 'drop-after', probability: 0.03 },
  { kind: 'bad-nonce', probability: 0.05 },
];

/** Longer than clients repeat a call at once, so that what they do when they give up is met too. */
export const LONGEST_STREAK = 5;
