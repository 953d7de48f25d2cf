import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualClock } from '../cloud/clock.ts';
import type { ApiClient } from './api-client.ts';

/**
 * A client that moves time where nobody else does. A function that is asked sleeps before it tries a call again, in virtual
 * time, and who would move that waits for its answer.
 */
export function movingTime(ask: ApiClient, clock: Pick<VirtualClock, 'now' | 'isHeld' | 'step'>): ApiClient {
  return async (...given) => {
    const answer = ask(...given);
    let isThere = false;
    const settled = answer.then(
      () => (isThere = true),
      () => (isThere = true),
    );
    let still = 0;
    let before = clock.now();
    while (!isThere) {
      await Promise.race([settled, pause(LOOK_MS)]);
      still = !clock.isHeld && clock.now() === before ? still + 1 : 0;
      before = clock.now();
      if (isThere || still < LOOKS) continue;
      still = 0;
      await clock.step(before + LONGEST_SLEEP_MS);
    }
    return answer;
  };
}

/** Of the machine's: as long as nothing is under way and no time goes by, whoever is awaited sleeps. */
const LOOK_MS = 10;
const LOOKS = 3;
const LONGEST_SLEEP_MS = 60_000;
