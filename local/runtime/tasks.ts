import type { ScheduledTask, VirtualClock } from '../cloud/clock.ts';
import { UnsavedTask } from '../cloud/tasks.ts';

/** What one runtime still has to do on a clock that others use too, so that it can take it all back. */
export class Tasks {
  readonly #clock: VirtualClock;
  readonly #pending = new Set<ScheduledTask>();
  #open = true;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** @param at ms since the epoch */
  schedule(at: number, task: () => void): Pick<ScheduledTask, 'cancel'> {
    if (!this.#open) return { cancel: () => {} };
    const happen = new UnsavedTask(() => {
      this.#pending.delete(scheduled);
      task();
    });
    const scheduled = this.#clock.schedule(at, happen);
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
