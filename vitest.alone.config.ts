import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** What builds and deploys this very checkout, and so disturbs whatever else runs in it. */
export default defineConfig({
  test: { ...everyday.test, include: ['test/alone/**/*.test.ts'], exclude: [], fileParallelism: false },
});
