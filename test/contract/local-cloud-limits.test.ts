import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import Cas20200407, * as cas from '@alicloud/cas20200407';
import { expect, onTestFinished, test } from 'vitest';
import { PUBLISHED_LIMITS } from '../../local/cloud/limits/published.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { PRODUCT_TABLES } from '../../local/cloud/products.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { rpc, send, sign } from './acs3.ts';
import { clientConfig } from './clients.ts';

async function start(): Promise<LocalCloud> {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  return cloud;
}

async function addDomains(cloud: LocalCloud, names: string[], account = cloud.account): Promise<unknown[]> {
  const client = new Alidns20150109(clientConfig(cloud, account));
  const results = [];
  for (const domainName of names) {
    results.push(
      await client.addDomain(new alidns.AddDomainRequest({ domainName })).then(
        () => 'taken',
        (error) => error,
      ),
    );
  }
  return results;
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}.com`);

test('the published rate of an action is enforced when asked, by account, and the second that counts is virtual', async () => {
  const cloud = await start();
  expect(new Set(await addDomains(cloud, numbered('free', 12)))).toEqual(new Set(['taken']));
  await fetch(`${cloud.endpoint}/_local/limits`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"enforce":true}',
  });
  const [refused, ...taken] = (await addDomains(cloud, numbered('held', 11))).reverse();
  expect(new Set(taken)).toEqual(new Set(['taken']));
  expect(refused).toMatchObject({
    name: 'ThrottlingError',
    code: 'Throttling.User',
    statusCode: 400,
    retryAfter: 1000,
  });
  // Another account has a rate of its own; another action too.
  expect(await addDomains(cloud, ['other.com'], cloud.addAccount('9999999999999999'))).toEqual(['taken']);
  await new Alidns20150109(clientConfig(cloud)).describeDomains(new alidns.DescribeDomainsRequest({}));

  await cloud.clock.advanceBy(999);
  expect(await addDomains(cloud, ['still.com'])).toMatchObject([{ retryAfter: 1 }]);
  await cloud.clock.advanceBy(1);
  expect(await addDomains(cloud, ['again.com'])).toEqual(['taken']);
});

test('Certificate Management Service refuses with a code of its own', async () => {
  const cloud = await start();
  cloud.limits.enforce = true;
  const client = new Cas20200407(clientConfig(cloud));
  const list = () => client.listUserCertificateOrder(new cas.ListUserCertificateOrderRequest({}));
  for (let call = 0; call < 10; call += 1) await list();
  await expect(list()).rejects.toMatchObject({ code: 'FlowControlError', statusCode: 400 });
});

test('a rate is of the region that the call names, wherever it goes', async () => {
  const cloud = await start();
  cloud.limits.enforce = true;
  let made = 0;
  const addIn = async (RegionId: string) => {
    made += 1;
    // As the older SDKs send it with every call.
    const request = rpc('AddDomain', '2015-01-09', { DomainName: `named${made}.com`, RegionId });
    return (await send(cloud.endpoint, sign(request, new URL(cloud.endpoint).host, cloud.account))).body.Code;
  };
  for (let call = 0; call < 10; call += 1) expect(await addIn('cn-beijing')).toBeUndefined();
  expect(await addIn('cn-beijing')).toBe('Throttling.User');
  expect(await addIn('cn-shanghai')).toBeUndefined();
});

test('every rate is of an action that is there', () => {
  for (const [product, { perSecond }] of Object.entries(PUBLISHED_LIMITS)) {
    const actions = PRODUCT_TABLES.filter(({ name }) => name === product).flatMap((table) =>
      table.actions.map(({ name }) => name),
    );
    expect(actions).toEqual(expect.arrayContaining(Object.keys(perSecond)));
  }
});
