import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Failure, FromInstance, InvocationContext, LogLevel, ToInstance } from './messages.ts';

/** How an invocation ended, as its instance tells it. */
export type InstanceAnswer =
  | { readonly type: 'result'; readonly body: Buffer }
  | Failure
  /** The process is gone: it ended itself, ran out of memory, or was killed. */
  | { readonly type: 'gone' };

export interface InstanceStart {
  readonly env: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly start: Extract<ToInstance, { type: 'start' }>;
}

/**
 * A process that runs a function's code, one invocation at a time. Between invocations it is frozen, as Function Compute
 * freezes it: what an invocation left running goes on in the next one.
 */
export class Instance {
  readonly #process: ChildProcess;
  readonly #quiet = new Map<number, (clockCalls: number) => void>();
  #log: (level: LogLevel, text: string) => void = () => {};
  #answer: ((answer: InstanceAnswer) => void) | undefined;
  #questions = 0;
  #gone = false;

  constructor({ env, memoryMb, start }: InstanceStart) {
    this.#process = fork(BOOTSTRAP, {
      env: { ...env },
      // Nothing of how the cloud itself was started.
      execArgv: [`--max-old-space-size=${memoryMb}`],
      silent: true,
    });
    alive.add(this.#process);
    this.#process.on('message', (message) => this.#hear(message as FromInstance));
    this.#process.on('exit', () => this.#leave());
    this.#process.on('error', () => this.#leave());
    // What goes past its own streams: the runtime's last words, mostly.
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line !== '') this.#log('error', line);
      });
    }
    this.#tell(start);
  }

  get isGone(): boolean {
    return this.#gone;
  }

  /** Runs one invocation. It never rejects. */
  invoke(
    event: Buffer,
    context: InvocationContext,
    log: (level: LogLevel, text: string) => void,
  ): Promise<InstanceAnswer> {
    if (this.#gone) return Promise.resolve({ type: 'gone' });
    this.#log = log;
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#process.kill('SIGCONT');
      this.#tell({ type: 'invoke', event: event.toString('base64'), context });
    });
  }

  /** Resolves when no call of the function is under way. @returns how many calls to the clock it still waits for */
  quiet(): Promise<number> {
    if (this.#gone) return Promise.resolve(0);
    this.#questions += 1;
    const id = this.#questions;
    return new Promise((resolve) => {
      this.#quiet.set(id, resolve);
      this.#tell({ type: 'quiet', id });
    });
  }

  /** Ends it at once, wherever it is. */
  kill(): void {
    this.#process.kill('SIGKILL');
    this.#leave();
  }

  #hear(message: FromInstance): void {
    switch (message.type) {
      case 'log':
        this.#log(message.level, message.text);
        return;
      case 'quiet':
        this.#quiet.get(message.id)?.(message.clockCalls);
        this.#quiet.delete(message.id);
        return;
      case 'result':
        this.#process.kill('SIGSTOP');
        this.#settle({ type: 'result', body: Buffer.from(message.body, 'base64') });
        return;
      case 'failure':
        this.#process.kill(message.fatal ? 'SIGKILL' : 'SIGSTOP');
        this.#settle(message);
        if (message.fatal) this.#leave();
        return;
    }
  }

  #leave(): void {
    this.#gone = true;
    alive.delete(this.#process);
    for (const tell of this.#quiet.values()) tell(0);
    this.#quiet.clear();
    this.#settle({ type: 'gone' });
  }

  #settle(answer: InstanceAnswer): void {
    const settle = this.#answer;
    this.#answer = undefined;
    settle?.(answer);
    if (answer.type !== 'gone') this.#log = () => {};
  }

  #tell(message: ToInstance): void {
    // That it is gone shows by its exit.
    if (this.#process.connected) this.#process.send(message, () => {});
  }
}

/** Found by the package's own imports, because the cloud may run from a bundle that lies elsewhere. */
const BOOTSTRAP = createRequire(import.meta.url).resolve('#function-process');

/** A frozen process does not notice that its parent is gone. */
const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const one of alive) one.kill('SIGKILL');
});
