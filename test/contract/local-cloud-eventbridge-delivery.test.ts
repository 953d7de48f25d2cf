import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { followTriggers, type UnheardTrigger } from '../../local/cloud/eventbridge/follow-triggers.ts';
import { EventBridgeState } from '../../local/cloud/eventbridge/state.ts';
import { readTarget } from '../../local/cloud/eventbridge/target.ts';
import type { DeployedFunction } from '../../local/cloud/fc/functions.ts';
import { clientConfig } from './clients.ts';
import { cloudWithFunctions, functionArn } from './eventbridge-cloud.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const place = { account: '1234567890123456', region: 'cn-hangzhou' };
const WORKER = 'acs:fc:cn-hangzhou:1234567890123456:functions/worker';
const busArn = (name: string) => `acs:eventbridge:cn-hangzhou:1234567890123456:eventbus/${name}`;

interface Arrival {
  readonly at: number;
  readonly arn: string;
  readonly text: string;
}

/** Buses with a clock, and the function `worker`, which takes what comes unless it is gone. */
function buses({ seed = 1 }: { seed?: number } = {}) {
  const clock = new VirtualClock(new Date('2026-03-02T08:00:00Z'));
  const state = new EventBridgeState({ clock, seed, delayScale: 1, home: place });
  const arrivals: Arrival[] = [];
  const functions = new Set([WORKER, `${WORKER}/prod`]);
  state.functions = {
    enqueue: (arn, event) => {
      if (!functions.has(arn)) return false;
      arrivals.push({ at: clock.now(), arn, text: event.toString('utf8') });
      return true;
    },
  };
  const bus = state.addBus({ ...place, name: 'torii' });
  const subscribe = (target: Record<string, unknown> = {}, { on = bus, filterPattern = '{}' } = {}) => {
    const made = readTarget({ Id: 'worker', Type: 'acs.fc.function', Endpoint: WORKER, ...target }, place);
    if (typeof made === 'string') throw new Error(made);
    const rule = on.rules.get('rule') ?? state.addRule(on, { name: 'rule', filterPattern });
    rule.targets.set(made.id, made);
    return rule;
  };
  const publish = (id = 'event-1', data: unknown = {}) =>
    state.publish(bus, { id, source: 'torii', type: 'torii.test', specversion: '1.0', data });
  const outcomes = () => state.deliveries.all().map(({ outcome }) => outcome);
  return { clock, state, arrivals, functions, bus, subscribe, publish, outcomes };
}

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

describe('a trigger of a function', () => {
  const config = {
    triggerEnable: true,
    eventRuleFilterPattern: '{"source":["acs.vpc"]}',
    eventSourceConfig: { eventSourceType: 'Default' },
    eventSinkConfig: { deliveryOption: { mode: 'event-driven', eventSchema: 'CloudEvents' } },
  };
  const trigger = { functionArn: WORKER, triggerName: 'vswitches' };
  const streaming = { deliveryOption: { mode: 'event-streaming' } };
  const raw = { deliveryOption: { mode: 'event-streaming', eventSchema: 'RawData' } };

  async function given(more: Record<string, unknown>) {
    const made = buses();
    made.state.subscribeTrigger({ ...trigger, config: { ...config, ...more } });
    made.state.emit({ source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall', data: { eventName: 'CreateVSwitch' } });
    made.state.emit({ source: 'acs.cms', type: 'cms:Other', data: {} });
    await made.clock.advanceBy(60 * SECOND);
    return made.arrivals.map(({ text }) => JSON.parse(text));
  }

  test('is given an object, a list of one, or the data alone', async () => {
    const event = { source: 'acs.vpc', aliyuneventbusname: 'default', data: { eventName: 'CreateVSwitch' } };
    expect(await given({})).toMatchObject([event]);
    expect(await given({ eventSinkConfig: streaming })).toMatchObject([[event]]);
    expect(await given({ eventSinkConfig: raw })).toEqual([[{ eventName: 'CreateVSwitch' }]]);
  });

  test('hears nothing while it is switched off, or of a message queue', async () => {
    expect(await given({ triggerEnable: false })).toEqual([]);
    expect(await given({ eventSourceConfig: { eventSourceType: 'MNS' } })).toEqual([]);
  });

  test('is a rule of the default bus, and goes with it', () => {
    const { state } = buses();
    state.subscribeTrigger({ ...trigger, config });
    state.subscribeTrigger({ ...trigger, config });
    const rules = state.bus(place.account, place.region, 'default')?.rules;
    expect([...(rules?.keys() ?? [])]).toEqual(['worker-vswitches']);
    state.unsubscribeTrigger(trigger);
    expect(rules?.size).toBe(0);
  });

  test('follows what is deployed: made, changed, and gone with its function', async () => {
    const { clock, state, arrivals } = buses();
    const unheard: UnheardTrigger[] = [];
    const follow = followTriggers(state, unheard);
    const deployed = deployedFunction();
    const tell = async (kind: string) => {
      follow({ kind, function: deployed });
      state.emit({ source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall', data: {} });
      await clock.advanceBy(60 * SECOND);
      return arrivals.length;
    };
    const put = (name: string, more: Record<string, unknown>, type = 'eventbridge') =>
      deployed.triggers.set(name, {
        ...{ name, id: name, type, config: { ...config, ...more } },
        ...{ invocationRole: undefined, qualifier: 'LATEST', createdAt: 0 },
      });

    expect(await tell('function-created')).toBe(0);
    put('vswitches', {});
    put('tick', {}, 'timer');
    expect(await tell('trigger-created')).toBe(1);
    put('vswitches', { triggerEnable: false });
    expect(await tell('trigger-updated')).toBe(1);
    put('vswitches', {});
    put('odd', { eventRuleFilterPattern: '{"source":"torii"}' });
    expect(await tell('trigger-updated')).toBe(2);
    expect(unheard).toMatchObject([{ triggerName: 'odd', why: expect.stringContaining('eventRuleFilterPattern') }]);
    deployed.triggers.delete('vswitches');
    expect(await tell('trigger-deleted')).toBe(2);
    put('vswitches', {});
    expect(await tell('trigger-created')).toBe(3);
    expect(await tell('function-deleted')).toBe(3);
  });

  test('has the retries and the dead-letter queue of its run options', async () => {
    const { clock, state, functions, outcomes } = buses();
    functions.clear();
    const retryStrategy = { PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY', MaximumRetryAttempts: 1 };
    const runOptions = { retryStrategy, deadLetterQueue: { Arn: busArn('torii-dead-letters') } };
    state.subscribeTrigger({ ...trigger, config: { ...config, runOptions } });
    state.emit({ source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall', data: {} });
    await clock.advanceBy(HOUR);
    expect(outcomes()).toEqual(['failed', 'failed', 'parked']);
  });

  test.each([
    ['a pattern that is none', { eventRuleFilterPattern: '{"source":"torii"}' }],
    ['a mode that is none', { eventSinkConfig: { deliveryOption: { mode: 'often' } } }],
    ['a schema that is none', { eventSinkConfig: { deliveryOption: { eventSchema: 'Xml' } } }],
  ])('is refused for %s', (_why, more) => {
    const { state } = buses();
    expect(() => state.subscribeTrigger({ ...trigger, config: { ...config, ...more } })).toThrow(
      expect.objectContaining({ code: 'InvalidTriggerConfig' }),
    );
  });
});

function deployedFunction(): DeployedFunction {
  const settings = { memorySize: 512, timeout: 60, environmentVariables: {}, rest: {}, role: undefined };
  return {
    ...place,
    ...{ name: 'worker', id: 'worker', createdAt: 0, triggers: new Map() },
    config: { handler: 'index.handler', runtime: 'nodejs20', ...settings },
    code: { zip: Buffer.alloc(0), checksum: '0' },
    ...{ asyncInvokeConfig: undefined, reservedConcurrency: undefined },
  };
}

test('what an invocation came to can be told on a bus', async () => {
  const { clock, state, arrivals, subscribe } = buses();
  subscribe();
  const event = { id: '1', source: 'acs.fc', type: 'fc:AsyncInvoke:Result', subject: WORKER, data: { condition: 'x' } };
  expect(state.putEvent(busArn('torii'), event)).toBe(true);
  expect(state.putEvent(busArn('none'), event)).toBe(false);
  expect(state.putEvent('acs:mns:cn-hangzhou:1234567890123456:/queues/x/messages', event)).toBe(false);
  await clock.advanceBy(60 * SECOND);
  expect(arrivals.map(({ text }) => JSON.parse(text))).toMatchObject([{ ...event, specversion: '1.0' }]);
});

test('a vSwitch that is made through the API is told on the default bus by itself', async () => {
  const { cloud, arrivals } = await cloudWithFunctions('zone-checker');
  cloud.eventbridge.subscribeTrigger({
    functionArn: functionArn(cloud, 'zone-checker'),
    triggerName: 'vswitches',
    config: {
      eventRuleFilterPattern: JSON.stringify({
        source: ['acs.vpc'],
        type: ['vpc:ActionTrail:ApiCall', 'vpc:ActionTrail:ConsoleOperation'],
        data: { eventName: ['CreateVSwitch', 'DeleteVSwitch'] },
      }),
    },
  });
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
  const client = new Vpc20160428(clientConfig(cloud));
  const request = { regionId: 'cn-hangzhou', vpcId: 'vpc-a', zoneId: 'cn-hangzhou-i', cidrBlock: '10.0.0.0/24' };
  const { body } = await client.createVSwitch(new vpc.CreateVSwitchRequest(request));
  await cloud.clock.advanceBy(60 * SECOND);
  expect(arrivals.map((arrival) => arrival.body)).toMatchObject([
    {
      source: 'acs.vpc',
      type: 'vpc:ActionTrail:ApiCall',
      subject: `acs:vpc:cn-hangzhou:${cloud.account.id}:vswitch`,
      data: { eventName: 'CreateVSwitch', responseElements: { VSwitchId: body?.vSwitchId } },
    },
  ]);
});
