import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import {
  type Deployment,
  deployWithServerlessDevs,
  removeWithServerlessDevs,
  serverlessDevsOn,
} from '../../local/serverless-devs/deploy.ts';
import { runServerlessDevs } from '../../local/serverless-devs/run-serverless-devs.ts';

const REGION = 'cn-beijing';
const NAMES = ['certificate-rotator', 'dns-recorder', 'gateway-provisioner', 'provisioning-api', 'zone-checker'];
const serverlessYaml = resolve('s.yaml');

async function cloudToDeployTo(): Promise<{ cloud: LocalCloud; deployment: Deployment }> {
  const cloud = await startLocalCloud({ defaultRegion: REGION });
  onTestFinished(() => cloud.close());
  const env = { TORII_MASTER_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` };
  return { cloud, deployment: { cloud, serverlessYaml, env } };
}

test('the real command line deploys all five functions, uploads nothing twice, shows and removes them', async () => {
  const { cloud, deployment } = await cloudToDeployTo();
  const account = cloud.account.id;
  const find = (resource: string) => cloud.fc.find(account, REGION, `torii-${resource}`);

  await deployWithServerlessDevs(deployment);
  expect(cloud.fc.functionsOf(account, REGION).map(({ name }) => name)).toEqual(NAMES.map((name) => `torii-${name}`));
  for (const resource of NAMES) {
    const deployed = find(resource);
    expect(deployed?.config.role).toBe(`acs:ram::${account}:role/torii-${resource}`);
    expect(deployed?.config.environmentVariables.TORII_TABLESTORE_INSTANCE).toBe('torii');
    expect(deployed?.reservedConcurrency).toBe(10);
    const failureGoesTo = resource === 'zone-checker' ? 'dns-recorder' : 'zone-checker';
    expect(deployed?.asyncInvokeConfig).toMatchObject({
      asyncTask: true,
      onFailure: `acs:fc:${REGION}:${account}:functions/torii-${failureGoesTo}`,
    });
  }
  expect([...(find('provisioning-api')?.triggers.values() ?? [])].map(({ type }) => type)).toEqual(['http']);
  expect(find('gateway-provisioner')?.triggers.get('sweep')?.config).toMatchObject({ cronExpression: '@every 5m' });
  // Every request was signed as its scheme wants it: what is refused has no other reason than that it is not there yet.
  expect(refusedBut404(cloud)).toEqual([]);
  expect(cloud.calls.count('PutObject')).toBe(NAMES.length);

  cloud.calls.clear();
  await deployWithServerlessDevs(deployment);
  expect(cloud.calls.count('UpdateFunction')).toBe(NAMES.length);
  expect([cloud.calls.count('CreateFunction'), cloud.calls.count('PutObject')]).toEqual([0, 0]);

  const shown = await serverlessDevsOn(deployment, ['provisioning-api', 'info', '-o', 'json', '--silent']);
  expect(JSON.parse(shown)).toMatchObject({ functionName: 'torii-provisioning-api', runtime: 'nodejs20' });
  expect(shown).not.toContain(deployment.env?.TORII_MASTER_KEYS?.split(':')[1]);

  await removeWithServerlessDevs(deployment);
  expect(cloud.fc.all()).toEqual([]);
});

test('a deployment that the cloud refuses fails, and says why', async () => {
  const { deployment } = await cloudToDeployTo();
  const env = { ...deployment.env, TORII_SWEEP_GATEWAYS: '@every now and then' };
  await expect(deployWithServerlessDevs({ ...deployment, env })).rejects.toThrow(
    'cronExpression "@every now and then"',
  );
});

test.each([
  ['concurrencyConfig:', 'concurencyConfig:'],
  ['reservedConcurrency:', 'reservedConcurency:'],
  ['cronExpression:', 'cronExpresion:'],
  ['authType:', 'authTyp:'],
  ['onFailure:', 'onFailur:'],
])('the real command line does not verify s.yaml with %s misspelt', async (right, wrong) => {
  mkdirSync('dist/.run', { recursive: true });
  const misspelt = resolve(`dist/.run/s-${wrong.replace(':', '')}.yaml`);
  writeFileSync(misspelt, readFileSync(serverlessYaml, 'utf8').replaceAll(right, wrong));
  const env = { AccountID: '1', AccessKeyID: 'none', AccessKeySecret: 'none' };
  const verify = (file: string) => runServerlessDevs({ serverlessYaml: file, args: ['verify'], env });
  await expect(verify(misspelt)).rejects.toMatchObject({ code: 'ServerlessDevsFailed', exitCode: 1 });
});

function refusedBut404(cloud: LocalCloud): string[] {
  return cloud.calls
    .all()
    .filter(({ status }) => status !== 200 && status !== 404)
    .map(({ action, status, code }) => `${action} ${status} ${code}`);
}
