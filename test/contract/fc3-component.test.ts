import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';

interface Component {
  deploy(inputs: object): Promise<Record<string, unknown>>;
  info(inputs: object): Promise<Record<string, unknown>>;
  plan(inputs: object): Promise<Record<string, unknown>>;
  remove(inputs: object): Promise<void>;
}

const Fc3: new (options: object) => Component = createRequire(import.meta.url)('../../local/serverless-devs/fc3');

const PROPS = {
  region: 'cn-hangzhou',
  functionName: 'acme-hello',
  runtime: 'nodejs20',
  handler: 'index.handler',
  code: './code',
  timeout: 30,
  environmentVariables: { STAGE: 'dev' },
  asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 2 },
  concurrencyConfig: { reservedConcurrency: 3 },
  triggers: [
    { triggerName: 'http', triggerType: 'http', triggerConfig: { authType: 'anonymous', methods: ['GET', 'POST'] } },
    {
      triggerName: 'tick',
      triggerType: 'timer',
      triggerConfig: { cronExpression: '@every 1m', enable: true, payload: '{}' },
    },
  ],
};

async function component() {
  const directory = mkdtempSync(join(tmpdir(), 'torii-fc3-'));
  mkdirSync(join(directory, 'code'));
  const write = (text: string) => writeFileSync(join(directory, 'code', 'index.js'), text);
  write('exports.handler = async () => "hello";');
  const cloud = await startLocalCloud();
  process.env.FC_CLIENT_CUSTOM_ENDPOINT = cloud.endpoint;
  process.env.FC_CODE_TEMP_OSS_ENDPOINT = cloud.endpoint;
  onTestFinished(async () => {
    delete process.env.FC_CLIENT_CUSTOM_ENDPOINT;
    delete process.env.FC_CODE_TEMP_OSS_ENDPOINT;
    rmSync(directory, { recursive: true });
    await cloud.close();
  });
  const inputsOf = (props: object) => ({
    props,
    yaml: { path: join(directory, 's.yaml') },
    getCredential: async () => ({
      AccountID: cloud.account.id,
      AccessKeyID: cloud.account.accessKeyId,
      AccessKeySecret: cloud.account.accessKeySecret,
    }),
  });
  return { cloud, fc3: new Fc3({ logger: { debug: () => {} } }), inputsOf, write, directory };
}

/** Actions since the last time, in the order of the requests. */
function asked(cloud: LocalCloud): string[] {
  const actions = cloud.calls.all().map(({ action }) => action);
  cloud.calls.clear();
  return actions;
}

const READS = [
  'GetFunction',
  'GetTrigger',
  'GetTrigger',
  'GetAsyncInvokeConfig',
  'ListVpcBindings',
  'GetScalingConfig',
  'GetConcurrencyConfig',
];
const READS_BACK = [
  'GetFunction',
  'GetTrigger',
  'GetTrigger',
  'GetAsyncInvokeConfig',
  'GetConcurrencyConfig',
  'GetTrigger',
];

test('the stand-in sends what fc3 0.1.22 was seen to send, and uploads only what changed', async () => {
  const { cloud, fc3, inputsOf, write } = await component();
  const shown = await fc3.deploy(inputsOf(PROPS));
  expect(shown).toMatchObject({
    functionName: 'acme-hello',
    url: { system_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  expect(asked(cloud)).toEqual([
    ...READS,
    ...['GetTempBucketToken', 'PutObject', 'GetFunction', 'CreateFunction'],
    ...['GetTrigger', 'CreateTrigger', 'GetTrigger', 'CreateTrigger'],
    ...['PutAsyncInvokeConfig', 'PutConcurrencyConfig'],
    ...READS_BACK,
  ]);

  const again = ['GetTrigger', 'UpdateTrigger', 'GetTrigger', 'UpdateTrigger'];
  const configurations = ['PutAsyncInvokeConfig', 'PutConcurrencyConfig'];
  await fc3.deploy(inputsOf(PROPS));
  expect(asked(cloud)).toEqual([...READS, 'GetFunction', 'UpdateFunction', ...again, ...configurations, ...READS_BACK]);

  write('exports.handler = async () => "good day";');
  await fc3.deploy(inputsOf(PROPS));
  expect(asked(cloud)).toEqual([
    ...READS,
    ...['GetTempBucketToken', 'PutObject', 'GetFunction', 'UpdateFunction'],
    ...again,
    ...configurations,
    ...READS_BACK,
  ]);

  await fc3.remove(inputsOf(PROPS));
  expect(asked(cloud).slice(-5)).toEqual([
    'DeleteAsyncInvokeConfig',
    'DeleteTrigger',
    'DeleteTrigger',
    'DeleteConcurrencyConfig',
    'DeleteFunction',
  ]);
  expect(cloud.fc.all()).toEqual([]);
});

test('a setting that is no longer declared goes', async () => {
  const { cloud, fc3, inputsOf } = await component();
  await fc3.deploy(inputsOf({ ...PROPS, role: 'ACME' }));
  const deployed = cloud.fc.find(cloud.account.id, 'cn-hangzhou', 'acme-hello');
  expect(deployed?.config.role).toBe(`acs:ram::${cloud.account.id}:role/acme`);
  const { environmentVariables: _variables, concurrencyConfig: _concurrency, ...rest } = PROPS;
  await fc3.deploy(inputsOf(rest));
  expect(deployed?.config.environmentVariables).toEqual({});
  expect(deployed?.reservedConcurrency).toBeUndefined();
});

test('a plan names what would change, and no value', async () => {
  const { fc3, inputsOf } = await component();
  expect(await fc3.plan(inputsOf(PROPS))).toEqual({ functionName: 'acme-hello', creates: true });
  await fc3.deploy(inputsOf(PROPS));
  expect(await fc3.plan(inputsOf(PROPS))).toEqual({ functionName: 'acme-hello', changes: [], triggers: [] });
  const changed = { ...PROPS, timeout: 60, environmentVariables: { STAGE: 'secret' } };
  const plan = await fc3.plan(inputsOf(changed));
  expect(plan).toMatchObject({ changes: ['environmentVariables', 'timeout'] });
  expect(JSON.stringify(plan)).not.toContain('secret');
});

test('what .fcignore names stays at home', async () => {
  const { cloud, fc3, inputsOf, directory } = await component();
  writeFileSync(join(directory, 'code', '.env'), 'KEY=open-sesame');
  writeFileSync(join(directory, 'code', 'index.js.map'), 'map');
  writeFileSync(join(directory, 'code', '.fcignore'), '# not for the cloud\n.env\n*.map\n');
  await fc3.deploy(inputsOf(PROPS));
  const zip = cloud.fc.find(cloud.account.id, 'cn-hangzhou', 'acme-hello')?.code.zip.toString('latin1') ?? '';
  expect(zip).toContain('index.js');
  expect(zip).not.toMatch(/\.env|\.map|\.fcignore/);
});

test('the recorder keeps the props as they were resolved', async () => {
  const { fc3, inputsOf, directory } = await component();
  process.env.TORII_RECORDER_FILE = join(directory, 'recorded');
  onTestFinished(() => void delete process.env.TORII_RECORDER_FILE);
  await fc3.deploy({ ...inputsOf(PROPS), resource: { name: 'hello' }, command: 'deploy' });
  expect(JSON.parse(readFileSync(join(directory, 'recorded'), 'utf8'))).toMatchObject({
    resource: 'hello',
    props: { functionName: 'acme-hello', cpu: 0.35, diskSize: 512, triggers: [{ qualifier: 'LATEST' }, {}] },
  });
});
