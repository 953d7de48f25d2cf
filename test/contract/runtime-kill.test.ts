import { afterEach, describe, expect, it } from 'vitest';
import type { Runtime } from '../../local/runtime/runtime.ts';
import { outcomes, said, TinyProjects } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const HOUR = 3600_000;
const now = { taskId: 'start', delaySeconds: 0 };
const counter = { account: '1', region: 'r', kind: 'zones', name: 'counter' } as const;

/** Reads a counter (call 1), sleeps, and writes it one higher (call 2), saying how far it came. */
const COUNTING = {
  count: {
    code: `
      const key = ${JSON.stringify(counter)};
      said('start');
      const document = await deps.store.get(key);
      said('read');
      await deps.clock.sleep(1000);
      await deps.store.put(key, { body: (document?.body ?? 0) + 1, dueAt: null }, document?.version ?? 0);
      said('written');`,
  },
};

const counted = async (runtime: Runtime) => (await runtime.store.get<number>(counter))?.body ?? 0;

describe('a function that dies at a call', () => {
  it('before it: the call never had its effect, and the retry does the work', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    const kill = runtime.kill({ functionName: 'count', afterCalls: 2, when: 'before' });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(1_500);
    expect(await counted(runtime)).toBe(0);
    expect(runtime.invocations[0]).toMatchObject({ outcome: 'killed', calls: 2, attempt: 1 });

    await clock.advanceBy(HOUR);
    expect(said(runtime)).toEqual(['0: start', '0: read', '2: start', '2: read', '3: written']);
    expect(await counted(runtime)).toBe(1);
    expect(kill.deaths).toBe(1);
  });

  it('after it: the call had its effect, nobody learnt so, and the retry does it again', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    runtime.kill({ functionName: 'count', afterCalls: 2, when: 'after' });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(1_500);
    expect(await counted(runtime)).toBe(1);
    expect(said(runtime)).toEqual(['0: start', '0: read']);

    await clock.advanceBy(HOUR);
    expect(outcomes(runtime)).toEqual(['count killed', 'count succeeded']);
    expect(await counted(runtime)).toBe(2);
  });

  it('is not retried when told so', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    runtime.kill({ functionName: 'count', afterCalls: 1, when: 'before', retry: false });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['count killed']);
  });

  it('dies again as often as told, and its retries run out', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    const kill = runtime.kill({ functionName: 'count', afterCalls: 1, when: 'before', times: 10 });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['count killed', 'count killed', 'count killed', 'count killed']);
    expect(kill.deaths).toBe(4);
  });

  it('counts anew after each death', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    runtime.kill({ functionName: 'count', afterCalls: 2, when: 'before', times: 2 });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(HOUR);

    expect(said(runtime).filter((line) => line.endsWith('read'))).toHaveLength(3);
    expect(outcomes(runtime)).toEqual(['count killed', 'count killed', 'count succeeded']);
  });

  it('counts its calls over all its invocations', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    runtime.kill({ functionName: 'count', afterCalls: 3, when: 'before' });

    await runtime.invoker.invokeAsync('count', {}, now);
    await runtime.invoker.invokeAsync('count', {}, { taskId: 'second', delaySeconds: 10 });
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['count succeeded', 'count killed', 'count succeeded']);
    expect(await counted(runtime)).toBe(2);
  });

  it('takes down its other branches, its sleeps, and nothing of other functions', async () => {
    const { runtime, clock } = await projects.start(
      {
        ...COUNTING,
        branching: {
          code: `
          void deps.clock.sleep(500).then(() => said('slept'));
          await Promise.all([
            deps.fetch('http://x/1').then(() => said('one')),
            deps.store.get(${JSON.stringify(counter)}).then(() => said('two')),
            deps.clock.sleep(2000).then(() => deps.events.publish({ type: 'x', data: {} })).then(() => said('three')),
          ]);`,
          props: { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
        },
      },
      { fetch: async () => new Response('ok') },
    );
    runtime.kill({ functionName: 'branching', afterCalls: 2, when: 'after' });

    await runtime.invoker.invokeAsync('branching', {}, now);
    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: start', '0: read', '1: written']);
    expect(outcomes(runtime)).toEqual(['branching killed', 'count succeeded']);
    expect(clock.nextDue()).toBeUndefined();
  });

  it.each([
    ['before', []],
    ['after', ['https://ca.example/ with the roots']],
  ] as const)('hears nothing of a request behind a private CA %s which it was killed', async (when, made) => {
    const asked: string[] = [];
    const { runtime, clock } = await projects.start(
      { f: { code: `await deps.fetchTrusting('the roots')('https://ca.example/'); said('answered');` } },
      {
        fetchTrusting: (roots) => async (url) => {
          asked.push(`${url} with ${roots}`);
          return new Response('ok');
        },
      },
    );
    runtime.kill({ functionName: 'f', afterCalls: 1, when });

    await runtime.invoker.invokeAsync('f', {}, now);
    await clock.advanceBy(1);

    expect(asked).toEqual(made);
    expect(said(runtime)).toEqual([]);
    await clock.advanceBy(HOUR);
    expect(said(runtime)).toEqual(['1: answered']);
  });

  it.each([
    ['waits for the call', 'await'],
    ['runs on without waiting for the call', 'void'],
  ])('starts afresh when it %s: what its code remembered is gone', async (_case, how) => {
    const { runtime, clock } = await projects.start({
      f: { moduleCode: 'let served = 0;', code: `served += 1; said(served); ${how} deps.store.list('1', 'zones');` },
    });

    await runtime.invoker.invokeAsync('f', {}, now);
    await clock.advanceBy(1);
    runtime.kill({ functionName: 'f', afterCalls: 1, when: 'before' });
    await runtime.invoker.invokeAsync('f', {}, { taskId: 'second', delaySeconds: 0 });
    await clock.advanceBy(HOUR);

    expect(said(runtime).map((line) => line.split(': ')[1])).toEqual(['1', '2', '1']);
    expect(outcomes(runtime)).toEqual(['f succeeded', 'f killed', 'f succeeded']);
  });

  it('says and sleeps nothing more where its code runs on', async () => {
    const { runtime, clock } = await projects.start({
      f: { code: "void deps.store.list('1', 'zones'); said('at once'); await deps.clock.sleep(1000); said('later');" },
    });
    runtime.kill({ functionName: 'f', afterCalls: 1, when: 'before', retry: false });

    await runtime.invoker.invokeAsync('f', {}, now);
    await clock.advanceBy(1);

    expect(clock.nextDue()).toBeUndefined();
    await clock.advanceBy(HOUR);
    expect(said(runtime)).toEqual([]);
  });

  it.each([
    ['a fetch', "await deps.fetch('http://x/')"],
    ['a read', "await deps.store.get({ account: '1', region: 'r', kind: 'zones', name: 'n' })"],
    ['a list', "await deps.store.list('1', 'zones')"],
    ['a delete that is refused', "await deps.store.delete({ account: '1', region: 'r', kind: 'zones', name: 'n' }, 1)"],
    ['a journal entry', "await deps.store.append({ account: '1', region: 'r', gateway: 'g' })"],
    ['an entry that is written anew', "await deps.store.amend('1', { account: '1', region: 'r', gateway: 'g' })"],
    ['a look at the journal', "await deps.store.journal({ account: '1', region: 'r', name: 'g' })"],
    ['an event', "await deps.events.publish({ type: 'x', data: {} })"],
    ['an invocation', "await deps.invoker.invokeAsync('f', {}, { taskId: 'other', delaySeconds: 3599 })"],
  ])('can die at %s, before and after', async (_case, code) => {
    for (const when of ['before', 'after'] as const) {
      const { runtime, clock } = await projects.start(
        { f: { code: `${code}; said('survived');` } },
        { fetch: async () => new Response('ok') },
      );
      const kill = runtime.kill({ functionName: 'f', afterCalls: 1, when, retry: false });

      await runtime.invoker.invokeAsync('f', {}, now);
      await clock.advanceBy(1_000);

      expect(kill.deaths).toBe(1);
      expect(said(runtime)).toEqual([]);
      expect(outcomes(runtime)).toEqual(['f killed']);
    }
  });

  it('lives when the order is cancelled, or names more calls than it makes', async () => {
    const { runtime, clock } = await projects.start(COUNTING);
    runtime.kill({ functionName: 'count', afterCalls: 1, when: 'before' }).cancel();
    const tooFar = runtime.kill({ functionName: 'count', afterCalls: 3, when: 'before' });

    await runtime.invoker.invokeAsync('count', {}, now);
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['count succeeded']);
    expect(tooFar.deaths).toBe(0);
  });

  it('must be told to die at a call that exists', async () => {
    const { runtime } = await projects.start(COUNTING);

    expect(() => runtime.kill({ functionName: 'count', afterCalls: 0, when: 'before' })).toThrow(RangeError);
    expect(() => runtime.kill({ functionName: 'cuont', afterCalls: 1, when: 'before' })).toThrow('cuont');
  });
});
