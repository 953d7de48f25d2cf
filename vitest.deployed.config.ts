import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/**
 * The same stories with the functions deployed: bundles, processes, Tablestore, EventBridge, timers, enforced roles. Files
 * that name a story are run by it: `npm run test:deployed -- test/scenario/main-job.test.ts`.
 */
export default defineConfig({
  test: {
    ...everyday.test,
    include: ['test/scenario/**/*.test.ts', 'test/suite/**/*.test.ts', 'test/deployed/**/*.test.ts'],
    exclude: [
      // It bounds the calls of a sweep to the products; deployed functions call for what they remember, too.
      'test/scenario/sweep.test.ts',
      // No house is opened in it: it is about the command line that deploys, and `npm run test:suite` runs it.
      'test/suite/deploy.test.ts',
    ],
    env: { TORII_DEPLOYED: '1' },
    // A house costs six processes; months of daily sweeps are thousands of invocations.
    testTimeout: 900_000,
    hookTimeout: 60_000,
  },
});
