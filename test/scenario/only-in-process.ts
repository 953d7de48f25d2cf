import { it } from 'vitest';

/**
 * A story that stands between a function and what it asks (`OnlyInProcess`), or proves from several places of the network at
 * once: not told of deployed functions, each of which is at one place.
 */
export const itInProcess = it.skipIf(process.env.TORII_DEPLOYED === '1');
