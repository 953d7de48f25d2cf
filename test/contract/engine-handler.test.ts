import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTS, type Host } from '../../shared/engine/deps.ts';
import { dueReferences, loadDue } from '../../shared/engine/sweep.ts';
import { freshDocument } from '../../shared/engine/worker.ts';
import { workerHandler } from '../../shared/engine/worker-handler.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import type { Invoker } from '../../shared/function-compute/invoker.ts';
import { CHAT, DOCUMENT, Rig, START, step } from './engine-rig.ts';

const hosts = globalThis as { [HOSTS]?: Map<string, Host> };
const before = hosts[HOSTS];

let rig: Rig;
let invoked: unknown[];
let invokeAsync: Invoker['invokeAsync'];
beforeEach(async () => {
  rig = new Rig();
  invoked = [];
  invokeAsync = async (...call) => {
    invoked.push(call);
    return 'scheduled';
  };
  const invoker: Invoker = { invokeAsync: (...call) => invokeAsync(...call) };
  hosts[HOSTS] = new Map([['here', { deps: () => ({ ...rig.deps, invoker }) }]]);
  await rig.declare();
});
afterEach(() => {
  if (before) hosts[HOSTS] = before;
  else delete hosts[HOSTS];
});

function context(): FunctionContext {
  const { log: logger } = rig.deps;
  return {
    requestId: 'run-1',
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' },
    function: { name: 'gateway-provisioner', handler: 'index.handler', memory: 256, timeout: 60 },
    service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
    region: CHAT.region,
    accountId: CHAT.account,
    logger,
    tracing: {},
  };
}

const handle = (event: unknown, environment: Record<string, string | undefined> = { TORII_HOST: 'here' }) =>
  workerHandler(environment, () => rig.worker)(Buffer.from(JSON.stringify(event)), context());

const timer = { triggerName: 'sweep', triggerTime: '2026-03-02T08:00:00Z', payload: '' };
const cloudEvent = (data: unknown) => ({
  id: '1',
  source: 's',
  type: 'torii.gateway.declared',
  specversion: '1.0',
  data,
});

describe('what a timer finds without any event', () => {
  const seen = async (generation: number, dueAt: number | null) => {
    await rig.store.put(DOCUMENT, { body: freshDocument({ known: [] }, generation), dueAt }, 0);
    return (await dueReferences(rig.worker, rig.deps, CHAT.account)).map(({ name }) => name);
  };

  it('a gateway that was declared and never heard of', async () => {
    const due = await dueReferences(rig.worker, rig.deps, CHAT.account);
    expect(due).toEqual([{ region: 'cn-beijing', name: 'chat-prod' }]);
    const gone = { region: 'cn-beijing', name: 'gone-meanwhile' };
    expect(await loadDue(rig.worker, rig.store, CHAT.account, [...due, gone])).toMatchObject([
      { ...CHAT, memory: { known: [] } },
    ]);
    expect(await dueReferences(rig.worker, rig.deps, '999')).toEqual([]);
  });

  it('one that was declared anew', async () => {
    expect(await seen(0, null)).toEqual(['chat-prod']);
  });

  it.each([
    ['due', START, ['chat-prod']],
    ['not due yet', START + 1, []],
    ['through for good', null, []],
  ])('one that is %s', async (_, dueAt, names) => {
    expect(await seen(1, dueAt)).toEqual(names);
  });
});

describe('an invocation', () => {
  it.each([
    ['by the timer', timer],
    ['by an event', cloudEvent(CHAT)],
    ['by several events of one gateway', [cloudEvent(CHAT), cloudEvent({ ...CHAT, generation: 1 })]],
    ['by its own earlier run', CHAT],
  ])('%s makes the gateway true, once', async (_, event) => {
    rig.wanted = [step('a')];
    expect(await handle(event)).toEqual({ runs: [{ gateway: 'cn-beijing/chat-prod', outcome: 'settled' }] });
    expect(rig.calls).toHaveLength(1);
    expect(invoked).toEqual([]);
  });

  describe('of a sweep', () => {
    const names = Array.from({ length: 450 }, (_, index) => `gateway-${String(index).padStart(3, '0')}`);
    const declareMany = async () => {
      const { body } = (await rig.store.get({ ...CHAT, kind: 'declaration' })) ?? {};
      await rig.store.delete({ ...CHAT, kind: 'declaration' }, 1);
      for (const name of names) await rig.store.put({ ...CHAT, kind: 'declaration', name }, { body, dueAt: null }, 0);
    };
    const runsOf = (answer: unknown) => (answer as { runs: { gateway: string }[] }).runs.map(({ gateway }) => gateway);

    it('comes to no more than it can, and starts others for the rest, once however often it is retried', async () => {
      await declareMany();
      const own = runsOf(await handle(timer));
      expect(own).toHaveLength(200);
      const calls = invoked as [
        string,
        { kind: string; sweep: { name: string }[] },
        { taskId: string; delaySeconds: number },
      ][];
      expect(
        calls.map(([name, { kind, sweep }, { delaySeconds }]) => [name, kind, sweep.length, delaySeconds]),
      ).toEqual([
        ['gateway-provisioner', 'provisioning', 200, 0],
        ['gateway-provisioner', 'provisioning', 50, 0],
      ]);
      const handedOut = calls.flatMap(([, payload]) => payload.sweep.map(({ name }) => `cn-beijing/${name}`));
      expect([...own, ...handedOut].sort()).toEqual(names.map((name) => `cn-beijing/${name}`));
      for (const [, payload] of calls) expect(Buffer.byteLength(JSON.stringify(payload))).toBeLessThan(128 * 1024);
      expect(new Set(calls.map(([, , { taskId }]) => taskId)).size).toBe(2);
      invoked.splice(0);
      for (const name of names) await rig.store.delete({ ...CHAT, name, kind: 'provisioning' }, 1).catch(() => {});
      await handle(timer);
      expect((invoked as typeof calls).map(([, , { taskId }]) => taskId)).toEqual(
        calls.map(([, , { taskId }]) => taskId),
      );
    });

    it('leaves nothing that it has no time for: each round comes to some of it, under an id of its own', async () => {
      await declareMany();
      rig.nextCheckAt = START + 3_600_000;
      const looked: string[] = [];
      rig.observe = async ({ name }) => {
        looked.push(name);
        rig.clock.at += 1_000;
      };
      const ids = new Set<string>();
      const started: unknown[] = [];
      invokeAsync = async (_function, payload, { taskId, delaySeconds }) => {
        expect(ids.has(taskId)).toBe(false);
        expect(delaySeconds).toBe(0);
        ids.add(taskId);
        started.push(payload);
        return 'scheduled';
      };
      const first = await handle(timer);
      expect(first).toMatchObject({ left: expect.any(Number) });
      for (let next = started.shift(); next; next = started.shift()) await handle(next);
      expect(looked.sort()).toEqual(names);
    });

    it('of a function that comes to nothing at all is tried ever later, and then left to the next timer', async () => {
      await declareMany();
      rig.store.getMany = ((getMany) => (keys) => {
        rig.clock.at += 60_000;
        return getMany(keys);
      })(rig.store.getMany);
      const delays: number[] = [];
      const started: unknown[] = [];
      invokeAsync = async (_function, payload, { delaySeconds }) => {
        started.push(payload);
        delays.push(delaySeconds);
        return 'scheduled';
      };
      const sweep = names.slice(0, 3).map((name) => ({ region: 'cn-beijing', name }));
      await handle({ kind: 'provisioning', sweep, of: 'timer-1' });
      for (let next = started.shift(); next && delays.length < 20; next = started.shift()) await handle(next);
      expect(delays).toEqual([60, 120, 240, 480, 960]);
    });

    it('that is handed a part late leaves out what somebody came to meanwhile, unless it was asked for', async () => {
      await declareMany();
      const [here, done] = [names[3] ?? '', names[4] ?? ''];
      const document = { body: freshDocument({ known: [] }, 1), dueAt: START + 1 };
      await rig.store.put({ ...DOCUMENT, name: done }, document, 0);
      const sweep = [here, done].map((name) => ({ region: 'cn-beijing', name }));
      expect(runsOf(await handle({ kind: 'provisioning', sweep }))).toEqual([`cn-beijing/${here}`]);
      rig.worker.readsRequests = async () => (due) => due.name === done;
      expect(runsOf(await handle({ kind: 'provisioning', sweep: sweep.slice(1) }))).toEqual([`cn-beijing/${done}`]);
    });

    it('that was handed its part comes to just that', async () => {
      await declareMany();
      const sweep = [names[3], names[4]].map((name) => ({ region: 'cn-beijing', name }));
      expect(runsOf(await handle({ kind: 'provisioning', sweep }))).toEqual(
        sweep.map(({ name }) => `cn-beijing/${name}`),
      );
      expect(invoked).toEqual([]);
    });
  });

  it('by more events than it has time for hands the rest on, and whoever gets it looks though nothing of it is due', async () => {
    const others = Array.from({ length: 30 }, (_, index) => `other-${index}`);
    const { body } = (await rig.store.get({ ...CHAT, kind: 'declaration' })) ?? {};
    for (const name of others) {
      await rig.store.put({ ...CHAT, kind: 'declaration', name }, { body, dueAt: null }, 0);
      await rig.store.put({ ...DOCUMENT, name }, { body: freshDocument({ known: [] }, 1), dueAt: null }, 0);
    }
    const looked: string[] = [];
    rig.observe = async ({ name }) => {
      looked.push(name);
      rig.clock.at += 3_000;
    };
    const started: unknown[] = [];
    invokeAsync = async (_function, payload) => {
      started.push(payload);
      return 'scheduled';
    };
    const events = others.map((name, index) => ({ ...cloudEvent({ ...CHAT, name }), id: String(index) }));
    expect(await handle(events)).toMatchObject({ left: expect.any(Number) });
    expect(looked.length).toBeLessThan(others.length);
    for (let next = started.shift(); next; next = started.shift()) await handle(next);
    expect(looked.sort()).toEqual(others.sort());
  });

  it('by an event of the cloud, which names no gateway, looks at those that it concerns', async () => {
    rig.wanted = [step('a')];
    const hint = { ...cloudEvent({ eventName: 'CreateVSwitch' }), source: 'acs.vpc' };
    expect(await handle(hint)).toEqual({ runs: [] });
    const asked: unknown[] = [];
    Object.assign(rig.worker, {
      concerns: (event: { source: string }, gateway: { region: string; document: unknown }) => {
        asked.push([event.source, gateway.region, gateway.document]);
        return true;
      },
    });
    expect(await handle([hint, hint])).toEqual({ runs: [{ gateway: 'cn-beijing/chat-prod', outcome: 'settled' }] });
    expect(asked).toEqual([['acs.vpc', 'cn-beijing', undefined]]);
    Object.assign(rig.worker, { concerns: () => false });
    expect(await handle(hint)).toEqual({ runs: [] });
  });

  it('that cannot wait to the end asks to be invoked when it is due, under one id', async () => {
    rig.waits = () => [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 300 }];
    await handle(CHAT);
    expect(invoked).toEqual([
      [
        'gateway-provisioner',
        CHAT,
        { delaySeconds: 180, taskId: `gateway-provisioner-cn-beijing-chat-prod-1-${START + 180_000}` },
      ],
    ]);
  });

  it('that waits for the same instant as another is started once for both, whatever the milliseconds', async () => {
    rig.waits = () => [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 300 }];
    const wakeUps = new Map<string, number>();
    const answers: string[] = [];
    invokeAsync = async (_function, _payload, { delaySeconds, taskId }) => {
      const answer = wakeUps.has(taskId) ? 'already-scheduled' : 'scheduled';
      answers.push(answer);
      if (answer === 'scheduled') wakeUps.set(taskId, rig.clock.now() + delaySeconds * 1000);
      return answer;
    };
    rig.clock.at = START + 137;
    await handle(CHAT);
    rig.clock.at = START + 41_589;
    expect(await handle(cloudEvent(CHAT))).toEqual({
      runs: [{ gateway: 'cn-beijing/chat-prod', outcome: 'continue' }],
    });
    expect(answers).toEqual(['scheduled', 'already-scheduled']);
    const [[id, wakesAt] = ['', 0]] = wakeUps;
    expect(id).toBe(`gateway-provisioner-cn-beijing-chat-prod-1-${START + 181_000}`);
    // Not before it is due, and not before what its id says: what it asks for itself has an id of its own then.
    expect(wakesAt).toBeGreaterThanOrEqual(START + 181_000);
    rig.clock.at = wakesAt;
    await handle(CHAT);
    expect(answers).toEqual(['scheduled', 'already-scheduled', 'scheduled']);
  });

  it('that waits for longer than the platform lets it is woken on the way, once for all who wait', async () => {
    rig.waits = () => [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 20_000 }];
    const asked: { delaySeconds: number; taskId: string }[] = [];
    invokeAsync = async (_function, _payload, options) => {
      asked.push(options);
      return 'scheduled';
    };
    rig.clock.at = START + 2_137;
    await handle(CHAT);
    rig.clock.at = START + 41_589;
    await handle(CHAT);
    for (const { delaySeconds } of asked) expect(delaySeconds).toBeLessThanOrEqual(3_599);
    expect(new Set(asked.map(({ taskId }) => taskId)).size).toBe(1);
    rig.clock.at += 3_599_000;
    await handle(CHAT);
    expect(new Set(asked.map(({ taskId }) => taskId)).size).toBe(2);
  });

  it('fails when a run does, so that the platform delivers it again', async () => {
    rig.observe = () => Promise.reject(new Error('the cloud is down'));
    await expect(handle(CHAT)).rejects.toThrow('the cloud is down');
  });

  it.each([
    ['of another account', cloudEvent({ ...CHAT, account: '999' })],
    ['of no gateway', cloudEvent(null)],
    ['without a region', { account: CHAT.account, name: 'chat-prod' }],
  ])('%s is refused', async (_, event) => {
    await expect(handle(event)).rejects.toThrow('names no gateway of this account');
  });

  it('without the runtime that is to lend it everything says so', async () => {
    await expect(handle(CHAT, { TORII_HOST: 'elsewhere' })).rejects.toThrow(/names "elsewhere"/);
  });
});
