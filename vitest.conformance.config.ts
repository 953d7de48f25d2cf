import { defineConfig } from 'vitest/config';
import { WATCHED_FILES } from './test/conformance/watched-files.ts';
import everyday from './vitest.config.ts';

/** What is known of the local cloud's answers: `npm run conformance` runs these, and compares what left with the tables. */
export default defineConfig({
  test: {
    ...everyday.test,
    include: [...WATCHED_FILES],
    exclude: [],
    setupFiles: ['test/conformance/watch-answers.ts'],
  },
});
