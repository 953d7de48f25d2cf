import { defineConfig } from 'vitest/config';
import everyday from './vitest.config.ts';

/** The whole scenario suite: every kind, fault seed and assumption switch. A run of its own, because it takes minutes. */
export default defineConfig({
  test: { ...everyday.test, include: ['test/suite/**/*.test.ts'], exclude: [] },
});
