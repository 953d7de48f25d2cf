import Alidns, * as alidns from '@alicloud/alidns20150109';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../local/cloud/faults/fault.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig, RuntimeOptions } from './clients.ts';

let cloud: LocalCloud;
let client: Alidns;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Alidns(clientConfig(cloud));
});
afterEach(() => cloud.close());

const add = (domainName: string) => client.addDomain(new alidns.AddDomainRequest({ domainName }));

async function list() {
  const { body } = await client.describeDomains(new alidns.DescribeDomainsRequest({ pageSize: 10 }));
  return { names: (body?.domains?.domain ?? []).map(({ domainName }) => domainName).sort(), total: body?.totalCount };
}

/** The same client's answer before its models drop what they do not know. */
async function onTheWire(action: string) {
  const rpc = { protocol: 'HTTP', pathname: '/', method: 'POST', authType: 'AK', style: 'RPC' };
  const bodies = { reqBodyType: 'json', bodyType: 'json' };
  const params = new $OpenApiUtil.Params({ action, version: '2015-01-09', ...rpc, ...bodies });
  return (await client.callApi(params, new $OpenApiUtil.OpenApiRequest({}), new RuntimeOptions())).body;
}

/** What became of a call, as a client tells it. */
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    ({ code }) => String(code),
  );

describe('an unmodified official client sees', () => {
  test('throttling: its own class of error, with HTTP 400 and the time to wait', async () => {
    cloud.faults.add({ kind: 'throttling', retryAfterMs: 700, times: 1 });
    await expect(list()).rejects.toMatchObject({
      name: 'ThrottlingError',
      code: 'Throttling.User',
      statusCode: 400,
      retryAfter: 700,
    });
    expect((await list()).total).toBe(0);
  });

  test.each<[Partial<Fault>, object]>([
    [{}, { name: 'ServerError', code: 'ServiceUnavailable', statusCode: 503 }],
    [{ status: 500 }, { name: 'ServerError', code: 'InternalError', statusCode: 500 }],
    [
      { status: 502, code: 'System.Busy' },
      { name: 'ServerError', code: 'System.Busy', statusCode: 502 },
    ],
  ])('a server error: %o', async (detail, seen) => {
    cloud.faults.add({ kind: 'server-error', ...detail } as Fault);
    await expect(add('example.com')).rejects.toMatchObject(seen);
    expect(cloud.alidns.zone('example.com')).toBeUndefined();
  });

  test('latency: virtual time has passed, and what fell due meanwhile happens next', async () => {
    const before = cloud.clock.now();
    let happened = false;
    cloud.clock.schedule(before + 1000, () => {
      happened = true;
    });
    cloud.faults.add({ kind: 'latency', virtualMs: 3000 });
    await add('example.com');
    expect(cloud.clock.now() - before).toBe(3000);
    expect(cloud.alidns.zone('example.com')?.createdAt).toBe(before + 3000);
    await cloud.clock.step();
    expect(happened).toBe(true);
    expect(cloud.clock.now() - before).toBe(3000);
  });

  test('latency: whoever goes by this clock from elsewhere is told with the answer', async () => {
    cloud.faults.add({ kind: 'latency', virtualMs: 3000 });
    const before = cloud.clock.now();
    const { headers } = await add('example.com');
    expect(Number(headers?.['x-clock-now']) - before).toBe(3000);
  });

  test('latency: longer than it waits, its timeout', async () => {
    const impatient = new $OpenApiUtil.Config({ ...clientConfig(cloud), readTimeout: 30, connectTimeout: 30 });
    cloud.faults.add({ kind: 'latency', realMs: 400, times: 1 });
    const call = new Alidns(impatient).describeDomains(new alidns.DescribeDomainsRequest({}));
    await expect(call).rejects.toMatchObject({ name: 'RequestTimeoutError' });
  });

  test.each([
    ['drop-before', 0, 0],
    ['drop-after', 1, 200],
  ] as const)('%s: a reset connection, and %i domains', async (kind, domains, status) => {
    cloud.faults.add({ kind, action: 'AddDomain' });
    await expect(add('example.com')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await list()).total).toBe(domains);
    expect(cloud.calls.of('AddDomain')).toMatchObject([{ status, faults: [kind] }]);
  });

  test('a stale read: what it was told before, though not from longer ago than the fault says', async () => {
    const stale = cloud.faults.add({ kind: 'stale-read', seconds: 20, product: 'alidns' });
    expect((await list()).names).toEqual([]);
    await cloud.clock.advanceBy(10_000);
    await add('example.com');
    expect(stale.hits).toBe(0);
    expect((await list()).names).toEqual([]);
    expect(stale.hits).toBe(1);
    await cloud.clock.advanceBy(10_001);
    expect((await list()).names).toEqual(['example.com']);
  });

  test('a stale read: the refusal it got before', async () => {
    const describe = () =>
      client.describeDomainInfo(new alidns.DescribeDomainInfoRequest({ domainName: 'example.com' }));
    cloud.faults.add({ kind: 'stale-read', seconds: 20 });
    await expect(describe()).rejects.toMatchObject({ code: 'InvalidDomainName.NoExist' });
    await add('example.com');
    await expect(describe()).rejects.toMatchObject({ code: 'InvalidDomainName.NoExist' });
    await cloud.clock.advanceBy(21_000);
    expect((await describe()).body?.domainName).toBe('example.com');
  });

  test('a stale read: only of what the same account asked', async () => {
    cloud.faults.add({ kind: 'stale-read', seconds: 20 });
    await list();
    await add('example.com');
    const stranger = new Alidns(clientConfig(cloud, cloud.addAccount('9999999999999999')));
    await stranger.addDomain(new alidns.AddDomainRequest({ domainName: 'example.org' }));
    const { body } = await stranger.describeDomains(new alidns.DescribeDomainsRequest({ pageSize: 10 }));
    expect(body?.totalCount).toBe(1);
  });

  test('a short page: fewer rows beside the true total', async () => {
    for (const name of ['a.example', 'b.example', 'c.example']) await add(`${name}.com`);
    const short = cloud.faults.add({ kind: 'short-page', missing: 2, times: 1 });
    const { names, total } = await list();
    expect(total).toBe(3);
    expect(names).toHaveLength(1);
    expect((await list()).names).toHaveLength(3);
    expect(short.hits).toBe(1);
  });

  test('extra fields: nothing, because it knows only what is documented', async () => {
    await add('example.com');
    cloud.faults.add({ kind: 'extra-fields' });
    expect((await list()).names).toEqual(['example.com']);
    const extra = { UndocumentedField: 'from a fault' };
    expect(await onTheWire('DescribeDomains')).toMatchObject({ ...extra, Domains: { ...extra, Domain: [extra] } });
  });
});

test('a create whose answer was lost is made once, when it is asked for again under the same token', async () => {
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
  const where = { regionId: 'cn-beijing', vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: '10.0.1.0/24' };
  const request = new vpc.CreateVSwitchRequest({ ...where, clientToken: 'once' });
  const create = () => new Vpc20160428(clientConfig(cloud)).createVSwitch(request);
  cloud.faults.add({ kind: 'drop-after', product: 'vpc', times: 1 });
  await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
  const { body } = await create();
  expect(cloud.vpc.vSwitchesIn('vpc-a').map(({ vSwitchId }) => vSwitchId)).toEqual([body?.vSwitchId]);
});

describe('which calls a fault strikes', () => {
  test('those of its product and action', async () => {
    cloud.faults.add({ kind: 'drop-before', product: 'cas' });
    cloud.faults.add({ kind: 'throttling', product: 'alidns', action: 'AddDomain' });
    expect(await outcome(list())).toBe('answered');
    expect(await outcome(add('example.com'))).toBe('Throttling.User');
  });

  test('so many, and none once it is removed', async () => {
    const fault = cloud.faults.add({ kind: 'server-error', times: 2 });
    expect([await outcome(list()), await outcome(list()), await outcome(list())]).toEqual([
      'ServiceUnavailable',
      'ServiceUnavailable',
      'answered',
    ]);
    expect(fault.hits).toBe(2);
    const other = cloud.faults.add({ kind: 'server-error' });
    other.remove();
    expect(await outcome(list())).toBe('answered');
  });

  test('in its time', async () => {
    const now = cloud.clock.now();
    cloud.faults.add({ kind: 'server-error', from: now + 1000, until: now + 2000 });
    const outcomes = [];
    for (let each = 0; each < 3; each += 1) {
      outcomes.push(await outcome(list()));
      await cloud.clock.advanceBy(1000);
    }
    expect(outcomes).toEqual(['answered', 'ServiceUnavailable', 'answered']);
  });

  test('by the seed, whatever else is asked meanwhile', async () => {
    const run = async (seed: number, others: boolean) => {
      const own = await startLocalCloud({ seed });
      client = new Alidns(clientConfig(own));
      own.faults.add({ kind: 'server-error', probability: 0.5 });
      const outcomes = [];
      for (let each = 0; each < 12; each += 1) {
        if (others) await outcome(add('example.com'));
        outcomes.push(await outcome(list()));
      }
      await own.close();
      return outcomes;
    };
    const first = await run(7, false);
    expect(await run(7, true)).toEqual(first);
    expect(await run(8, false)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set(['answered', 'ServiceUnavailable']));
  });

  test('several can strike one call', async () => {
    cloud.faults.add({ kind: 'drop-after', action: 'AddDomain' });
    cloud.faults.add({ kind: 'latency', virtualMs: 5 });
    await outcome(add('example.com'));
    expect(cloud.calls.all().at(-1)?.faults).toEqual(['latency', 'drop-after']);
  });
});

describe('the hostile profile', () => {
  test('lets a client through that asks again, and names in the journal what it did', async () => {
    const hostile = cloud.faults.profile('hostile', 3);
    await outcome(add('example.com'));
    const seen = new Set<string>();
    let longest = 0;
    for (let each = 0, failed = 0; each < 300; each += 1) {
      failed = (await outcome(list())) === 'answered' ? 0 : failed + 1;
      longest = Math.max(longest, failed);
    }
    for (const kind of cloud.calls.all().flatMap(({ faults = [] }) => faults)) seen.add(kind);
    expect(longest).toBeLessThanOrEqual(5);
    expect([...seen].sort()).toEqual([
      'drop-after',
      'drop-before',
      'extra-fields',
      'latency',
      'server-error',
      'short-page',
      'stale-read',
      'throttling',
    ]);
    expect(hostile.hits).toBe(cloud.calls.all().flatMap(({ faults = [] }) => faults).length);
    hostile.remove();
    expect(await outcome(list())).toBe('answered');
  });
});
