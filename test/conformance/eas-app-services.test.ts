import { expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';

const llm = (more: Body = {}): Body => ({
  ...{ ServiceName: 'llm', AppType: 'LLM', ServiceSpec: 'llama_7b_fp16', Replicas: 1 },
  ...more,
});

it('an application service is made of a specification, and changed by another', async () => {
  const { act, later } = await openEasWorld();
  const resource = String(
    (
      await act('CreateResource', {
        body: { EcsInstanceType: 'ecs.g7.xlarge', EcsInstanceCount: 1, ChargeType: 'PostPaid' },
      })
    ).ResourceId,
  );
  const query = { QuotaId: 'quota1', WorkspaceId: '7' };
  const body = llm({ AppVersion: 'v1', Config: { ModelStorage: 'oss' } });
  expect(await act('CreateAppService', { query, body })).toMatchObject({
    ...{ Region: REGION, ServiceName: 'llm', Status: 'Creating', ServiceId: expect.stringMatching(/^eas-m-/) },
    InternetEndpoint: expect.stringMatching(/\/api\/predict\/llm$/),
    IntranetEndpoint: expect.stringMatching(/\/api\/predict\/llm$/),
  });
  await later();
  const shown = { AppType: 'LLM', AppVersion: 'v1', AppSpecName: 'llama_7b_fp16', AppConfig: '{"ModelStorage":"oss"}' };
  expect(await act('DescribeService', { service: 'llm' })).toMatchObject({
    ...{ ...shown, QuotaId: 'quota1', WorkspaceId: '7', TotalInstance: 1, Status: 'Running' },
  });
  expect(await act('ListServices')).toMatchObject({ Services: [shown] });
  const change = { ServiceSpec: 'llama_7b_int8', AppVersion: 'v2', Replicas: 2, Config: { Cache: 'on' } };
  expect(await act('UpdateAppService', { service: 'llm', body: change })).toMatchObject({ Message: 'Success' });
  expect(await act('DescribeService', { service: 'llm' })).toMatchObject({
    ...{ Status: 'Updating', AppVersion: 'v2', AppSpecName: 'llama_7b_int8', TotalInstance: 2, LatestVersion: 2 },
    AppConfig: '{"ModelStorage":"oss","Cache":"on"}',
  });
  await expect(act('UpdateAppService', { service: 'llm', body: change })).rejects.toMatchObject({
    code: 'IncorrectServiceStatus',
  });
  await later();
  // A configuration may put it into a resource group, behind a gateway, like any other service.
  const { GatewayId: gateway } = await act('CreateGateway', { body: { Name: 'a', InstanceType: '2c4g' } });
  await later();
  const bound = JSON.stringify({ metadata: { resource }, networking: { gateway } });
  await act('UpdateService', { service: 'llm', body: bound });
  await later();
  expect(await act('ListResourceServices', { resource })).toMatchObject({
    Services: [
      {
        ...shown,
        AppVersion: 'v2',
        AppSpecName: 'llama_7b_int8',
        AppConfig: expect.any(String),
        QuotaId: 'quota1',
        Gateway: gateway,
      },
    ],
  });
});

it('an application service is refused where it cannot be', async () => {
  const { act, runningService } = await openEasWorld({ delayScale: 0 });
  await act('CreateAppService', { body: llm() });
  await runningService('plain');
  const refused: [Body, string][] = [
    [llm(), 'InvalidService.AlreadyExists'],
    [llm({ ServiceName: 'No' }), 'InvalidServiceConfig'],
    [llm({ ServiceName: 'more', Config: [1] }), 'InvalidServiceConfig'],
    [llm({ ServiceName: 'more', ServiceSpec: 'gpt' }), 'InvalidServiceSpec'],
  ];
  for (const [body, code] of refused) {
    await expect(act('CreateAppService', { body }), code).rejects.toMatchObject({ code });
  }
  await expect(act('UpdateAppService', { service: 'plain', body: {} })).rejects.toMatchObject({
    code: 'OperationNotSupported.Service',
  });
  await expect(act('UpdateAppService', { service: 'llm', body: { Config: [1] } })).rejects.toMatchObject({
    code: 'InvalidServiceConfig',
  });
});
