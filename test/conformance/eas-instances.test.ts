import { describe, expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { HOUR_MS, REGION } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';
import { callOf } from './eas-service-call.ts';

const IMAGE = 'registry.cn-beijing.aliyuncs.com/eas/echo:v1';
const containers = (image = IMAGE) => ({ containers: [{ image, port: 8000, script: 'run' }] });

const rows = (body: Body, field: string) => body[field] as Body[];
const namesOf = (list: Body[], field = 'ServiceName') => list.map((each) => each[field]);

describe('the instances of a service', () => {
  it('are as many as it has, each with its place, and follow it', async () => {
    const { act, later, runningService } = await openEasWorld();
    const service = await runningService('chat_bot', {
      metadata: { name: 'chat_bot', instance: 2 },
      cloud: {
        networking: { vpc_id: 'vpc-a' },
        computing: { instances: [{ type: 'ecs.c7.large', spot_price_limit: 1 }] },
      },
      ...containers(),
    });
    const list = async (query: Body = {}) => rows(await act('ListServiceInstances', { service, query }), 'Instances');
    const [first, second] = await list();
    expect(first).toEqual({
      InstanceName: expect.stringMatching(/^chat-bot-[a-z0-9]{10}-[a-z0-9]{5}$/),
      ...{ Status: 'Running', Reason: 'RUNNING', Role: 'Standard', Namespace: 'chat_bot' },
      CreateTime: expect.stringMatching(/Z$/),
      StartTime: expect.stringMatching(/Z$/),
      StartAt: first?.StartTime,
      InnerIP: expect.stringMatching(/^172\.17\./),
      InstancePort: 8080,
      HostIP: expect.stringMatching(/^11\.0\./),
      HostName: expect.any(String),
      TenantHostIP: expect.stringMatching(/^192\.168\./),
      TenantInstanceIP: expect.stringMatching(/^192\.168\./),
      ExternalIP: expect.stringMatching(/^192\.168\./),
      ExternalInstancePort: 8080,
      InstanceType: 'ecs.c7.large',
      ResourceType: 'PublicResource',
      Zone: expect.stringMatching(/^cn-beijing-/),
      ...{ IsLatest: true, IsReplica: false, IsSpot: true, OriginalAmount: 2.2, CurrentAmount: 0.444 },
      ...{ Isolated: false, Detached: false, TotalProcesses: 1, ReadyProcesses: 1, RestartCount: 0, LastState: [] },
    });
    for (const query of [
      { Filter: second?.InnerIP },
      { InstanceName: second?.InstanceName },
      { InstanceIP: second?.InnerIP },
      { HostIP: second?.HostIP, InstanceStatus: 'Running', InstanceType: 'ecs.c7.large', IsSpot: true },
      { ListReplica: true, ReplicaName: second?.InstanceName },
      { PageNumber: 2, PageSize: 1 },
      {
        Sort: 'InstanceName',
        Order: String(first?.InstanceName) < String(second?.InstanceName) ? 'desc' : 'asc',
        PageSize: 1,
      },
    ]) {
      expect(namesOf(await list(query), 'InstanceName'), JSON.stringify(query)).toEqual([second?.InstanceName]);
    }
    for (const query of [
      { QuotaId: 'quota1' },
      { Resource: 'eas-r-1' },
      { ResourceType: 'PrivateResource' },
      { Role: 'Queue' },
      { MemberType: 'LLMDecode' },
    ]) {
      expect(await list(query), JSON.stringify(query)).toEqual([]);
    }
    expect(await list({ ListReplica: true })).toMatchObject([
      { IsReplica: true, ReplicaName: first?.InstanceName },
      { IsReplica: true },
    ]);
    await act('ScaleService', { service, body: { Instance: 1, InstancesToDelete: [first?.InstanceName] } });
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Scaling', RunningInstance: 2 });
    await later();
    expect(namesOf(await list(), 'InstanceName')).toEqual([second?.InstanceName]);
    await act('UpdateService', { service, body: JSON.stringify({ token: 'new' }) });
    expect(await list()).toMatchObject([{ InstanceName: second?.InstanceName, IsLatest: false }]);
    await later();
    expect(await list()).toMatchObject([{ InstanceName: expect.not.stringMatching(String(second?.InstanceName)) }]);
    await act('StopService', { service });
    expect(await list()).toEqual([]);
  });

  it('make room for another when they are deleted, and nobody answers meanwhile', async () => {
    const { act, cloud, eas, later, runningService } = await openEasWorld();
    const service = await runningService('chat', { token: 'token' });
    const list = async () => rows(await act('ListServiceInstances', { service }), 'Instances');
    const [first] = await list();
    expect(
      await act('DeleteServiceInstances', { service, query: { InstanceList: first?.InstanceName } }),
    ).toMatchObject({
      Message: `Instance(s) [${first?.InstanceName}] for service [chat] in region [${REGION}] was deleted successfully`,
    });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 503 });
    expect(await act('DescribeService', { service })).toMatchObject({ RunningInstance: 0, PendingInstance: 1 });
    await later();
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 200 });
    const [second] = await list();
    expect(second?.InstanceName).not.toBe(first?.InstanceName);
  });

  it('are started anew in place, and remember it', async () => {
    const { act, cloud, runningService } = await openEasWorld();
    const service = await runningService('chat', containers());
    const [before] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const instance = String(before?.InstanceName);
    await cloud.clock.advanceBy(HOUR_MS);
    const query = { InstanceList: instance, SoftRestart: true, Container: 'worker0' };
    await act('DeleteServiceInstances', { service, query });
    const [after] = rows(await act('ListServiceInstances', { service }), 'Instances');
    expect(after).toMatchObject({
      InstanceName: instance,
      RestartCount: 1,
      LastState: [{ reason: 'Restarted', exitCode: 143, finishedAt: after?.StartTime }],
    });
    expect(after?.StartTime).not.toBe(before?.StartTime);
    expect(await act('ListServiceContainers', { service, instance })).toMatchObject({
      ServiceName: 'chat',
      Containers: [
        {
          ...{ Name: 'worker0', Image: IMAGE, Port: 8000, Ready: true, RestartCount: 1 },
          ...{ CurrentStatus: 'Running', CurrentTimestamp: after?.StartTime },
          ...{ LastStatus: 'Terminated', LastReason: 'Restarted', LastTimestamp: after?.StartTime },
        },
      ],
    });
    const log = async (more: Body) => (await act('DescribeServiceLog', { service, query: more })) as { Logs: string[] };
    expect((await log({})).Logs).toHaveLength(2);
    expect((await log({ Previous: true })).Logs).toHaveLength(1);
  });

  it('are isolated from traffic and back, or detached for good', async () => {
    const { act, cloud, eas, later, runningService } = await openEasWorld();
    const service = await runningService('chat', { token: 'token' });
    const [only] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const instance = String(only?.InstanceName);
    const update = (body: Body) => act('UpdateServiceInstance', { service, instance, body });
    expect(await update({ Isolate: true })).toMatchObject({
      Message: `instance ${instance} isolation updated to true。`,
    });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 503 });
    await update({ Isolate: false });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 200 });
    await update({ Detach: true });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ RunningInstance: 1, TotalInstance: 1 });
    const list = rows(await act('ListServiceInstances', { service }), 'Instances');
    expect(list.map(({ Detached }) => Detached).sort()).toEqual([false, true]);
    await expect(update({ Isolate: true })).rejects.toMatchObject({ code: 'InvalidInstance.Detached' });
  });

  it('are logged on to', async () => {
    const { act, runningService } = await openEasWorld();
    const service = await runningService('chat');
    const [only] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const instance = String(only?.InstanceName);
    const query = { ActionType: 'WorkBench', WorkerName: 'worker0' };
    expect(await act('CreateServiceInstanceToken', { service, instance, query })).toMatchObject({
      Token: expect.any(String),
      Url: expect.stringContaining(instance),
      StreamlogUrl: expect.stringContaining(instance),
      WorkbenchUrl: expect.stringContaining(instance),
    });
    const wrong = act('CreateServiceInstanceToken', { service, instance, query: { WorkerName: 'worker7' } });
    await expect(wrong).rejects.toMatchObject({ code: 'InvalidContainer.NotFound' });
    const container = { InstanceList: instance, SoftRestart: true, Container: 'worker7' };
    await expect(act('DeleteServiceInstances', { service, query: container })).rejects.toMatchObject({
      code: 'InvalidContainer.NotFound',
    });
  });
});

describe('what happened to a service', () => {
  it('is told page by page, by time, type and instance', async () => {
    const { act, cloud, runningService } = await openEasWorld();
    const service = await runningService('chat');
    const [only] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const events = (query: Body = {}) => act('DescribeServiceEvent', { service, query });
    expect(await events()).toMatchObject({
      ...{ PageNum: 1, TotalCount: 3, TotalPageNum: 1 },
      Events: [
        { Type: 'Normal', Reason: 'Running', Resource: 'Service', Message: expect.stringContaining('"versionId":1') },
        { Type: 'Normal', Reason: 'Started', Resource: 'Pod' },
        { Type: 'Normal', Reason: 'Creating', Time: '2026-03-02 08:00:00' },
      ],
    });
    expect(await events({ PageSize: 2, PageNum: 2 })).toMatchObject({
      TotalPageNum: 2,
      Events: [{ Reason: 'Creating' }],
    });
    expect(await events({ InstanceName: only?.InstanceName })).toMatchObject({ Events: [{ Reason: 'Started' }] });
    expect(await events({ EventType: 'Warning' })).toMatchObject({ Events: [], TotalPageNum: 0 });
    expect(await events({ EndTime: '2026-03-02 08:00:00' })).toMatchObject({ Events: [{ Reason: 'Creating' }] });
    await cloud.clock.advanceBy(8 * 24 * HOUR_MS);
    expect(await events()).toMatchObject({ Events: [] });
    expect(await events({ StartTime: '2026-03-02 00:00:00' })).toMatchObject({ TotalCount: 3 });
  });

  it('is in its logs, by time, instance, container, address and word', async () => {
    const { act, runningService } = await openEasWorld();
    const service = await runningService('chat', { metadata: { name: 'chat', instance: 2 } });
    const [one] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const logs = (query: Body = {}) => act('DescribeServiceLog', { service, query });
    expect(await logs()).toMatchObject({ PageNum: 1, TotalCount: 2, TotalPageNum: 1 });
    expect(await logs({ PageSize: 1, PageNum: 2 })).toMatchObject({ TotalPageNum: 2, Logs: [expect.any(String)] });
    for (const query of [{ InstanceName: one?.InstanceName }, { Ip: one?.InnerIP }]) {
      expect(await logs(query)).toMatchObject({ Logs: [expect.stringContaining(String(one?.InstanceName))] });
    }
    for (const query of [
      { ContainerName: 'worker1' },
      { Keyword: 'panic' },
      { StartTime: '2026-03-02 23:00:00' },
      { EndTime: '2026-03-01 00:00:00' },
    ]) {
      expect(await logs(query), JSON.stringify(query)).toMatchObject({ Logs: [] });
    }
  });

  it('is not told of times that are none', async () => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    const service = await runningService('chat');
    for (const action of ['DescribeServiceEvent', 'DescribeServiceLog'] as const) {
      for (const query of [{ StartTime: 'yesterday' }, { EndTime: '2026-13-02 00:00:00' }]) {
        await expect(act(action, { service, query })).rejects.toMatchObject({ code: 'InvalidTime' });
      }
    }
  });
});
