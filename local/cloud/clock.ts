import { DueHeap } from './due-heap.ts';
import { perform, type Task, UnsavedTask } from './tasks.ts';

/**
 * Virtual time of one local cloud. It never runs by itself: a driver jumps to the next due event, and it stands still
 * while anything is in flight (a request, a function invocation), so that no result depends on the machine's speed.
 */
export class VirtualClock {
  #now: number;
  #sequence = 0;
  readonly #due = new DueHeap<ScheduledTask>();
  #holds = 0;
  #whenFree: (() => void)[] = [];

  /** @param start the first instant, as a Date or in ms since the epoch */
  constructor(start: Date | number) {
    this.#now = Number(start);
  }

  /** Virtual now in ms since the epoch. */
  now(): number {
    return this.#now;
  }

  /** Runs `task` once, when virtual time reaches `at` (ms since the epoch; the past means at the next step). */
  schedule(at: number, task: Task): ScheduledTask {
    const scheduled = new ScheduledTask(Math.max(at, this.#now), this.#sequence++, task);
    this.#due.add(scheduled);
    return scheduled;
  }

  /** Keeps time still until the returned function is called (more than once is harmless). */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      if (this.#holds === 0) for (const wake of this.#whenFree.splice(0)) wake();
    };
  }

  /** Whether anything is in flight, so that time stands still. */
  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Time goes by under whatever is in flight. What falls due meanwhile happens at the next step. */
  elapse(ms: number): void {
    this.#now += ms;
  }

  /** When the next task is due, or undefined where nothing is scheduled. */
  nextDue(): number | undefined {
    return this.#due.first()?.at;
  }

  /** Resolves when nothing is in flight; asked over several turns, because one flight often starts the next. */
  async idle(): Promise<void> {
    let quietTurns = 0;
    while (quietTurns < QUIET_TURNS) {
      await new Promise((resolve) => setImmediate(resolve));
      quietTurns = this.#holds === 0 ? quietTurns + 1 : 0;
      if (this.#holds > 0) await new Promise<void>((resolve) => this.#whenFree.push(resolve));
    }
  }

  /** Jumps to the next due task (if it is due by `limit`) and runs it. False where there was none. */
  async step(limit = Number.POSITIVE_INFINITY): Promise<boolean> {
    await this.idle();
    const next = this.#due.first();
    if (!next || next.at > limit) return false;
    this.#due.takeFirst();
    next.state = 'over';
    this.#now = Math.max(this.#now, next.at);
    await perform(next.task);
    await this.idle();
    return true;
  }

  /** Runs everything that is due up to the instant `until` (ms since the epoch), then stands at it. */
  async advanceTo(until: number): Promise<void> {
    while (await this.step(until));
    this.#now = Math.max(this.#now, until);
  }

  /** Runs everything that is due in the next `ms`, then stands there. */
  async advanceBy(ms: number): Promise<void> {
    await this.advanceTo(this.#now + ms);
  }

  /** Steps until `reached()` is true. False if it is not by `limit` (ms since the epoch) or nothing is left to happen. */
  async runUntil(reached: () => boolean | Promise<boolean>, limit: number): Promise<boolean> {
    await this.idle();
    while (!(await reached())) {
      if (!(await this.step(limit))) return false;
    }
    return true;
  }

  /** What waits, the next one first: for a snapshot. What only this process waits for is left out. */
  saved(): SavedClock {
    const waiting = this.#due.inOrder().filter(({ task }) => !(task instanceof UnsavedTask));
    return { now: this.#now, sequence: this.#sequence, waiting };
  }

  /** Takes the place of everything that was due. */
  restore({ now, sequence, waiting }: SavedClock): void {
    this.#now = now;
    this.#sequence = sequence;
    this.#due.replace(waiting);
  }
}

export interface SavedClock {
  /** ms since the epoch */
  readonly now: number;
  readonly sequence: number;
  readonly waiting: readonly ScheduledTask[];
}

/** A task that can still be taken back. */
export class ScheduledTask {
  /** ms since the epoch */
  readonly at: number;
  /** Of two at one instant, the lower is first. */
  readonly order: number;
  readonly task: Task;
  state: 'waiting' | 'cancelled' | 'over' = 'waiting';

  constructor(at: number, order: number, task: Task) {
    this.at = at;
    this.order = order;
    this.task = task;
  }

  /** Harmless where it is over. */
  cancel(): void {
    if (this.state === 'waiting') this.state = 'cancelled';
  }
}

/** Event-loop turns without anything in flight before time may move. */
const QUIET_TURNS = 3;
