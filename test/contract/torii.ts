import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { keepTime } from '../../local/dev/keep-time.ts';
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
      child.stdout.on('data', (chunk) => {
        out += chunk;
        if (interruptAt && out.includes(interruptAt)) child.kill('SIGINT');
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

/** A house whose time passes by itself (ten minutes a second), and the command line pointed at it. */
export async function toriiAtHouse(text: string = CHAT): Promise<{ scene: Scene; run: Torii }> {
  const scene = await openHouse(text);
  const stop = keepTime(scene.cloud.clock, 600);
  onTestFinished(stop);
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
