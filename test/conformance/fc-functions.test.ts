import { expect, test } from 'vitest';
import { fc } from '../../local/cloud/fc/product.ts';
import { CODE, NAME, startFc } from './fc-calls.ts';

const LAYER = {
  layerName: 'tools',
  code: CODE,
  compatibleRuntime: ['custom.debian10'],
  description: 'd',
  license: 'MIT',
};
const HEALTH = {
  failureThreshold: 3,
  httpGetUrl: '/ready',
  initialDelaySeconds: 1,
  periodSeconds: 3,
  successThreshold: 1,
  timeoutSeconds: 1,
};
const IMAGE = {
  accelerationType: 'Default',
  acrInstanceId: 'cri-1',
  command: ['node'],
  entrypoint: ['/bin/sh'],
  healthCheckConfig: HEALTH,
  image: 'registry.cn-hangzhou.aliyuncs.com/acme/hello:v1',
  port: 9000,
  registryConfig: {
    authConfig: { userName: 'acme', password: 'open-sesame' },
    certConfig: { insecure: false, rootCaCertBase64: 'Y2E=' },
    networkConfig: { securityGroupId: 'sg-1', vSwitchId: 'vsw-1', vpcId: 'vpc-1' },
  },
};
const HOOK = { handler: 'index.init', command: ['sh'], timeout: 10 };

/** Every setting that a function may have. */
function everything(cloud: { account: { id: string } }) {
  return {
    description: 'all of it',
    cpu: 1,
    memorySize: 1024,
    diskSize: 512,
    timeout: 60,
    idleTimeout: 100,
    instanceConcurrency: 10,
    instanceIsolationMode: 'SHARE',
    internetAccess: true,
    disableInjectCredentials: 'None',
    disableOndemand: false,
    enableLongLiving: false,
    resourceGroupId: 'rg-1',
    sessionAffinity: 'MCP_SSE',
    sessionAffinityConfig: '{}',
    role: `acs:ram::${cloud.account.id}:role/acme`,
    environmentVariables: { STAGE: 'dev' },
    customContainerConfig: IMAGE,
    customDNS: { dnsOptions: [{ name: 'ndots', value: '2' }], nameServers: ['10.0.0.53'], searches: ['acme.test'] },
    customRuntimeConfig: { args: ['a'], command: ['node'], healthCheckConfig: HEALTH, port: 9000 },
    gpuConfig: { gpuMemorySize: 2048, gpuType: 'fc.gpu.tesla.1' },
    instanceLifecycleConfig: { initializer: HOOK, preStop: HOOK },
    juiceFsConfig: {
      envs: { A: 'secret' },
      mountPoints: [{ args: ['-o'], mountDir: '/j', remoteDir: '/', token: 'secret', volumeName: 'v' }],
    },
    layers: [`acs:fc:cn-hangzhou:${cloud.account.id}:layers/tools/versions/1`],
    logConfig: {
      enableInstanceMetrics: true,
      enableLlmMetrics: false,
      enableRequestMetrics: true,
      logBeginRule: 'None',
      logstore: 'l',
      project: 'p',
    },
    nasConfig: { groupId: 1, userId: 1, mountPoints: [{ enableTLS: false, mountDir: '/mnt/n', serverAddr: 'n:/' }] },
    ossMountConfig: {
      mountPoints: [{ bucketName: 'b', bucketPath: '/', endpoint: 'e', mountDir: '/mnt/o', readOnly: true }],
    },
    polarFsConfig: {
      groupId: 1,
      userId: 1,
      mountPoints: [{ instanceId: 'i', mountDir: '/mnt/p', readOnly: false, remoteDir: '/' }],
    },
    tracingConfig: { type: 'Jaeger', params: { endpoint: 'http://t' } },
    vpcConfig: { role: '', securityGroupId: 'sg-1', vSwitchIds: ['vsw-1'], vpcId: 'vpc-1' },
  };
}

test('every setting of a function is kept, and given back by what creates, reads, changes and lists it', async () => {
  const { cloud, call, create } = await startFc();
  await call('CreateLayerVersion', LAYER);
  const settings = everything(cloud);
  const { layers, role, juiceFsConfig: _, customContainerConfig, ...asPut } = settings;
  const tags = [{ Key: 'owner', Value: 'gateways' }];
  const created = await create({ ...settings, runtime: 'custom.debian10', tags });
  const shown = {
    ...asPut,
    role,
    tags,
    layers: [{ arn: layers[0], size: Buffer.from(CODE.zipFile, 'base64').length }],
  };
  expect(created).toMatchObject(shown);
  expect(JSON.stringify(created)).not.toContain('open-sesame');
  expect(customContainerConfig).toMatchObject({ image: IMAGE.image });
  await call('DisableFunctionInvocation', { functionName: NAME, reason: 'too dear' });
  const restricted = { ...shown, invocationRestriction: { disable: true, reason: 'too dear' } };
  expect(await call('GetFunction', { functionName: NAME })).toMatchObject(restricted);
  expect(await call('UpdateFunction', { functionName: NAME, description: 'all of it' })).toMatchObject(restricted);
  expect(await call('ListFunctions', { prefix: 'acme', limit: 10 })).toMatchObject({ functions: [restricted] });
  expect((await call('GetFunctionCode', { functionName: NAME })).url).toMatch(/^http:/);
});

test('an image takes a while, when it is new and when it is changed, and says so', async () => {
  const { cloud, call, create } = await startFc({ delayScale: 1 });
  const image = { runtime: 'custom-container', code: undefined, customContainerConfig: IMAGE };
  expect(await create(image)).toMatchObject({
    state: 'Pending',
    stateReasonCode: 'Creating',
    customContainerConfig: { accelerationInfo: { status: 'Preparing' } },
  });
  await create({ functionName: 'b' });
  expect((await call('ListFunctions', { limit: 1 })).nextToken).toBe('b');
  expect(await call('UpdateFunction', { functionName: NAME, customContainerConfig: IMAGE })).toMatchObject({
    stateReason: expect.any(String),
  });
  expect(await call('ListFunctions')).toMatchObject({ functions: [{ stateReasonCode: 'Creating' }, {}] });
  expect(await call('GetFunction', { functionName: NAME })).toMatchObject({
    state: 'Pending',
    stateReason: expect.any(String),
  });
  await cloud.clock.advanceBy(600_000);
  expect(await call('GetFunction', { functionName: NAME })).toMatchObject({
    state: 'Active',
    customContainerConfig: { resolvedImageUri: expect.stringMatching(/hello@sha256:[0-9a-f]{64}$/) },
  });
  const changing = { lastUpdateStatus: 'InProgress', lastUpdateStatusReasonCode: 'ImageOptimizing' };
  expect(await call('UpdateFunction', { functionName: NAME, customContainerConfig: IMAGE })).toMatchObject(changing);
  expect(await call('GetFunction', { functionName: NAME })).toMatchObject(changing);
  expect(await call('ListFunctions')).toMatchObject({ functions: [changing, {}] });
});

test('functions are found by name, description, runtime, group, GPU and tags', async () => {
  const { call, create } = await startFc();
  await create({
    functionName: 'a',
    description: 'the first',
    resourceGroupId: 'rg-1',
    tags: [{ Key: 'k', Value: 'v' }],
  });
  await create({ functionName: 'b', runtime: 'python3.10', gpuConfig: { gpuMemorySize: 1024, gpuType: 't4' } });
  const found = async (asked: Record<string, unknown>) =>
    ((await call('ListFunctions', asked)).functions as { functionName: string }[]).map(
      ({ functionName }) => functionName,
    );
  expect(await found({ functionName: 'a' })).toEqual(['a']);
  expect(await found({ description: 'first' })).toEqual(['a']);
  expect(await found({ runtime: 'python3.10' })).toEqual(['b']);
  expect(await found({ resourceGroupId: 'rg-1' })).toEqual(['a']);
  expect(await found({ gpuType: 't4' })).toEqual(['b']);
  expect(await found({ tags: [{ Key: 'k', Value: 'v' }] })).toEqual(['a']);
  expect(await found({ fcVersion: 'v2' })).toEqual([]);
});

test('versions are numbered, listed either way and page by page, and stay what they were', async () => {
  const { call, create, refusal } = await startFc();
  await create({ timeout: 10 });
  expect(await call('PublishFunctionVersion', { functionName: NAME, description: 'first' })).toMatchObject({
    versionId: '1',
    description: 'first',
    createdTime: '2026-03-02T08:00:00Z',
    lastModifiedTime: '2026-03-02T08:00:00Z',
  });
  expect(await refusal('PublishFunctionVersion', { functionName: NAME })).toBe('409 VersionPublishError');
  await call('UpdateFunction', { functionName: NAME, timeout: 20 });
  await call('PublishFunctionVersion', { functionName: NAME });
  expect(await call('GetFunction', { functionName: NAME, qualifier: '1' })).toMatchObject({ timeout: 10 });
  expect(await call('ListFunctionVersions', { functionName: NAME, limit: 1 })).toMatchObject({
    direction: 'BACKWARD',
    versions: [{ versionId: '2' }],
    nextToken: '1',
  });
  const forward = { functionName: NAME, direction: 'FORWARD', nextToken: '2' };
  expect(await call('ListFunctionVersions', forward)).toMatchObject({ versions: [{ versionId: '2' }] });
  await call('CreateAlias', { functionName: NAME, aliasName: 'prod', versionId: '1' });
  expect(await refusal('DeleteFunctionVersion', { functionName: NAME, versionId: '1' })).toBe('400 InvalidArgument');
  await call('DeleteFunctionVersion', { functionName: NAME, versionId: '2' });
  // A number is not given twice.
  expect(await call('PublishFunctionVersion', { functionName: NAME })).toMatchObject({ versionId: '3' });
});

test('an alias names a version, and a second one for some of the calls', async () => {
  const { call, create, refusal } = await startFc();
  await create({ timeout: 10 });
  await call('PublishFunctionVersion', { functionName: NAME });
  await call('UpdateFunction', { functionName: NAME, timeout: 20 });
  await call('PublishFunctionVersion', { functionName: NAME });
  const alias = { functionName: NAME, aliasName: 'prod', versionId: '1', description: 'd' };
  const weights = { additionalVersionWeight: { 2: 0.1 } };
  const shown = { aliasName: 'prod', versionId: '1', description: 'd', ...weights };
  expect(await call('CreateAlias', { ...alias, ...weights })).toMatchObject({
    ...shown,
    createdTime: expect.any(String),
    lastModifiedTime: expect.any(String),
  });
  expect(await refusal('CreateAlias', alias)).toBe('409 AliasAlreadyExists');
  expect(await call('GetAlias', alias)).toMatchObject(shown);
  expect(await call('GetFunction', { functionName: NAME, qualifier: 'prod' })).toMatchObject({ timeout: 10 });
  await call('CreateAlias', { ...alias, aliasName: 'test' });
  expect(await call('ListAliases', { functionName: NAME, limit: 1 })).toMatchObject({
    aliases: [shown],
    nextToken: 'test',
  });
  expect(await call('UpdateAlias', { ...alias, versionId: '2', additionalVersionWeight: {} })).toMatchObject({
    versionId: '2',
  });
  for (const action of ['CreateAlias', 'UpdateAlias']) {
    const other = { ...alias, aliasName: action === 'CreateAlias' ? 'other' : 'prod' };
    const wrong = (changed: Record<string, unknown>) => refusal(action, { ...other, ...changed });
    expect(await wrong({ additionalVersionWeight: { 1: 0.5 } })).toBe('400 AdditionalVersionContainsMajorVersion');
    expect(await wrong({ versionId: '9' })).toBe('404 VersionNotFound');
    expect(await wrong({ additionalVersionWeight: { 2: 2 } })).toBe('400 InvalidArgument');
    expect(await wrong({ additionalVersionWeight: 'half' })).toBe('400 InvalidArgument');
  }
  await call('DeleteAlias', alias);
  expect(await refusal('GetAlias', alias)).toBe('404 AliasNotFound');
});

test('a function, a version, an alias or a trigger that is not there is said to be missing by every action', async () => {
  const { call, create, refusal } = await startFc();
  await create();
  const given = {
    ...{ aliasName: 'a', versionId: '1', vpcId: 'vpc-1', triggerName: 't', triggerType: 'http' },
    triggerConfig: JSON.stringify({ authType: 'anonymous', methods: ['GET'] }),
    ...{ reservedConcurrency: 1, defaultTarget: 1, minInstances: 1 },
    ...{ NewResourceGroupId: 'rg-1', ResourceId: 'nobody' },
  };
  const listing = (code: string) => fc.actions.filter(({ errors }) => errors.includes(code)).map(({ name }) => name);
  for (const action of listing('FunctionNotFound')) {
    expect(await refusal(action, { ...given, functionName: 'nobody' }), action).toBe('404 FunctionNotFound');
  }
  const ofOthers = ['CreateAlias', 'UpdateAlias', 'DeleteFunctionVersion', 'GetAlias', 'DeleteAlias'];
  for (const action of listing('VersionNotFound').filter((name) => !ofOthers.includes(name))) {
    if (action === 'UpdateTrigger') await call('CreateTrigger', { ...given, functionName: NAME });
    const missing = await refusal(action, { ...given, functionName: NAME, qualifier: '9' });
    expect(missing, action).toBe('404 VersionNotFound');
  }
  for (const action of listing('AliasNotFound').filter((name) => !ofOthers.includes(name))) {
    const missing = await refusal(action, { ...given, functionName: NAME, qualifier: 'none' });
    expect(missing, action).toBe('404 AliasNotFound');
  }
  for (const action of ['UpdateAlias', 'GetAlias', 'DeleteAlias']) {
    expect(await refusal(action, { ...given, functionName: NAME }), action).toBe('404 AliasNotFound');
  }
  expect(await refusal('DeleteFunctionVersion', { ...given, functionName: NAME })).toBe('404 VersionNotFound');
  for (const action of listing('TriggerNotFound')) {
    expect(await refusal(action, { ...given, functionName: NAME, triggerName: 'none' }), action).toBe(
      '404 TriggerNotFound',
    );
  }
});
