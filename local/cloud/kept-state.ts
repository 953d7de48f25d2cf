import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from './snapshot/snapshot.ts';
import { writeStateFile } from './state-file.ts';

export interface KeptStateOptions {
  readonly path: string;
  readonly snapshot: () => Promise<Snapshot>;
  /** Differs once something may have changed. */
  readonly mark: () => string;
  /** Waits so many ms of the machine's, or until aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Hears why the state could not be saved; it is tried again. */
  readonly failed?: (error: unknown) => void;
}

/** Saves a cloud in a file some time after it changed, and at its end. */
export class KeptState {
  readonly #options: Required<KeptStateOptions>;
  readonly #ended = new AbortController();
  readonly #over: Promise<void>;
  #saved: string;

  constructor(options: KeptStateOptions) {
    this.#options = {
      pause: (ms, signal) => pause(ms, undefined, { signal, ref: false }).catch(() => undefined),
      failed: () => undefined,
      ...options,
    };
    this.#saved = '';
    this.#over = this.#keep();
  }

  async #keep(): Promise<void> {
    let waitMs = SAVE_MS;
    while (!this.#ended.signal.aborted) {
      await this.#options.pause(waitMs, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      const began = performance.now();
      await this.save().catch(this.#options.failed);
      // A large cloud is saved less often: a tenth of the time at most goes into it.
      waitMs = Math.max(SAVE_MS, 10 * (performance.now() - began));
    }
  }

  /** Where something changed since the last time. */
  async save(): Promise<void> {
    const mark = this.#options.mark();
    if (mark === this.#saved) return;
    await writeStateFile(this.#options.path, await this.#options.snapshot());
    this.#saved = mark;
  }

  /** Saves nothing any more. */
  stop(): Promise<void> {
    this.#ended.abort();
    return this.#over;
  }

  /** The last time. What is still in flight after a while is not waited for: the file stays as it was before it. */
  async close(): Promise<void> {
    const { path, snapshot, failed } = this.#options;
    const last = this.stop().then(async () => writeStateFile(path, await snapshot()));
    const late = pause(LAST_SAVE_MS, 'late' as const, { ref: false });
    if ((await Promise.race([last, late])) === 'late') failed(new Error('something was in flight for too long'));
  }
}

const SAVE_MS = 1_000;
const LAST_SAVE_MS = 5_000;
