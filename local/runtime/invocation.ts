import type { ScheduledTask, VirtualClock } from '../cloud/clock.ts';
import type { Fate, KillPoints } from '../cloud/fc/run/kill-points.ts';

/** What is known of one invocation, also while it runs. */
export interface InvocationRecord {
  requestId: string;
  functionName: string;
  trigger: 'http' | 'timer' | 'event' | 'invocation' | 'destination';
  /** 1, and one more with each retry. */
  attempt: number;
  /** Of an asynchronous task. */
  taskId?: string;
  /** Virtual, in ms since the epoch. */
  startedAt: number;
  endedAt?: number;
  outcome: 'running' | 'succeeded' | 'failed' | 'killed' | 'timed-out';
  /** Calls made through what the runtime lends: fetch, store, events, invoker. */
  calls: number;
  /** What the function threw; secrets masked. */
  error?: { name: string; message: string };
  log: { at: number; level: 'debug' | 'info' | 'warn' | 'error'; text: string }[];
}

/**
 * One invocation on virtual time. Time stands still while it runs and while a call of its is under way, and may move while
 * it only sleeps. Once it has ended, whatever it left running is frozen: calls and sleeps of it never settle again.
 *
 * | it …                                 | time     |
 * |--------------------------------------|----------|
 * | computes, and sleeps nowhere         | is held  |
 * | has a call under way                 | is held  |
 * | sleeps somewhere, no call under way  | may move |
 * | has ended, no call under way         | may move |
 */
export class Invocation {
  readonly record: InvocationRecord;
  /** Resolves when it is stopped from outside, and never if it ends by itself. */
  readonly stopped: Promise<void>;
  readonly #clock: VirtualClock;
  readonly #kills: KillPoints;
  readonly #sleeps = new Set<ScheduledTask>();
  #callsUnderWay = 0;
  #release: (() => void) | undefined;
  #tellStopped: () => void = () => {};
  /** Whether the platform may retry it. */
  retry = true;

  constructor(record: InvocationRecord, clock: VirtualClock, kills: KillPoints) {
    this.record = record;
    this.#clock = clock;
    this.#kills = kills;
    this.stopped = new Promise((resolve) => {
      this.#tellStopped = resolve;
    });
    this.#holdOrRelease();
  }

  /** A call boundary: runs `effect` and gives its result, unless the invocation dies before or after it. */
  async call<Result>(effect: () => Promise<Result>): Promise<Result> {
    if (this.#isOver()) return never();
    this.record.calls += 1;
    const fate = this.#kills.countCall(this.record.functionName);
    if (fate?.when === 'before') {
      this.#die(fate);
      return never();
    }
    this.#callsUnderWay += 1;
    this.#holdOrRelease();
    try {
      const result = await effect();
      if (fate) this.#die(fate);
      return this.#isOver() ? never() : result;
    } catch (error) {
      if (fate) this.#die(fate);
      if (this.#isOver()) return never();
      throw error;
    } finally {
      this.#callsUnderWay -= 1;
      this.#holdOrRelease();
    }
  }

  /** Sleeps on virtual time. Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (this.#isOver()) return never();
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const wake = (settle: () => void) => {
        signal?.removeEventListener('abort', abort);
        this.#sleeps.delete(task);
        this.#holdOrRelease();
        settle();
      };
      const abort = () => {
        if (!this.#sleeps.has(task)) return;
        task.cancel();
        wake(() => reject(signal?.reason));
      };
      const task = this.#clock.schedule(this.#clock.now() + Math.max(0, ms), () => wake(resolve));
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleeps.add(task);
      this.#holdOrRelease();
    });
  }

  /** Ends it from outside, for good. Does nothing to one that has ended. */
  stop(outcome: 'killed' | 'timed-out'): void {
    if (this.#isOver()) return;
    this.end(outcome);
    this.#tellStopped();
  }

  /** Ends it; the first end counts. */
  end(outcome: Exclude<InvocationRecord['outcome'], 'running'>): void {
    if (this.#isOver()) return;
    this.record.outcome = outcome;
    this.record.endedAt = this.#clock.now();
    for (const sleep of this.#sleeps) sleep.cancel();
    this.#sleeps.clear();
    this.#holdOrRelease();
  }

  #die(fate: Fate): void {
    if (!this.#isOver()) this.retry = fate.retry;
    this.stop('killed');
  }

  #isOver(): boolean {
    return this.record.outcome !== 'running';
  }

  #holdOrRelease(): void {
    const holds = this.#callsUnderWay > 0 || (!this.#isOver() && this.#sleeps.size === 0);
    if (holds) this.#release ??= this.#clock.hold();
    else {
      this.#release?.();
      this.#release = undefined;
    }
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
