import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** The same stories with the functions deployed: bundles, processes, Tablestore, EventBridge, timers, enforced roles. */
export default defineConfig({
  test: {
    ...everyday.test,
    include: ['test/scenario/**/*.test.ts', 'test/suite/**/*.test.ts', 'test/deployed/**/*.test.ts'],
    exclude: [],
    env: { TORII_DEPLOYED: '1' },
    testTimeout: 600_000,
  },
});
