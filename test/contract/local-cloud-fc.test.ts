import * as models from '@alicloud/fc20230330';
import { expect, test } from 'vitest';
import { crc64 } from '../../local/cloud/fc/crc64.ts';
import type { FcChange } from '../../local/cloud/fc/state.ts';
import { readTriggerConfig } from '../../local/cloud/fc/trigger-config.ts';
import { clientOf, functionInput, startFcCloud, ZIP } from './fc-cloud.ts';

const HTTP = JSON.stringify({ authType: 'anonymous', methods: ['GET', 'POST'] });
const TICK = JSON.stringify({ cronExpression: '@every 1m', enable: true, payload: '{"kind":"tick"}' });

function triggerInput(name: string, type: string, config: string) {
  return new models.CreateTriggerRequest({
    body: new models.CreateTriggerInput({
      triggerName: name,
      triggerType: type,
      triggerConfig: config,
      qualifier: 'LATEST',
      description: '',
    }),
  });
}

const latest = { qualifier: 'LATEST' };

test('the official clients deploy a function as the official component does: look, upload, create, read back', async () => {
  const { cloud, fc, upload } = await startFcCloud();
  const changes: string[] = [];
  cloud.fc.onChange(({ kind }) => void changes.push(kind));

  const name = 'acme-hello';
  await expect(fc.getFunction(name, new models.GetFunctionRequest({}))).rejects.toMatchObject({
    code: 'FunctionNotFound',
    statusCode: 404,
  });
  await expect(fc.getTrigger(name, 'http')).rejects.toMatchObject({ code: 'FunctionNotFound' });
  const code = await upload(ZIP);
  const created = await fc.createFunction(
    functionInput({
      code: new models.InputCodeLocation(code),
      cpu: 0.35,
      diskSize: 512,
      memorySize: 512,
      timeout: 30,
      description: '',
      environmentVariables: { STAGE: 'dev' },
      layers: [],
      role: 'acs:ram::1234567890123456:role/acme',
      logConfig: new models.LogConfig({ project: '', logstore: '', logBeginRule: 'None' }),
    }),
  );
  expect(created.statusCode).toBe(200);
  await expect(fc.getTrigger(name, 'http')).rejects.toMatchObject({ code: 'TriggerNotFound', statusCode: 404 });
  await fc.createTrigger(name, triggerInput('http', 'http', HTTP));
  await fc.createTrigger(name, triggerInput('tick', 'timer', TICK));

  const { body: deployed } = await fc.getFunction(name, new models.GetFunctionRequest({}));
  expect(deployed).toMatchObject({
    functionName: name,
    functionArn: `acs:fc:cn-hangzhou:${cloud.account.id}:functions/${name}`,
    runtime: 'nodejs20',
    handler: 'index.handler',
    role: 'acs:ram::1234567890123456:role/acme',
    environmentVariables: { STAGE: 'dev' },
    cpu: 0.35,
    memorySize: 512,
    timeout: 30,
    codeSize: ZIP.length,
    codeChecksum: crc64(ZIP),
    state: 'Active',
    lastUpdateStatus: 'Successful',
    createdTime: '2026-03-02T08:00:00Z',
  });
  const { body: http } = await fc.getTrigger(name, 'http');
  expect(http).toMatchObject({ triggerType: 'http', triggerConfig: HTTP, qualifier: 'LATEST' });
  expect(http?.httpTrigger?.urlInternet).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(changes).toEqual(['function-created', 'trigger-created', 'trigger-created']);
  expect(cloud.fc.find(cloud.account.id, 'cn-hangzhou', name)?.code.zip).toEqual(ZIP);
});

test('an update changes what is sent and keeps the rest; a function is deleted without triggers, or takes them along', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ timeout: 30, environmentVariables: { A: '1' } }));
  await fc.createTrigger('acme-hello', triggerInput('tick', 'timer', TICK));
  const changes: FcChange[] = [];
  cloud.fc.onChange((change) => void changes.push(change));

  const { body } = await fc.updateFunction(
    'acme-hello',
    new models.UpdateFunctionRequest({ body: new models.UpdateFunctionInput({ timeout: 60 }) }),
  );
  expect(body).toMatchObject({ timeout: 60, environmentVariables: { A: '1' }, codeChecksum: crc64(ZIP) });
  const config = JSON.stringify({ cronExpression: '0 0 8 * * *', enable: false });
  await fc.updateTrigger(
    'acme-hello',
    'tick',
    new models.UpdateTriggerRequest({ body: new models.UpdateTriggerInput({ triggerConfig: config }) }),
  );
  const { body: listed } = await fc.listTriggers('acme-hello', new models.ListTriggersRequest({ limit: 10 }));
  expect(listed?.triggers).toMatchObject([{ triggerName: 'tick', triggerConfig: config }]);
  await expect(fc.deleteFunction('acme-hello')).rejects.toMatchObject({ code: 'FunctionNotEmpty' });
  cloud.fc.deletingWithTriggers = 'removes';
  expect((await fc.deleteFunction('acme-hello')).statusCode).toBe(204);
  expect(changes.map(({ kind }) => kind)).toEqual([
    'function-updated',
    'trigger-updated',
    'trigger-deleted',
    'function-deleted',
  ]);
  await expect(fc.getFunction('acme-hello', new models.GetFunctionRequest({}))).rejects.toMatchObject({
    code: 'FunctionNotFound',
  });
});

test('asynchronous, concurrency and scaling configurations are put, shown, listed and taken away', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput());
  const functionName = 'acme-hello';
  const getAsync = () => fc.getAsyncInvokeConfig(functionName, new models.GetAsyncInvokeConfigRequest(latest));
  await expect(getAsync()).rejects.toMatchObject({ statusCode: 404 });
  const destination = `acs:fc:cn-hangzhou:${cloud.account.id}:functions/other`;
  await fc.putAsyncInvokeConfig(
    functionName,
    new models.PutAsyncInvokeConfigRequest({
      ...latest,
      body: new models.PutAsyncInvokeConfigInput({
        asyncTask: true,
        maxAsyncRetryAttempts: 2,
        maxAsyncEventAgeInSeconds: 3600,
        destinationConfig: new models.DestinationConfig({
          onFailure: new models.Destination({ destination }),
        }),
      }),
    }),
  );
  const put = { asyncTask: true, maxAsyncRetryAttempts: 2, destinationConfig: { onFailure: { destination } } };
  expect((await getAsync()).body).toMatchObject(put);
  const listed = await fc.listAsyncInvokeConfigs(
    new models.ListAsyncInvokeConfigsRequest({ functionName, limit: 100 }),
  );
  expect(listed.body?.configs).toMatchObject([put]);
  expect(cloud.fc.byArn(`acs:fc:cn-hangzhou:${cloud.account.id}:functions/acme-hello`)?.asyncInvokeConfig).toEqual({
    asyncTask: true,
    maxAsyncRetryAttempts: 2,
    maxAsyncEventAgeInSeconds: 3600,
    onSuccess: undefined,
    onFailure: destination,
  });

  await expect(fc.getConcurrencyConfig(functionName)).rejects.toMatchObject({ statusCode: 404 });
  await fc.putConcurrencyConfig(
    functionName,
    new models.PutConcurrencyConfigRequest({ body: new models.PutConcurrencyInput({ reservedConcurrency: 3 }) }),
  );
  expect((await fc.getConcurrencyConfig(functionName)).body).toMatchObject({ reservedConcurrency: 3 });
  expect((await fc.deleteConcurrencyConfig(functionName)).statusCode).toBe(204);
  await expect(fc.getConcurrencyConfig(functionName)).rejects.toMatchObject({ statusCode: 404 });

  await fc.putScalingConfig(
    functionName,
    new models.PutScalingConfigRequest({ ...latest, body: new models.PutScalingConfigInput({ minInstances: 1 }) }),
  );
  const scaling = await fc.listScalingConfigs(new models.ListScalingConfigsRequest({ functionName }));
  expect(scaling.body?.scalingConfigs).toMatchObject([{ minInstances: 1 }]);
});

test('tags are put on functions by their ARN', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ tags: [new models.Tag({ key: 'owner', value: 'gateways' })] }));
  const arn = `acs:fc:cn-hangzhou:${cloud.account.id}:functions/acme-hello`;
  await fc.tagResources(
    new models.TagResourcesRequest({
      body: new models.TagResourcesInput({
        resourceId: [arn],
        resourceType: 'FUNCTION',
        tag: [new models.Tag({ key: 'stage', value: 'dev' })],
      }),
    }),
  );
  await fc.untagResources(
    new models.UntagResourcesRequest({ resourceId: [arn], resourceType: 'function', tagKey: ['owner'] }),
  );
  const { body } = await fc.getFunction('acme-hello', new models.GetFunctionRequest({}));
  expect(body?.tags).toMatchObject([{ key: 'stage', value: 'dev' }]);
});

test('long lists come page by page', async () => {
  const { fc } = await startFcCloud();
  for (const functionName of ['a', 'b', 'c', 'other']) await fc.createFunction(functionInput({ functionName }));
  const names: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const request = new models.ListFunctionsRequest({ limit: 2, ...(nextToken ? { nextToken } : {}) });
    const { body } = await fc.listFunctions(request);
    names.push(...(body?.functions ?? []).map(({ functionName }) => functionName));
    nextToken = body?.nextToken;
  } while (nextToken);
  expect(names).toEqual(['a', 'b', 'c', 'other']);
});

test('another account sees none of it', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput());
  const other = clientOf(cloud, cloud.addAccount('999'));
  await expect(other.getFunction('acme-hello', new models.GetFunctionRequest({}))).rejects.toMatchObject({
    code: 'FunctionNotFound',
  });
  expect((await other.listFunctions(new models.ListFunctionsRequest({}))).body?.functions).toEqual([]);
});

const REFUSED: [string, Partial<models.CreateFunctionInput>][] = [
  ['a name with a dot', { functionName: 'acme.hello' }],
  ['nodejs22, which does not exist', { runtime: 'nodejs22' }],
  ['a managed runtime without handler', { handler: '' }],
  ['memory that is no multiple of 64', { memorySize: 500 }],
  ['too much memory for its CPU', { cpu: 0.35, memorySize: 2048 }],
  ['too little memory for its CPU', { cpu: 1, memorySize: 512 }],
  ['a CPU between the steps', { cpu: 0.33, memorySize: 512 }],
  ['a disk of another size', { diskSize: 1024 }],
  ['a timeout over a day', { timeout: 86_401 }],
  ['a variable of Function Compute’s own', { environmentVariables: { FC_REGION: 'x' } }],
  ['a variable that begins with a digit', { environmentVariables: { '1A': 'x' } }],
  ['more than 4 KB of variables', { environmentVariables: { A: 'x'.repeat(4096) } }],
  ['a role that is no ARN', { role: 'acme' }],
  ['no code', { code: undefined as never }],
  ['code that is no zip', { code: new models.InputCodeLocation({ zipFile: 'aGVsbG8=' }) }],
  [
    'code that nobody uploaded',
    { code: new models.InputCodeLocation({ ossBucketName: 'fc-code-cn-hangzhou', ossObjectName: '1/nothing' }) },
  ],
];

test('a function that breaks a documented rule is refused', async () => {
  const { cloud, fc } = await startFcCloud();
  for (const [rule, changes] of REFUSED) {
    const refusal = { code: 'InvalidArgument', statusCode: 400 };
    await expect(fc.createFunction(functionInput(changes)), rule).rejects.toMatchObject(refusal);
  }
  expect(cloud.fc.all()).toEqual([]);
});

const REFUSED_TRIGGERS = [
  ['http', '{"authType":"open","methods":["GET"]}'],
  ['http', '{"authType":"anonymous","methods":[]}'],
  ['http', '{"authType":"anonymous","methods":["BREW"]}'],
  ['timer', '{"cronExpression":"every minute","enable":true}'],
  ['timer', '{"cronExpression":"@every 1m","enable":"yes"}'],
  ['eventbridge', '{"eventSourceConfig":{"eventSourceType":"Default"}}'],
  ['timer', 'cronExpression: "@every 1m"'],
  ['carrier-pigeon', '{}'],
] as const;

test('a trigger whose configuration its type does not know is refused', async () => {
  const { fc } = await startFcCloud();
  await fc.createFunction(functionInput());
  for (const [type, config] of REFUSED_TRIGGERS) {
    const refused = fc.createTrigger('acme-hello', triggerInput('t', type, config));
    await expect(refused, `${type} ${config}`).rejects.toMatchObject({ code: 'InvalidArgument' });
  }
});

test('what is there already is said to be, and the fifty-first trigger is refused', async () => {
  const { fc } = await startFcCloud();
  await fc.createFunction(functionInput());
  await expect(fc.createFunction(functionInput())).rejects.toMatchObject({
    code: 'FunctionAlreadyExists',
    statusCode: 409,
  });
  for (let index = 0; index < 50; index++) {
    await fc.createTrigger('acme-hello', triggerInput(`tick-${index}`, 'timer', TICK));
  }
  await expect(fc.createTrigger('acme-hello', triggerInput('tick-7', 'timer', TICK))).rejects.toMatchObject({
    code: 'TriggerAlreadyExists',
  });
  await expect(fc.createTrigger('acme-hello', triggerInput('tick-50', 'timer', TICK))).rejects.toMatchObject({
    statusCode: 403,
  });
});

test('code is put with the lent credentials only, where they say, and is downloaded again', async () => {
  const { fc, fc2, ossWith, cloud } = await startFcCloud();
  const { data: token } = await fc2.getTempBucketToken();
  const object = `${fc2.accountid}/${token.objectName}`;
  await expect(ossWith(token, { AccessKeySecret: 'wrong' }).put(object, ZIP)).rejects.toMatchObject({
    code: 'SignatureDoesNotMatch',
  });
  await expect(ossWith(token, { SecurityToken: 'wrong' }).put(object, ZIP)).rejects.toMatchObject({
    code: 'SecurityTokenInvalid',
  });
  await expect(ossWith(token).put(`${fc2.accountid}/elsewhere`, ZIP)).rejects.toMatchObject({ code: 'AccessDenied' });
  await ossWith(token).put(object, ZIP);

  await fc.createFunction(
    functionInput({ code: new models.InputCodeLocation({ ossBucketName: token.ossBucket, ossObjectName: object }) }),
  );
  const { body } = await fc.getFunctionCode('acme-hello', new models.GetFunctionCodeRequest({}));
  expect(body?.checksum).toBe(crc64(ZIP));
  const downloaded = await fetch(body?.url ?? '');
  expect(Buffer.from(await downloaded.arrayBuffer())).toEqual(ZIP);
  expect(cloud.calls.of('PutObject').map(({ code }) => code)).toEqual([
    'SignatureDoesNotMatch',
    'SecurityTokenInvalid',
    'AccessDenied',
    undefined,
  ]);
});

test('the journal keeps no environment and no code', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ environmentVariables: { MASTER: 'open-sesame' } }));
  const kept = JSON.stringify(cloud.calls.all());
  expect(kept).toContain('acme-hello');
  expect(kept).not.toContain('open-sesame');
  expect(kept).not.toContain(ZIP.toString('base64'));
});

test('the checksum is the published check value of CRC-64', () => {
  // "123456789" → 995DC9BBDF1939FA (reveng.sourceforge.io/crc-catalogue, CRC-64/XZ)
  expect(crc64(Buffer.from('123456789'))).toBe(String(0x995dc9bbdf1939fan));
});

test.each([
  ['@every 5m', true],
  ['@every 1h30m', true],
  ['0 0 8 * * *', true],
  ['0 */15 8-18 ? * MON-FRI', true],
  ['CRON_TZ=Asia/Shanghai 0 0 8 * * *', true],
  ['CRON_TZ=Moon/Sea 0 0 8 * * *', false],
  ['@every 0m', false],
  ['@every', false],
  ['* * * * *', false],
  ['60 0 0 * * *', false],
  ['0 0 0 32 * *', false],
  ['0 0/0 0 * * *', false],
  ['0 0 0 31 2 *', false],
  ['0 30-10 0 * * *', false],
  ['0 0 0 * * FRI-MON', true],
])('"%s" is a schedule that a timer trigger may have: %s', (cronExpression, valid) => {
  const read = () => readTriggerConfig('timer', JSON.stringify({ cronExpression, enable: true }));
  if (valid) expect(read()).toMatchObject({ cronExpression });
  else expect(read).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
});
