import { beforeEach, describe, expect, it } from 'vitest';
import { inTurn } from '../../shared/engine/in-turn.ts';
import { reconcile } from '../../shared/engine/reconcile.ts';
import { dueReferences } from '../../shared/engine/sweep.ts';
import type { Looking } from '../../shared/engine/worker.ts';
import { deadlineOf } from '../../shared/function-compute/deadline.ts';
import { CHAT, Rig, START, step } from './engine-rig.ts';

let rig: Rig;
let looks: Looking['how'][];
beforeEach(async () => {
  rig = new Rig();
  looks = [];
  await rig.declare();
  const { observe } = rig.worker;
  rig.worker.observe = (subject, signal, looking) => {
    looks.push(looking.how);
    return observe(subject, signal, looking);
  };
});

const sweep = (more: { eventIds?: string[] } = {}) => {
  const deadline = deadlineOf({ startedAt: rig.clock.now(), timeoutSeconds: 600, marginSeconds: 0 });
  const run = { holder: 'sweep', deadline, signal: new AbortController().signal, ofSweep: true, ...more };
  return reconcile(rig.worker, CHAT, rig.deps, run);
};

describe('a sweep', () => {
  it('comes to what somebody asked for, though nothing of it is due', async () => {
    expect(await sweep()).toEqual({ outcome: 'settled' });
    const due = () => dueReferences(rig.worker, rig.deps, CHAT.account);
    expect(await due()).toEqual([]);
    rig.worker.readsRequests =
      async () =>
      ({ name }) =>
        name === CHAT.name;
    expect((await due()).map(({ name }) => name)).toEqual([CHAT.name]);
    rig.worker.readsRequests = async () => () => false;
    expect(await due()).toEqual([]);
    rig.worker.readsRequests = async () => undefined;
    expect(await due()).toEqual([]);
  });
});

describe('a survey', () => {
  beforeEach(() => {
    rig.worker.beginSweep = () => {};
  });

  it('is believed only where it says what is known already', async () => {
    expect(await sweep()).toEqual({ outcome: 'settled' });
    expect(looks).toEqual(['survey', 'whole']);
    expect(await sweep()).toEqual({ outcome: 'settled' });
    expect(looks).toEqual(['survey', 'whole', 'survey']);
  });

  it('never makes a call: what it shows to be missing is looked at again, and may be there', async () => {
    await sweep();
    rig.wanted = [step('create', { repeatable: false })];
    rig.world.add('create');
    rig.show = () => (looks.at(-1) === 'survey' ? new Set() : rig.world);
    expect(await sweep()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toEqual([]);
    expect(looks.slice(2)).toEqual(['survey', 'whole']);
  });

  it('of a new declaration is not believed', async () => {
    await sweep();
    await rig.declare({ generation: 2 });
    await sweep();
    expect(looks.slice(2)).toEqual(['survey', 'whole']);
  });

  it('is enough for one who only reports', async () => {
    rig.worker.reportsFromSurvey = true;
    await sweep();
    expect(looks).toEqual(['survey']);
  });
});

describe('a run of a sweep', () => {
  it('leaves waiting to an invocation of its own, because others stand in line', async () => {
    rig.waits = () => [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 10 }];
    expect(await sweep()).toEqual({ outcome: 'continue', dueAt: START + 6_000, generation: 1 });
    expect(rig.clock.now()).toBe(START);
  });

  it('is followed by the next a little sooner than asked for, so that gateways do not stay in step', async () => {
    rig.nextCheckAt = START + 1_000_000;
    rig.deps.random = () => 0.5;
    await sweep();
    expect((await rig.document()).dueAt).toBe(START + 900_000);
  });
});

describe('a run that keeps what it has read', () => {
  beforeEach(() => {
    rig.worker.maySpareWholeLook = ({ repeatable }) => repeatable;
  });

  it('looks whole at its start, only at what changed after its own steps, and whole before it says settled', async () => {
    rig.wanted = [step('a'), step('b', { after: ['a'] }), step('c', { after: ['b'] })];
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls.map(([id]) => id)).toEqual(['a', 'b', 'c']);
    expect(looks).toEqual(['whole', 'changed', 'changed', 'whole']);
  });

  it('looks whole before a call that must not be made twice', async () => {
    rig.wanted = [step('a'), step('create', { after: ['a'], repeatable: false })];
    await rig.run();
    expect(looks).toEqual(['whole', 'changed', 'whole', 'whole']);
  });

  it('looks whole for what a call did that does not show', async () => {
    rig.wanted = [step('a'), step('b', { after: ['a'] })];
    rig.show = () => (rig.clock.now() < START + 5_000 ? new Set() : rig.world);
    await rig.run();
    expect(looks.slice(0, 3)).toEqual(['whole', 'changed', 'whole']);
  });

  it('asks about each wait at its own time, and not because another is due', async () => {
    const ready = { slow: START + 130_000, quick: START + 40_000 };
    rig.waits = () =>
      (['slow', 'quick'] as const)
        .filter((id) => rig.clock.now() < ready[id])
        .map((id) => ({ id, on: 'cloud', reason: 'R', message: '', typicalSeconds: id === 'slow' ? 40 : 20 }));
    const asked: string[] = [];
    rig.worker.hasArrived = async (waits) => {
      asked.push(...waits.map(({ id }) => id));
      return waits.some(({ id }) => rig.clock.now() >= ready[id as 'slow']);
    };
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    const first = asked.indexOf('slow');
    expect(asked.slice(0, first).every((id) => id === 'quick')).toBe(true);
    expect(first).toBeGreaterThan(3);
    expect(looks.filter((how) => how === 'whole')).toHaveLength(2);
  });

  it('looks whole after what opened everything', async () => {
    rig.waits = () =>
      rig.clock.now() < START + 10_000 ? [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 10 }] : [];
    rig.worker.hasArrived = async () => (rig.clock.now() < START + 10_000 ? false : 'everything');
    await rig.run();
    expect(looks).toEqual(['whole', 'whole']);
  });
});

describe('an event that comes twice', () => {
  it('asks for nothing the second time', async () => {
    await sweep({ eventIds: ['torii/1'] });
    expect(await sweep({ eventIds: ['torii/1'] })).toEqual({ outcome: 'heard-before' });
    expect(looks).toHaveLength(1);
    await sweep({ eventIds: ['torii/1', 'torii/2'] });
    expect(looks).toHaveLength(2);
  });

  it('starts the work again where the first run died on the way', async () => {
    rig.wanted = [step('a')];
    rig.apply = () => Promise.reject('the instance is gone');
    await expect(sweep({ eventIds: ['torii/1'] })).rejects.toBe('the instance is gone');
    rig.apply = async ({ id }) => {
      rig.world.add(id);
      return {};
    };
    expect(await sweep({ eventIds: ['torii/1'] })).toEqual({ outcome: 'settled' });
  });
});

describe('a long list', () => {
  it('is worked through a few at a time, whatever becomes of each', async () => {
    let atOnce = 0;
    let most = 0;
    const { results, left } = await inTurn(
      Array.from({ length: 25 }, (_, index) => index),
      { limit: 4, mayStart: () => true },
      async (index) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setImmediate(resolve));
        atOnce -= 1;
        if (index === 3) throw new Error('not this one');
        return index;
      },
    );
    expect(most).toBe(4);
    expect(left).toBe(0);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(24);
  });

  it('is left where there is no time for more', async () => {
    let started = 0;
    const { results, left } = await inTurn(
      ['a', 'b', 'c', 'd'],
      { limit: 1, mayStart: () => started < 2 },
      async (item) => {
        started += 1;
        return item;
      },
    );
    expect(results).toHaveLength(2);
    expect(left).toBe(2);
  });
});
