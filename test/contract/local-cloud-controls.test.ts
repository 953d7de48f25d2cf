import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

async function start(options?: LocalCloudOptions): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return cloud;
}

/** Asks a control as a program of this machine does. */
async function ask(cloud: LocalCloud, method: string, path: string, body?: unknown) {
  const response = await fetch(`${cloud.endpoint}/_local${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/** A request that says whatever it likes of itself, which `fetch` does not let it. */
function askAs(cloud: LocalCloud, headers: Record<string, string>, localAddress = '127.0.0.1', body = '{"by":"1d"}') {
  const { port } = new URL(cloud.endpoint);
  return new Promise<number | undefined>((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, localAddress, method: 'POST', path: '/_local/clock/jump', headers },
      (response) => response.resume().once('end', () => resolve(response.statusCode)),
    );
    asking.once('error', reject).end(body);
  });
}

test('whoever starts a cloud learns where everything is', async () => {
  const cloud = await start();
  const { body } = await ask(cloud, 'GET', '/status');
  expect(body).toMatchObject({
    endpoint: cloud.endpoint,
    account: cloud.account.id,
    now: '2026-03-02T08:00:00.000Z',
    dns: `127.0.0.1:${cloud.dns.port}`,
    gatewayPorts: { http: cloud.dataPlane.httpPort, https: cloud.dataPlane.httpsPort },
    acmeDirectory: cloud.acme.directoryUrl,
  });
  expect((await ask(cloud, 'GET', '/trusted-root')).body.pem).toBe(cloud.ca.rootPem);
  expect(cloud.calls.count()).toBe(0);
});

test('time jumps by a stretch or to an instant, and what fell due has happened', async () => {
  const cloud = await start();
  const happened: string[] = [];
  cloud.clock.schedule(cloud.clock.now() + 59 * 86_400_000, () => void happened.push('in 59 days'));
  expect((await ask(cloud, 'GET', '/clock')).body).toMatchObject({ nextDue: '2026-04-30T08:00:00.000Z', scale: 0 });
  expect((await ask(cloud, 'POST', '/clock/jump', { by: '60d' })).body.now).toBe('2026-05-01T08:00:00.000Z');
  expect(happened).toEqual(['in 59 days']);
  expect((await ask(cloud, 'POST', '/clock/jump', { to: '2027-01-01T00:00:00Z' })).body.now).toBe(
    '2027-01-01T00:00:00.000Z',
  );
  expect(await ask(cloud, 'POST', '/clock/jump', { to: '2026-01-01' })).toMatchObject({ status: 409 });
});

test('time flows at the scale that was set, until it is frozen', async () => {
  const cloud = await start();
  expect((await ask(cloud, 'PUT', '/clock', { scale: 60, frozen: true })).body).toMatchObject({
    scale: 60,
    frozen: true,
  });
  expect([cloud.time.scale, cloud.time.frozen]).toEqual([60, true]);
  expect((await ask(cloud, 'PUT', '/clock', { frozen: false })).body).toMatchObject({ scale: 60, frozen: false });
  await ask(cloud, 'PUT', '/clock', { scale: 0 });
  expect(cloud.time.scale).toBe(0);
});

test('a kind of resource comes true at once, or when it was read so often', async () => {
  const cloud = await start();
  expect((await ask(cloud, 'PUT', '/progress/eas-gateway', { mode: 'at-once' })).status).toBe(200);
  const { body } = await ask(cloud, 'PUT', '/progress/vswitch-create', { mode: { reads: 2 } });
  expect(body.modes).toMatchObject({ 'eas-gateway': 'at-once', 'vswitch-create': { reads: 2 } });
  expect(body.kinds).toContain('eas-gateway-create');
  expect((await ask(cloud, 'PUT', '/progress/kettle', { mode: 'at-once' })).status).toBe(404);
});

test('a fault that was asked for strikes, is counted, and is removed', async () => {
  const cloud = await start();
  const client = new Alidns20150109(clientConfig(cloud));
  const describe = () => client.describeDomains(new alidns.DescribeDomainsRequest({}));
  const fault = { product: 'alidns', kind: 'throttling', times: 1, retryAfterMs: '2s' };
  const { body } = await ask(cloud, 'POST', '/faults', fault);
  await expect(describe()).rejects.toMatchObject({ code: 'Throttling.User', retryAfter: 2000 });
  await describe();
  expect((await ask(cloud, 'GET', '/faults')).body.faults).toEqual([
    { id: body.id, hits: 1, faults: [{ product: 'alidns', kind: 'throttling', times: 1, retryAfterMs: 2000 }] },
  ]);
  expect((await ask(cloud, 'DELETE', `/faults/${body.id}`)).status).toBe(204);
  expect((await ask(cloud, 'DELETE', `/faults/${body.id}`)).status).toBe(404);
  await ask(cloud, 'POST', '/faults/profiles/hostile', { seed: 7 });
  expect(cloud.faults.standing).toHaveLength(1);
  await ask(cloud, 'DELETE', '/faults');
  expect(cloud.faults.standing).toEqual([]);
});

test('every switch is read and set by its name, and says what it can be', async () => {
  const cloud = await start();
  const { body } = await ask(cloud, 'GET', '/switches');
  for (const { name, values, value } of body.switches) {
    const values_ = Array.isArray(values) ? values : [value];
    for (const each of [...values_, value]) {
      expect(await ask(cloud, 'PUT', `/switches/${name}`, { value: each }), name).toMatchObject({
        status: 200,
        body: { name, value: each },
      });
    }
    expect(
      (await ask(cloud, 'PUT', `/switches/${name}`, { value: Array.isArray(values) ? 'neither' : true })).status,
      name,
    ).toBe(values === 'boolean' ? 200 : 400);
  }
  await ask(cloud, 'PUT', '/switches/eas.albPerAccess', { value: 'one' });
  expect(cloud.eas.albPerAccess).toBe('one');
  cloud.switches.set('alidns.nameServerLagMs', 5000);
  expect(cloud.alidns.nameServerLagMs.get('ns2.alidns.com')).toBe(5000);
  expect((await ask(cloud, 'PUT', '/switches/constructor', { value: 1 })).status).toBe(404);
  expect(() => cloud.switches.set('eas.albPerAccess', 'many')).toThrow('one of one, each');
});

test('the table of assumptions in the README and the switches are the same, value by value', async () => {
  const cloud = await start();
  const readme = readFileSync('local/cloud/README.md', 'utf8');
  const rows = readme
    .slice(readme.indexOf('## Assumptions it can play either way'))
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const { body } = await ask(cloud, 'GET', '/fixtures');
  const fixtures: string[] = body.fixtures.map(({ name }: { name: string }) => name);
  const named = rows.map((row) => /^\| `([^`(]+)/.exec(row)?.[1] ?? '');
  const assumptions = cloud.switches.all().filter(({ kind }) => kind === 'assumption');
  const methods = named.filter((name) => !assumptions.some((one) => one.name === name));
  expect(methods.filter((name) => !fixtures.includes(name))).toEqual(['progress.mode']);
  expect(assumptions.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([]);
});

test('the journal is read, filtered, counted and cleared, and shows no secret', async () => {
  const cloud = await start();
  const client = new Alidns20150109(clientConfig(cloud));
  await client.addDomain(new alidns.AddDomainRequest({ domainName: 'example.com' }));
  await client.describeDomains(new alidns.DescribeDomainsRequest({}));
  await client.addDomain(new alidns.AddDomainRequest({ domainName: 'no domain' })).catch(() => undefined);
  const { body } = await ask(cloud, 'GET', '/calls?product=alidns&action=AddDomain');
  expect(body).toMatchObject({ total: 2, calls: [{ parameters: { DomainName: 'example.com' } }, { status: 400 }] });
  expect((await ask(cloud, 'GET', '/calls?limit=1')).body.calls).toHaveLength(1);
  expect((await ask(cloud, 'GET', '/calls/count')).body).toEqual({
    total: 3,
    byAction: { 'alidns/AddDomain': 2, 'alidns/DescribeDomains': 1 },
  });
  expect(JSON.stringify(body)).not.toContain(cloud.account.accessKeySecret);
  await ask(cloud, 'DELETE', '/calls');
  expect(cloud.calls.count()).toBe(0);
});

test('an account is added with a key of its own, and its keys are listed', async () => {
  const cloud = await start();
  const { body } = await ask(cloud, 'POST', '/accounts', { id: '9999999999999999' });
  expect((await ask(cloud, 'POST', '/accounts', { id: '9999999999999999' })).body).toEqual(body);
  expect((await ask(cloud, 'GET', '/accounts')).body.accounts).toEqual([cloud.account, body]);
  const client = new Alidns20150109(clientConfig(cloud, body));
  expect((await client.describeDomains(new alidns.DescribeDomainsRequest({}))).body?.totalCount).toBe(0);
});

test('what an owner makes in a console is made by name', async () => {
  const cloud = await start({ defaultRegion: 'cn-beijing' });
  const made = async (name: string, given: unknown) => {
    const { status, body } = await ask(cloud, 'POST', `/fixtures/${name}`, given);
    expect(status, JSON.stringify(body)).toBe(200);
    return body;
  };
  const { vpcId } = await made('vpc.addVpc', { cidrBlock: '10.0.0.0/16' });
  expect(cloud.vpc.vpcById(vpcId)).toMatchObject({ account: cloud.account.id, region: 'cn-beijing' });
  await made('vpc.addVSwitch', { vpcId, zoneId: 'cn-beijing-i', cidrBlock: '10.0.1.0/24' });
  await made('alidns.addZone', { name: 'example.com', edition: 'enterprise-ultimate' });
  await made('alidns.addRecord', { zone: 'example.com', rr: 'www', type: 'A', value: '203.0.113.7' });
  expect(cloud.alidns.zone('example.com')?.at('www')).toHaveLength(1);
  await made('tablestore.addInstance', { name: 'torii' });
  expect(cloud.tablestore.instanceFor(cloud.account.id, 'torii').region).toBe('cn-beijing');
  await made('otherDns.addZone', { name: 'other.example' });
  await made('otherDns.addRecord', { name: 'www.other.example', type: 'A', value: '203.0.113.8' });
  const issued = await made('ca.issue', { names: ['www.example.com'], lifetime: '1d' });
  expect(issued.certificate).toContain('BEGIN CERTIFICATE');
  await made('eas.allowCrossAccount', { owner: '1111111111111111', guest: cloud.account.id });
  await made('sts.allowRole', { arn: 'acs:ram::1111111111111111:role/guest', trusts: [cloud.account.id] });
  await made('network.standIn', { address: '203.0.113.9' });
  await made('eventbridge.addBus', { name: 'mine' });
  await made('acme.rateLimit', { max: 3, per: '7d' });
  expect(
    (await ask(cloud, 'POST', '/fixtures/vpc.addVSwitch', { vpcId: 'vpc-none', zoneId: 'z', cidrBlock: '10.0.0.0/24' }))
      .status,
  ).toBe(409);
  expect((await ask(cloud, 'GET', '/fixtures')).body.fixtures).toContainEqual(
    expect.objectContaining({ name: 'vpc.addVpc', takes: expect.objectContaining({ type: 'object' }) }),
  );
});

test('what cannot be read is refused as a problem that names the field', async () => {
  const cloud = await start();
  const refused: [method: string, path: string, body: unknown, status: number, field?: string][] = [
    ['POST', '/faults', { kind: 'thunder' }, 400, 'kind'],
    ['POST', '/faults', { kind: 'stale-read' }, 400, 'seconds'],
    ['POST', '/faults', { kind: 'latency', probability: 2 }, 400, 'probability'],
    ['POST', '/faults', { kind: 'latency', color: 'red' }, 400, ''],
    ['POST', '/fixtures/vpc.addVpc', { cidrBlock: 'everything' }, 400, 'cidrBlock'],
    ['POST', '/accounts', { id: 'me' }, 400, 'id'],
    ['PUT', '/clock', { scale: -1 }, 400, 'scale'],
    ['GET', '/calls?limit=none', undefined, 400, 'limit'],
    ['POST', '/nothing', {}, 404],
    ['POST', '/status', {}, 405],
  ];
  for (const [method, path, body, status, field] of refused) {
    const answer = await ask(cloud, method, path, body);
    expect(answer, path).toMatchObject({ status, type: 'application/problem+json', body: { status } });
    if (field !== undefined) expect(answer.body.errors[0].field, path).toBe(field);
  }
});

test('no web page drives the cloud, nor whoever is not on this machine itself', async () => {
  const cloud = await start();
  const { host } = new URL(cloud.endpoint);
  const json = { 'content-type': 'application/json' };
  expect(await askAs(cloud, { ...json, host, origin: 'http://127.0.0.1' })).toBe(403);
  expect(await askAs(cloud, { ...json, host, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await askAs(cloud, { ...json, host: 'rebound.example.com' })).toBe(403);
  expect(await askAs(cloud, { ...json, host: '127.0.0.1.example.com' })).toBe(403);
  expect(await askAs(cloud, { 'content-type': 'text/plain', host })).toBe(415);
  // A function of the cloud calls from an address like this one.
  expect(await askAs(cloud, { ...json, host }, '127.32.0.1')).toBe(403);
  expect(cloud.clock.now()).toBe(Date.parse('2026-03-02T08:00:00Z'));
  expect(await askAs(cloud, { ...json, host: 'localhost' })).toBe(200);
  expect(await askAs(cloud, { ...json, host }, '127.0.0.1', '{')).toBe(400);
});
