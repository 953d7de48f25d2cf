import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { EXIT } from './exit-code.ts';
import type { Stamp } from './sign.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Where `torii` runs: what it may read, write and wait for. */
export interface Shell {
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether somebody watches standard output, and whether somebody can be asked. */
  watched: boolean;
  askable: boolean;
  /** Writes lines to standard output. */
  say(text: string): void;
  /** Writes lines to standard error. */
  warn(text: string): void;
  /** Colours only for those who watch (https://no-color.org). */
  paint(style: Style, text: string): string;
  ask(question: string): Promise<string>;
  readInput(): string;
  /** Aborted by Ctrl-C. */
  interrupted: AbortSignal;
  /** Ends early, without an error, when interrupted. */
  sleep(ms: number): Promise<void>;
  stamp(): Stamp;
}

export function processShell(): Shell {
  const { env, stdin, stdout } = process;
  const watched = stdout.isTTY === true && env.TERM !== 'dumb';
  const colors = watched && !env.NO_COLOR;
  const interruption = new AbortController();
  // Not `once`: while nobody listens, whoever hides the cursor takes the signal for its own and ends the process.
  process.on('SIGINT', () => {
    if (interruption.signal.aborted) process.exit(EXIT.failed);
    interruption.abort();
  });
  // Whoever reads may stop reading (`torii events … | head`).
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  return {
    environment: env,
    watched,
    askable: watched && stdin.isTTY === true,
    say: (text) => void stdout.write(`${text}\n`),
    warn: (text) => void process.stderr.write(`${text}\n`),
    paint: (style, text) => (colors ? styleText(style, text) : text),
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stdout });
      try {
        return await lines.question(question, { signal: interruption.signal });
      } catch (error) {
        if (interruption.signal.aborted) return '';
        throw error;
      } finally {
        lines.close();
      }
    },
    readInput: () => readFileSync(0, 'utf8'),
    interrupted: interruption.signal,
    sleep: (ms) => sleep(ms, undefined, { signal: interruption.signal }).catch(() => {}),
    stamp: () => ({ now: Date.now(), nonce: randomUUID() }),
  };
}
