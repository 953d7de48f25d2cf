import { buildCli, buildFunctions } from '../scripts/build.mjs';

/** The tests run what would be deployed and installed, so it is built once before all of them. */
export async function setup(): Promise<void> {
  await Promise.all([buildFunctions(), buildCli()]);
}
