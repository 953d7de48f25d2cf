import { fieldsOf, unusable } from './answer-fields.ts';
import type { AcmeAnswer } from './exchange.ts';

/** When the CA would like a certificate to be renewed (RFC 9773, 4.2). */
export interface RenewalInfo {
  /** ms since the epoch. */
  start: number;
  /** ms since the epoch, after `start`. A window in the past asks to renew now. */
  end: number;
  /** A page that says why, for people. */
  explanationUrl?: string;
  /** When to ask again: between a minute and a day, as section 4.3.2 lets a client limit it. */
  retryAfterMs: number;
}

/** @throws AcmeError `UnusableAnswer`, also for a window that ends before it begins (RFC 9773, 4.2) */
export function readRenewalInfo({ body, retryAfterMs }: AcmeAnswer): RenewalInfo {
  const info = fieldsOf('renewalInfo', body);
  const window = info.object('suggestedWindow');
  const [start, end] = [window.instant('start'), window.instant('end')];
  if (end <= start) throw unusable('renewalInfo', 'the window ends before it begins');
  const explanationUrl = info.optionalText('explanationURL');
  return {
    start,
    end,
    ...(explanationUrl !== undefined && isWebAddress(explanationUrl) ? { explanationUrl } : {}),
    retryAfterMs: Math.min(Math.max(retryAfterMs ?? UNLESS_TOLD_MS, SHORTEST_MS), LONGEST_MS),
  };
}

/** It is shown to people: a `javascript:` address must not become a link. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['https:', 'http:'].includes(new URL(url).protocol);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** RFC 9773, 4.3.3. */
const UNLESS_TOLD_MS = 6 * HOUR;
const SHORTEST_MS = MINUTE;
const LONGEST_MS = 24 * HOUR;
