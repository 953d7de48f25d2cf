import { expect, test } from 'vitest';
import { CODE, type FcCalls, NAME, startFc } from './fc-calls.ts';

const HTTP = JSON.stringify({ authType: 'anonymous', methods: ['GET'] });
const functionName = NAME;

/** Two functions, one of them with an alias `prod`, so that lists have a second page. */
async function startTwo(fc: FcCalls): Promise<void> {
  await fc.create();
  await fc.create({ functionName: 'second' });
  await fc.call('PublishFunctionVersion', { functionName });
  await fc.call('CreateAlias', { functionName, aliasName: 'prod', versionId: '1' });
}

test('triggers are shown with where they are reached, and listed with their state', async () => {
  const { call, create, refusal } = await startFc();
  await create();
  const put = { invocationRole: 'acs:ram::1:role/r', description: 'd', sourceArn: 'acs:oss:::b', qualifier: 'LATEST' };
  const shown = {
    ...put,
    triggerName: 'http',
    triggerType: 'http',
    triggerConfig: HTTP,
    triggerId: expect.any(String),
  };
  const trigger = { functionName, triggerName: 'http', triggerType: 'http', triggerConfig: HTTP, ...put };
  const whole = {
    ...shown,
    httpTrigger: { urlInternet: expect.any(String), urlIntranet: expect.any(String) },
    createdTime: expect.any(String),
    lastModifiedTime: expect.any(String),
  };
  expect(await call('CreateTrigger', trigger)).toMatchObject(whole);
  expect(await call('GetTrigger', trigger)).toMatchObject(whole);
  expect(await call('UpdateTrigger', trigger)).toMatchObject(whole);
  await call('CreateTrigger', {
    ...trigger,
    triggerName: 'tick',
    triggerType: 'timer',
    triggerConfig: '{"cronExpression":"@every 1h"}',
  });
  expect(await call('ListTriggers', { functionName, limit: 1 })).toMatchObject({
    triggers: [{ ...whole, status: 'OK', targetArn: expect.stringMatching(/:functions\/acme-hello$/) }],
    nextToken: 'tick',
  });
  expect(await refusal('UpdateTrigger', { ...trigger, triggerConfig: '{}' })).toBe('400 InvalidArgument');
  expect(await refusal('UpdateTrigger', { ...trigger, qualifier: '9' })).toBe('404 VersionNotFound');
  expect(await refusal('DeleteFunction', { functionName })).toBe('409 FunctionNotEmpty');
});

test('asynchronous invocation is configured for LATEST and for an alias, each by itself', async () => {
  const fc = await startFc();
  const { cloud, call, refusal } = fc;
  await startTwo(fc);
  const destination = `acs:fc:cn-hangzhou:${cloud.account.id}:functions/second`;
  const put = {
    asyncTask: true,
    maxAsyncEventAgeInSeconds: 3600,
    maxAsyncRetryAttempts: 2,
    destinationConfig: { onSuccess: { destination }, onFailure: { destination } },
  };
  const whole = { ...put, createdTime: expect.any(String), lastModifiedTime: expect.any(String) };
  expect(await call('PutAsyncInvokeConfig', { functionName, ...put })).toMatchObject(whole);
  await call('PutAsyncInvokeConfig', { functionName, qualifier: 'prod', ...put, maxAsyncRetryAttempts: 8 });
  expect(await call('GetAsyncInvokeConfig', { functionName })).toMatchObject({
    ...whole,
    functionArn: expect.stringMatching(/\/acme-hello$/),
  });
  expect(await call('ListAsyncInvokeConfigs', { limit: 1 })).toMatchObject({
    configs: [whole],
    nextToken: 'acme-hello/prod',
  });
  await call('DeleteAsyncInvokeConfig', { functionName });
  expect(await refusal('GetAsyncInvokeConfig', { functionName })).toBe('404 AsyncConfigNotExists');
  expect(await call('GetAsyncInvokeConfig', { functionName, qualifier: 'prod' })).toMatchObject({
    maxAsyncRetryAttempts: 8,
    functionArn: expect.stringMatching(/\/acme-hello\/prod$/),
  });
});

test('concurrency is reserved, listed page by page, and given up', async () => {
  const fc = await startFc();
  const { call, refusal } = fc;
  await startTwo(fc);
  const shown = { reservedConcurrency: 3, functionArn: expect.any(String) };
  expect(await refusal('GetConcurrencyConfig', { functionName })).toBe('404 ConcurrencyConfigNotFound');
  expect(await call('PutConcurrencyConfig', { functionName, reservedConcurrency: 3 })).toMatchObject(shown);
  await call('PutConcurrencyConfig', { functionName: 'second', reservedConcurrency: 1 });
  expect(await call('GetConcurrencyConfig', { functionName })).toMatchObject(shown);
  expect(await call('ListConcurrencyConfigs', { limit: 1 })).toMatchObject({ configs: [shown], nextToken: 'second' });
  expect(await call('ListConcurrencyConfigs', { functionName: 'second' })).toMatchObject({
    configs: [{ reservedConcurrency: 1 }],
  });
  await call('DeleteConcurrencyConfig', { functionName });
});

const SCHEDULE = { startTime: '2026-03-10T10:00:00Z', endTime: '2026-04-10T10:00:00Z', timeZone: 'Asia/Shanghai' };

test('instances that are to be there come some time after they were asked for, as many as the account may have', async () => {
  const fc = await startFc({ delayScale: 1 });
  const { cloud, call, create, refusal } = fc;
  cloud.fc.instanceQuota = 5;
  await startTwo(fc);
  await create({ functionName: 'third', logConfig: { enableInstanceMetrics: true } });
  const put = {
    alwaysAllocateCPU: true,
    alwaysAllocateGPU: false,
    defaultTarget: 3,
    scheduledActions: [{ name: 's', scheduleExpression: 'cron(0 0 22 * * *)', target: 5, ...SCHEDULE }],
  };
  const tracking = {
    name: 't',
    metricType: 'CPUUtilization',
    metricTarget: 0.6,
    minCapacity: 1,
    maxCapacity: 9,
    ...SCHEDULE,
  };
  const policies = { targetTrackingPolicies: [tracking] };
  expect(await refusal('PutProvisionConfig', { functionName, ...put, ...policies })).toBe(
    '400 InstanceMetricsRequired',
  );
  const third = { functionName: 'third', ...put, ...policies };
  expect(await call('PutProvisionConfig', third)).toMatchObject({ ...put, ...policies, target: 3, current: 0 });
  await call('PutProvisionConfig', { functionName, qualifier: 'prod', target: 4 });
  await cloud.clock.advanceBy(600_000);
  expect(await call('GetProvisionConfig', { functionName: 'third' })).toMatchObject({
    ...put,
    ...policies,
    current: expect.any(Number),
  });
  const configs = (await call('ListProvisionConfigs')).provisionConfigs as { current: number; currentError?: string }[];
  expect(configs.reduce((sum, { current }) => sum + current, 0)).toBe(5);
  const short = configs.filter(({ currentError }) => currentError !== undefined);
  expect(short).toMatchObject([{ currentError: 'at most 5 instances in a region' }]);
  expect(await call('ListProvisionConfigs', { limit: 1 })).toMatchObject({ nextToken: 'third/LATEST' });
  // Asked again while the quota is spent, either says so.
  for (const name of [functionName, 'third']) {
    const qualifier = name === functionName ? { qualifier: 'prod' } : {};
    await call('PutProvisionConfig', {
      functionName: name,
      ...qualifier,
      ...(name === 'third' ? third : {}),
      defaultTarget: 9,
    });
  }
  await cloud.clock.advanceBy(600_000);
  expect(await call('GetProvisionConfig', { functionName: 'third' })).toMatchObject({
    currentError: expect.any(String),
  });
  expect(await call('PutProvisionConfig', { ...third, defaultTarget: 9 })).toMatchObject({
    currentError: expect.any(String),
  });
  expect(await call('ListProvisionConfigs', { functionName: 'third' })).toMatchObject({
    provisionConfigs: [{ ...policies }],
  });
  await call('DeleteProvisionConfig', { functionName: 'third' });
  expect(await refusal('GetProvisionConfig', { functionName: 'third' })).toBe('404 ProvisionConfigNotFound');
});

test('scaling is configured, has its instances there, and is listed page by page', async () => {
  const fc = await startFc({ delayScale: 1 });
  const { cloud, call, refusal } = fc;
  cloud.fc.instanceQuota = 2;
  await startTwo(fc);
  const put = {
    minInstances: 3,
    residentPoolId: 'fc-pool-1',
    requestDispatchPolicy: 'Balanced',
    enableOnDemandScaling: true,
    enableMixMode: false,
    horizontalScalingPolicies: [
      { name: 'h', metricType: 'CPUUtilization', metricTarget: 0.6, minInstances: 1, maxInstances: 9, ...SCHEDULE },
    ],
    scheduledPolicies: [{ name: 's', scheduleExpression: 'cron(0 0 22 * * *)', target: 5, ...SCHEDULE }],
  };
  await call('PutScalingConfig', { functionName, ...put });
  await call('PutScalingConfig', { functionName: 'second' });
  await cloud.clock.advanceBy(600_000);
  const shown = { ...put, targetInstances: 3, currentInstances: 2, currentError: 'at most 2 instances in a region' };
  expect(await call('GetScalingConfig', { functionName })).toMatchObject(shown);
  expect(await call('PutScalingConfig', { functionName, ...put })).toMatchObject(shown);
  expect(await call('ListScalingConfigs', { limit: 1 })).toMatchObject({
    scalingConfigs: [shown],
    nextToken: 'second/LATEST',
  });
  await call('DeleteScalingConfig', { functionName });
  expect(await refusal('GetScalingConfig', { functionName })).toBe('404 ScalingConfigNotFound');
});

test('instances are listed, those that ran and those that are kept, and go when the function is disabled', async () => {
  const fc = await startFc();
  const { cloud, call } = fc;
  await startTwo(fc);
  await call('PutProvisionConfig', { functionName, qualifier: 'prod', defaultTarget: 2 });
  const kept = { qualifier: 'prod', versionId: '1', status: 'Running', resourceType: 'Function' };
  const { instances } = await call('ListInstances', { functionName, withAllActive: true });
  expect(instances).toMatchObject([
    { ...kept, instanceId: expect.stringMatching(/^c-/), createdTimeMs: cloud.clock.now() },
    kept,
  ]);
  const [first] = instances as { instanceId: string }[];
  const asked = { functionName, instanceIds: [first?.instanceId], instanceStatus: ['Running'], limit: 1 };
  expect((await call('ListInstances', asked)).instances).toHaveLength(1);
  const timed = { functionName, startTimeMs: cloud.clock.now(), endTimeMs: cloud.clock.now() };
  expect((await call('ListInstances', timed)).instances).toHaveLength(2);

  expect(await call('DisableFunctionInvocation', { functionName, abortOngoingRequest: true })).toMatchObject({
    success: true,
  });
  expect((await call('ListInstances', { functionName })).instances).toEqual([]);
  expect(await call('EnableFunctionInvocation', { functionName })).toMatchObject({ success: true });
  expect((await call('ListInstances', { functionName })).instances).toHaveLength(2);
});

test('a layer has versions, is used by the runtimes it says, and by others once it is public', async () => {
  const { cloud, call, create, refusal } = await startFc();
  const put = { code: CODE, compatibleRuntime: ['nodejs20'], description: 'd', license: 'MIT' };
  const shown = {
    layerName: 'tools',
    version: 1,
    acl: '0',
    ...{ compatibleRuntime: ['nodejs20'], description: 'd', license: 'MIT' },
    ...{ codeChecksum: expect.any(String), codeSize: expect.any(Number), createTime: '2026-03-02T08:00:00Z' },
    code: { location: expect.stringMatching(/^http:.*\.zip$/), repositoryType: 'OSS' },
    layerVersionArn: `acs:fc:cn-hangzhou:${cloud.account.id}:layers/tools/versions/1`,
  };
  expect(await call('CreateLayerVersion', { layerName: 'tools', ...put })).toMatchObject(shown);
  const { code } = await call('GetLayerVersion', { layerName: 'tools', version: 1 });
  const location = String(Object(code).location);
  expect(Buffer.from(await (await fetch(location)).arrayBuffer()).toString('base64')).toBe(CODE.zipFile);
  await call('CreateLayerVersion', { layerName: 'tools', ...put });
  await call('CreateLayerVersion', { layerName: 'a-first', ...put });
  expect(await call('ListLayerVersions', { layerName: 'tools', limit: 1 })).toMatchObject({
    layers: [shown],
    nextVersion: 2,
  });
  expect(await call('ListLayers', { limit: 1 })).toMatchObject({
    layers: [{ ...shown, layerName: 'a-first', layerVersionArn: expect.any(String) }],
    nextToken: 'tools',
  });
  expect((await call('ListLayers', { official: true })).layers).toEqual([]);
  expect((await call('ListLayers', { public: true })).layers).toEqual([]);
  expect(await refusal('CreateLayerVersion', { layerName: 'tools', ...put, compatibleRuntime: ['cobol'] })).toBe(
    '400 InvalidArgument',
  );

  const arn = shown.layerVersionArn;
  expect(
    await refusal('CreateFunction', {
      functionName: 'p',
      runtime: 'python3.10',
      handler: 'h',
      code: CODE,
      layers: [arn],
    }),
  ).toBe('400 InvalidArgument');
  expect(await create({ layers: [arn] })).toMatchObject({ layers: [{ arn }] });
  expect(await refusal('UpdateFunction', { functionName, layers: [`${arn}9`] })).toBe('400 InvalidArgument');
  await call('PutLayerACL', { layerName: 'tools', acl: '1' });
  expect(await call('GetLayerVersionByArn', { arn })).toMatchObject({ ...shown, acl: '1' });
  expect((await call('ListLayers', { public: true })).layers).toMatchObject([{ layerName: 'tools' }]);
  await call('DeleteLayerVersion', { layerName: 'tools', version: 1 });
  for (const action of ['GetLayerVersion', 'DeleteLayerVersion']) {
    expect(await refusal(action, { layerName: 'tools', version: 1 })).toBe('404 LayerVersionNotFound');
    expect(await refusal(action, { layerName: 'none', version: 1 })).toBe('404 LayerNotFound');
  }
  for (const action of ['PutLayerACL', 'ListLayerVersions']) {
    expect(await refusal(action, { layerName: 'none', acl: '1' })).toBe('404 LayerNotFound');
  }
  expect(await refusal('GetLayerVersionByArn', { arn })).toBe('404 LayerVersionNotFound');
  expect(await refusal('GetLayerVersionByArn', { arn: 'tools' })).toBe('400 InvalidArgument');
  expect(await refusal('PutLayerACL', { layerName: 'tools' })).toBe('400 InvalidArgument');
});

test('a domain is taken once its name leads to the account, with routes to functions that are there', async () => {
  const { cloud, call, create, refusal } = await startFc();
  await create();
  const dates = { notBefore: new Date(cloud.clock.now()), notAfter: new Date(cloud.clock.now() + 86_400_000) };
  const issued = await cloud.ca.issue({ names: ['fn.example.com'], ...dates });
  const rules = [{ match: '/old', replacement: '/new' }];
  const put = {
    protocol: 'HTTP,HTTPS',
    isE2B: false,
    authConfig: { authType: 'anonymous', authInfo: '{}' },
    corsConfig: {
      ...{ allowCredentials: true, allowHeaders: ['a'], allowMethods: ['GET'], allowOrigins: ['*'] },
      ...{ exposeHeaders: ['b'], maxAge: 60 },
    },
    routeConfig: {
      routes: [
        {
          ...{ functionName, path: '/*', qualifier: 'LATEST', methods: ['GET'] },
          rewriteConfig: { equalRules: rules, regexRules: rules, wildcardRules: rules },
        },
      ],
    },
    tlsConfig: { cipherSuites: ['TLS_AES_128_GCM_SHA256'], minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    wafConfig: { enableWAF: false },
  };
  const certConfig = { certName: 'fn', certificate: issued.certificate, privateKey: issued.privateKey };
  const domain = { domainName: 'fn.example.com', ...put, certConfig };
  expect(await refusal('CreateCustomDomain', domain)).toBe('400 DomainNameNotResolved');
  const endpoint = `${cloud.account.id}.cn-hangzhou.fc.aliyuncs.com`;
  cloud.otherDns.addZone('example.com');
  cloud.otherDns.addRecord('fn.example.com', { type: 'CNAME', value: endpoint, ttl: 600 });
  const shown = {
    ...put,
    ...{ domainName: 'fn.example.com', accountId: cloud.account.id, apiVersion: '2023-03-30', subdomainCount: '0' },
    certConfig: { certName: 'fn', certificate: issued.certificate },
    ...{ createdTime: expect.any(String), lastModifiedTime: expect.any(String) },
  };
  expect(await call('CreateCustomDomain', domain)).toMatchObject(shown);
  expect(JSON.stringify(await call('GetCustomDomain', domain))).not.toContain('PRIVATE KEY');
  expect(await call('GetCustomDomain', domain)).toMatchObject(shown);
  expect(await call('UpdateCustomDomain', { ...domain, protocol: 'HTTPS' })).toMatchObject({
    ...shown,
    protocol: 'HTTPS',
  });
  expect(await refusal('CreateCustomDomain', domain)).toBe('409 DomainNameAlreadyExists');
  const other = { domainName: 'gn.example.com', protocol: 'HTTP' };
  expect(await refusal('CreateCustomDomain', other)).toBe('400 DomainNameNotResolved');
  cloud.fc.domainNames = 'unchecked';
  await call('CreateCustomDomain', other);
  expect(await call('ListCustomDomains', { prefix: '', limit: 1 })).toMatchObject({
    customDomains: [{ ...shown, protocol: 'HTTPS' }],
    nextToken: 'gn.example.com',
  });
  const wrong: [string, Record<string, unknown>][] = [
    ['HTTPS without a certificate', { domainName: 'gn.example.com', protocol: 'HTTPS' }],
    [
      'a key of another certificate',
      {
        ...domain,
        certConfig: {
          ...certConfig,
          privateKey: (await cloud.ca.issue({ names: ['x.example.com'], ...dates })).privateKey,
        },
      },
    ],
    ['a certificate that is none', { ...domain, certConfig: { ...certConfig, certificate: 'x' } }],
    ['a key that is none', { ...domain, certConfig: { ...certConfig, privateKey: 'x' } }],
    ['a route to nobody', { ...domain, routeConfig: { routes: [{ functionName: 'nobody', path: '/' }] } }],
    ['a route to no version', { ...domain, routeConfig: { routes: [{ functionName, path: '/', qualifier: '9' }] } }],
    ['a path without a slash', { ...domain, routeConfig: { routes: [{ functionName, path: 'x' }] } }],
    ['a method that is none', { ...domain, routeConfig: { routes: [{ functionName, path: '/', methods: ['BREW'] }] } }],
  ];
  for (const [what, fields] of wrong)
    expect(await refusal('UpdateCustomDomain', fields), what).toBe('400 InvalidArgument');
  await call('DeleteCustomDomain', domain);
  for (const action of ['GetCustomDomain', 'UpdateCustomDomain', 'DeleteCustomDomain']) {
    expect(await refusal(action, { domainName: 'fn.example.com' })).toBe('404 DomainNameNotFound');
  }
});

test('VPCs are bound, tags put and found, a function moved to another group, and regions told in two languages', async () => {
  const fc = await startFc();
  const { cloud, call, refusal } = fc;
  await startTwo(fc);
  await call('CreateVpcBinding', { functionName, vpcId: 'vpc-1' });
  expect(await call('ListVpcBindings', { functionName })).toMatchObject({ vpcIds: ['vpc-1'] });
  await call('DeleteVpcBinding', { functionName, vpcId: 'vpc-1' });
  expect((await call('ListVpcBindings', { functionName })).vpcIds).toEqual([]);

  const arn = `acs:fc:cn-hangzhou:${cloud.account.id}:functions/${functionName}`;
  const tagged = { ResourceId: [arn], ResourceType: 'function' };
  const Tag = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ];
  await call('TagResources', { ...tagged, Tag });
  expect(await call('ListTagResources', { ...tagged, Limit: 1 })).toMatchObject({
    TagResources: [{ ResourceId: arn, ResourceType: 'ALIYUN::FC::FUNCTION', TagKey: 'a', TagValue: '1' }],
    NextToken: `${arn} b`,
  });
  expect((await call('ListTagResources', { Tag: [{ Key: 'a', Value: '9' }] })).TagResources).toEqual([]);
  await call('UntagResources', { ...tagged, TagKey: ['a'] });
  for (const action of ['TagResources', 'UntagResources']) {
    expect(await refusal(action, { ...tagged, ResourceId: [`${arn}x`], Tag, All: true })).toBe('400 InvalidArgument');
  }
  expect(await refusal('ListTagResources', { Tag: 'x' })).toBe('400 InvalidArgument');

  const moved = { NewResourceGroupId: 'rg-2', ResourceId: functionName, ResourceType: 'function' };
  expect(await call('ChangeResourceGroup', { ...moved, NewResourceGroupId: 'rg-1' })).toMatchObject({
    OldResourceGroupId: '',
  });
  expect(await call('ChangeResourceGroup', { ...moved, ResourceId: arn })).toMatchObject({
    ...{ OldResourceGroupId: 'rg-1', NewResourceGroupId: 'rg-2', ResourceId: arn },
  });
  expect(await refusal('ChangeResourceGroup', { ...moved, ResourceId: 'nobody' })).toBe('404 FunctionNotFound');
  const names = async (AcceptLanguage: string) =>
    Object(Object((await call('DescribeRegions', { AcceptLanguage })).Regions).Region)[0];
  expect(await names('en-US')).toEqual({ RegionId: 'cn-hangzhou', LocalName: 'China (Hangzhou)' });
  expect(await names('zh-CN')).toEqual({ RegionId: 'cn-hangzhou', LocalName: '华东1（杭州）' });
});
