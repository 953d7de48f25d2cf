import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { Store } from '../../shared/state/store.ts';
import { DOCUMENT, Rig, START, step } from './engine-rig.ts';

/** As long as a lease, and the calls under it, are held without a sign of life. */
const STALL_MS = 90_000;

/** The first who comes here waits until it is woken. */
class Stall {
  #isOver = false;
  #wake = (): void => {};
  #arrived = (): void => {};
  readonly begun = new Promise<void>((resolve) => {
    this.#arrived = resolve;
  });

  async here(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#arrived();
    await woken;
  }

  wake(): void {
    this.#wake();
  }
}

let rig: Rig;
let stall: Stall;
let beforeAppend: (kind: string) => Promise<void>;
let created: number;
beforeEach(async () => {
  const memory = createMemoryStore();
  beforeAppend = async () => {};
  const store: Store = {
    ...memory,
    append: async (entry) => {
      await beforeAppend(entry.kind);
      return memory.append(entry);
    },
  };
  rig = new Rig(store);
  stall = new Stall();
  created = 0;
  await rig.declare();
  rig.wanted = [step('create', { repeatable: false })];
  rig.tell = [{ type: 'torii.gateway.ready', key: '1' }];
  rig.apply = async () => create();
});

/** As a cloud does: without a look at what is there already. */
function create() {
  created += 1;
  rig.world.add('create');
  return { learn: () => ({ known: [`gateway-${created}`] }) };
}

/** The first run stalls beyond its lease, the second takes over and finishes, the first wakes. */
async function takenOver(holders: readonly [string, string] = ['first', 'second']) {
  const first = rig.run({ holder: holders[0] });
  await stall.begun;
  rig.clock.at += STALL_MS;
  const second = await rig.run({ holder: holders[1] });
  const finished = await rig.store.get(DOCUMENT);
  stall.wake();
  return { second, first: await first, finished };
}

async function expectDoneOnce({ first, second, finished }: Awaited<ReturnType<typeof takenOver>>): Promise<void> {
  expect([first, second]).toEqual([{ outcome: 'lost-lease' }, { outcome: 'settled' }]);
  expect(created).toBe(1);
  // Nothing of what the second wrote is written over by what the first knew.
  expect(await rig.store.get(DOCUMENT)).toEqual(finished);
  expect(await rig.document()).toMatchObject({ openSteps: [], intents: {}, failures: {}, settledAt: START + STALL_MS });
  expect(new Set(rig.told.map(({ id }) => id)).size).toBe(1);
  expect(await rig.leaseIsFree()).toBe(true);
}

describe('a run that stalls beyond its lease, while another takes over and finishes', () => {
  it('while it looked: what it decided is not written down, and no call is made', async () => {
    rig.observe = () => stall.here();
    await expectDoneOnce(await takenOver());
    expect((await rig.journal()).map(({ reason }) => reason)).toContain('VersionConflict');
  });

  it('between its intent and the call: the call is not made any more, and the journal says so', async () => {
    beforeAppend = async (kind) => {
      if (kind === 'intent') await stall.here();
    };
    await expectDoneOnce(await takenOver());
    const outcomes = (await rig.journal()).filter(({ kind }) => kind === 'outcome');
    expect(outcomes.map(({ reason }) => reason)).toEqual(['create', 'LeaseLost']);
  });

  it('in the call, which had its effect: the second finds it, and what the first learned is not written over it', async () => {
    rig.apply = async () => {
      const applied = create();
      await stall.here();
      return applied;
    };
    await expectDoneOnce(await takenOver());
  });

  it('though that is a retry of it with the same request id', async () => {
    beforeAppend = async (kind) => {
      if (kind === 'intent') await stall.here();
    };
    await expectDoneOnce(await takenOver(['request-1', 'request-1']));
    const outcomes = (await rig.journal()).filter(({ kind }) => kind === 'outcome');
    expect(outcomes.map(({ reason }) => reason)).toEqual(['create', 'LeaseLost']);
  });

  it('and leaves the lease with whoever has it by then', async () => {
    const third = new Stall();
    beforeAppend = async (kind) => {
      if (kind === 'intent') await stall.here();
    };
    const first = rig.run({ holder: 'first' });
    await stall.begun;
    rig.clock.at += STALL_MS;
    rig.observe = () => third.here();
    const second = rig.run({ holder: 'second' });
    await third.begun;
    stall.wake();
    expect(await first).toEqual({ outcome: 'lost-lease' });
    expect(await rig.leaseIsFree()).toBe(false);
    third.wake();
    expect(await second).toEqual({ outcome: 'settled' });
    expect(created).toBe(1);
  });
});

it('a run that stalls beyond its lease, which nobody else wanted, goes on where it was', async () => {
  rig.wanted = ['a', 'b', 'c'].map((id) => step(id, { repeatable: false }));
  rig.apply = async ({ id }) => {
    rig.world.add(id);
    return {};
  };
  beforeAppend = async (kind) => {
    if (kind === 'intent') await stall.here();
  };
  const run = rig.run();
  await stall.begun;
  rig.clock.at += STALL_MS;
  stall.wake();
  expect(await run).toEqual({ outcome: 'settled' });
  expect(rig.calls.map(([id]) => id).sort()).toEqual(['a', 'b', 'c']);
});
