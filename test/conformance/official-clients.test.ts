import { createRequire } from 'node:module';
import Alb, * as alb from '@alicloud/alb20200616';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { clientConfig, genericClient, RuntimeOptions } from '../contract/clients.ts';
import { publisher } from '../contract/eventbridge-cloud.ts';
import { startLoopbackServer } from '../contract/loopback-server.ts';
import { clientThatSays } from './official-clients.ts';

type Target = Pick<LocalCloud, 'endpoint' | 'account'>;

const requireSdk = createRequire(import.meta.url);
const KEYS = { accessKeyId: 'k', accessKeySecret: 's' };

/** Those without types. */
const Tablestore = requireSdk('tablestore') as {
  readonly Client: new (config: object) => { listTable(given: object): Promise<unknown> };
};
const FunctionCompute2 = requireSdk('@alicloud/fc2') as new (
  account: string,
  config: object,
) => { getTempBucketToken(): Promise<unknown> };
const Pop = requireSdk('@alicloud/pop-core') as new (
  config: object,
) => { request(action: string, given: object, options: object): Promise<unknown> };

const CLIENTS: readonly (readonly [string, (target: Target) => Promise<unknown>, string | undefined])[] = [
  ['a typed SDK', (target) => new Alb(clientConfig(target)).describeRegions(new alb.DescribeRegionsRequest({})), 'tea'],
  ['the generic client of the tests', (target) => describeRegions(target), undefined],
  ['the SDK of EventBridge', (target) => publisher(target)({}), 'eventbridge'],
  [
    'fc2',
    ({ endpoint, account }) =>
      new FunctionCompute2(account.id, {
        ...{ accessKeyID: KEYS.accessKeyId, accessKeySecret: KEYS.accessKeySecret },
        ...{ region: 'cn-hangzhou', endpoint },
      }).getTempBucketToken(),
    'fc2',
  ],
  [
    'the SDK of Tablestore',
    ({ endpoint }) => new Tablestore.Client({ ...KEYS, endpoint, instancename: 'torii', maxRetries: 0 }).listTable({}),
    'tablestore',
  ],
  [
    'the core of the older SDKs',
    ({ endpoint }) => new Pop({ ...KEYS, endpoint, apiVersion: '2020-06-16' }).request('DescribeRegions', {}, {}),
    undefined,
  ],
  ['a request by hand', ({ endpoint }) => fetch(endpoint), undefined],
];

function describeRegions(target: Target): Promise<unknown> {
  const params = new $OpenApiUtil.Params({
    ...{ action: 'DescribeRegions', version: '2020-06-16', protocol: 'HTTP', pathname: '/', method: 'POST' },
    ...{ authType: 'AK', style: 'RPC', reqBodyType: 'formData', bodyType: 'json' },
  });
  return genericClient(target).callApi(params, new $OpenApiUtil.OpenApiRequest({}), new RuntimeOptions());
}

test.each(CLIENTS)('%s is told by what it says of itself', async (_, call, family) => {
  const server = await startLoopbackServer();
  onTestFinished(() => server.close());
  // It is not answered as it wants to be: what it sent is enough.
  await call({ endpoint: server.url, account: { id: '1', ...KEYS } }).catch(() => undefined);
  const [first] = server.received;
  expect(first).toBeDefined();
  expect(clientThatSays(String(first?.headers['user-agent'] ?? ''))).toBe(family);
});
