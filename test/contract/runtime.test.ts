import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { depsFromHost, HostMissing } from '../../shared/engine/deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { onEvents, outcomes, START, said, TinyProjects, tick } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const DECLARED = {
  type: 'torii.gateway.declared' as const,
  data: { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod', generation: 1 },
};
const asTask = (taskId: string, delaySeconds = 0) => ({ taskId, delaySeconds });
const HOUR = 3600_000;

describe('a function runs as it would when deployed', () => {
  it('with the documented context and its own environment', async () => {
    const { runtime, clock } = await projects.start({
      probe: {
        code: `
          const { logger, ...plain } = context;
          await deps.store.put({ account: 'a', region: 'r', kind: 'zones', name: 'seen' },
            { body: { plain, env: { ...process.env }, isBuffer: Buffer.isBuffer(event) }, dueAt: null }, 0);`,
        props: { environmentVariables: { STAGE: 'test' }, memorySize: 256, timeout: 30 },
      },
    });

    await runtime.invoker.invokeAsync('probe', {}, asTask('t'));
    await clock.advanceBy(1);

    const seen = await runtime.store.get<{ plain: unknown; env: Record<string, string>; isBuffer: boolean }>({
      account: 'a',
      region: 'r',
      kind: 'zones',
      name: 'seen',
    });
    expect(seen?.body.isBuffer).toBe(true);
    expect(seen?.body.plain).toEqual({
      requestId: runtime.invocations[0]?.requestId,
      credentials: { accessKeyId: 'LTAI-test', accessKeySecret: 'the-secret-of-the-account', securityToken: '' },
      function: { name: 'probe', handler: 'index.handler', memory: 256, timeout: 30 },
      service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: 'cn-beijing',
      accountId: '1234567890123456',
      tracing: {},
    });
    expect(seen?.body.env).toMatchObject({
      STAGE: 'test',
      FC_FUNCTION_NAME: 'probe',
      FC_FUNCTION_MEMORY_SIZE: '256',
      FC_REGION: 'cn-beijing',
      FC_ACCOUNT_ID: '1234567890123456',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-test',
      TORII_HOST: expect.any(String),
    });
    expect(seen?.body.env).not.toHaveProperty('PATH');
  });

  it('with fresh credentials for each invocation', async () => {
    let issued = 0;
    const { runtime, clock } = await projects.start(
      { probe: { code: 'said(context.credentials.accessKeyId);' } },
      {
        credentials: () => ({
          accessKeyId: `STS.${++issued}`,
          accessKeySecret: 'a-role-secret',
          securityToken: 'a-role-token',
        }),
      },
    );

    await runtime.invoker.invokeAsync('probe', {}, asTask('one'));
    await runtime.invoker.invokeAsync('probe', {}, asTask('two', 1));
    await clock.advanceBy(5_000);

    expect(said(runtime)).toEqual(['0: STS.1', '1: STS.2']);
  });

  it('warm when it can, and in an instance of its own while another is busy', async () => {
    const { runtime, clock } = await projects.start({
      counter: { moduleCode: 'let served = 0;', code: 'served += 1; await deps.clock.sleep(10_000); said(served);' },
    });

    await runtime.invoker.invokeAsync('counter', {}, asTask('one'));
    await runtime.invoker.invokeAsync('counter', {}, asTask('meanwhile', 5));
    await runtime.invoker.invokeAsync('counter', {}, asTask('later', 30));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['10: 1', '15: 1', '40: 2']);
  });

  it('apart from other functions: neither environment nor modules are shared, nor can it end the process', async () => {
    const moduleCode = 'let here = 0;';
    const { runtime, clock } = await projects.start({
      one: { moduleCode, code: 'here += 1; process.env.MARK = "one"; process.exit(0);' },
      two: { moduleCode, code: 'said([here, process.env.MARK, require("node:process").env.MARK].join());' },
    });

    await runtime.invoker.invokeAsync('one', {}, asTask('t'));
    await runtime.invoker.invokeAsync('two', {}, asTask('t', 1));
    await clock.advanceBy(2_000);

    expect(said(runtime)).toEqual(['1: 0,,']);
    expect(outcomes(runtime).slice(0, 2)).toEqual(['one failed', 'two succeeded']);
    expect(process.env.MARK).toBeUndefined();
  });

  it('with its secrets kept out of its log and its errors', async () => {
    const { runtime, clock } = await projects.start({
      leaky: {
        code: `context.logger.info('key ' + context.credentials.accessKeySecret);
               throw new Error('bad key ' + context.credentials.accessKeySecret);`,
        props: { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
      },
    });

    await runtime.invoker.invokeAsync('leaky', {}, asTask('t'));
    await clock.advanceBy(1);

    expect(runtime.invocations[0]?.error).toEqual({ name: 'Error', message: 'bad key ***' });
    expect(JSON.stringify(runtime.invocations)).not.toContain('the-secret-of-the-account');
  });

  it('and what it left running when it returned is frozen', async () => {
    const { runtime, clock } = await projects.start({
      hasty: {
        code: "void deps.clock.sleep(1000).then(() => deps.events.publish({ type: 'x', data: {} })).then(() => said('late')); said('done');",
      },
    });

    await runtime.invoker.invokeAsync('hasty', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: done']);
    expect(runtime.invocations[0]).toMatchObject({ outcome: 'succeeded', calls: 0 });
  });

  it('not at all when its bundle is missing', async () => {
    await expect(projects.start({ probe: { code: '', props: { code: './nowhere' } } })).rejects.toThrow(
      /probe.*nowhere/,
    );
  });

  it('not at all when its bundle is no JavaScript', async () => {
    await expect(projects.start({ probe: { code: 'this is not;' } })).rejects.toThrow(/probe/);
  });

  it('and fails, rather than the runtime, when the handler is not there', async () => {
    const props = { handler: 'index.main', asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };
    const { runtime, clock } = await projects.start({ probe: { code: '', props } });

    await runtime.invoker.invokeAsync('probe', {}, asTask('t'));
    await clock.advanceBy(1);

    expect(runtime.invocations[0]).toMatchObject({ outcome: 'failed', error: { name: 'FunctionNotLoaded' } });
  });
});

describe('time', () => {
  it('stands still while an invocation is in flight, however long that really takes', async () => {
    let arrive: (response: Response) => void = () => {};
    const slow = new Promise<Response>((resolve) => {
      arrive = resolve;
    });
    const { runtime, clock } = await projects.start(
      { reader: { code: "said('asked'); said(await (await deps.fetch('http://somewhere/')).text());" } },
      { fetch: () => slow },
    );
    clock.schedule(START + 1_000, () => arrive(new Response('too early')));
    await runtime.invoker.invokeAsync('reader', {}, asTask('t'));

    const advanced = clock.advanceBy(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    while (said(runtime).length === 0) await new Promise((resolve) => setImmediate(resolve));
    arrive(new Response('answer'));
    await advanced;

    expect(said(runtime)).toEqual(['0: asked', '0: answer']);
  });

  it('moves while all that runs is asleep, and wakes the sleepers in order', async () => {
    const { runtime, clock } = await projects.start({
      sleeper: {
        code: "const { name, naps } = JSON.parse(event); for (const nap of naps) { await deps.clock.sleep(nap * 1000); said(name + ' woke'); }",
      },
    });

    await runtime.invoker.invokeAsync('sleeper', { name: 'a', naps: [3, 4] }, asTask('a'));
    await runtime.invoker.invokeAsync('sleeper', { name: 'b', naps: [1, 4] }, asTask('b'));
    await runtime.invoker.invokeAsync('sleeper', { name: 'c', naps: [5] }, asTask('c'));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['1: b woke', '3: a woke', '5: c woke', '5: b woke', '7: a woke']);
  });

  it('is held by a call of one branch while another branch sleeps', async () => {
    const { runtime, clock } = await projects.start(
      {
        brancher: {
          code: "await Promise.all([deps.clock.sleep(1000).then(() => said('slept')), deps.fetch('http://x/').then(() => said('fetched'))]);",
        },
      },
      {
        fetch: async () => {
          for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          return new Response('ok');
        },
      },
    );

    await runtime.invoker.invokeAsync('brancher', {}, asTask('t'));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['0: fetched', '1: slept']);
  });

  it('is not waited for by a sleep that is called off', async () => {
    const { runtime, clock } = await projects.start({
      restless: {
        code: `const stop = new AbortController();
          const nap = deps.clock.sleep(30_000, stop.signal).catch((error) => said(error.message));
          await deps.clock.sleep(2_000);
          stop.abort(new Error('called off'));
          await nap;
          await deps.clock.sleep(1, stop.signal).catch((error) => said('again ' + error.message));
          said('done');`,
      },
    });

    await runtime.invoker.invokeAsync('restless', {}, asTask('t'));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['2: called off', '2: again called off', '2: done']);
  });

  it("ends an invocation at its function's timeout, and the retry starts anew", async () => {
    const props = { timeout: 10, asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 1 } };
    const { runtime, clock } = await projects.start({
      slow: { code: "said('start'); await deps.clock.sleep(10_000); said('never');", props },
    });

    await runtime.invoker.invokeAsync('slow', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: start', '11: start']);
    expect(runtime.invocations).toMatchObject([
      { outcome: 'timed-out', attempt: 1, endedAt: START + 10_000 },
      { outcome: 'timed-out', attempt: 2, endedAt: START + 21_000 },
    ]);
  });
});

describe('timers', () => {
  it('fire all through a virtual day, with the documented event', async () => {
    const { runtime, clock } = await projects.start({
      sweeper: { code: 'said(event);', props: { triggers: [tick('@every 5m', '{"kind":"tick"}')] } },
      nightly: { code: 'said(event);', props: { triggers: [tick('0 30 2 * * *')] } },
    });

    await clock.advanceBy(24 * HOUR);

    const ran = (name: string) => runtime.invocations.filter(({ functionName }) => functionName === name);
    expect(ran('sweeper')).toHaveLength(288);
    expect(new Set(ran('sweeper').map(({ outcome, trigger }) => `${outcome} ${trigger}`))).toEqual(
      new Set(['succeeded timer']),
    );
    expect(ran('nightly').map(({ startedAt }) => new Date(startedAt).toISOString())).toEqual([
      '2026-03-03T02:30:00.000Z',
    ]);
    expect(JSON.parse(said(runtime)[0]?.slice('300: '.length) ?? '')).toEqual({
      triggerTime: '2026-03-02T08:05:00Z',
      triggerName: 'tick',
      payload: '{"kind":"tick"}',
    });
  });

  it('fire also while the last firing still runs', async () => {
    const { runtime, clock } = await projects.start({
      slow: { code: 'await deps.clock.sleep(90_000);', props: { timeout: 600, triggers: [tick('@every 1m')] } },
    });

    await clock.advanceBy(125_000);

    expect(outcomes(runtime)).toEqual(['slow running', 'slow running']);
  });

  it('stay quiet when told, or when not enabled', async () => {
    const disabled = tick('@every 1m');
    disabled.triggerConfig.enable = false;
    const quiet = await projects.start(
      { f: { code: '', props: { triggers: [tick('@every 1m')] } } },
      { timers: false },
    );
    const off = await projects.start({ f: { code: '', props: { triggers: [disabled] } } });

    await quiet.clock.advanceBy(HOUR);
    await off.clock.advanceBy(HOUR);

    expect([...quiet.runtime.invocations, ...off.runtime.invocations]).toEqual([]);
  });
});

describe('events', () => {
  const listeners = (mode?: string) => ({
    gateways: {
      code: 'said(event);',
      props: { triggers: [onEvents({ source: ['torii'], type: [{ prefix: 'torii.gateway.' }] }, mode)] },
    },
    records: { code: 'said(event);', props: { triggers: [onEvents({ type: ['torii.records.changed'] })] } },
  });

  it('reach whom they concern, in the documented shape', async () => {
    const { runtime, clock } = await projects.start(listeners());

    await runtime.publish(DECLARED);
    await clock.advanceBy(HOUR);

    expect(runtime.invocations).toMatchObject([{ functionName: 'gateways', trigger: 'event' }]);
    const [line = ''] = said(runtime);
    expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'torii',
      specversion: '1.0',
      type: 'torii.gateway.declared',
      datacontenttype: 'application/json;charset=utf-8',
      subject: 'acs:eventbridge:cn-beijing:1234567890123456:eventbus/default/eventsource/torii',
      time: '2026-03-02T08:00:00Z',
      aliyunaccountid: '1234567890123456',
      aliyunpublishtime: '2026-03-02T08:00:00.000Z',
      aliyuneventbusname: 'default',
      aliyunregionid: 'cn-beijing',
      aliyunpublishaddr: '127.0.0.1',
      data: DECLARED.data,
    });
  });

  it('come as a list where the trigger streams', async () => {
    const { runtime, clock } = await projects.start(listeners('event-streaming'));

    await runtime.publish(DECLARED);
    await clock.advanceBy(HOUR);

    expect(said(runtime)[0]).toMatch(/: \[\{"id"/);
  });

  it.each([
    ['once', 20, 20],
    ['twice', 40, 40],
    ['sometimes-twice', 21, 39],
    ['never', 0, 0],
  ] as const)('arrive %s when told so', async (events, least, most) => {
    const { runtime, clock } = await projects.start(listeners(), { events });

    for (let generation = 1; generation <= 20; generation += 1) {
      await runtime.publish({ ...DECLARED, data: { ...DECLARED.data, generation } });
    }
    await clock.advanceBy(HOUR);

    expect(runtime.invocations.length).toBeGreaterThanOrEqual(least);
    expect(runtime.invocations.length).toBeLessThanOrEqual(most);
    const ids = runtime.invocations.map((_, index) => said(runtime)[index]?.match(/"id":"([^"]+)"/)?.[1]);
    expect(new Set(ids).size).toBe(events === 'never' ? 0 : 20);
  });

  it('arrive in another order than they were published, the same one for the same seed', async () => {
    const orderOf = async (seed: number) => {
      const { runtime, clock } = await projects.start(
        { f: { code: 'said(JSON.parse(event).data.generation);', props: { triggers: [onEvents({})] } } },
        { seed },
      );
      for (let generation = 1; generation <= 10; generation += 1) {
        await runtime.publish({ ...DECLARED, data: { ...DECLARED.data, generation } });
      }
      await clock.advanceBy(HOUR);
      return said(runtime);
    };

    const first = await orderOf(1);

    expect(first.map((line) => Number(line.split(': ')[1]))).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await orderOf(1)).toEqual(first);
    expect(await orderOf(2)).not.toEqual(first);
  });

  it('published by a function arrive too', async () => {
    const { runtime, clock } = await projects.start({
      ...listeners(),
      teller: { code: "await deps.events.publish({ type: 'torii.records.changed', data: {} });" },
    });

    await runtime.invoker.invokeAsync('teller', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['teller succeeded', 'records succeeded']);
  });
});

describe('asynchronous invocations', () => {
  it('wait for their delay', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said(event);' } });

    await runtime.invoker.invokeAsync('f', { n: 1 }, asTask('late', 3599));
    await runtime.invoker.invokeAsync('f', { n: 2 }, asTask('soon', 1));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['1: {"n":2}', '3599: {"n":1}']);
  });

  it('run once a task id, for a week, and per function', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said("f");' }, g: { code: 'said("g");' } });

    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('scheduled');
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same', 5))).toBe('already-scheduled');
    expect(await runtime.invoker.invokeAsync('g', {}, asTask('same'))).toBe('scheduled');
    await clock.advanceBy(HOUR);
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('already-scheduled');
    expect(said(runtime)).toEqual(['0: f', '0: g']);

    await clock.advanceBy(7 * 24 * HOUR);
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('scheduled');
  });

  it('are retried when the function fails, three times unless configured, ever later', async () => {
    const { runtime, clock } = await projects.start({
      failing: { code: "said('try'); throw new TypeError('no');" },
      once: {
        code: "said('once'); throw new Error('no');",
        props: { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
      },
    });

    await runtime.invoker.invokeAsync('failing', {}, asTask('t'));
    await runtime.invoker.invokeAsync('once', {}, asTask('t', 100));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: try', '1: try', '3: try', '7: try', '100: once']);
    expect(runtime.invocations.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 1]);
    expect(runtime.invocations[0]).toMatchObject({ outcome: 'failed', error: { name: 'TypeError', message: 'no' } });
  });

  it('are retried no longer than they may live', async () => {
    const asyncInvokeConfig = { asyncTask: true, maxAsyncRetryAttempts: 8, maxAsyncEventAgeInSeconds: 5 };
    const { runtime, clock } = await projects.start({
      failing: { code: "said('try'); throw new Error('no');", props: { asyncInvokeConfig } },
    });

    await runtime.invoker.invokeAsync('failing', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: try', '1: try', '3: try']);
  });

  it.each([
    ['an unknown function', 'nobody', {}, asTask('t'), 'nobody'],
    ['more than 128 KB', 'f', 'x'.repeat(128 * 1024), asTask('t'), '128 KB'],
    ['a delay of an hour', 'f', {}, asTask('t', 3600), '3600 s'],
    ['a negative delay', 'f', {}, asTask('t', -1), '-1 s'],
    ['a task id of other characters', 'f', {}, asTask('a/b'), '"a/b"'],
    ['a task id that is too long', 'f', {}, asTask('a'.repeat(129)), 'no task id'],
    ['a task id where s.yaml enables none', 'plain', {}, asTask('t'), 'asyncTask: true'],
  ])('refuse %s', async (_case, name, payload, options, why) => {
    const { runtime, clock } = await projects.start({
      f: { code: '' },
      plain: { code: '', props: { asyncInvokeConfig: {} } },
    });

    await expect(runtime.invoker.invokeAsync(name, payload, options)).rejects.toThrow(why);
    await clock.advanceBy(HOUR);
    expect(runtime.invocations).toEqual([]);
  });
});

describe('randomness', () => {
  it('is the same for the same seed, while ids never repeat', async () => {
    const probe = { f: { code: 'said(deps.random()); said(deps.newId());' } };
    const runOnce = async (seed: number) => {
      const { runtime, clock } = await projects.start(probe, { seed });
      await runtime.invoker.invokeAsync('f', {}, asTask('t'));
      await clock.advanceBy(1);
      return said(runtime);
    };
    const [[number, id], [sameNumber, otherId], [otherNumber]] = [await runOnce(7), await runOnce(7), await runOnce(8)];

    expect(sameNumber).toBe(number);
    expect(otherNumber).not.toBe(number);
    expect(otherId).not.toBe(id);
    expect(id).toMatch(/^0: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a closed runtime', () => {
  it('does nothing more on a clock that others go on using', async () => {
    const ended: string[] = [];
    const { runtime, clock } = await projects.start(
      {
        f: {
          code: "said('start'); await deps.clock.sleep(5_000); said('woke');",
          props: { triggers: [tick('@every 1m')] },
        },
      },
      { onInvocation: ({ outcome }) => ended.push(outcome) },
    );
    await runtime.invoker.invokeAsync('f', {}, asTask('now'));
    await runtime.invoker.invokeAsync('f', {}, asTask('later', 30));
    await clock.advanceBy(1_000);

    await runtime.close();
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: start']);
    expect(ended).toEqual(['killed']);
    expect(clock.nextDue()).toBeUndefined();
  });

  it('lends nothing more', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said(process.env.TORII_HOST);' } });
    await runtime.invoker.invokeAsync('f', {}, asTask('t'));
    await clock.advanceBy(1);
    const hostName = said(runtime)[0]?.slice('0: '.length);
    const stranger = { requestId: 'made-up' } as FunctionContext;

    expect(() => depsFromHost(hostName, stranger)).toThrow('the very object the handler was called with');
    await runtime.close();
    expect(() => depsFromHost(hostName, stranger)).toThrow(HostMissing);
  });

  it('leaves another runtime on the same clock alone', async () => {
    const clock = new VirtualClock(START);
    const project = { f: { code: "said('tick');", props: { triggers: [tick('@every 1m')] } } };
    const one = await projects.start(project, { clock });
    const other = await projects.start(project, { clock });

    await one.runtime.close();
    await clock.advanceBy(60_000);

    expect(said(one.runtime)).toEqual([]);
    expect(said(other.runtime)).toEqual(['60: tick']);
  });
});
