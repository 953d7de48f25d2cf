import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** What is known of the local cloud's answers: `npm run conformance` runs these, and compares what left with the tables. */
export default defineConfig({
  test: {
    ...everyday.test,
    include: [
      'test/conformance/**/*.test.ts',
      'test/contract/local-cloud-*.test.ts',
      'test/contract/official-sdks.test.ts',
      'test/contract/*client*.test.ts',
    ],
    exclude: [],
    setupFiles: ['test/conformance/watch-answers.ts'],
  },
});
