/** How often somebody may do something: `capacity` times at once, and then as fast as it fills up again. */
export interface Quota {
  capacity: number;
  perSecond: number;
}

export interface Take {
  granted: boolean;
  /** How often it could be done again at once. */
  remaining: number;
  /** Whole seconds until it can be done once. */
  retryAfterSeconds: number;
}

/**
 * Token buckets, one a name, in the memory of one instance. Instances know nothing of each other: what a caller can do in all
 * is the quota times the number of instances, which `reservedConcurrency` of the function bounds.
 */
export class TokenBuckets {
  readonly #quota: Quota;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(quota: Quota) {
    this.#quota = quota;
  }

  /** @param now ms since the epoch */
  take(name: string, now: number, cost = 1): Take {
    const tokens = this.#tokensOf(name, now);
    const granted = tokens >= Math.max(cost, 1);
    const left = granted ? tokens - cost : tokens;
    // The one that was used longest ago is the first in a Map, when each use puts its own last.
    this.#buckets.delete(name);
    this.#buckets.set(name, { tokens: left, at: now });
    if (this.#buckets.size > MOST_BUCKETS) this.#forgetOldest();
    const missing = Math.max(0, 1 - left);
    return {
      granted,
      remaining: Math.floor(left),
      retryAfterSeconds: granted ? 0 : Math.max(1, Math.ceil(missing / this.#quota.perSecond)),
    };
  }

  /** The same without taking anything. */
  look(name: string, now: number): Take {
    return this.take(name, now, 0);
  }

  #tokensOf(name: string, now: number): number {
    const { capacity, perSecond } = this.#quota;
    const bucket = this.#buckets.get(name);
    if (!bucket) return capacity;
    return Math.min(capacity, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * perSecond);
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/** Whoever has more addresses than this starts afresh with some of them; memory stays bounded. */
const MOST_BUCKETS = 10_000;
