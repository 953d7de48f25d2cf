import { describe, expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';
import { callOf } from './eas-service-call.ts';

const IMAGE = 'registry.cn-beijing.aliyuncs.com/eas/echo:v1';
const containers = (image = IMAGE) => ({ containers: [{ image, port: 8000, script: 'run' }] });

const rows = (body: Body, field: string) => body[field] as Body[];
const namesOf = (list: Body[], field = 'ServiceName') => list.map((each) => each[field]);

describe('the versions of a service', () => {
  it('are kept, and rolled back to', async () => {
    const { act, later, runningService } = await openEasWorld();
    const service = await runningService('chat', containers());
    await act('UpdateService', { service, body: JSON.stringify(containers(`${IMAGE}-2`)) });
    await later();
    expect(await act('ListServiceVersions', { service, query: { PageSize: 1 } })).toMatchObject({
      PageNumber: 1,
      PageSize: 1,
      TotalCount: 2,
      Versions: [
        {
          ImageId: 2,
          BuildTime: expect.stringMatching(/^2026-03-02T/),
          ImageAvailable: 'true',
          ServiceRunnable: 'true',
          Message: 'Service is Running',
          ServiceConfig: expect.stringContaining(`${IMAGE}-2`),
        },
      ],
    });
    expect(await act('UpdateServiceVersion', { service, body: { Version: 1 } })).toMatchObject({
      Message: `Service [chat] in region [${REGION}] is starting`,
    });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({
      ...{ CurrentVersion: 1, LatestVersion: 2, Status: 'Running', Image: IMAGE },
    });
    await act('UpdateService', { service, body: JSON.stringify({ token: 'new' }) });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ CurrentVersion: 3, LatestVersion: 3 });
  });

  it('are rolled back to only where they are before the current one', async () => {
    const { act, eas, later, runningGateway, runningService } = await openEasWorld();
    const gateway = await runningGateway();
    const service = await runningService('chat', { networking: { gateway } });
    const back = (Version: number) => act('UpdateServiceVersion', { service, body: { Version } });
    await expect(back(1)).rejects.toMatchObject({ code: 'InvalidVersion.NotFound' });
    await act('UpdateService', { service, query: { UpdateType: 'replace' }, body: JSON.stringify(config('chat')) });
    await expect(back(1)).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await later();
    await expect(back(2)).rejects.toMatchObject({ code: 'InvalidVersion.NotFound' });
    await eas.deleteGateway(gateway);
    await expect(back(1)).rejects.toMatchObject({ code: 'IncorrectGatewayStatus' });
    await later();
    await expect(back(1)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  });

  it('are not rolled back to where they would scale from zero by now', async () => {
    const { act, cloud, later, runningGateway, runningService } = await openEasWorld();
    const gateway = await runningGateway();
    cloud.eas.scalingFromZero = 'allowed';
    const service = await runningService('chat', { metadata: { name: 'chat', instance: 0 }, networking: { gateway } });
    await act('UpdateService', { service, body: JSON.stringify({ metadata: { instance: 1 }, token: 't' }) });
    await later();
    cloud.eas.scalingFromZero = 'refused';
    await expect(act('UpdateServiceVersion', { service, body: { Version: 1 } })).rejects.toMatchObject({
      code: 'InvalidServiceConfig',
    });
  });
});

describe('a service of containers', () => {
  it('is developed, committed as a new image, and taken back to work', async () => {
    const { act, later, runningService } = await openEasWorld();
    const service = await runningService('chat', containers());
    expect(await act('DevelopService', { service })).toMatchObject({ Message: 'Success' });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Developing', RunningInstance: 1 });
    expect(await act('CommitService', { service })).toMatchObject({ Message: 'Success' });
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Committing' });
    await later();
    const committed = 'registry.cn-beijing.aliyuncs.com/eas/echo:committed-2';
    expect(await act('DescribeService', { service })).toMatchObject({ CurrentVersion: 2, Image: committed });
    await act('DevelopService', { service, query: { Exit: true } });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Running', Image: committed });
  });

  it('can begin in development mode', async () => {
    const { act, runningService } = await openEasWorld();
    const service = await runningService('chat', containers(), { Develop: true });
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Developing' });
  });

  it('is neither developed nor committed where it has none, or is in another state', async () => {
    const { act, runningService } = await openEasWorld();
    const [plain, boxed] = [await runningService('plain'), await runningService('boxed', containers())];
    for (const action of ['DevelopService', 'CommitService'] as const) {
      await expect(act(action, { service: plain })).rejects.toMatchObject({ code: 'OperationNotSupported.Service' });
    }
    await expect(act('CommitService', { service: boxed })).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await expect(act('DevelopService', { service: boxed, query: { Exit: true } })).rejects.toMatchObject({
      code: 'IncorrectServiceStatus',
    });
  });

  it('is cloned with what is to be different', async () => {
    const { act, later, runningService } = await openEasWorld();
    const service = await runningService('chat', { ...containers(), token: 'secret' }, { WorkspaceId: '7' });
    const body = JSON.stringify({ name: 'copy', metadata: { instance: 2 } });
    expect(await act('CloneService', { service, query: { Labels: { of: 'chat' } }, body })).toMatchObject({
      ServiceName: 'copy',
      ServiceId: expect.stringMatching(/^eas-m-/),
      Status: 'Creating',
      InternetEndpoint: expect.stringMatching(/\/api\/predict\/copy$/),
      IntranetEndpoint: expect.stringMatching(/\/api\/predict\/copy$/),
    });
    expect(await act('DescribeService', { service: 'copy' })).toMatchObject({ Status: 'Cloning' });
    await later();
    expect(await act('DescribeService', { service: 'copy' })).toMatchObject({
      ...{ Status: 'Running', Image: IMAGE, WorkspaceId: '7', RunningInstance: 2 },
      AccessToken: expect.not.stringMatching('secret'),
      Labels: [{ LabelKey: 'of', LabelValue: 'chat' }],
    });
  });

  it('is not cloned into what cannot be', async () => {
    const { act, runningGateway, eas, runningService } = await openEasWorld();
    const service = await runningService('chat');
    const gateway = await runningGateway();
    const young = await eas.createGateway();
    const refused: [Body, Body, string][] = [
      [{}, {}, 'InvalidServiceConfig'],
      [{ name: 'chat' }, {}, 'InvalidService.AlreadyExists'],
      [{ name: 'copy' }, { Labels: [1] }, 'InvalidLabels'],
      [{ name: 'copy', autoscaler: { min: 3, max: 1 } }, {}, 'InvalidAutoScaler'],
      [{ name: 'copy', metadata: { instance: 0 }, networking: { gateway } }, {}, 'InvalidServiceConfig'],
      [{ name: 'copy', networking: { gateway: 'gw-none' } }, {}, 'InvalidGateway.NotFound'],
      [{ name: 'copy', networking: { gateway: young } }, {}, 'IncorrectGatewayStatus'],
    ];
    for (const [body, query, code] of refused) {
      const call = act('CloneService', { service, query, body: JSON.stringify(body) });
      await expect(call, code).rejects.toMatchObject({ code });
    }
    const unknown = act('CloneService', { service: 'none', body: JSON.stringify({ name: 'copy' }) });
    await expect(unknown).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
  });
});

describe('what a service shows of itself', () => {
  it('is what its configuration says', async () => {
    const { act, runningService } = await openEasWorld();
    const { ResourceId } = await act('CreateResource', {
      body: {
        ResourceName: 'mine',
        EcsInstanceType: 'ecs.gn6i-c8g1.2xlarge',
        EcsInstanceCount: 2,
        ChargeType: 'PostPaid',
      },
    });
    const metadata = {
      ...{ name: 'chat', instance: 2, cpu: 4, memory: 7000, gpu: 1, gpu_memory: 3, gpu_core_percentage: 50 },
      ...{ resource: ResourceId, resource_burstable: true, type: 'Queue', group: 'pair', workload_type: 'elasticjob' },
    };
    const service = await runningService('chat', { metadata, ...containers() });
    await runningService('other', { metadata: { name: 'other', instance: 1, group: 'pair', quota_id: 'quota1' } });
    const shown = {
      ...{ Cpu: 4, Memory: 7000, Gpu: 1, GPUMemory: 3, GPUCorePercentage: 50, Image: IMAGE, TotalInstance: 2 },
      ...{ Resource: ResourceId, ResourceAlias: 'mine', ResourceBurstable: true, ServiceGroup: 'pair' },
      ...{ Role: 'Queue', WorkloadType: 'elasticjob', SafetyLock: 'none', Source: 'openapi', Weight: 100 },
      ...{ TrafficState: 'grouping', ExtraData: '{"blue_green_services":["chat","other"]}' },
      ...{ InstanceCountInResource: { Dedicated: 2, Public: 0, Quota: 0 }, CronscalerEnabled: false },
      ...{ Namespace: 'chat', Message: 'Service start successfully', Reason: 'RUNNING' },
    };
    expect(await act('DescribeService', { service })).toMatchObject({
      ...shown,
      RoleAttrs: '{"ApproxMaxLength":null,"Length":null,"MaxPayloadBytes":null}',
    });
    const list = async (query: Body) => rows(await act('ListServices', { query }), 'Services');
    const [listed] = await list({ Role: 'Queue' });
    expect(listed).toMatchObject(shown);
    // Documented: only DescribeService returns these.
    for (const field of ['InternetEndpoint', 'IntranetEndpoint', 'RoleAttrs']) expect(listed).not.toHaveProperty(field);
    expect(await act('ListResourceServices', { resource: String(ResourceId) })).toMatchObject({
      TotalCount: 1,
      Services: [shown],
    });
    expect(await list({ QuotaId: 'quota1' })).toMatchObject([
      { ServiceName: 'other', QuotaId: 'quota1', InstanceCountInResource: { Quota: 1 } },
    ]);
  });

  it('has a second address where it is asynchronous, and those of what it is attached to', async () => {
    const { act, runningService } = await openEasWorld();
    const service = await runningService('later', {
      metadata: { name: 'later', instance: 1, type: 'Async' },
      networking: { nlb: [{ id: 'nlb-1', listener_port: 9091, netType: 'internet' }], nacos: [{ nacos_id: 'mse-1' }] },
    });
    expect(await act('DescribeService', { service })).toMatchObject({
      SecondaryInternetEndpoint: expect.stringMatching(/\/api\/predict\/async_path\.later$/),
      SecondaryIntranetEndpoint: expect.stringMatching(/\.vpc\..*\/api\/predict\/async_path\.later$/),
    });
    expect(await act('DescribeServiceEndpoints', { service })).toMatchObject({
      Endpoints: [
        { EndpointType: 'DefaultGateway' },
        { EndpointType: 'Nlb', BackendId: 'nlb-1', Port: 9091, InternetEndpoints: [expect.stringContaining('nlb-1')] },
        { EndpointType: 'Nacos', BackendId: 'mse-1', PathType: 'Service', Port: 8080 },
      ],
    });
  });

  it.each<[string, Body, string[]]>([
    ['its type', { ServiceType: 'Async' }, ['two']],
    ['its role', { Role: 'Standard' }, ['one', 'two']],
    ['its group', { GroupName: 'pair' }, ['one']],
    ['having a workspace', { IncludeNoWorkspace: false }, ['one']],
    ['the kind of its resources', { ResourceType: 'Lingjun' }, ['two']],
    ['the kind that everybody shares', { ResourceType: 'PublicResource' }, ['one']],
    ['not bursting', { ResourceBurstable: false }, ['one', 'two']],
    ['being scheduled', { CronscalerEnabled: true }, []],
    ['its traffic', { TrafficState: 'grouping' }, ['one']],
    ['its maker', { CallerUid: '1' }, []],
    ['its parent, which none has', { ParentServiceUid: 'eas-m-1' }, []],
    ['a resource group', { ResourceId: 'eas-r-1' }, []],
    ['the name of one', { ResourceName: 'mine' }, []],
    ['the other name of one', { ResourceAliasName: 'mine' }, []],
    ['what tells nothing apart', { Accessibility: 'PUBLIC' }, ['one', 'two']],
  ])('is found by %s', async (_what, query, expected) => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    await runningService('one', { metadata: { name: 'one', instance: 1, group: 'pair' } }, { WorkspaceId: '7' });
    await runningService('two', { metadata: { name: 'two', instance: 1, type: 'Async', quota_id: 'quota1' } });
    expect(namesOf(rows(await act('ListServices', { query }), 'Services')).sort()).toEqual(expected);
  });

  it('is listed page by page, in the order of a field, numbers by size', async () => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    for (const [name, instance] of [
      ['one', 10],
      ['two', 9],
      ['three', 100],
    ] as const) {
      await runningService(name, { metadata: { name, instance } });
    }
    const page = (query: Body) => act('ListServices', { query });
    expect(await page({ Sort: 'TotalInstance', Order: 'ASC', PageSize: 2 })).toMatchObject({
      ...{ PageNumber: 1, PageSize: 2, TotalCount: 3 },
      Services: [{ ServiceName: 'two' }, { ServiceName: 'one' }],
    });
    expect(await page({ Sort: 'TotalInstance', PageNumber: 3, PageSize: 1 })).toMatchObject({
      Services: [{ ServiceName: 'two' }],
    });
  });
});

describe('a service that fails to come up', () => {
  it('is Failed, says why, and can be put right', async () => {
    const { act, cloud, later, runningService } = await openEasWorld();
    cloud.eas.serviceFailures.failNext();
    const service = await runningService('chat', containers());
    const error = 'Container worker0 failed to pull image.';
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Failed', Message: error });
    const told = { Error: error, Causes: [expect.any(String)], Advices: [expect.any(String)] };
    expect(await act('DescribeServiceDiagnosis', { service })).toMatchObject({ DiagnosisList: [told] });
    const [pending] = rows(await act('ListServiceInstances', { service }), 'Instances');
    const instance = String(pending?.InstanceName);
    expect(await act('DescribeServiceInstanceDiagnosis', { service, instance })).toMatchObject({ Diagnosis: told });
    expect(await act('ListServiceContainers', { service, instance })).toMatchObject({
      Containers: [{ Ready: false, CurrentStatus: 'Waiting', CurrentReaon: 'PodInitializing' }],
    });
    expect(await act('DescribeServiceEvent', { service, query: { EventType: 'Warning' } })).toMatchObject({
      TotalCount: 1,
      Events: [{ Reason: 'Failed', Resource: 'Service', Message: expect.stringContaining('pull image') }],
    });
    await act('UpdateService', { service, body: JSON.stringify(containers(`${IMAGE}-2`)) });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ Status: 'Running', RunningInstance: 1 });
    expect(await act('DescribeServiceDiagnosis', { service })).toMatchObject({ DiagnosisList: [] });
  });

  it('goes on with what it was before an update that failed', async () => {
    const { act, cloud, eas, later, runningService } = await openEasWorld();
    const service = await runningService('chat', { token: 'token' });
    cloud.eas.serviceFailures.failNext({ error: 'no memory', causes: [], advices: [] });
    await act('UpdateService', { service, body: JSON.stringify({ model_path: 'oss://new' }) });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({
      ...{ Status: 'Failed', Message: 'no memory', CurrentVersion: 1, LatestVersion: 2, RunningInstance: 1 },
    });
    expect(await callOf({ cloud, eas }, service)).toMatchObject({ status: 200 });
  });
});

describe('labels of a service', () => {
  it('are added, changed and taken off', async () => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    const service = await runningService('chat', {}, { Labels: { team: 'a', keep: 'x' } });
    expect(await act('UpdateServiceLabel', { service, body: { Labels: { team: 'b', more: 'y' } } })).toMatchObject({
      Message: 'Succeed to update service [chat] labels.',
    });
    expect(await act('DeleteServiceLabel', { service, query: { LabelKeys: ['more'] } })).toMatchObject({
      Message: 'Succeed to delete service [chat] labels.',
    });
    await act('DeleteServiceLabel', { service, query: { Keys: 'keep,none' } });
    expect(await act('DescribeService', { service })).toMatchObject({
      Labels: [{ LabelKey: 'team', LabelValue: 'b' }],
    });
    await expect(act('UpdateServiceLabel', { service, body: { Labels: [1] } })).rejects.toMatchObject({
      code: 'InvalidLabels',
    });
    for (const query of [{}, { LabelKeys: { a: 1 } }]) {
      await expect(act('DeleteServiceLabel', { service, query })).rejects.toMatchObject({ code: 'InvalidLabelKeys' });
    }
  });
});

function config(name: string, more: Body = {}): Body {
  return { metadata: { name, instance: 1 }, ...more };
}
