import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualClock } from '../cloud/clock.ts';

/**
 * Lets virtual time pass by itself: `pace` virtual seconds a second, in small steps. It stands still while anything is
 * in flight, so a busy machine makes it slower, never wrong.
 *
 * @returns what stops it, once the step under way is over
 */
export function keepTime(clock: Pick<VirtualClock, 'advanceBy'>, pace: number): () => Promise<void> {
  const stopped = new AbortController();
  const running = (async () => {
    while (!stopped.signal.aborted) {
      await pause(BEAT_MS, undefined, { signal: stopped.signal }).catch(() => {});
      if (!stopped.signal.aborted) await clock.advanceBy(BEAT_MS * pace);
    }
  })();
  return async () => {
    stopped.abort();
    await running;
  };
}

const BEAT_MS = 200;
