import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { apiClient } from '../../local/house/api-client.ts';
import { deployedRuntime } from '../../local/house/deployed-runtime.ts';
import { furnishAccount } from '../../local/house/furnish-account.ts';
import { buildWorld } from '../../local/house/world.ts';
import { deployWithServerlessDevs } from '../../local/serverless-devs/deploy.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';

const REGION = 'cn-beijing';
const CHAT = readFileSync('examples/chat-public.yaml', 'utf8');
const HOUR_MS = 3_600_000;

test('what the real command line deploys into an account makes a declared gateway true', async () => {
  const cloud = await startLocalCloud({ defaultRegion: REGION });
  onTestFinished(() => cloud.close());
  await furnishAccount(cloud);
  await deployWithServerlessDevs({
    cloud,
    serverlessYaml: resolve('s.yaml'),
    env: {
      TORII_ENDPOINT: cloud.endpoint,
      TORII_TRUSTED_ROOTS: cloud.ca.rootPem,
      TORII_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      TORII_HTTP_AUTH: 'function',
      TORII_SIGNED_DOMAINS: '127.0.0.1',
    },
  });
  const reading = readDeclaration(parse(CHAT));
  if (!reading.ok) throw new Error('the example is refused');
  await buildWorld(cloud, reading.declaration);
  const { url } = deployedRuntime(cloud, async () => {});
  const api = apiClient(url, cloud.account);

  // The first request of all: the tables are made while it waits, and virtual time passes meanwhile.
  let answered = false;
  const putting = api('PUT', '/v1/gateways/chat-prod', CHAT).finally(() => {
    answered = true;
  });
  await cloud.clock.runUntil(() => answered, cloud.clock.now() + HOUR_MS);
  const put = await putting;
  expect(put.status).toBe(202);
  const { planHash } = put.body.plan;
  await api('POST', `/v1/gateways/chat-prod/approve?region=${REGION}`, JSON.stringify({ planHash }));
  const state = async () => (await api('GET', `/v1/operations/${put.body.operation}`)).body.state;
  const limit = cloud.clock.now() + 2 * HOUR_MS;
  expect(await cloud.clock.runUntil(async () => (await state()) === 'Succeeded', limit)).toBe(true);

  expect(new Set(cloud.functions.invocations.map(({ outcome }) => outcome))).toEqual(new Set(['succeeded']));
  expect(cloud.fc.functionsOf(cloud.account.id, REGION)).toHaveLength(5);
});
