import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** Against real servers of other people (Pebble). A run of its own, because it needs them installed. */
export default defineConfig({
  test: { ...everyday.test, include: ['test/real/**/*.test.ts'], exclude: [] },
});
