import type { ScheduledTask, VirtualClock } from '../../clock.ts';
import { UnsavedTask } from '../../tasks.ts';
import type { AsyncStart } from '../functions.ts';
import type { LogLevel } from './messages.ts';

/** What is known of one invocation, also while it runs. */
export interface InvocationRecord {
  requestId: string;
  functionName: string;
  trigger: 'http' | AsyncStart['by'];
  /** 1, and one more with each retry. */
  attempt: number;
  /** Of an asynchronous task. */
  taskId?: string;
  /** Which process ran it. */
  instanceId?: string;
  /** Virtual, in ms since the epoch. */
  startedAt: number;
  endedAt?: number;
  outcome: 'running' | 'succeeded' | 'failed' | 'killed' | 'timed-out';
  /** Calls to the cloud, counted at its front door. The clock's do not count. */
  calls: number;
  /** What the function threw; secrets masked. */
  error?: { name: string; message: string };
  log: { at: number; level: LogLevel; text: string }[];
}

/**
 * One invocation on virtual time. Time stands still while it runs, and may move while it sleeps and no call of its is under
 * way, or while it waits for another function's answer.
 */
export class Invocation {
  readonly record: InvocationRecord;
  readonly #clock: VirtualClock;
  readonly #quiet: () => Promise<number>;
  readonly #sleeps = new Set<ScheduledTask>();
  readonly #endings: (() => void)[] = [];
  #waits = 0;
  #isQuiet = false;
  /** Anew with each change of what sleeps: answers that are older say nothing. */
  #sleepers = {};
  #release: (() => void) | undefined;

  /** @param quiet resolves when no call of its is under way but those to the clock, which it counts */
  constructor(record: InvocationRecord, clock: VirtualClock, quiet: () => Promise<number>) {
    this.record = record;
    this.#clock = clock;
    this.#quiet = quiet;
    this.#holdOrRelease();
  }

  get isOver(): boolean {
    return this.record.outcome !== 'running';
  }

  /** Sleeps on virtual time; the clock is held again when it resolves. @returns false where it ended, or gave up, first */
  sleep(ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.isOver || signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (slept: boolean) => {
        if (!this.#sleeps.delete(task)) return;
        task.cancel();
        this.#sleepersChanged();
        resolve(slept);
      };
      const task = this.#clock.schedule(this.#clock.now() + Math.max(0, ms), new UnsavedTask(() => wake(true)));
      signal.addEventListener('abort', () => wake(false), { once: true });
      this.onEnd(() => wake(false));
      this.#sleeps.add(task);
      this.#sleepersChanged();
    });
  }

  /** Waits for what takes virtual time elsewhere. @returns what ends the wait */
  wait(): () => void {
    this.#waits += 1;
    this.#holdOrRelease();
    let waiting = true;
    return () => {
      if (!waiting) return;
      waiting = false;
      this.#waits -= 1;
      this.#holdOrRelease();
    };
  }

  onEnd(listener: () => void): void {
    this.#endings.push(listener);
  }

  /** Ends it; the first end counts. */
  end(outcome: Exclude<InvocationRecord['outcome'], 'running'>): void {
    if (this.isOver) return;
    this.record.outcome = outcome;
    this.record.endedAt = this.#clock.now();
    for (const tell of this.#endings) tell();
    this.#holdOrRelease();
  }

  #sleepersChanged(): void {
    this.#isQuiet = false;
    this.#holdOrRelease();
    this.#sleepers = {};
    if (this.#sleeps.size > 0) void this.#awaitQuiet(this.#sleepers);
  }

  /** Until the function knows itself that all these sleep: one that just woke may not have heard so yet. */
  async #awaitQuiet(sleepers: object): Promise<void> {
    let waking = true;
    while (waking) {
      const clockCalls = await this.#quiet();
      if (sleepers !== this.#sleepers || this.isOver) return;
      waking = clockCalls !== this.#sleeps.size;
    }
    this.#isQuiet = true;
    this.#holdOrRelease();
  }

  #holdOrRelease(): void {
    const mayMove = this.isOver || this.#waits > 0 || (this.#sleeps.size > 0 && this.#isQuiet);
    if (!mayMove) this.#release ??= this.#clock.hold();
    else {
      this.#release?.();
      this.#release = undefined;
    }
  }
}
