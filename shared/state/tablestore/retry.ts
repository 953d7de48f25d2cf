import { TablestoreError } from './errors.ts';

export interface RetryOptions {
  sleep: (ms: number) => Promise<void>;
  /** Uniform in [0, 1). */
  random: () => number;
}

export interface RetryLimits {
  attempts: number;
  /** The first wait, in ms; it doubles each time. */
  firstWaitMs: number;
  longestWaitMs: number;
}

/** About five seconds of waiting in all. */
const CALLS: RetryLimits = { attempts: 7, firstWaitMs: 100, longestWaitMs: 2_000 };

/** About a minute: a table that was just made is loaded first. */
export const NEW_TABLE: RetryLimits = { attempts: 24, firstWaitMs: 200, longestWaitMs: 3_000 };

/**
 * Tries until it succeeds, is refused for good, or was tried often enough.
 *
 * @param attempt gets 1, 2, …: from the second on, a write of an earlier attempt may have happened already
 * @throws what the last attempt threw
 */
export async function retrying<Result>(
  { sleep, random }: RetryOptions,
  attempt: (count: number) => Promise<Result>,
  { attempts, firstWaitMs, longestWaitMs }: RetryLimits = CALLS,
  again: (error: unknown) => boolean = (error) => error instanceof TablestoreError && error.retryable,
): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt(count);
    } catch (error) {
      if (count >= attempts || !again(error)) throw error;
      const wait = Math.min(firstWaitMs * 2 ** (count - 1), longestWaitMs);
      // Half of it is by chance, so that those who failed together do not come back together.
      await sleep(wait / 2 + (wait / 2) * random());
    }
  }
}
