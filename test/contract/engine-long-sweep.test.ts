import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type Clock, HOSTS, type Host } from '../../shared/engine/deps.ts';
import { workerHandler } from '../../shared/engine/worker-handler.ts';
import { CHAT, Rig, START } from './engine-rig.ts';

const TIMEOUT_SECONDS = 60;
const NAMES = Array.from({ length: 450 }, (_, index) => `gateway-${String(index).padStart(3, '0')}`);

/** Time that jumps to whoever wakes next, once nobody has anything to do any more. */
class JumpingClock implements Clock {
  at = START;
  #sleepers: { at: number; wake: () => void }[] = [];

  now(): number {
    return this.at;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.at + ms, wake }));
  }

  async run<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    for (;;) {
      await setImmediate();
      if (isOver) return over;
      this.at = Math.min(...this.#sleepers.map(({ at }) => at));
      const due = this.#sleepers.filter(({ at }) => at <= this.at);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.at);
      for (const { wake } of due) wake();
    }
  }
}

interface Invoked {
  seconds: number;
  runs: string[];
  left: number;
}

/** A fleet that a timer sweeps, and whatever it starts for that; each look takes some seconds. */
async function fleet(secondsPerLook: number) {
  const rig = new Rig();
  const clock = new JumpingClock();
  const looked: string[] = [];
  rig.deps.clock = clock;
  rig.nextCheckAt = START + 3_600_000;
  rig.observe = async ({ name }) => {
    looked.push(name);
    await clock.sleep(secondsPerLook * 1000);
  };
  await rig.declare();
  const declaration = await rig.store.get({ ...CHAT, kind: 'declaration' });
  await rig.store.delete({ ...CHAT, kind: 'declaration' }, 1);
  for (const name of NAMES) {
    await rig.store.put({ ...CHAT, kind: 'declaration', name }, { body: declaration?.body, dueAt: null }, 0);
  }
  const waiting: unknown[] = [];
  rig.deps.invoker = {
    invokeAsync: async (_function, payload) => {
      waiting.push(payload);
      return 'scheduled';
    },
  };
  const hosts = globalThis as { [HOSTS]?: Map<string, Host> };
  hosts[HOSTS] ??= new Map();
  hosts[HOSTS].set('long-sweep', { deps: () => rig.deps });
  onTestFinished(() => void hosts[HOSTS]?.delete('long-sweep'));
  const handler = workerHandler({ TORII_HOST: 'long-sweep' }, () => rig.worker);

  const invoke = async (event: unknown, requestId: string): Promise<Invoked> => {
    const startedAt = clock.now();
    const answer = await handler(Buffer.from(JSON.stringify(event)), {
      requestId,
      credentials: { accessKeyId: 'id', accessKeySecret: 'secret', securityToken: 'token' },
      function: { name: 'gateway-provisioner', handler: 'index.handler', memory: 256, timeout: TIMEOUT_SECONDS },
      service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: CHAT.region,
      accountId: CHAT.account,
      logger: rig.deps.log,
      tracing: {},
    });
    const { runs, left = 0 } = answer as { runs: { gateway: string }[]; left?: number };
    return { seconds: (clock.now() - startedAt) / 1000, runs: runs.map(({ gateway }) => gateway), left };
  };

  return {
    looked,
    /** The timer fires; what it starts runs beside it, each an invocation of its own. */
    async sweep(): Promise<Invoked[]> {
      const triggerTime = new Date(clock.now()).toISOString();
      const timer = invoke({ triggerName: 'sweep', triggerTime, payload: '{}' }, `timer-${triggerTime}`);
      await setImmediate();
      const parts = waiting.splice(0).map((payload, index) => invoke(payload, `part-${index}-${triggerTime}`));
      return clock.run(Promise.all([timer, ...parts]));
    },
    /** What was handed on is looked at by invocations of their own, until nothing is. */
    async goOn(): Promise<Invoked[]> {
      const invoked: Invoked[] = [];
      while (waiting.length > 0 && invoked.length < 50) {
        const round = waiting.splice(0).map((payload, index) => invoke(payload, `on-${invoked.length + index}`));
        invoked.push(...(await clock.run(Promise.all(round))));
      }
      return invoked;
    },
  };
}

it('a sweep of more than one invocation has time for is shared out: all are looked at, each once, and in time', async () => {
  const { looked, sweep } = await fleet(1.5);
  // Ten at a time, one invocation would need 67 s, and is killed after 60.
  const invocations = await sweep();
  expect(invocations.map(({ runs, left }) => [runs.length, left])).toEqual([
    [200, 0],
    [200, 0],
    [50, 0],
  ]);
  for (const { seconds } of invocations) expect(seconds).toBeLessThan(TIMEOUT_SECONDS - 15);
  expect(looked.sort()).toEqual(NAMES);
  expect(await sweep()).toMatchObject([{ runs: [], left: 0 }]);
  expect(looked).toHaveLength(450);
});

it('a sweep in a slow cloud ends in time and hands on what it left, until all are looked at, none twice', async () => {
  const { looked, sweep, goOn } = await fleet(4);
  const first = await sweep();
  expect(first.map(({ left }) => left > 0)).toEqual([true, true, false]);
  const invocations = [...first, ...(await goOn())];
  for (const { seconds } of invocations) expect(seconds).toBeLessThan(TIMEOUT_SECONDS - 10);
  expect(looked.sort()).toEqual(NAMES);
});
