import { CloudError } from '../../shared/cloud/cloud-errors.ts';

/** Makes a call whose refusal with this code says that what was wanted is so already. */
export async function unless(code: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== code) throw error;
  }
}
