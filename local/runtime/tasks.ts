import type { ScheduledTask, VirtualClock } from '../cloud/clock.ts';

/** What one runtime still has to do on a clock that others use too, so that it can take it all back. */
export class Tasks {
  readonly #clock: VirtualClock;
  readonly #pending = new Set<ScheduledTask>();
  #open = true;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** @param at ms since the epoch */
  schedule(at: number, task: () => void): ScheduledTask {
    if (!this.#open) return { cancel: () => {} };
    const scheduled = this.#clock.schedule(at, () => {
      this.#pending.delete(scheduled);
      task();
    });
    this.#pending.add(scheduled);
    return {
      cancel: () => {
        this.#pending.delete(scheduled);
        scheduled.cancel();
      },
    };
  }

  /** Takes everything back and accepts nothing more. */
  close(): void {
    this.#open = false;
    for (const task of this.#pending) task.cancel();
    this.#pending.clear();
  }
}
