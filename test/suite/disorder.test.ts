import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import {
  approve,
  BIGGER,
  BOTH_DOMAINS,
  FACTS,
  factsIn,
  factsOf,
  GATEWAY,
  handOver,
  isDone,
  isGone,
  NOTHING,
  OTHER_RANGE,
  sayYesUntil,
  WORKERS,
} from '../scenario/disorder.ts';
import { CHAT, HOUR_MS, inventory, openHouse, type Scene, startScene } from '../scenario/open-house.ts';
import { RESOURCE_PRODUCTS, resourceWrites } from '../scenario/resource-calls.ts';

const MINUTE_MS = 60_000;
/** One of the records is the owner's own. */
const ONCE = { gateways: 1, links: 1, records: 2 };

describe('the same event, fifty times at once', () => {
  it.each(['at the start', 'CreateGateway', 'AttachGatewayDomain'])('makes one of each thing (%s)', async (moment) => {
    const scene = await openHouse(CHAT, { events: 'once' });
    scene.runtime.together = true;
    const operation = await scene.declare();
    if (moment !== 'at the start') await untilCalled(scene, moment);
    const event = { type: 'torii.gateway.declared', id: 'e-fifty' };
    for (const worker of WORKERS) await handOver(scene, worker, event, 50);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
    expect(inventory(scene)).toMatchObject(ONCE);
    expect(await factsIn(scene)).toEqual(FACTS);
    expect(outcomesOf(scene)).toEqual(new Set(['succeeded']));
  });
});

describe('events that come out of order, and long after', () => {
  it('lead to no step once all is as declared', async () => {
    const scene = await openHouse(CHAT, { events: 'twice' });
    await scene.declare();
    const second = await scene.declare(BIGGER);
    expect(await sayYesUntil(scene, isDone(scene, second))).toBe(true);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const writes = resourceWrites(scene).length;
    for (const [index, type] of [
      'certificates-ready',
      'ready',
      'approved',
      'declared',
      'deletion-requested',
    ].entries()) {
      for (const worker of WORKERS) {
        await handOver(scene, worker, { type: `torii.gateway.${type}`, id: `late-${index}`, generation: 1 }, 2);
      }
    }
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(resourceWrites(scene).slice(writes)).toEqual([]);
    expect(await factsIn(scene)).toEqual(factsOf(BIGGER));
  });
});

describe('two declarations at once', () => {
  it('are one after the other, or the second is told to look again; what is on the cloud is the one that stands', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const answers = await Promise.all([BIGGER, OTHER_RANGE].map((text) => scene.api('PUT', GATEWAY, text)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.length).toBeGreaterThan(0);
    for (const { status, body } of answers)
      if (status !== 202) expect([status, body.reason]).toEqual([409, 'ChangedMeanwhile']);
    const last = taken.reduce((one, other) => (generationOf(other) > generationOf(one) ? other : one));
    expect(generationOf(last)).toBe(1 + taken.length);
    expect(await sayYesUntil(scene, isDone(scene, last.body.operation))).toBe(true);
    expect(await factsIn(scene)).toEqual(factsOf(answers.indexOf(last) === 0 ? BIGGER : OTHER_RANGE));
  });

  it('with If-Match of the same look: one is taken and the other gets 412, whichever comes first', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const etag = (await scene.api('GET', GATEWAY)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      [BIGGER, OTHER_RANGE, BIGGER].map((text) => scene.api('PUT', GATEWAY, text, { 'if-match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412, 412]);
    for (const { status, body } of answers) if (status === 412) expect(body.reason).toBe('ChangedSince');
  });

  it('an approval of the older plan is refused', async () => {
    const scene = await openHouse();
    const { body } = await scene.api('PUT', GATEWAY, CHAT);
    await scene.api('PUT', GATEWAY, BIGGER);
    const refused = await approve(scene, body.plan);
    expect([refused.status, refused.body.reason]).toEqual([409, 'PlanChanged']);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(inventory(scene).gateways).toBe(0);
  });
});

const MOMENTS = ['CreateGateway', 'AttachGatewayDomain', 'UpdateService'];
const EDITS = { 'is resized': BIGGER, 'lets others in': OTHER_RANGE, 'has one more domain': BOTH_DOMAINS };

describe('an owner who changes their mind while it is provisioned', () => {
  for (const [what, text] of Object.entries(EDITS)) {
    it.each(MOMENTS)(`gets what they said last: it ${what} (in the middle of %s)`, async (moment) => {
      const { scene, at } = await openInterrupted(BOTH_DOMAINS);
      await scene.declare(CHAT);
      const edited = at(moment, () => scene.declare(text));
      expect(
        await sayYesUntil(scene, async () => edited.done !== undefined && (await isDone(scene, edited.done)())),
      ).toBe(true);
      await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
      expect(await factsIn(scene)).toEqual(factsOf(text));
      expect(inventory(scene)).toMatchObject({ gateways: 1, links: 1 });
    });
  }

  it.each(MOMENTS)('loses the domain that was taken out (in the middle of %s)', async (moment) => {
    const { scene, at } = await openInterrupted(BOTH_DOMAINS);
    await scene.declare(BOTH_DOMAINS);
    const edited = at(moment, () => scene.declare(CHAT));
    expect(
      await sayYesUntil(scene, async () => edited.done !== undefined && (await isDone(scene, edited.done)())),
    ).toBe(true);
    await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
    expect(await factsIn(scene)).toEqual(FACTS);
  });

  it.each(MOMENTS)('finds nothing left when they take it down (in the middle of %s)', async (moment) => {
    const { scene, at } = await openInterrupted(CHAT);
    await scene.declare(CHAT);
    const edited = at(moment, async () => {
      const { body } = await scene.api('DELETE', `${GATEWAY}?unbindServices=true`);
      if (body.plan) await approve(scene, body.plan);
      return String(body.operation);
    });
    expect(await sayYesUntil(scene, async () => edited.done !== undefined && (await isGone(scene)()))).toBe(true);
    await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
    expect(await factsIn(scene)).toEqual(NOTHING);
  });
});

describe('timers, events and re-invocations for one gateway', () => {
  it('all at once, again and again, make one of each thing', async () => {
    const scene = await openHouse(CHAT, { events: 'twice' });
    scene.runtime.together = true;
    const operation = await scene.declare();
    const reference = { account: scene.cloud.account.id, region: 'cn-beijing', name: 'chat-prod' };
    for (let round = 0; round < 12; round += 1) {
      const timer = {
        triggerName: 'sweep',
        triggerTime: new Date(scene.cloud.clock.now()).toISOString(),
        payload: '{}',
      };
      for (const worker of WORKERS) {
        await handOver(scene, worker, { type: 'torii.gateway.declared', id: `round-${round}` }, 2);
        for (const [what, payload] of Object.entries({ timer, reference })) {
          const taskId = `${what}-${round}`;
          await scene.runtime.invoker.invokeAsync(`torii-${worker}`, payload, { delaySeconds: 0, taskId });
        }
      }
      await scene.cloud.clock.advanceBy(MINUTE_MS);
    }
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(inventory(scene)).toMatchObject(ONCE);
    expect(outcomesOf(scene)).toEqual(new Set(['succeeded']));
  });
});

describe('calls that take long', () => {
  it('no invocation reaches its timeout: each stops in time and is started again, until all is as declared', async () => {
    const scene = await openHouse();
    for (const product of RESOURCE_PRODUCTS) scene.cloud.faults.add({ product, kind: 'latency', virtualMs: 2_500 });
    const operation = await scene.declare();
    expect(await sayYesUntil(scene, isDone(scene, operation), 12 * HOUR_MS)).toBe(true);
    expect(longest(scene)).toEqual([]);
    const again = scene.runtime.invocations.filter(({ trigger }) => trigger === 'invocation');
    expect(again.length).toBeGreaterThan(3);
    expect(inventory(scene)).toMatchObject(ONCE);
  });

  it('the API answers 503 OutOfTime and when to come back, and what was declared stands', async () => {
    const scene = await openHouse();
    const latency = scene.cloud.faults.add({ kind: 'latency', virtualMs: 30_000 });
    const put = await scene.api('PUT', GATEWAY, CHAT);
    expect([put.status, put.body.planProblem?.reason]).toEqual([202, 'OutOfTime']);
    const plan = await scene.api('GET', `${GATEWAY}/plan`);
    expect([plan.status, plan.body.reason, plan.headers.get('retry-after')]).toEqual([503, 'OutOfTime', '10']);
    latency.remove();
    expect((await scene.api('GET', `${GATEWAY}/plan`)).status).toBe(200);
  });
});

describe('a new version, deployed in the middle', () => {
  it.each(['at the start', ...MOMENTS])('goes on where the old one was (%s)', async (moment) => {
    const memory = emptyMemory();
    const scene = await openHouse(CHAT, { store: createMemoryStore({ memory }) });
    const operation = await scene.declare();
    if (moment !== 'at the start') await untilCalled(scene, moment);
    // The next version keeps two kinds in another form.
    const migrate = (body: unknown) => ({ ...Object(body), addedByTheNextVersion: 1 });
    const schemas = { provisioning: [migrate], declaration: [migrate], lease: [migrate] };
    const next = await scene.redeploy({}, createMemoryStore({ memory, schemas }));
    const upgraded = { ...scene, ...next };
    expect(await sayYesUntil(upgraded, isDone(upgraded, operation))).toBe(true);
    await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
    expect(inventory(scene)).toMatchObject(ONCE);
    expect(await factsIn(scene)).toEqual(FACTS);
  });
});

describe('whatever the order', () => {
  it('the last declaration is what there is, once', async () => {
    const texts = [CHAT, BIGGER, OTHER_RANGE, BOTH_DOMAINS];
    const step = fc.oneof(
      fc.record({ do: fc.constant('declare' as const), text: fc.constantFrom(...texts) }),
      fc.record({ do: fc.constant('mode' as const), mode: fc.constantFrom('paused', 'report', 'enforce') }),
      fc.record({ do: fc.constant('approve' as const) }),
      fc.record({ do: fc.constant('delete' as const) }),
      fc.record({
        do: fc.constant('kill' as const),
        worker: fc.constantFrom(...WORKERS),
        afterCalls: fc.integer({ min: 1, max: 12 }),
      }),
      fc.record({
        do: fc.constant('event' as const),
        worker: fc.constantFrom(...WORKERS),
        generation: fc.integer({ min: 1, max: 3 }),
      }),
      fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 600 }) }),
    );
    const stories = fc.tuple(fc.array(step, { minLength: 4, maxLength: 14 }), fc.constantFrom(...texts));
    await fc.assert(
      fc.asyncProperty(stories, async ([steps, last]) => {
        const scene = await startScene(BOTH_DOMAINS);
        try {
          scene.runtime.together = true;
          for (const one of steps) await take(scene, one);
          await scene.api('POST', `${GATEWAY}/mode`, '{"mode": "enforce"}');
          let answer = await scene.api('PUT', GATEWAY, last);
          if (answer.body.reason === 'Deleting') {
            expect(await sayYesUntil(scene, isGone(scene))).toBe(true);
            answer = await scene.api('PUT', GATEWAY, last);
          }
          await scene.api('POST', `${GATEWAY}/mode`, '{"mode": "enforce"}');
          const { operation } = answer.body;
          const done = await sayYesUntil(scene, isDone(scene, operation));
          expect([done, (await scene.look(operation)).state]).toEqual([true, 'Succeeded']);
          await scene.cloud.clock.advanceBy(20 * MINUTE_MS);
          expect(await factsIn(scene)).toEqual(factsOf(last));
        } finally {
          await scene.close();
        }
      }),
      { numRuns: Number(process.env.DISORDER_RUNS ?? 10), seed: Number(process.env.DISORDER_SEED ?? 20_260_302) },
    );
  });
});

type Step =
  | { do: 'declare'; text: string }
  | { do: 'mode'; mode: string }
  | { do: 'approve' }
  | { do: 'delete' }
  | { do: 'kill'; worker: string; afterCalls: number }
  | { do: 'event'; worker: string; generation: number }
  | { do: 'wait'; seconds: number };

async function take(scene: Scene, step: Step): Promise<void> {
  const { api, cloud, runtime } = scene;
  switch (step.do) {
    case 'declare':
      await api('PUT', GATEWAY, step.text);
      return;
    case 'mode':
      await api('POST', `${GATEWAY}/mode`, JSON.stringify({ mode: step.mode }));
      return;
    case 'approve': {
      const { status, body } = await api('GET', `${GATEWAY}/plan`);
      if (status === 200) await approve(scene, body);
      return;
    }
    case 'delete':
      await api('DELETE', `${GATEWAY}?unbindServices=true`);
      return;
    case 'kill':
      runtime.kill({ functionName: `torii-${step.worker}`, afterCalls: step.afterCalls, when: 'after' });
      return;
    case 'event':
      await handOver(
        scene,
        step.worker,
        { type: 'torii.gateway.declared', id: 'e-any', generation: step.generation },
        2,
      );
      return;
    case 'wait':
      await cloud.clock.advanceBy(step.seconds * 1000);
  }
}

/** A house in which something can be done while a function waits for the answer to a call. */
async function openInterrupted(world: string) {
  let interrupt: (() => Promise<void>) | undefined;
  const scene = await openHouse(world, { afterCall: async () => interrupt?.() });
  const at = (action: string, act: () => Promise<string>) => {
    const edited: { done: string | undefined } = { done: undefined };
    interrupt = async () => {
      if (scene.cloud.calls.count(action) === 0) return;
      interrupt = undefined;
      edited.done = await act();
    };
    return edited;
  };
  return { scene, at };
}

async function untilCalled({ cloud }: Scene, action: string): Promise<void> {
  const called = await cloud.clock.runUntil(() => cloud.calls.count(action) > 0, cloud.clock.now() + 2 * HOUR_MS);
  expect(called).toBe(true);
}

function outcomesOf({ runtime }: Scene): Set<string> {
  return new Set(runtime.invocations.map(({ outcome }) => outcome));
}

/** Invocations that ran for as long as their function may. */
function longest({ runtime }: Scene): string[] {
  return runtime.invocations.flatMap(({ functionName, startedAt, endedAt = startedAt, outcome }) => {
    const limitMs = functionName === 'torii-provisioning-api' ? 60_000 : 120_000;
    const took = endedAt - startedAt;
    return took >= limitMs || outcome === 'timed-out' ? [`${functionName} ${took}`] : [];
  });
}

function generationOf({ body }: { body: { operation: string } }): number {
  return Number(body.operation.split('.').at(-1));
}
