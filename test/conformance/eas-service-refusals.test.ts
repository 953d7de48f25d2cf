import { expect, it } from 'vitest';
import { type EasAction, type Meant, openEasWorld } from './eas-actions.ts';

const json = (value: unknown) => JSON.stringify(value);
const scaler = { min: 1, max: 2, scaleStrategies: [] };
const jobs = { ScaleJobs: [{ Schedule: '0 0 18 * * *', TargetSize: 2 }] };

const changes: [EasAction, Meant][] = [
  ['UpdateService', { body: json({ token: 'x' }) }],
  ['DeleteService', {}],
  ['UpdateServiceVersion', { body: { Version: 1 } }],
  ['DevelopService', {}],
  ['CommitService', {}],
  ['ReleaseService', { body: { Weight: 1 } }],
  ['UpdateServiceLabel', { body: { Labels: {} } }],
  ['DeleteServiceLabel', { query: { LabelKeys: [] } }],
  ['ScaleService', { body: { Instance: 2 } }],
  ['StartService', {}],
  ['StopService', {}],
  ['RestartService', {}],
  ['UpdateServiceInstance', { instance: 'none', body: { Isolate: true } }],
  ['DeleteServiceInstances', { query: { InstanceList: 'none' } }],
  ['CreateServiceAutoScaler', { body: scaler }],
  ['UpdateServiceAutoScaler', { body: scaler }],
  ['DeleteServiceAutoScaler', {}],
  ['CreateServiceCronScaler', { body: jobs }],
  ['UpdateServiceCronScaler', { body: jobs }],
  ['DeleteServiceCronScaler', {}],
  ['CreateServiceMirror', { body: { Ratio: 1, Target: ['chat'] } }],
  ['UpdateServiceMirror', { body: { Ratio: 1, Target: ['chat'] } }],
  ['DeleteServiceMirror', {}],
  ['UpdateAppService', { body: { Replicas: 2 } }],
  ['CreateServiceRollout', { body: { Partition: { Partition: '1' } } }],
  ['UpdateServiceRollout', { body: { Paused: true } }],
  ['DeleteServiceRollout', {}],
  ['CreateFaultInjection', { instance: 'none', body: { FaultType: 'MemLoadTask' } }],
  ['DeleteFaultInjection', { instance: 'none', fault: 'MemLoadTask' }],
];
const reads: [EasAction, Meant][] = [
  ['DescribeService', {}],
  ['DescribeServiceAutoScaler', {}],
  ['DescribeServiceCronScaler', {}],
  ['DescribeServiceDiagnosis', {}],
  ['DescribeServiceEndpoints', {}],
  ['DescribeServiceEvent', {}],
  ['DescribeServiceLog', {}],
  ['DescribeServiceMirror', {}],
  ['DescribeServiceRollout', {}],
  ['DescribeServiceSignedUrl', {}],
  ['ListServiceInstances', {}],
  ['ListServiceVersions', {}],
];
const onInstances: [EasAction, Meant][] = [
  ['CreateServiceInstanceToken', {}],
  ['DescribeServiceInstanceDiagnosis', {}],
  ['ListServiceContainers', {}],
  ['ListServiceInstanceFaultInjectionInfo', {}],
];

it('a service that is not there is known to no action', async () => {
  const { act } = await openEasWorld();
  const more: [EasAction, Meant][] = [['UpdateServiceSafetyLock', { body: { Lock: 'none' } }]];
  for (const [action, meant] of [...changes, ...reads, ...onInstances, ...more]) {
    const call = act(action, { instance: 'none', ...meant, service: 'none' });
    await expect(call, action).rejects.toMatchObject({ code: 'InvalidService.NotFound', statusCode: 404 });
  }
});

it('an instance that is not there is known to no action', async () => {
  const { act, runningService } = await openEasWorld({ delayScale: 0 });
  const service = await runningService('chat');
  const changing = changes.filter(([action]) => /ServiceInstance|FaultInjection/.test(action));
  for (const [action, meant] of [...onInstances, ...changing]) {
    const call = act(action, { instance: 'none', ...meant, service });
    await expect(call, action).rejects.toMatchObject({ code: 'InvalidInstance.NotFound', statusCode: 404 });
  }
});

it('a safety lock refuses every change, or only deleting and stopping, until it is opened', async () => {
  const { act, runningService } = await openEasWorld({ delayScale: 0 });
  const service = await runningService('chat');
  const lock = (Lock: string) => act('UpdateServiceSafetyLock', { service, body: { Lock } });
  expect(await lock('all')).toMatchObject({ Message: 'service safety lock updated to all' });
  expect(await act('DescribeService', { service })).toMatchObject({ SafetyLock: 'all' });
  for (const [action, meant] of changes) {
    await expect(act(action, { ...meant, service }), action).rejects.toMatchObject({
      ...{ code: 'OperationDenied.SafetyLock', statusCode: 403 },
    });
  }
  await lock('dangerous');
  for (const action of ['DeleteService', 'StopService'] as const) {
    await expect(act(action, { service })).rejects.toMatchObject({ code: 'OperationDenied.SafetyLock' });
  }
  await act('RestartService', { service });
  await lock('none');
  await act('DeleteService', { service });
  await expect(lock('some')).rejects.toMatchObject({ code: 'InvalidLock' });
});

it('a service is not given a gateway that is not there, or not yet', async () => {
  const { act, eas, runningService } = await openEasWorld();
  const service = await runningService('chat');
  const bind = (gateway: string) => act('UpdateService', { service, body: json({ networking: { gateway } }) });
  await expect(bind('gw-none')).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  await expect(bind(await eas.createGateway())).rejects.toMatchObject({ code: 'IncorrectGatewayStatus' });
  const query = { Label: [1] };
  await expect(act('ListServices', { query })).rejects.toMatchObject({ code: 'InvalidLabels' });
});

it('what a service is not in the state for is not done', async () => {
  const { act, eas } = await openEasWorld();
  const service = 'chat';
  await eas.createService({ metadata: { name: service, instance: 1 }, containers: [{ image: 'echo' }] });
  const inTheMaking: EasAction[] = ['StopService', 'RestartService', 'StartService', 'DevelopService', 'CommitService'];
  for (const action of inTheMaking) {
    await expect(act(action, { service }), action).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
  }
  await act('DeleteService', { service });
  await expect(act('DeleteService', { service })).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
});
