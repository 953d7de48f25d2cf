import { Problem } from './problem.ts';

export interface RateLimit {
  /** New orders in any stretch of time this long. */
  readonly max: number;
  /** Virtual. */
  readonly perMs: number;
}

/** What is counted apart: the orders of each account, or those for each exact set of names, whoever asks. */
export type RateLimitScope = 'account' | 'names';

/** Limits on new orders in a sliding window of virtual time. None, until set. */
export class RateLimits {
  private readonly limits = new Map<RateLimitScope, RateLimit>();
  private readonly taken = new Map<string, number[]>();

  set(scope: RateLimitScope, limit: RateLimit | undefined): void {
    if (limit) this.limits.set(scope, limit);
    else this.limits.delete(scope);
  }

  /** Counts a new order, or refuses it and says how long to wait. @param now virtual, ms since the epoch */
  take(subjects: Readonly<Record<RateLimitScope, string>>, now: number): void {
    const buckets = [...this.limits].map(([scope, limit]) => {
      const key = `${scope}/${subjects[scope]}`;
      const taken = (this.taken.get(key) ?? []).filter((at) => at > now - limit.perMs);
      return { scope, limit, key, taken };
    });
    const free = buckets.map(
      ({ limit: { max, perMs }, taken }) => (taken.at(-max) ?? Number.NEGATIVE_INFINITY) + perMs,
    );
    const wait = Math.max(0, ...free.map((at) => at - now));
    if (wait > 0) {
      const full = buckets.find(({ limit, taken }) => taken.length >= limit.max);
      const what = full?.scope === 'names' ? `certificates for this exact set of identifiers` : 'new orders';
      throw new Problem('rateLimited', `too many ${what} (${full?.limit.max}) in the last ${full?.limit.perMs} ms`, {
        headers: { 'retry-after': String(Math.ceil(wait / 1000)) },
      });
    }
    for (const { key, taken } of buckets) this.taken.set(key, [...taken, now]);
  }
}
