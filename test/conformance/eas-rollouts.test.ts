import { describe, expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { type EasWorld, openEasWorld } from './eas-actions.ts';
import { callOf } from './eas-service-call.ts';

const partition = (Partition: string) => ({ Partition: { Partition } });
const batch = (BatchSize: string, Interval: string) => ({ Batch: { BatchSize, Interval } });

async function fourInstances(): Promise<EasWorld & { service: string; statusOf(): Promise<Body> }> {
  const world = await openEasWorld();
  const service = await world.runningService('chat', { metadata: { name: 'chat', instance: 4 } });
  const statusOf = async () => {
    const { Rollout } = await world.act('DescribeServiceRollout', { service });
    return (Rollout as { Status: Body }).Status;
  };
  return { ...world, service, statusOf };
}

const update = JSON.stringify({ model_path: 'oss://new' });

describe('a rollout', () => {
  it('keeps as many old instances as its partition says, until it says less', async () => {
    const { act, later, service, statusOf } = await fourInstances();
    expect(await act('CreateServiceRollout', { service, body: partition('50%') })).toMatchObject({
      Message: 'Rollout created successfully',
    });
    expect(await act('DescribeServiceRollout', { service })).toMatchObject({
      Rollout: {
        Strategy: { Partition: { Partition: '50%' } },
        Status: {
          ...{ Phase: 'Pending', TotalReplicas: 4, CurrentRevision: expect.stringMatching(/^chat-\w{6}-v1$/) },
        },
      },
    });
    await act('UpdateService', { service, body: update });
    await later();
    expect(await statusOf()).toMatchObject({
      Phase: 'Running',
      UpdatedReplicas: 2,
      UpdateRevision: expect.stringMatching(/-v2$/),
    });
    const { Instances } = await act('ListServiceInstances', { service });
    expect((Instances as Body[]).map(({ IsLatest }) => IsLatest).sort()).toEqual([false, false, true, true]);
    expect(await act('DescribeService', { service })).toMatchObject({ CurrentVersion: 1, LatestVersion: 2 });
    expect(await act('UpdateServiceRollout', { service, body: partition('0') })).toMatchObject({
      Message: 'Rollout updated successfully',
    });
    expect(await statusOf()).toMatchObject({ Phase: 'Completed', UpdatedReplicas: 4 });
    expect(await act('DescribeService', { service })).toMatchObject({ CurrentVersion: 2, RunningInstance: 4 });
  });

  it('goes batch by batch, by the clock, and holds still while it is paused', async () => {
    const { act, cloud, service, statusOf } = await fourInstances();
    await act('CreateServiceRollout', { service, body: batch('1', '5m') });
    await act('UpdateService', { service, body: update });
    await cloud.clock.runUntil(async () => (await statusOf()).UpdatedReplicas === 1, cloud.clock.now() + 3_600_000);
    expect(await statusOf()).toMatchObject({
      ...{ Phase: 'Running', NextBatchStartTime: expect.stringMatching(/^2026\/03\/02 \d\d:\d\d:\d\d$/) },
    });
    await cloud.clock.advanceBy(5 * 60_000);
    expect(await statusOf()).toMatchObject({ UpdatedReplicas: 2 });
    expect(await act('UpdateServiceRollout', { service, body: { Paused: true } })).toMatchObject({
      Message: 'Rollout paused successfully',
    });
    await cloud.clock.advanceBy(3_600_000);
    expect(await statusOf()).toMatchObject({ Phase: 'Paused', UpdatedReplicas: 2 });
    expect(await act('UpdateServiceRollout', { service, body: { Paused: false } })).toMatchObject({
      Message: 'Rollout resumed successfully',
    });
    await cloud.clock.advanceBy(3_600_000);
    expect(await statusOf()).toMatchObject({ Phase: 'Completed', UpdatedReplicas: 4 });
    expect(await act('DescribeServiceRollout', { service })).toMatchObject({
      Rollout: { Strategy: { Batch: { BatchSize: '1', Interval: '5m' } } },
    });
  });

  it('leaves everything as it is where it is deleted, or where the new version fails', async () => {
    const { act, cloud, later, service, statusOf } = await fourInstances();
    await act('CreateServiceRollout', { service, body: partition('3') });
    cloud.eas.serviceFailures.failNext();
    await act('UpdateService', { service, body: update });
    await later();
    expect(await statusOf()).toMatchObject({ Phase: 'Failed', UpdatedReplicas: 0 });
    await act('UpdateService', { service, body: JSON.stringify({ model_path: 'oss://newer' }) });
    await later();
    expect(await act('DeleteServiceRollout', { service })).toMatchObject({ Message: 'Rollout deleted successfully' });
    const { Instances } = await act('ListServiceInstances', { service });
    expect((Instances as Body[]).filter(({ IsLatest }) => IsLatest)).toHaveLength(1);
    await act('UpdateService', { service, body: update });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ CurrentVersion: 4, RunningInstance: 4 });
  });

  it('is not made of nonsense, twice, or changed where there is none', async () => {
    const { act, service } = await fourInstances();
    const refused = [
      {},
      { ...partition('1'), ...batch('1', '5m') },
      partition('some'),
      batch('x', '5m'),
      batch('1', 'soon'),
    ];
    for (const body of refused) {
      const call = act('CreateServiceRollout', { service, body });
      await expect(call, JSON.stringify(body)).rejects.toMatchObject({ code: 'InvalidRollout' });
    }
    for (const action of ['DescribeServiceRollout', 'UpdateServiceRollout', 'DeleteServiceRollout'] as const) {
      const call = act(action, { service, ...(action.startsWith('Update') && { body: { Paused: true } }) });
      await expect(call).rejects.toMatchObject({ code: 'InvalidRollout.NotFound' });
    }
    await act('CreateServiceRollout', { service, body: { Batch: {}, Paused: true } });
    await expect(act('CreateServiceRollout', { service, body: partition('1') })).rejects.toMatchObject({
      code: 'InvalidRollout.AlreadyExists',
    });
    await expect(act('UpdateServiceRollout', { service, body: {} })).rejects.toMatchObject({ code: 'InvalidRollout' });
  });
});

describe('a fault', () => {
  it('is injected into an instance, and taken out again', async () => {
    const { act, cloud, eas, runningService } = await openEasWorld();
    const service = await runningService('chat', { token: 'token' });
    const [only] = (await act('ListServiceInstances', { service })).Instances as Body[];
    const instance = String(only?.InstanceName);
    const inject = (FaultType: string, FaultArgs: Body) =>
      act('CreateFaultInjection', { service, instance, body: { FaultType, FaultArgs } });
    expect(await inject('NetworkTask', { FaultAction: 'loss', Percent: 100 })).toMatchObject({
      Message: expect.stringContaining('NetworkTask'),
    });
    await inject('CpuFullloadTask', { FaultAction: 'fullload', CpuPercent: 150 });
    await inject('DiskBurnTask', { FaultAction: 'melt' });
    await expect(inject('NetworkTask', { FaultAction: 'delay' })).rejects.toMatchObject({
      code: 'InvalidFault.AlreadyExists',
    });
    expect(await act('ListServiceInstanceFaultInjectionInfo', { service, instance })).toMatchObject({
      FaultInfoList: [
        {
          ...{ FaultType: 'NetworkTask', FaultArgs: { FaultAction: 'loss', Percent: 100 } },
          FaultStatus: { FaultStatus: 'FaultInjectedSuccess', FaultStatusMessage: '' },
        },
        {
          FaultStatus: {
            FaultStatus: 'FaultInjectedFailure',
            FaultStatusMessage: expect.stringContaining('CpuPercent'),
          },
        },
        { FaultStatus: { FaultStatus: 'FaultInjectedFailure', FaultStatusMessage: expect.stringContaining('melt') } },
      ],
    });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 503 });
    expect(await act('DeleteFaultInjection', { service, instance, fault: 'NetworkTask' })).toMatchObject({
      Message: expect.stringContaining('NetworkTask'),
    });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 200 });
    await expect(act('DeleteFaultInjection', { service, instance, fault: 'NetworkTask' })).rejects.toMatchObject({
      code: 'InvalidFault.NotFound',
    });
  });
});

it('a service has addresses to look at it without logging on', async () => {
  const { act, runningService } = await openEasWorld({ delayScale: 0 });
  const service = await runningService('chat');
  const urlOf = async (query: Body) => String((await act('DescribeServiceSignedUrl', { service, query })).SignedUrl);
  expect(await urlOf({})).toMatch(
    /^https:\/\/chat-\d+\.console\.cn-beijing\.eas\.pai-ml\.com\?expire=\d+&signature=[\w-]+$/,
  );
  expect(await urlOf({ Type: 'monitor', Internal: true, Expire: 60 })).toMatch(/\.vpc\.console\..*\/monitor\?expire=/);
});
