import { beforeEach, describe, expect, it } from 'vitest';
import { CallOutcomeUnknown } from '../../shared/cloud/cloud-errors.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { DOCUMENT, Rig, START, step } from './engine-rig.ts';

const lost = () => new CallOutcomeUnknown('eas', 'CreateGateway', 'ECONNRESET');
const refused = (more: object = {}) =>
  Object.assign(new Error('not now'), { code: 'Throttling.Api', retryable: true, ...more });

let rig: Rig;
beforeEach(async () => {
  rig = new Rig();
  await rig.declare();
});

describe('a run', () => {
  it('knows nothing to do about what nobody declared', async () => {
    expect(await new Rig().run()).toEqual({ outcome: 'unknown-gateway' });
  });

  it('goes on until nothing is left, each step as soon as what it needs is done', async () => {
    rig.wanted = [step('c', { after: ['a', 'b'] }), step('a'), step('b')];
    rig.nextCheckAt = START + 1_800_000;
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls.map(([id]) => id)).toEqual(['a', 'b', 'c']);
    expect(await rig.document()).toMatchObject({
      generation: 1,
      openSteps: [],
      settledAt: START,
      dueAt: START + 1_800_000,
    });
    expect(await rig.leaseIsFree()).toBe(true);
  });

  it('writes each intent down before the call, due again if the run dies, and the outcome after it', async () => {
    rig.wanted = [step('a')];
    rig.apply = async () => {
      expect(await rig.document()).toMatchObject({ intents: { a: START }, dueAt: START + 90_000 });
      expect(await rig.journal()).toMatchObject([{ kind: 'intent', reason: 'a', message: 'do a' }]);
      rig.world.add('a');
      return { learn: () => ({ known: ['a'] }), message: 'a is there' };
    };
    await rig.run();
    expect((await rig.journal()).at(-1)).toMatchObject({ kind: 'outcome', reason: 'a', message: 'a is there' });
    expect(await rig.document()).toMatchObject({ intents: {}, memory: { known: ['a'] } });
  });

  it('polls in the function while its deadline allows, and asks to be invoked again when it does not', async () => {
    const ready = () => rig.clock.now() >= START + 40_000;
    rig.waits = () => (ready() ? [] : [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 50 }]);
    expect(await rig.run({ seconds: 20 })).toEqual({ outcome: 'continue', dueAt: START + 30_000, generation: 1 });
    expect(await rig.leaseIsFree()).toBe(true);
    expect((await rig.document()).dueAt).toBe(START + 30_000);
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect((rig.clock.now() - START) / 1000).toBeLessThan(43);
  });

  it('asks only about what it waits for until that has come, or somebody knocks', async () => {
    const readyAt = START + 40_000;
    rig.waits = () =>
      rig.clock.now() >= readyAt ? [] : [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 50 }];
    let asked = 0;
    rig.worker.hasArrived = async (waits) => {
      asked += 1;
      expect(waits.map(({ id }) => id)).toEqual(['w']);
      return rig.clock.now() >= readyAt;
    };
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(asked).toBeGreaterThan(3);
    expect(rig.looks).toBe(2);
  });

  it('looks at everything when somebody knocks while it waits', async () => {
    rig.waits = () =>
      rig.clock.now() >= START + 40_000 ? [] : [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 50 }];
    let asked = 0;
    rig.worker.hasArrived = async () => {
      asked += 1;
      if (asked === 1) expect(await rig.run({ holder: 'run-2' })).toEqual({ outcome: 'busy' });
      return rig.clock.now() >= START + 40_000;
    };
    await rig.run();
    expect(rig.looks).toBe(3);
  });

  it('stops at its deadline though there is more to do', async () => {
    rig.wanted = [step('a'), step('b', { after: ['a'] })];
    expect(await rig.run({ seconds: 0 })).toEqual({ outcome: 'continue', dueAt: START + 1, generation: 1 });
    expect(rig.calls.map(([id]) => id)).toEqual(['a']);
    expect(await rig.leaseIsFree()).toBe(true);
  });

  it('starts no step any more once its deadline has passed, and says so of none that it failed', async () => {
    rig.wanted = Array.from({ length: 120 }, (_, index) => step(`s${index}`, { repeatable: false }));
    rig.apply = async ({ id }) => {
      rig.clock.at += 1_000;
      rig.world.add(id);
      return {};
    };
    expect(await rig.run({ seconds: 30 })).toMatchObject({ outcome: 'continue', dueAt: rig.clock.now() + 1 });
    const begun = rig.calls.length;
    expect(begun).toBeGreaterThanOrEqual(30);
    expect(begun).toBeLessThan(100);
    expect(await rig.document()).toMatchObject({ failures: {}, intents: {} });
    while ((await rig.run({ seconds: 30 })).outcome === 'continue');
    // Each of them once, over all invocations.
    expect(rig.calls.map(([id]) => id).sort()).toEqual(rig.wanted.map(({ id }) => id).sort());
  });

  it('does not take for failed what it gave up because its time was over', async () => {
    rig.wanted = [step('a')];
    const outOfTime = Object.assign(new Error('time is up'), { code: 'OutOfTime', retryable: true });
    const { apply } = rig;
    rig.apply = () => Promise.reject(outOfTime);
    expect(await rig.run({ seconds: 0 })).toMatchObject({ outcome: 'continue', dueAt: rig.clock.now() + 1 });
    expect(await rig.document()).toMatchObject({ failures: {}, intents: {} });
    rig.apply = apply;
    expect(await rig.run()).toEqual({ outcome: 'settled' });
  });

  it('does not poll for what others decide', async () => {
    rig.waits = () => [{ id: 'zones', on: 'peer', reason: 'R', message: '', typicalSeconds: 60 }];
    expect(await rig.run()).toEqual({ outcome: 'waiting-for-others' });
    expect(rig.looks).toBe(1);
    expect((await rig.document()).settledAt).toBeNull();
  });

  it('that finds another at work knocks, and that one looks once more', async () => {
    rig.wanted = [];
    let inner: unknown;
    rig.observe = async () => {
      if (rig.looks === 1) inner = await rig.run({ holder: 'run-2' });
    };
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(inner).toEqual({ outcome: 'busy' });
    expect(rig.looks).toBe(2);
  });

  it('that is so slow that another took over stops', async () => {
    rig.wanted = [step('a')];
    rig.apply = async () => {
      await rig.clock.sleep(90_000);
      const taken = await rig.store.get<object>({ ...DOCUMENT, kind: 'lease', name: 'provisioning/chat-prod' });
      if (!taken) throw new Error('no lease');
      const body = { holder: 'run-2', until: rig.clock.now() + 90_000, knocked: false };
      await rig.store.put(taken.key, { body, dueAt: null }, taken.version);
      return {};
    };
    expect(await rig.run()).toEqual({ outcome: 'lost-lease' });
    expect(await rig.leaseIsFree()).toBe(false);
  });

  it('that fails to look lets the lease go, says so in the journal, and is tried again by the platform', async () => {
    rig.observe = () => Promise.reject(refused());
    await expect(rig.run()).rejects.toThrow('not now');
    expect(await rig.journal()).toMatchObject([{ kind: 'note', reason: 'Throttling.Api', message: 'not now' }]);
    expect(await rig.leaseIsFree()).toBe(true);
  });

  it('that meets another’s writing looks again and does nothing twice', async () => {
    rig.wanted = [step('a')];
    rig.observe = async () => {
      if (rig.looks > 1) return;
      const body = await rig.document();
      await rig.store.put(DOCUMENT, { body, dueAt: null }, 0);
    };
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toHaveLength(1);
    expect((await rig.journal())[0]).toMatchObject({ kind: 'note', reason: 'VersionConflict' });
  });
});

describe('a step that failed', () => {
  beforeEach(() => {
    rig.wanted = [step('a'), step('b')];
  });

  it('is tried again after 10 s, 20 s, 40 s; others are not held up', async () => {
    rig.apply = async ({ id }) => {
      if (id === 'a' && rig.clock.now() < START + 60_000) throw refused();
      rig.world.add(id);
      return {};
    };
    let result = await rig.run({ seconds: 25 });
    expect(result).toEqual({ outcome: 'continue', dueAt: rig.clock.now() + 20_000, generation: 1 });
    expect((await rig.document()).failures).toEqual({
      a: { count: 2, code: 'Throttling.Api', message: 'not now', retryAt: START + 30_000 },
    });
    while (result.outcome === 'continue') {
      await rig.clock.sleep(result.dueAt - rig.clock.now());
      result = await rig.run();
    }
    expect(result.outcome).toBe('settled');
    expect(rig.calls).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 10],
      ['a', 30],
      ['a', 70],
    ]);
    expect((await rig.document()).failures).toEqual({});
  });

  it('is not tried before the cloud wants it to be', async () => {
    rig.apply = () => Promise.reject(refused({ retryAfterMs: 25_000 }));
    await rig.run({ seconds: 1 });
    expect((await rig.document()).failures.a?.retryAt).toBe(START + 25_000);
  });

  it('and cannot mend itself is left for five minutes, while the timer looks as often as ever', async () => {
    rig.nextCheckAt = START + 120_000;
    rig.apply = () => Promise.reject(refused({ retryable: false }));
    expect(await rig.run()).toEqual({ outcome: 'continue', dueAt: rig.clock.now() + 300_000, generation: 1 });
    expect((await rig.document()).dueAt).toBe(START + 120_000);
  });

  it('is tried at once for a new declaration', async () => {
    rig.apply = () => Promise.reject(refused({ retryable: false }));
    await rig.run();
    await rig.declare({ generation: 2 });
    await rig.run();
    expect(rig.calls.filter(([id]) => id === 'a')).toHaveLength(2);
  });

  it('with something that is no error ends the run when no call is under way any more', async () => {
    let ended = false;
    rig.apply = async ({ id }) => {
      if (id === 'a') throw 'out of words';
      await Promise.resolve().then(() => undefined);
      ended = true;
      return {};
    };
    await expect(rig.run()).rejects.toBe('out of words');
    expect(ended).toBe(true);
    expect((await rig.journal()).at(-1)).toMatchObject({ reason: 'UnnamedError' });
  });
});

describe('a call whose answer was lost', () => {
  const CREATE = step('create', { repeatable: false });

  it('is looked for and not made again: what came to be is found', async () => {
    rig.wanted = [CREATE];
    rig.apply = async () => {
      rig.world.add('create');
      throw lost();
    };
    rig.show = () => (rig.clock.now() < START + 7_000 ? new Set() : rig.world);
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toEqual([['create', 0]]);
    expect(await rig.document()).toMatchObject({ intents: {}, failures: {} });
  });

  it('is made again when it has not come to light within the settling time', async () => {
    rig.wanted = [CREATE];
    rig.apply = async ({ id }) => {
      if (rig.calls.length === 1) throw lost();
      rig.world.add(id);
      return {};
    };
    let result = await rig.run();
    while (result.outcome === 'continue') {
      await rig.clock.sleep(result.dueAt - rig.clock.now());
      result = await rig.run();
    }
    expect(rig.calls).toEqual([
      ['create', 0],
      ['create', 60],
    ]);
    expect(rig.looks).toBeGreaterThan(4);
  });

  it('is not made again by the run after one that died in it', async () => {
    rig.wanted = [CREATE];
    rig.apply = () => Promise.reject('killed');
    await expect(rig.run()).rejects.toBe('killed');
    rig.apply = async () => ({});
    await rig.clock.sleep(30_000);
    await rig.run({ seconds: 10 });
    expect(rig.calls).toEqual([['create', 0]]);
  });

  it('is looked for though it is not wanted any more: who deletes a gateway must see one that was made', async () => {
    rig.wanted = [CREATE];
    rig.apply = () => Promise.reject(lost());
    await rig.run({ seconds: 1 });
    rig.wanted = [];
    const intentsSeen: unknown[] = [];
    rig.observe = async ({ intents }) => void intentsSeen.push(Object.keys(intents));
    await rig.declare({ generation: 2, deletion: { unbindServices: false, requestedAt: START } });
    let result = await rig.run();
    while (result.outcome === 'continue') {
      await rig.clock.sleep(result.dueAt - rig.clock.now());
      result = await rig.run();
    }
    expect(result.outcome).toBe('settled');
    expect(rig.clock.now()).toBe(START + 60_000);
    expect(intentsSeen.every((seen) => JSON.stringify(seen) === '["create"]')).toBe(true);
    expect((await rig.document()).intents).toEqual({});
  });

  it('of a step that may be repeated is made again like any other that failed', async () => {
    rig.wanted = [step('attach')];
    rig.apply = async ({ id }) => {
      if (rig.calls.length === 1) throw lost();
      rig.world.add(id);
      return {};
    };
    await rig.run();
    expect(rig.calls).toEqual([
      ['attach', 0],
      ['attach', 10],
    ]);
  });

  it('is told from one that was answered when only the journal failed', async () => {
    const memory = createMemoryStore();
    let failures = 1;
    rig = new Rig({
      ...memory,
      append: async (entry) => {
        if (entry.kind === 'outcome' && failures-- > 0) throw new Error('no journal');
        return memory.append(entry);
      },
    });
    await rig.declare();
    rig.wanted = [CREATE];
    await expect(rig.run()).rejects.toThrow('no journal');
    expect(await rig.document()).toMatchObject({ intents: { create: START }, failures: {} });
    expect((await rig.run()).outcome).toBe('settled');
    expect(rig.calls).toHaveLength(1);
  });
});

describe('a call that went well and does not show yet, because lists can be stale', () => {
  it.each([true, false])('is not made again within the settling time (repeatable: %s)', async (repeatable) => {
    rig.wanted = [step('create', { repeatable })];
    rig.show = () => (rig.clock.now() < START + 20_000 ? new Set() : rig.world);
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toEqual([['create', 0]]);
    expect(rig.looks).toBeLessThan(10);
    expect((await rig.document()).done).toEqual({});
  });

  it('is made again after it', async () => {
    rig.wanted = [step('attach')];
    rig.apply = async ({ id }) => {
      if (rig.calls.length > 1) rig.world.add(id);
      return {};
    };
    let result = await rig.run();
    while (result.outcome === 'continue') {
      await rig.clock.sleep(result.dueAt - rig.clock.now());
      result = await rig.run();
    }
    expect(rig.calls).toEqual([
      ['attach', 0],
      ['attach', 60],
    ]);
  });

  it('is made at once with other values, such as another vSwitch after a refused one', async () => {
    const link = (vSwitchId: string) => ({ ...step('link', { repeatable: false, summary: vSwitchId }), vSwitchId });
    rig.wanted = [link('vsw-1')];
    rig.apply = async ({ summary, id }) => {
      if (summary === 'vsw-2') rig.world.add(id);
      return {};
    };
    rig.observe = async () => {
      if (rig.clock.now() >= START + 2_000) rig.wanted = [link('vsw-2')];
    };
    await rig.run();
    expect(rig.calls).toEqual([
      ['link', 0],
      ['link', 2],
    ]);
  });

  it('is remembered without its values, which may be secret', async () => {
    rig.wanted = [{ ...step('bind'), summary: 'bind', target: 'TOKEN-42' }];
    rig.show = () => new Set();
    await rig.run({ seconds: 1 });
    expect(JSON.stringify((await rig.document()).done)).not.toContain('TOKEN-42');
  });
});

describe('steps that want the owner’s yes', () => {
  const OPEN = step('open', { effects: ['exposes'] });
  const yes = (at: number) => ({ generation: 1, planHash: 'h', at, steps: { open: ['exposes' as const] } });

  it('do not run, nor what comes after them, and are reported; the rest goes on', async () => {
    rig.wanted = [OPEN, step('allow', { after: ['open'] }), step('label')];
    expect(await rig.run()).toEqual({ outcome: 'waiting-for-others' });
    expect(rig.calls.map(([id]) => id)).toEqual(['label']);
    expect(await rig.document()).toMatchObject({
      awaiting: [{ id: 'open', summary: 'do open', effects: ['exposes'] }],
      openSteps: ['open', 'allow'],
      settledAt: null,
    });
  });

  it('run once approved', async () => {
    rig.wanted = [OPEN];
    await rig.declare({ approvals: [yes(START)] });
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(await rig.document()).toMatchObject({ awaiting: [], openSteps: [] });
  });

  it('ask again when the world drifts after the plan has come to its end, each time', async () => {
    rig.wanted = [OPEN];
    const approvals = [yes(START)];
    await rig.declare({ approvals });
    await rig.run();
    for (let drift = 1; drift <= 2; drift += 1) {
      await rig.clock.sleep(60_000);
      rig.world.delete('open');
      expect(await rig.run()).toEqual({ outcome: 'waiting-for-others' });
      expect(rig.calls).toHaveLength(drift);
      await rig.clock.sleep(1_000);
      approvals.push(yes(rig.clock.now()));
      await rig.declare({ approvals });
      expect(await rig.run()).toEqual({ outcome: 'settled' });
      expect(rig.calls).toHaveLength(drift + 1);
    }
  });

  it('heed a yes that came after an uneventful look', async () => {
    rig.wanted = [OPEN];
    rig.world.add('open');
    await rig.run();
    await rig.clock.sleep(60_000);
    await rig.run();
    rig.world.delete('open');
    await rig.declare({ approvals: [yes(rig.clock.now())] });
    expect(await rig.run()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toHaveLength(1);
  });
});

describe('what others hear', () => {
  it('they hear once for each key, and anew for a new declaration', async () => {
    rig.tell = [{ type: 'torii.gateway.created', key: 'gw-1' }];
    await rig.run();
    await rig.run();
    expect(rig.told).toEqual([
      {
        id: expect.any(String),
        type: 'torii.gateway.created',
        data: { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod', generation: 1 },
      },
    ]);
    rig.tell = [...rig.tell, { type: 'torii.gateway.created', key: 'gw-2' }];
    await rig.run();
    expect(rig.told).toHaveLength(2);
    await rig.declare({ generation: 2 });
    await rig.run();
    expect(rig.told.map(({ data }) => data.generation)).toEqual([1, 1, 2, 2]);
  });
});
