import { Refusal } from '../front-door/refusal.ts';
import { PUBLISHED_LIMITS } from './published.ts';

/** The published rates, enforced when asked, in virtual time: where it stands still, so does the second that counts. */
export class RateLimits {
  /** None is, unless told: a client that is tested for something else should not meet them. */
  enforce = false;
  /** When calls of a key were let through, the newest so many as its limit, oldest first. */
  private readonly recent = new Map<string, number[]>();

  /**
   * Counts a call, or refuses it with the product's own code, and with the ms until there is room again.
   *
   * @param now virtual, ms since the epoch
   * @throws Refusal
   */
  check(call: { account: string; region: string; product: string; action: string }, now: number): void {
    if (!this.enforce) return;
    const limits = PUBLISHED_LIMITS[call.product];
    const limit = limits?.perSecond[call.action];
    if (!limits || limit === undefined) return;
    const key = [call.product, call.action, call.region, call.account].join('/');
    const recent = this.recent.get(key) ?? [];
    const oldest = recent.length < limit ? undefined : recent[0];
    if (oldest !== undefined && oldest > now - SECOND_MS) {
      const headers = { 'x-acs-retry-after': String(oldest + SECOND_MS - now) };
      throw new Refusal(400, limits.code, limits.message, headers);
    }
    if (oldest !== undefined) recent.shift();
    recent.push(now);
    this.recent.set(key, recent);
  }
}

const SECOND_MS = 1_000;
