import type { House } from '../../local/house/start-house.ts';

/**
 * Asks the API only when something was written down since it was last asked, or a minute has passed: deployed functions take
 * a request, a process and some ten calls to say the same again. Functions that run in this process are always asked.
 */
export function whenWritten({ cloud }: Pick<House, 'cloud'>, ask: () => Promise<boolean>): () => Promise<boolean> {
  if (process.env.TORII_DEPLOYED !== '1') return ask;
  let seen = -1;
  let askedAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const written = cloud.calls.count('PutRow') + cloud.calls.count('DeleteRow');
    if (written === seen && cloud.clock.now() < askedAt + MINUTE_MS) return false;
    seen = written;
    askedAt = cloud.clock.now();
    return ask();
  };
}

const MINUTE_MS = 60_000;
