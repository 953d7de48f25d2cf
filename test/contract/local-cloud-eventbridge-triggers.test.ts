import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { describe, expect, test } from 'vitest';
import { followTriggers, type UnheardTrigger } from '../../local/cloud/eventbridge/follow-triggers.ts';
import type { DeployedFunction } from '../../local/cloud/fc/functions.ts';
import { clientConfig } from './clients.ts';
import { busArn, buses, HOUR, place, SECOND, WORKER } from './event-buses.ts';
import { cloudWithFunctions, functionArn } from './eventbridge-cloud.ts';

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
