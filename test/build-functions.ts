import { buildFunctions } from '../scripts/build.mjs';

/** The scenario tests run the bundles that would be deployed, so they are built once before all tests. */
export async function setup(): Promise<void> {
  await buildFunctions();
}
