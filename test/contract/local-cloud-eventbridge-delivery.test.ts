import { describe, expect, test } from 'vitest';
import { type Arrival, busArn, buses, HOUR, place, SECOND, WORKER } from './event-buses.ts';

describe('a delivered event', () => {
  test('is the CloudEvent with the extensions of EventBridge', async () => {
    const { clock, arrivals, subscribe, publish } = buses();
    subscribe();
    publish('event-1', { name: 'test' });
    await clock.advanceBy(60 * SECOND);
    expect(arrivals.map(({ text }) => JSON.parse(text))).toEqual([
      {
        id: 'event-1',
        source: 'torii',
        specversion: '1.0',
        type: 'torii.test',
        datacontenttype: 'application/json;charset=utf-8',
        subject: 'acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/torii/eventsource/torii',
        time: '2026-03-02T08:00:00Z',
        aliyunaccountid: '1234567890123456',
        aliyunoriginalaccountid: '1234567890123456',
        aliyunpublishtime: '2026-03-02T08:00:00.000Z',
        aliyuneventbusname: 'torii',
        aliyunregionid: 'cn-hangzhou',
        aliyunpublishaddr: '127.0.0.1',
        data: { name: 'test' },
      },
    ]);
  });

  test.each<[form: string, parameter: Record<string, string>, text: string]>([
    ['one of its values', { Form: 'JSONPATH', Value: '$.data.name' }, 'test'],
    ['an object of it', { Form: 'JSONPATH', Value: "$.data['owner']" }, '{"region":"cn-beijing"}'],
    ['an element of a list', { Form: 'JSONPATH', Value: '$.data.tags[1]' }, 'green'],
    ['what it does not have', { Form: 'JSONPATH', Value: '$.data.none.at.all' }, ''],
    ['a constant', { Form: 'CONSTANT', Value: 'go' }, 'go'],
    [
      'a template',
      {
        Form: 'TEMPLATE',
        Value: '{"name":"$.data.name","region":"$.data.owner.region"}',
        Template: `\${name} in \${region}\${none}`,
      },
      'test in cn-beijing',
    ],
  ])('is %s, where its target says so', async (_form, parameter, text) => {
    const { clock, arrivals, subscribe, publish } = buses();
    subscribe({ ParamList: [{ ResourceKey: 'Body', ...parameter }] });
    publish('event-1', { name: 'test', tags: ['red', 'green'], owner: { region: 'cn-beijing' } });
    await clock.advanceBy(60 * SECOND);
    expect(arrivals.map((arrival) => arrival.text)).toEqual([text]);
  });

  test('goes to the qualifier that its target names', async () => {
    const { clock, arrivals, subscribe, publish } = buses();
    subscribe({ ParamList: [{ ResourceKey: 'Qualifier', Form: 'CONSTANT', Value: 'prod' }] });
    publish();
    await clock.advanceBy(60 * SECOND);
    expect(arrivals.map(({ arn }) => arn)).toEqual([`${WORKER}/prod`]);
  });

  test('goes where its rule is enabled and wants it, and nowhere once the target is gone', async () => {
    const { clock, arrivals, subscribe, publish, outcomes } = buses();
    const rule = subscribe({}, { filterPattern: '{"type":["torii.test"]}' });
    rule.enabled = false;
    publish('while-disabled');
    rule.enabled = true;
    publish('while-enabled');
    await clock.advanceBy(60 * SECOND);
    publish('too-late');
    rule.targets.clear();
    await clock.advanceBy(60 * SECOND);
    expect(arrivals.map(({ text }) => JSON.parse(text).id)).toEqual(['while-enabled']);
    expect(outcomes()).toEqual(['delivered', 'dropped']);
  });
});

describe('an event that a target does not take', () => {
  test('is tried three times more, 10 to 20 seconds apart, and dropped', async () => {
    const { clock, functions, state, subscribe, publish, outcomes } = buses();
    functions.clear();
    subscribe();
    publish();
    await clock.advanceBy(HOUR);
    expect(outcomes()).toEqual(['failed', 'failed', 'failed', 'failed', 'dropped']);
    const times = state.deliveries.with('failed').map(({ at }) => at);
    for (const [index, at] of times.slice(1).entries()) {
      const gap = at - (times[index] ?? 0);
      expect(gap).toBeGreaterThanOrEqual(10 * SECOND);
      expect(gap).toBeLessThanOrEqual(20 * SECOND);
    }
  });

  test('is tried 176 times more in a day, ever more slowly, where the strategy says so', async () => {
    const { clock, functions, state, subscribe, publish } = buses();
    functions.clear();
    subscribe({ PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY' });
    publish();
    await clock.advanceBy(48 * HOUR);
    const times = state.deliveries.with('failed').map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / SECOND);
    expect(gaps.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512]);
    expect(gaps).toHaveLength(176);
    expect(gaps.filter((gap) => gap === 512)).toHaveLength(167);
  });

  test('arrives by a later attempt, if the function is there by then', async () => {
    const { clock, functions, arrivals, subscribe, publish, outcomes } = buses();
    functions.clear();
    subscribe();
    publish();
    await clock.advanceBy(12 * SECOND);
    functions.add(WORKER);
    await clock.advanceBy(HOUR);
    expect(arrivals).toHaveLength(1);
    expect(outcomes().at(-1)).toBe('delivered');
  });

  test('ends on the dead-letter bus, where another rule hears of it', async () => {
    const { clock, state, arrivals, subscribe, publish } = buses();
    const letters = state.addBus({ ...place, name: 'torii-dead-letters' });
    subscribe({ Endpoint: WORKER.replace('worker', 'gone'), DeadLetterQueue: { Arn: busArn('torii-dead-letters') } });
    subscribe({}, { on: letters });
    publish('event-1', { name: 'test' });
    await clock.advanceBy(HOUR);
    expect(arrivals.map(({ text }) => JSON.parse(text))).toMatchObject([
      { id: 'event-1', type: 'torii.test', aliyuneventbusname: 'torii-dead-letters', data: { name: 'test' } },
    ]);
    expect(state.parked).toMatchObject([{ event: { id: 'event-1' }, deadLetterArn: busArn('torii-dead-letters') }]);
  });

  test('is kept for the queue of another product, which is not played', async () => {
    const { clock, state, subscribe, publish } = buses();
    const Arn = 'acs:mns:cn-hangzhou:1234567890123456:/queues/letters/messages';
    subscribe({ Endpoint: WORKER.replace('worker', 'gone'), DeadLetterQueue: { Arn } });
    publish();
    await clock.advanceBy(HOUR);
    expect(state.parked).toMatchObject([{ event: { id: 'event-1' }, deadLetterArn: Arn, outcome: 'parked' }]);
  });

  test('holds up what comes after it, where no errors are tolerated, until the owner changes something', async () => {
    const { clock, state, functions, arrivals, subscribe, publish } = buses();
    functions.clear();
    const rule = subscribe({ ErrorsTolerance: 'NONE' });
    publish('first');
    await clock.advanceBy(HOUR);
    functions.add(WORKER);
    publish('second');
    await clock.advanceBy(HOUR);
    expect(arrivals).toEqual([]);
    state.release(rule, 'worker');
    await clock.advanceBy(HOUR);
    expect(arrivals.map(({ text }) => JSON.parse(text).id)).toEqual(['first', 'second']);
  });

  test('is refused for good by a function of version 2.0, which no cloud of today has', async () => {
    const { clock, state, subscribe, publish } = buses();
    subscribe({ Endpoint: 'acs:fc:cn-hangzhou:1234567890123456:services/torii.LATEST/functions/worker' });
    publish();
    await clock.advanceBy(HOUR);
    expect(state.deliveries.with('dropped')).toMatchObject([{ why: expect.stringContaining('404') }]);
  });

  test('and a target that is not played are told apart', async () => {
    const { clock, subscribe, publish, outcomes } = buses();
    subscribe({ Type: 'acs.mns.queue', Endpoint: 'acs:mns:cn-hangzhou:1234567890123456:queues/mine' });
    publish();
    await clock.advanceBy(HOUR);
    expect(outcomes()).toEqual(['not-modelled']);
  });
});

describe('from bus to bus', () => {
  const forward = (name: string) => ({ Id: 'on', Type: 'acs.eventbridge', Endpoint: busArn(name) });

  test('an event goes on as it is, and is then on the other bus', async () => {
    const { clock, state, arrivals, subscribe, publish } = buses();
    const other = state.addBus({ ...place, name: 'other' });
    subscribe(forward('other'));
    subscribe({}, { on: other });
    publish();
    await clock.advanceBy(60 * SECOND);
    expect(arrivals.map(({ text }) => JSON.parse(text))).toMatchObject([
      { id: 'event-1', aliyuneventbusname: 'other', aliyunaccountid: place.account },
    ]);
  });

  test('two buses that forward to each other come to an end', async () => {
    const { clock, state, subscribe, publish } = buses();
    const other = state.addBus({ ...place, name: 'other' });
    subscribe(forward('other'));
    subscribe(forward('torii'), { on: other });
    publish();
    await clock.advanceBy(HOUR);
    expect(state.deliveries.with('delivered')).toHaveLength(8);
    expect(clock.nextDue()).toBeUndefined();
  });
});

describe('at least once', () => {
  const ids = (arrivals: readonly Arrival[]) => arrivals.map(({ text }) => String(JSON.parse(text).id));

  test.each([
    ['once', 1],
    ['twice', 2],
    ['never', 0],
  ] as const)('an event reaches a function %s', async (mode, count) => {
    const { clock, state, arrivals, subscribe, publish } = buses();
    state.delivery = mode;
    subscribe();
    publish();
    await clock.advanceBy(60 * SECOND);
    expect(arrivals).toHaveLength(count);
  });

  test('some events come twice, in any order, and the same ones for the same seed', async () => {
    const run = async (seed: number) => {
      const { clock, state, arrivals, subscribe, publish } = buses({ seed });
      state.delivery = 'sometimes-twice';
      subscribe();
      for (let index = 0; index < 40; index += 1) publish(`event-${index}`);
      await clock.advanceBy(60 * SECOND);
      return ids(arrivals);
    };
    const first = await run(7);
    expect(new Set(first).size).toBe(40);
    expect(first.length).toBeGreaterThan(40);
    expect(first.length).toBeLessThan(80);
    expect(first).not.toEqual([...first].sort());
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });
});
