import type { House } from '../../local/house/start-house.ts';

/**
 * Asks only when something was written down since it was last asked, or a minute has passed: the API takes a request and
 * some ten calls to say the same again, and deployed a process, too.
 */
export function whenWritten(
  { cloud, written }: Pick<House, 'cloud' | 'written'>,
  ask: () => Promise<boolean>,
): () => Promise<boolean> {
  let seen = -1;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    if (written() === seen && cloud.clock.now() < askedAt + MINUTE_MS) return false;
    seen = written();
    askedAt = cloud.clock.now();
    return ask();
  };
}

const MINUTE_MS = 60_000;
