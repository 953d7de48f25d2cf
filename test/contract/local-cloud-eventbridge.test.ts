import { describe, expect, test } from 'vitest';
import { rpc, send, sign } from './acs3.ts';
import { busArn, cloudWithFunctions, functionArn, manager } from './eventbridge-cloud.ts';

const RULE = { EventBusName: 'torii', RuleName: 'declared' };
const FilterPattern = { source: ['torii'] };

async function cloudWithRule() {
  const made = await cloudWithFunctions('worker');
  await made.manage('CreateEventBus', { EventBusName: 'torii', Description: 'what functions tell each other' });
  expect(await made.manage('CreateRule', { ...RULE, FilterPattern })).toMatchObject({
    Code: 'Success',
    Success: true,
    Data: { RuleARN: `${busArn(made.cloud, 'torii')}/rule/declared` },
  });
  return made;
}

const FUNCTION = (cloud: Parameters<typeof functionArn>[0], Id = 'worker') => ({
  Id,
  Type: 'acs.fc.function',
  Endpoint: functionArn(cloud, 'worker'),
});

describe('event buses', () => {
  test('are made, shown, listed and deleted, beside the default one', async () => {
    const { manage, cloud } = await cloudWithFunctions();
    expect(await manage('CreateEventBus', { EventBusName: 'torii', Description: 'ours' })).toMatchObject({
      Code: 'Success',
      Data: { EventBusARN: busArn(cloud, 'torii') },
    });
    expect((await manage('GetEventBus', { EventBusName: 'torii' })).Data).toEqual({
      EventBusARN: busArn(cloud, 'torii'),
      EventBusName: 'torii',
      Description: 'ours',
      CreateTimestamp: cloud.clock.now(),
    });
    const first = (await manage('ListEventBuses', { Limit: 1 })).Data;
    expect(first).toMatchObject({ Total: 2, NextToken: '1' });
    const second = (await manage('ListEventBuses', { Limit: 1, NextToken: first.NextToken })).Data;
    const names = [...first.EventBuses, ...second.EventBuses].map((bus) => bus.EventBusName);
    expect(names.sort()).toEqual(['default', 'torii']);
    expect(second.NextToken).toBeUndefined();
    expect((await manage('DeleteEventBus', { EventBusName: 'torii' })).Code).toBe('Success');
    expect((await manage('GetEventBus', { EventBusName: 'torii' })).Code).toBe('EventBusNotExist');
  });

  test('are not made for names that are taken, reserved or no names, nor beyond the quota', async () => {
    const { manage, cloud } = await cloudWithFunctions();
    cloud.eventbridge.limits.customBuses = 2;
    const create = async (EventBusName: string) => (await manage('CreateEventBus', { EventBusName })).Code;
    expect(await create('torii')).toBe('Success');
    expect(await create('torii')).toBe('EventBusAlreadyExist');
    expect(await create('default')).toBe('EventBusAlreadyExist');
    expect(await create('eventbridge-reserved-x')).toBe('EventBusNameInvalid');
    expect(await create('torii_bus')).toBe('EventBusNameInvalid');
    expect(await create('torii-dead-letters')).toBe('Success');
    expect(await create('third')).toBe('EventBusCountExceedLimit');
  });

  test('cannot be deleted with rules on them, and the default one never', async () => {
    const { manage } = await cloudWithRule();
    expect((await manage('DeleteEventBus', { EventBusName: 'torii' })).Code).toBe('EventBusRuleNotEmptyForDelete');
    expect((await manage('DeleteEventBus', { EventBusName: 'default' })).Code).toBe('EventBusDefaultNotDeletable');
    await manage('DeleteRule', RULE);
    expect((await manage('DeleteEventBus', { EventBusName: 'torii' })).Code).toBe('Success');
  });

  test('of another account or region are other buses', async () => {
    const { cloud } = await cloudWithRule();
    const stranger = manager(cloud, cloud.addAccount('9999999999999999'));
    expect((await stranger('GetEventBus', { EventBusName: 'torii' })).Code).toBe('EventBusNotExist');
    const elsewhere = rpc('GetEventBus', '2020-04-01', { EventBusName: 'torii' });
    const headers = { ...elsewhere.headers, 'x-acs-region-id': 'cn-beijing' };
    const { host } = new URL(cloud.endpoint);
    const { body } = await send(cloud.endpoint, sign({ ...elsewhere, headers }, host, cloud.account));
    expect(body).toMatchObject({ Code: 'EventBusNotExist' });
  });
});

describe('rules', () => {
  test('are shown with their pattern and targets, updated, disabled, enabled and deleted', async () => {
    const { manage, cloud } = await cloudWithRule();
    await manage('PutTargets', { ...RULE, Targets: [FUNCTION(cloud)] });
    expect((await manage('GetRule', RULE)).Data).toMatchObject({
      RuleName: 'declared',
      EventBusName: 'torii',
      FilterPattern: JSON.stringify(FilterPattern),
      Status: 'ENABLE',
      CreatedTimestamp: cloud.clock.now(),
      Targets: [{ Id: 'worker', PushRetryStrategy: 'BACKOFF_RETRY', ErrorsTolerance: 'ALL' }],
    });
    await manage('UpdateRule', { ...RULE, FilterPattern: { source: ['acs.vpc'] }, Description: 'hints' });
    await manage('DisableRule', RULE);
    expect((await manage('GetRule', RULE)).Data).toMatchObject({
      FilterPattern: '{"source":["acs.vpc"]}',
      Description: 'hints',
      Status: 'DISABLE',
    });
    await manage('EnableRule', RULE);
    const listed = (await manage('ListRules', { EventBusName: 'torii', RuleNamePrefix: 'decl' })).Data;
    expect(listed).toMatchObject({ Total: 1, Rules: [{ RuleName: 'declared', Status: 'ENABLE' }] });
    expect((await manage('ListRules', { EventBusName: 'torii', RuleNamePrefix: 'x' })).Data.Rules).toEqual([]);
    await manage('DeleteRule', RULE);
    expect((await manage('GetRule', RULE)).Code).toBe('EventRuleNotExisted');
  });

  test('are refused in the answer itself: status 200 and a code that is not Success', async () => {
    const { manage, cloud } = await cloudWithRule();
    const create = async (more: Record<string, unknown>) =>
      (await manage('CreateRule', { ...RULE, RuleName: 'other', FilterPattern, ...more })).Code;
    expect(await create({ RuleName: 'declared' })).toBe('EventRuleAlreadyExist');
    expect(await create({ EventBusName: 'none' })).toBe('EventBusNotExist');
    expect(await create({ RuleName: 'a_b' })).toBe('EventRuleNameInvalid');
    expect(await create({ FilterPattern: { source: [{ wildcard: '*' }] } })).toBe('EventRuleFilterPatternInvalid');
    expect(await create({ EventTargets: [{ Id: 'x', Type: 'acs.fc.function', Endpoint: 'worker' }] })).toBe(
      'EventTargetInvalid',
    );
    expect((await manage('ListRules', { EventBusName: 'torii' })).Data.Total).toBe(1);
    expect(cloud.calls.of('CreateRule').map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test('are refused with status 409, where the cloud is told so', async () => {
    const { manage, cloud } = await cloudWithRule();
    cloud.eventbridge.failures = 'status-409';
    await expect(manage('GetRule', { ...RULE, RuleName: 'none' })).rejects.toMatchObject({
      code: 'EventRuleNotExisted',
      statusCode: 409,
    });
  });

  test('are ten at most on the default bus', async () => {
    const { manage } = await cloudWithFunctions();
    const create = (name: string) =>
      manage('CreateRule', { EventBusName: 'default', RuleName: name, FilterPattern: {} });
    for (let index = 0; index < 10; index += 1) expect((await create(`rule-${index}`)).Code).toBe('Success');
    expect((await create('rule-10')).Code).toBe('EventRuleCountExceedLimit');
  });
});

describe('targets', () => {
  test('are put one by one: what is wrong with one is told beside the others', async () => {
    const { manage, cloud } = await cloudWithRule();
    const elsewhere = functionArn(cloud, 'worker').replace('cn-hangzhou', 'cn-beijing');
    const { Code, Data } = await manage('PutTargets', {
      ...RULE,
      Targets: [
        FUNCTION(cloud),
        FUNCTION(cloud),
        { ...FUNCTION(cloud, 'far'), Endpoint: elsewhere },
        { Id: 'odd', Type: 'acs.unknown', Endpoint: 'x' },
      ],
    });
    expect(Code).toBe('Success');
    expect(Data).toMatchObject({
      ErrorEntriesCount: 3,
      ErrorEntries: [
        { EntryId: 'worker', ErrorCode: 'EventRuleTargetIdDuplicate' },
        { EntryId: 'far', ErrorMessage: expect.stringContaining('another region') },
        { EntryId: 'odd' },
      ],
    });
    const { Targets, Total } = (await manage('ListTargets', RULE)).Data;
    expect([Total, Targets]).toMatchObject([1, [{ Id: 'worker', EventBusName: 'torii', RuleName: 'declared' }]]);
  });

  test('are kept as they were put, in either spelling, and a second time replaces the first', async () => {
    const { manage, cloud } = await cloudWithRule();
    const Endpoint = functionArn(cloud, 'worker');
    await manage('PutTargets', { ...RULE, Targets: [{ id: 'worker', type: 'acs.fc.function', endpoint: Endpoint }] });
    const target = {
      ...FUNCTION(cloud),
      PushRetryStrategy: 'EXPONENTIAL_DECAY_RETRY',
      ErrorsTolerance: 'NONE',
      ParamList: [{ ResourceKey: 'Body', Form: 'TEMPLATE', Value: '{"name":"$.data.name"}', Template: `\${name}` }],
      DeadLetterQueue: { Arn: busArn(cloud, 'torii-dead-letters') },
      ConcurrentConfig: { Concurrency: 2 },
    };
    await manage('PutTargets', { ...RULE, Targets: [target] });
    expect((await manage('GetRule', RULE)).Data.Targets).toEqual([target]);
  });

  test('are five of a rule at most', async () => {
    const { manage, cloud } = await cloudWithRule();
    const Targets = Array.from({ length: 6 }, (_, index) => FUNCTION(cloud, `target-${index}`));
    const { Data } = await manage('PutTargets', { ...RULE, Targets });
    expect(Data.ErrorEntries).toMatchObject([{ EntryId: 'target-5' }]);
  });

  test('are deleted by their ids, each for itself', async () => {
    const { manage, cloud } = await cloudWithRule();
    await manage('PutTargets', { ...RULE, Targets: [FUNCTION(cloud)] });
    const { Data } = await manage('DeleteTargets', { ...RULE, TargetIds: ['worker', 'none'] });
    expect(Data).toMatchObject({ ErrorEntriesCount: 1, ErrorEntries: [{ EntryId: 'none' }] });
    expect((await manage('ListTargets', RULE)).Data.Total).toBe(0);
  });
});

test('nothing can be done before the service is activated', async () => {
  const { manage, cloud } = await cloudWithFunctions();
  cloud.eventbridge.opened = false;
  await expect(manage('ListEventBuses')).rejects.toMatchObject({ code: 'ServiceNotEnable', statusCode: 403 });
});
