import { expect, test } from 'vitest';
import { eventBridge } from '../../local/cloud/eventbridge/product.ts';
import { busArn, cloudWithFunctions, functionArn } from '../contract/eventbridge-cloud.ts';

const EventBusName = 'torii';
const RuleName = 'all';
const rule = { EventBusName, RuleName };

type Answer = { Code?: string; Success?: boolean; Data?: unknown };

/** A cloud with the bus `torii`, and a function `worker`. */
async function start() {
  const made = await cloudWithFunctions('worker');
  const ask = async (action: string, parameters: Record<string, unknown> = {}) =>
    (await made.manage(action, parameters)) as Answer;
  const data = async (action: string, parameters: Record<string, unknown> = {}) => {
    const answer = await ask(action, parameters);
    if (answer.Success !== true) throw new Error(`${action}: ${answer.Code}`);
    return answer.Data;
  };
  await data('CreateEventBus', { EventBusName, Description: 'ours' });
  return { ...made, ask, data };
}

function target(arn: string, more: Record<string, unknown> = {}) {
  return {
    Id: 'one',
    Type: 'acs.fc.function',
    Endpoint: arn,
    PushRetryStrategy: 'BACKOFF_RETRY',
    ErrorsTolerance: 'ALL',
    ParamList: [
      { ResourceKey: 'Body', Form: 'ORIGINAL', Value: '' },
      { ResourceKey: 'Qualifier', Form: 'TEMPLATE', Value: '{"a":"$.id"}', Template: 'LATEST' },
    ],
    ...more,
  };
}

test('buses are made, changed, listed page by page and deleted', async () => {
  const { cloud, ask, data } = await start();
  const shown = {
    EventBusARN: busArn(cloud, EventBusName),
    EventBusName,
    Description: 'ours',
    CreateTimestamp: cloud.clock.now(),
  };
  expect(await data('GetEventBus', { EventBusName })).toEqual(shown);
  await data('UpdateEventBus', { EventBusName, Description: 'yours' });
  expect(await data('ListEventBuses', { NamePrefix: 'tor' })).toMatchObject({
    EventBuses: [{ ...shown, Description: 'yours' }],
    Total: 1,
  });
  await data('CreateEventBus', { EventBusName: 'other' });
  expect(await data('ListEventBuses', { Limit: 1 })).toMatchObject({ NextToken: '1', Total: 3 });
  await data('DeleteEventBus', { EventBusName: 'other' });
  expect(await ask('GetEventBus', { EventBusName: 'other' })).toMatchObject({
    Code: 'EventBusNotExist',
    Success: false,
  });
});

test('rules and targets are put, read, listed page by page, switched and deleted', async () => {
  const { cloud, data } = await start();
  const put = target(functionArn(cloud, 'worker'), {
    DeadLetterQueue: { Arn: busArn(cloud, 'dead') },
    ConcurrentConfig: { Concurrency: 2 },
  });
  const FilterPattern = '{"source":["acme"]}';
  const made = await data('CreateRule', {
    ...rule,
    FilterPattern,
    Description: 'd',
    Status: 'ENABLE',
    EventTargets: [put],
  });
  const shown = {
    ...{ RuleName, EventBusName, FilterPattern, Description: 'd', Status: 'ENABLE' },
    ...{ CreatedTimestamp: cloud.clock.now(), Targets: [put] },
    ...(made as object),
  };
  expect(await data('GetRule', rule)).toMatchObject(shown);
  await data('CreateRule', { ...rule, RuleName: 'second', FilterPattern: '{}' });
  expect(await data('ListRules', { EventBusName, Limit: 1 })).toMatchObject({
    Rules: [shown],
    NextToken: '1',
    Total: 2,
  });
  await data('DisableRule', rule);
  await data('EnableRule', rule);
  await data('UpdateRule', { ...rule, Description: 'e', Status: 'DISABLE', FilterPattern: '{}' });
  expect(await data('GetRule', rule)).toMatchObject({ Description: 'e', Status: 'DISABLE', FilterPattern: '{}' });
  expect(
    await data('PutTargets', {
      ...rule,
      Targets: [
        { ...put, Id: 'two' },
        { ...put, Id: 'two' },
      ],
    }),
  ).toMatchObject({
    ErrorEntriesCount: 1,
    ErrorEntries: [{ EntryId: 'two', ErrorCode: 'EventRuleTargetIdDuplicate', ErrorMessage: expect.any(String) }],
  });
  expect(await data('ListTargets', { ...rule, Limit: 1 })).toMatchObject({
    Targets: [{ ...put, EventBusName, RuleName }],
    NextToken: '1',
    Total: 2,
  });
  expect(await data('DeleteTargets', { ...rule, TargetIds: ['one', 'none'] })).toMatchObject({
    ErrorEntriesCount: 1,
    ErrorEntries: [{ EntryId: 'none', ErrorCode: 'EventRuleTargetNotExist', ErrorMessage: expect.any(String) }],
  });
  await data('DeleteRule', rule);
});

test('what became of an event is told: that it came, who wanted it, and who was tried', async () => {
  const { cloud, data, publish } = await start();
  const gone = target(functionArn(cloud, 'nobody'), { Id: 'two', ParamList: [] });
  const taken = target(functionArn(cloud, 'worker'), { ParamList: [] });
  await data('CreateRule', { ...rule, FilterPattern: '{"source":["acme"]}', EventTargets: [taken, gone] });
  await publish({ bus: EventBusName, id: 'e-1', source: 'acme', type: 'acme:Told', data: { a: 1 } });
  await publish({ bus: EventBusName, id: 'e-2', source: 'other', type: 'other:Told' });
  await cloud.clock.advanceBy(5_000);
  const times = { EventBusName, StartTime: 0, EndTime: cloud.clock.now() };
  const shown = {
    ...{ EventBusName, EventId: 'e-1', EventSource: 'acme', EventType: 'acme:Told' },
    EventReceivedTime: expect.any(Number),
  };
  expect(await data('QueryTracedEvents', { ...times, MatchedRule: RuleName })).toMatchObject({
    Events: [shown],
    Total: 1,
  });
  expect(await data('QueryTracedEvents', { ...times, Limit: 1 })).toMatchObject({ Total: 2, NextToken: '1' });
  for (const filter of [{ EventSource: 'acme' }, { EventType: 'acme:Told' }]) {
    expect(await data('QueryTracedEvents', { ...times, ...filter })).toMatchObject({ Total: 1 });
  }
  expect(await data('QueryTracedEvents', { ...times, Subject: 'none' })).toMatchObject({ Total: 0 });
  const id = { EventBusName, EventId: 'e-1' };
  expect(await data('QueryTracedEventByEventId', { ...id, EventSource: 'acme' })).toMatchObject([
    { Events: [shown], Total: 1 },
  ]);
  expect(await data('QueryEvent', id)).toMatchObject({ id: 'e-1', source: 'acme', data: { a: 1 } });
  const about = { EventBusName, EventId: 'e-1', EventSource: 'acme', ActionTime: expect.any(Number) };
  const pushed = {
    ...about,
    Action: 'PushEvent',
    RuleName,
    NotifyTime: expect.any(Number),
    NotifyLatency: expect.any(String),
  };
  const traces = (await data('QueryEventTraces', id)) as { Action: string; Endpoint?: string }[];
  expect(traces).toMatchObject([
    { ...about, Action: 'PutEvent', ReceivedTime: expect.any(Number) },
    { ...about, Action: 'FilterEvent', RuleName, RuleMatchingTime: expect.any(String) },
    pushed,
    pushed,
  ]);
  expect(traces.filter(({ Action }) => Action === 'PushEvent')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Endpoint: taken.Endpoint, NotifyStatus: '[200]Ok' }),
      expect.objectContaining({ Endpoint: gone.Endpoint, NotifyStatus: expect.stringContaining('404') }),
    ]),
  );
});

test('a pattern is tried on an event, and the cloud tells which of its products may speak', async () => {
  const { data } = await start();
  const wants = (EventPattern: string) => data('TestEventPattern', { EventPattern, Event: '{"source":"acme"}' });
  expect(await wants('{"source":["acme"]}')).toEqual({ Result: true });
  expect(await wants('{"source":["other"]}')).toEqual({ Result: false });
  const { EventSourceList } = (await data('ListAliyunOfficialEventSources')) as { EventSourceList: unknown[] };
  expect(EventSourceList[0]).toMatchObject({ Name: 'acs.vpc', Status: 'Activated', EventBusName: 'default' });
});

const NAMELESS = { EventBusName: '-', RuleName: '-' };

/** The code, and the call that meets it where one bus with one rule is all that is allowed. */
const REFUSALS: readonly (readonly [code: string, action: string, parameters: Record<string, unknown>])[] = [
  ['EventBusNameInvalid', 'CreateEventBus', NAMELESS],
  ['EventBusAlreadyExist', 'CreateEventBus', { EventBusName }],
  ['EventBusCountExceedLimit', 'CreateEventBus', { EventBusName: 'more' }],
  ['EventBusDefaultNotDeletable', 'DeleteEventBus', { EventBusName: 'default' }],
  ['EventBusRuleNotEmptyForDelete', 'DeleteEventBus', { EventBusName }],
  ['EventRuleNameInvalid', 'CreateRule', { ...rule, RuleName: '-', FilterPattern: '{}' }],
  ['EventRuleAlreadyExist', 'CreateRule', { ...rule, FilterPattern: '{}' }],
  ['EventRuleCountExceedLimit', 'CreateRule', { ...rule, RuleName: 'more', FilterPattern: '{}' }],
  ['EventRuleFilterPatternInvalid', 'CreateRule', { EventBusName: 'default', RuleName: 'r', FilterPattern: '[' }],
  [
    'EventTargetInvalid',
    'CreateRule',
    { EventBusName: 'default', RuleName: 'r', FilterPattern: '{}', EventTargets: [{}] },
  ],
  ['EventRuleFilterPatternInvalid', 'UpdateRule', { ...rule, FilterPattern: '[' }],
  ['EventTargetInvalid', 'PutTargets', { ...rule, Targets: {} }],
  ['EventTargetInvalid', 'DeleteTargets', { ...rule, TargetIds: {} }],
  ['EventRuleFilterPatternInvalid', 'TestEventPattern', { Event: '{}', EventPattern: '[' }],
  ['EventInvalid', 'TestEventPattern', { Event: '[', EventPattern: '{}' }],
  ['EventNotExist', 'QueryEvent', { EventBusName, EventId: 'none' }],
];

test.each(['in-body', 'status-409'] as const)('every refusal has its code, %s', async (failures) => {
  const { cloud, ask, data } = await start();
  await data('CreateRule', { ...rule, FilterPattern: '{}' });
  Object.assign(cloud.eventbridge.limits, { customBuses: 1, rulesOfCustomBus: 1 });
  cloud.eventbridge.failures = failures;
  const meets = async (code: string, action: string, parameters: Record<string, unknown>) => {
    const refused = ask(action, parameters);
    if (failures === 'in-body') expect(await refused, action).toMatchObject({ Code: code, Success: false });
    else await expect(refused, action).rejects.toMatchObject({ code });
  };
  for (const [code, action, parameters] of REFUSALS) await meets(code, action, parameters);
  const given = {
    ...{ FilterPattern: '{}', Targets: '[]', TargetIds: '[]', EventId: 'e', StartTime: 0, EndTime: 1 },
    ...{ Event: '{}', EventPattern: '{}' },
  };
  for (const { name, errors } of eventBridge.actions) {
    if (errors.includes('EventBusNotExist'))
      await meets('EventBusNotExist', name, { ...given, ...rule, EventBusName: 'none' });
    if (errors.includes('EventRuleNotExisted'))
      await meets('EventRuleNotExisted', name, { ...given, ...rule, RuleName: 'none' });
  }
  cloud.eventbridge.opened = false;
  for (const { name } of eventBridge.actions) {
    await expect(ask(name, { ...given, ...rule }), name).rejects.toMatchObject({ code: 'ServiceNotEnable' });
  }
});
