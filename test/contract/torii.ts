import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { CHAT, openHouse, type Scene } from '../scenario/open-house.ts';

/** What a run of the command line left behind. */
export interface Run {
  code: number | null;
  out: string;
  err: string;
}

export type Torii = (args: string[], options?: RunOptions) => Promise<Run>;

export interface RunOptions {
  input?: string;
  environment?: Record<string, string>;
  /** Ctrl-C, as soon as standard output has this in it. */
  interruptAt?: string;
}

/** The built command line, as a process of its own whose output nobody watches. */
export function torii(environment: Record<string, string>): Torii {
  return (args, { input = '', interruptAt, environment: more = {} } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['dist/cli/torii.mjs', ...args], {
        env: { PATH: process.env.PATH ?? '', ...environment, ...more },
      });
      let out = '';
      let err = '';
      let interrupted = false;
      child.stdout.on('data', (chunk) => {
        out += chunk;
        if (interrupted || !interruptAt || !out.includes(interruptAt)) return;
        interrupted = child.kill('SIGINT');
      });
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, out, err }));
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
}

/**
 * A house whose time passes by itself, and the command line pointed at it.
 *
 * @param pace virtual seconds a second
 */
export async function toriiAtHouse(text: string = CHAT, pace = 600): Promise<{ scene: Scene; run: Torii }> {
  const scene = await openHouse(text);
  scene.cloud.time.scale = pace;
  onTestFinished(() => scene.cloud.time.close());
  const { accessKeyId, accessKeySecret } = scene.cloud.account;
  const run = torii({
    TORII_URL: scene.runtime.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  });
  return { scene, run };
}

/** Looks often: time passes fast in these houses. */
export const POLL = ['--poll', '0.05'];
