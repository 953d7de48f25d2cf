import { afterEach, describe, expect, it } from 'vitest';
import { onEvents, outcomes, said, TinyProjects, tick } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const DECLARED = {
  type: 'torii.gateway.declared' as const,
  data: { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod', generation: 1 },
};
/** The same as a product of the cloud tells the default bus, where triggers listen. */
const OF_THE_CLOUD = { ...DECLARED, source: 'acs.test' };
const asTask = (taskId: string, delaySeconds = 0) => ({ taskId, delaySeconds });
const HOUR = 3600_000;

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
      props: { triggers: [onEvents({ source: ['acs.test'], type: [{ prefix: 'torii.gateway.' }] }, mode)] },
    },
    records: { code: 'said(event);', props: { triggers: [onEvents({ type: ['torii.records.changed'] })] } },
  });

  it('reach whom they concern, in the documented shape', async () => {
    const { runtime, clock } = await projects.start(listeners());

    await runtime.deliver(OF_THE_CLOUD);
    await clock.advanceBy(HOUR);

    expect(runtime.invocations).toMatchObject([{ functionName: 'gateways', trigger: 'event' }]);
    const [line = ''] = said(runtime);
    expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      source: 'acs.test',
      specversion: '1.0',
      type: 'torii.gateway.declared',
      datacontenttype: 'application/json;charset=utf-8',
      subject: 'acs:eventbridge:cn-beijing:1234567890123456:eventbus/default/eventsource/acs.test',
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

    await runtime.deliver(OF_THE_CLOUD);
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
      await runtime.deliver({ ...OF_THE_CLOUD, data: { ...DECLARED.data, generation } });
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
        await runtime.deliver({ ...OF_THE_CLOUD, data: { ...DECLARED.data, generation } });
      }
      await clock.advanceBy(HOUR);
      return said(runtime);
    };

    const first = await orderOf(1);

    expect(first.map((line) => Number(line.split(': ')[1]))).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await orderOf(1)).toEqual(first);
    expect(await orderOf(2)).not.toEqual(first);
  });

  it('do not reach a trigger that is switched off', async () => {
    const off = onEvents({});
    off.triggerConfig.triggerEnable = false;
    const { runtime, clock } = await projects.start({ f: { code: '', props: { triggers: [off] } } });

    await runtime.deliver(OF_THE_CLOUD);
    await clock.advanceBy(HOUR);

    expect(runtime.invocations).toEqual([]);
  });

  it('of our own reach who subscribed, on a bus of their own, and no trigger of s.yaml', async () => {
    const { runtime, clock } = await projects.start(
      {
        ...listeners(),
        everything: { code: '', props: { triggers: [onEvents({})] } },
        subscriber: {
          code: 'const { type, source, aliyuneventbusname } = JSON.parse(event); said([type, source, aliyuneventbusname]);',
        },
        teller: { code: "await deps.events.publish({ type: 'torii.records.changed', data: {} });" },
      },
      { subscriptions: { subscriber: ['torii.records.changed'], records: ['torii.gateway.ready'] } },
    );

    await runtime.invoker.invokeAsync('teller', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(outcomes(runtime)).toEqual(['teller succeeded', 'subscriber succeeded']);
    expect(said(runtime)[0]).toMatch(/torii\.records\.changed,torii,torii$/);
  });
});
