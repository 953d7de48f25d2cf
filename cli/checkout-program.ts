import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CannotGoOn } from './errors.ts';

/**
 * Runs a program of the checkout until it ends: the laptop is no part of the command line, and is started as any other
 * program is.
 *
 * @param entry its TypeScript file, from the root of the checkout
 * @throws CannotGoOn where this is no checkout
 */
export async function runOfCheckout(entry: string, options: readonly string[]): Promise<void> {
  const runner = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));
  if (!existsSync(runner)) throw new CannotGoOn('the local cloud is not here', 'Run this in a checkout of Torii.');
  const child = spawn(process.execPath, [runner, entry, ...options], { stdio: 'inherit' });
  // The child closes what it has opened, and this waits for it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
