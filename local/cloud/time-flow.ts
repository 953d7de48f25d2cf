import { setTimeout as pause } from 'node:timers/promises';
import type { VirtualClock } from './clock.ts';

export interface TimeFlowOptions {
  /** The machine's time in ms. */
  readonly machineNow: () => number;
  /** Waits so many ms of the machine's, or until aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * How virtual time goes by itself: not at all, until a scale says so. It stands still while anything is in flight, and what
 * it misses then is not made up for: a busy machine makes it slower, never wrong.
 *
 *   cloud.time.scale = 60; // a second here is a minute there
 *   cloud.time.freeze();
 *   await cloud.time.jump(60 * DAY_MS);
 */
export class TimeFlow {
  readonly #clock: Pick<VirtualClock, 'advanceBy'>;
  readonly #options: Required<TimeFlowOptions>;
  #scale = 0;
  #frozen = false;
  #flowing: AbortController | undefined;
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(clock: Pick<VirtualClock, 'advanceBy'>, options: TimeFlowOptions) {
    this.#clock = clock;
    this.#options = {
      pause: (ms, signal) => pause(ms, undefined, { signal, ref: false }).catch(() => undefined),
      ...options,
    };
  }

  /** Virtual seconds that pass in one second of the machine; 0 where time goes on only when it is told to. */
  get scale(): number {
    return this.#scale;
  }

  set scale(scale: number) {
    if (!(scale >= 0 && scale <= MAX_SCALE)) throw new RangeError(`a scale is from 0 to ${MAX_SCALE}`);
    this.#scale = scale;
    this.#follow();
  }

  /** Whether time stands still whatever the scale. */
  get frozen(): boolean {
    return this.#frozen;
  }

  freeze(): void {
    this.#frozen = true;
    this.#follow();
  }

  resume(): void {
    this.#frozen = false;
    this.#follow();
  }

  /** Has everything happen that is due in the next `ms`, also where time is frozen. Resolves when it has. */
  jump(ms: number): Promise<void> {
    return this.alone(() => this.#clock.advanceBy(ms));
  }

  /** Does something while time neither jumps nor flows: two that step one clock would run what is due at the same time. */
  alone<Result>(run: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(run);
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Ends it; resolves when the step under way is over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#follow();
    await this.#last;
  }

  #follow(): void {
    const wanted = this.#scale > 0 && !this.#frozen && !this.#closed;
    if (!wanted) {
      this.#flowing?.abort();
      this.#flowing = undefined;
    } else if (!this.#flowing) {
      this.#flowing = new AbortController();
      void this.#flow(this.#flowing.signal);
    }
  }

  async #flow(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      const before = this.#options.machineNow();
      await this.#options.pause(BEAT_MS, stopped);
      const passed = Math.max(0, this.#options.machineNow() - before);
      if (!stopped.aborted) await this.jump(passed * this.#scale);
    }
  }
}

const BEAT_MS = 100;
/** A year in half a minute. */
const MAX_SCALE = 1_000_000;
