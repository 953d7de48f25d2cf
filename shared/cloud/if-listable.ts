import { CloudError } from './cloud-errors.ts';

/**
 * A list, or undefined where the cloud does not give it: then each thing is asked for by itself, and says itself what is
 * wrong. Whoever is throttled asks no more than before.
 */
export async function ifListable<List>(list: Promise<List>): Promise<List | undefined> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof CloudError && !error.code.includes('Throttling')) return undefined;
    throw error;
  }
}
