import { buildCli, buildFunctions } from '../scripts/build.mjs';

/**
 * The tests run what would be deployed and installed, so it is built once before all of them: here, unless whoever runs
 * them says with `TORII_BUILT=1` that this very checkout is built already.
 */
export async function setup(): Promise<void> {
  if (process.env.TORII_BUILT === '1') return;
  await Promise.all([buildFunctions(), buildCli()]);
}
