import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** Stories in which a function dies. `npm run crash-sweep` says where, and sums up. */
export default defineConfig({
  test: { ...everyday.test, include: ['test/crash/**/*.test.ts'], exclude: [] },
});
