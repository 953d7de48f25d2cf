import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOSTS, type Host } from '../../shared/engine/deps.ts';
import { dueReferences, loadDue } from '../../shared/engine/sweep.ts';
import { freshDocument } from '../../shared/engine/worker.ts';
import { workerHandler } from '../../shared/engine/worker-handler.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { CHAT, DOCUMENT, Rig, START, step } from './engine-rig.ts';

const hosts = globalThis as { [HOSTS]?: Map<string, Host> };
const before = hosts[HOSTS];

let rig: Rig;
let invoked: unknown[];
beforeEach(async () => {
  rig = new Rig();
  invoked = [];
  const invokeAsync = async (...call: unknown[]) => {
    invoked.push(call);
    return 'scheduled' as const;
  };
  hosts[HOSTS] = new Map([['here', { deps: () => ({ ...rig.deps, invoker: { invokeAsync } }) }]]);
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

    it('that was handed its part comes to just that', async () => {
      await declareMany();
      const sweep = [names[3], names[4]].map((name) => ({ region: 'cn-beijing', name }));
      expect(runsOf(await handle({ kind: 'provisioning', sweep }))).toEqual(
        sweep.map(({ name }) => `cn-beijing/${name}`),
      );
      expect(invoked).toEqual([]);
    });
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
