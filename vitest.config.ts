import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'shared/**/*.test.ts', 'local/**/*.test.ts'],
    // The whole scenario suite, deployed functions, the real servers and others have configurations of their own.
    exclude: [
      'test/suite/**',
      'test/deployed/**',
      'test/real/**',
      'test/crash/**',
      'test/alone/**',
      'test/conformance/**',
      // The longest of what the local cloud refuses: `npm run conformance` runs them, so that this stays within two minutes.
      'test/contract/local-cloud-{acme-refusals,alb-refusals,cas-orders,garbage}.test.ts',
      '**/node_modules/**',
    ],
    globalSetup: ['test/build-functions.ts'],
    // What `npm run conformance -- --seen` need not run again.
    setupFiles: process.env.TORII_CONFORMANCE ? ['test/conformance/watch-answers.ts'] : [],
    // One worker for each of two cores: left alone, vitest keeps one core for itself.
    maxWorkers: 2,
    // A worker loads each module once, which is a third of the time: no test leaves anything behind in one.
    isolate: false,
    // What one request leaves behind is gone before the next: room for that spares most of the garbage collector's work.
    execArgv: ['--max-semi-space-size=64'],
    // A limit on tests that hang, on a machine that is busy with other things.
    testTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['shared/domain-rules/**/*.ts'],
      exclude: ['**/*.test.ts'],
      thresholds: { lines: 100, branches: 100, functions: 100, statements: 100 },
    },
  },
});
