import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { zipOf } from '../contract/fc-cloud.ts';
import { call as request } from '../contract/functions-cloud.ts';
import { type FcCalls, NAME, startFc } from './fc-calls.ts';

const functionName = NAME;

function saying(text: string) {
  const zip = zipOf('index.js', `exports.handler = async () => ${JSON.stringify(text)};`);
  return { zipFile: zip.toString('base64') };
}

function invoke({ cloud }: FcCalls, query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  return request(cloud, 'POST', `/2023-03-30/functions/${functionName}/invocations`, { query, headers });
}

/** Version 1 says `one`, version 2 says `two`, LATEST says `three`. */
async function startThree(): Promise<FcCalls> {
  const fc = await startFc();
  await fc.create({ code: saying('one') });
  await fc.call('PublishFunctionVersion', { functionName });
  await fc.call('UpdateFunction', { functionName, code: saying('two') });
  await fc.call('PublishFunctionVersion', { functionName });
  await fc.call('UpdateFunction', { functionName, code: saying('three') });
  return fc;
}

test('a call runs the version that it names, or whose turn it is by an alias', async () => {
  const fc = await startThree();
  const weights = { additionalVersionWeight: { 2: 0.25 } };
  await fc.call('CreateAlias', { functionName, aliasName: 'prod', versionId: '1', ...weights });
  expect((await invoke(fc)).text).toBe('three');
  expect((await invoke(fc, { qualifier: '1' })).text).toBe('one');
  const answers = [];
  for (let call = 0; call < 8; call++) answers.push((await invoke(fc, { qualifier: 'prod' })).text);
  expect(answers.filter((text) => text === 'two')).toHaveLength(2);
  expect(answers.filter((text) => text === 'one')).toHaveLength(6);
  expect(await invoke(fc, { qualifier: '9' })).toMatchObject({
    status: 404,
    text: expect.stringContaining('VersionNotFound'),
  });
  expect(await invoke(fc, { qualifier: 'x' })).toMatchObject({
    status: 404,
    text: expect.stringContaining('AliasNotFound'),
  });
});

test('an asynchronous call by an alias goes by what was set for the alias', async () => {
  const fc = await startThree();
  await fc.call('CreateAlias', { functionName, aliasName: 'prod', versionId: '1' });
  await fc.call('PutAsyncInvokeConfig', { functionName, qualifier: 'prod', asyncTask: true });
  const task = { 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': 'a' };
  expect((await invoke(fc, {}, task)).status).toBe(400);
  expect((await invoke(fc, { qualifier: 'prod' }, task)).status).toBe(202);
  await fc.cloud.clock.advanceBy(60_000);
  const path = `/2023-03-30/functions/${functionName}/async-tasks/a`;
  expect(JSON.parse((await request(fc.cloud, 'GET', path)).text)).toMatchObject({
    ...{ status: 'Succeeded', qualifier: 'prod', returnPayload: 'one' },
  });
});

test('a disabled function answers nobody, and what was accepted before fails', async () => {
  const fc = await startThree();
  const later = { 'x-fc-invocation-type': 'Async', 'x-fc-async-delay': '60', 'x-fc-async-task-id': 'late' };
  await fc.call('PutAsyncInvokeConfig', { functionName, asyncTask: true });
  await invoke(fc, {}, later);
  await fc.call('DisableFunctionInvocation', { functionName, reason: 'maintenance' });
  expect(await invoke(fc)).toMatchObject({ status: 403, text: expect.stringContaining('maintenance') });
  await fc.cloud.clock.advanceBy(120_000);
  const tasks = await request(fc.cloud, 'GET', `/2023-03-30/functions/${functionName}/async-tasks`);
  expect(JSON.parse(tasks.text).tasks).toMatchObject([
    { status: 'Failed', taskErrorMessage: 'FunctionInvocationDisabled' },
  ]);
  await fc.call('EnableFunctionInvocation', { functionName });
  expect((await invoke(fc)).text).toBe('three');
});

test('a function that is bound to VPCs cannot be invoked from the internet', async () => {
  const fc = await startThree();
  await fc.call('CreateVpcBinding', { functionName, vpcId: 'vpc-1' });
  expect(await invoke(fc)).toMatchObject({ status: 403, text: expect.stringContaining('AccessDenied') });
  await fc.call('DeleteVpcBinding', { functionName, vpcId: 'vpc-1' });
  expect((await invoke(fc)).status).toBe(200);
});

test('an instance is listed while it is warm, and when it is gone to whoever asks for that time', async () => {
  const fc = await startThree();
  await invoke(fc, { qualifier: '1' });
  const running = { status: 'Running', qualifier: '1', versionId: '1' };
  expect((await fc.call('ListInstances', { functionName })).instances).toMatchObject([running]);
  await fc.cloud.clock.advanceBy(600_000);
  expect((await fc.call('ListInstances', { functionName })).instances).toEqual([]);
  const gone = { functionName, instanceStatus: ['Destroyed'] };
  expect((await fc.call('ListInstances', gone)).instances).toMatchObject([
    { status: 'Destroyed', destroyedTimeMs: expect.any(Number) },
  ]);
});

test('a function with triggers is deleted once they are, or with them; an image has no code to download', async () => {
  const { cloud, call, create, refusal } = await startFc();
  await create();
  const trigger = {
    functionName,
    triggerName: 't',
    triggerType: 'timer',
    triggerConfig: '{"cronExpression":"@every 1h"}',
  };
  await call('CreateTrigger', trigger);
  expect(await refusal('DeleteFunction', { functionName })).toBe('409 FunctionNotEmpty');
  cloud.fc.deletingWithTriggers = 'removes';
  await call('DeleteFunction', { functionName });
  cloud.fc.deletingWithTriggers = 'refused';
  await create({ runtime: 'custom-container', code: undefined, customContainerConfig: { image: 'acme/hello' } });
  await call('CreateTrigger', trigger);
  await call('DeleteTrigger', trigger);
  expect(await refusal('GetFunctionCode', { functionName })).toBe('400 InvalidArgument');
  await call('DeleteFunction', { functionName });
});

/** As much as is used of `@alicloud/fc2`, which has no types. */
interface Fc2 {
  version: string;
  request(
    method: string,
    path: string,
    query: object,
    body: unknown,
    headers: object,
  ): Promise<{ data: unknown; headers: object }>;
}

test('the older client speaks version 2023-03-30 of the data plane', async () => {
  const { cloud } = await startThree();
  const Fc2Client: new (accountId: string, config: object) => Fc2 = createRequire(import.meta.url)('@alicloud/fc2');
  const { accessKeyId: accessKeyID, accessKeySecret } = cloud.account;
  const config = { accessKeyID, accessKeySecret, region: cloud.defaultRegion, endpoint: cloud.endpoint };
  const client = new Fc2Client(cloud.account.id, config);
  client.version = '2023-03-30';
  const { data } = await client.request('POST', `/functions/${functionName}/invocations`, {}, Buffer.from(''), {});
  expect(String(data)).toBe('three');
  const tasks = await client.request('GET', `/functions/${functionName}/async-tasks`, {}, '', {});
  expect(tasks.data).toMatchObject({ tasks: [] });
});
