import { it } from 'vitest';

/** A story that stands between a function and what it asks (`OnlyInProcess`): not told of deployed functions. */
export const itInProcess = it.skipIf(process.env.TORII_DEPLOYED === '1');
