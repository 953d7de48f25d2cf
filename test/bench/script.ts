import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** How a script waits: the delays between its looks, in ms. */
export type Polling = () => () => number;

/** The vendor guide's procedure as people script it: look every 10 seconds. */
export const everyTenSeconds: Polling = () => () => 10_000;

/** As infrastructure tools wait: 5 seconds first, then 3, growing to 10. */
export const growing: Polling = () => {
  let looks = 0;
  return () => {
    looks += 1;
    return looks === 1 ? 5_000 : Math.min(3_000 + (looks - 2) * 1_000, 10_000);
  };
};

/** How a script goes about it. */
export interface Manner {
  /** Whether branches that do not need each other run at the same time. */
  parallel: boolean;
  polling: Polling;
}

/** @returns virtual ms from the script's first call to its last look */
export async function runScript(
  cloud: LocalCloud,
  manner: Manner,
  work: (script: Script) => Promise<void>,
): Promise<number> {
  const { clock } = cloud;
  const script = new Script(cloud, manner);
  const startedAt = clock.now();
  let done = false;
  const running = script
    .awake(() => work(script))
    .finally(() => {
      done = true;
    });
  if (!(await clock.runUntil(() => done, startedAt + 3_600_000))) throw new Error('the script did not end in an hour');
  await running;
  return clock.now() - startedAt;
}

/** Time stands still while any branch of the script works, and goes on while all of them sleep. */
export class Script {
  readonly #clock: LocalCloud['clock'];
  readonly #manner: Manner;
  readonly #holds: (() => void)[] = [];

  constructor({ clock }: Pick<LocalCloud, 'clock'>, manner: Manner) {
    this.#clock = clock;
    this.#manner = manner;
  }

  async awake<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#wake();
    try {
      return await work();
    } finally {
      this.#sleep();
    }
  }

  /** Runs branches, in its manner: whoever waits for those that run at the same time sleeps meanwhile. */
  async all(branches: (() => Promise<void>)[]): Promise<void> {
    if (!this.#manner.parallel) {
      for (const branch of branches) await branch();
      return;
    }
    const running = branches.map((branch) => this.awake(branch));
    this.#sleep();
    await Promise.all(running).finally(() => this.#wake());
  }

  async until(reached: () => Promise<boolean>): Promise<void> {
    const next = this.#manner.polling();
    while (!(await reached())) {
      const woken = new Promise<void>((resolve) => {
        this.#clock.schedule(this.#clock.now() + next(), () => {
          this.#wake();
          resolve();
        });
      });
      this.#sleep();
      await woken;
    }
  }

  #wake(): void {
    this.#holds.push(this.#clock.hold());
  }

  #sleep(): void {
    this.#holds.pop()?.();
  }
}
