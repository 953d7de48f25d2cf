import { describe, expect, test } from 'vitest';
import type { Fault } from '../../local/cloud/faults/fault.ts';
import { csrFor, RawAcme, type Reply, startAcmeCloud } from './acme-cloud.ts';

const typeOf = ({ body }: Reply) => String(body.type).replace('urn:ietf:params:acme:error:', '');
const place = { product: 'acme', action: 'newOrder' };

describe('an ACME client sees', () => {
  test.each<[Partial<Fault>, number, string, string | null]>([
    [{ kind: 'throttling', retryAfterMs: 1500 }, 429, 'rateLimited', '2'],
    [{ kind: 'throttling' }, 429, 'rateLimited', '60'],
    [{ kind: 'server-error' }, 503, 'serverInternal', null],
    [{ kind: 'server-error', status: 500 }, 500, 'serverInternal', null],
    [{ kind: 'bad-nonce' }, 400, 'badNonce', null],
  ])('%o as a problem document, and nothing was done', async (fault, status, type, retryAfter) => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    cloud.faults.add({ ...place, ...fault, times: 1 } as Fault);
    const reply = await client.order(['a.example.com']);
    expect([reply.status, typeOf(reply), reply.headers.get('retry-after')]).toEqual([status, type, retryAfter]);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(reply.headers.get('replay-nonce')).toMatch(/^\w{22}$/);
    expect(cloud.acme.orders).toEqual([]);
    expect((await client.order(['a.example.com'])).status).toBe(201);
  });

  test.each([
    ['drop-before', 0, 0],
    ['drop-after', 1, 201],
  ] as const)('%s: no answer, and %i orders', async (kind, orders, status) => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    cloud.faults.add({ ...place, kind, times: 1 });
    await expect(client.order(['a.example.com'])).rejects.toThrow('fetch failed');
    expect(cloud.acme.orders).toHaveLength(orders);
    expect(cloud.calls.of('newOrder')).toMatchObject([{ product: 'acme', status, faults: [kind] }]);
  });

  test('a certificate that was issued though the answer was lost, at the order’s address', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    await client.prove(order, zone);
    cloud.faults.add({ product: 'acme', action: 'finalize', kind: 'drop-after', times: 1 });
    const csr = await csrFor(['a.example.com']);
    await expect(client.post(String(order.body.finalize), { csr })).rejects.toThrow('fetch failed');
    const { body } = await client.post(order.headers.get('location') ?? '');
    expect(body.status).toBe('valid');
    expect((await client.post(String(body.certificate))).text).toBe(cloud.acme.certificates[0]?.chain);
  });

  test('latency: virtual time has passed', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    cloud.faults.add({ ...place, kind: 'latency', virtualMs: 4000 });
    const before = cloud.clock.now();
    await client.order(['a.example.com']);
    expect(cloud.acme.orders[0]?.createdAt).toBe(before + 4000);
  });

  test('a stale read: the order as it was', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    const url = order.headers.get('location') ?? '';
    cloud.faults.add({ product: 'acme', action: 'order', kind: 'stale-read', seconds: 60 });
    expect((await client.post(url)).body.status).toBe('pending');
    await client.post((order.body.authorizations as string[])[0] ?? '', { status: 'deactivated' });
    expect(await client.post(url)).toMatchObject({ status: 200, body: { status: 'pending' } });
    await cloud.clock.advanceBy(61_000);
    expect((await client.post(url)).body.status).toBe('invalid');
  });

  test('extra fields in JSON, and certificates as they are', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const client = await RawAcme.register(cloud);
    cloud.faults.add({ product: 'acme', kind: 'extra-fields' });
    const { body } = await client.issue(['a.example.com'], zone);
    expect(body.UndocumentedField).toBe('from a fault');
    expect((await client.post(String(body.certificate))).text).toBe(cloud.acme.certificates[0]?.chain);
  });
});

test('the hostile profile refuses good nonces, and only those', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  cloud.faults.profile('hostile', 5);
  for (let each = 0; each < 150; each += 1) {
    await client.post(client.kid ?? '').catch(() => undefined);
    await client.get('/directory').catch(() => undefined);
  }
  const struck = cloud.calls.all().filter(({ faults }) => faults?.includes('bad-nonce'));
  expect(new Set(struck.map(({ action, code }) => `${action} ${code}`))).toEqual(new Set(['account badNonce']));
});

test.each([
  [0, 0],
  [1, 20],
])('a share of %d of bad nonces refuses %i of 20 requests', async (share, refused) => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  cloud.acme.badNonces = 0.5;
  cloud.acme.badNonces = share;
  let count = 0;
  for (let each = 0; each < 20; each += 1) if (typeOf(await client.post(client.kid ?? '')) === 'badNonce') count += 1;
  expect(count).toBe(refused);
  expect(cloud.acme.badNonces).toBe(share);
});

test('a certificate authority that is down refuses everything, until it is up', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  cloud.acme.down = true;
  for (const reply of [
    await client.get('/directory'),
    await client.get('/new-nonce'),
    await client.post(client.kid ?? ''),
  ]) {
    expect([reply.status, typeOf(reply)]).toEqual([503, 'serverInternal']);
  }
  cloud.acme.down = false;
  expect((await client.get('/directory')).status).toBe(200);
});

test('the directory names what there is', async () => {
  const { cloud } = await startAcmeCloud();
  const { body, headers } = await new RawAcme(cloud).get('/directory');
  expect(`${cloud.endpoint}/acme/directory`).toBe(cloud.acme.directoryUrl);
  expect(Object.keys(body).sort()).toEqual([
    'keyChange',
    'meta',
    'newAccount',
    'newNonce',
    'newOrder',
    'renewalInfo',
    'revokeCert',
  ]);
  expect(headers.get('replay-nonce')).toBeNull();
  const terms = (body.meta as { termsOfService: string }).termsOfService;
  expect((await fetch(terms)).status).toBe(200);
});

test('every answer to a signed request brings a nonce and says where the directory is', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  const replies = [
    await client.post(client.kid ?? ''),
    await client.post('/nowhere', {}),
    await client.get('/new-nonce'),
  ];
  for (const { headers } of replies) {
    expect(headers.get('replay-nonce')).toMatch(/^\w{22}$/);
    expect(headers.get('link')).toContain(`<${cloud.acme.directoryUrl}>;rel="index"`);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('date')).toBe('Mon, 02 Mar 2026 08:00:00 GMT');
  }
  expect(replies.map(({ status }) => status)).toEqual([200, 404, 204]);
  expect((await fetch(`${cloud.endpoint}/acme/new-nonce`, { method: 'HEAD' })).status).toBe(200);
});

test('virtual time stands still while a request is on its way', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  let due = false;
  cloud.clock.schedule(cloud.clock.now() + 1000, () => {
    due = true;
  });
  const wait = cloud.faults.add({ ...place, kind: 'latency', realMs: 50 });
  const answered = client.order(['a.example.com']).then(() => due);
  // Only once the order has arrived is the clock asked to go on.
  await expect.poll(() => wait.hits).toBe(1);
  await cloud.clock.step();
  expect(await answered).toBe(false);
  expect(due).toBe(true);
});

test('the same seed gives the same addresses, whatever other products are asked', async () => {
  const addresses = async (seed: number, zones: string[]) => {
    const { cloud } = await startAcmeCloud({ seed });
    for (const name of zones) cloud.alidns.addZone({ account: cloud.account.id, name });
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    return [client.kid, order.headers.get('location')].map((url) => new URL(url ?? '').pathname);
  };
  const first = await addresses(1, []);
  expect(await addresses(1, ['more.example'])).toEqual(first);
  expect(await addresses(2, [])).not.toEqual(first);
});
