import type { IssuedByAcme } from './certificate.ts';

/** When a certificate should be renewed; virtual, ms since the epoch. A test may set one that makes no sense. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
  /** A page for people. */
  readonly explanationURL?: string;
}

/** From two thirds of its life, for two days or a thirtieth of it; over already where it was revoked. */
export function defaultWindow({ notBefore, notAfter, revoked }: IssuedByAcme, now: number): RenewalWindow {
  if (revoked) return { start: now - 2 * HALF_AN_HOUR_MS, end: now - HALF_AN_HOUR_MS };
  const life = notAfter - notBefore;
  const start = notBefore + (life * 2) / 3;
  return { start, end: start + Math.min(TWO_DAYS_MS, life / 30) };
}

const TWO_DAYS_MS = 2 * 24 * 3_600_000;
const HALF_AN_HOUR_MS = 1_800_000;
