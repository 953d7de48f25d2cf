import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Zone } from '../../local/cloud/alidns/zone.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { csrFor, DAY_MS, RawAcme, type Reply, startAcmeCloud } from './acme-cloud.ts';

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

async function start(): Promise<{ cloud: LocalCloud; zone: Zone; client: RawAcme }> {
  const { cloud, zone } = await startAcmeCloud();
  cloud.progress.mode('acme', 'at-once');
  return { cloud, zone, client: await RawAcme.register(cloud) };
}

const typeOf = ({ body }: Reply) => String(body.type).replace('urn:ietf:params:acme:error:', '');

/** The certificate identifier as RFC 9773 has a client make it, from the certificate alone. */
function identifierOf(pem: string): string {
  const leaf = new X509Certificate(pem);
  // The key identifier is context tag 0 with 20 bytes, inside the extension 2.5.29.35.
  const at = leaf.raw.indexOf(Buffer.from('0603551d23041830168014', 'hex')) + 11;
  const serial = Buffer.from(leaf.serialNumber, 'hex');
  return `${leaf.raw.subarray(at, at + 20).toString('base64url')}.${serial.toString('base64url')}`;
}

async function downloaded(client: RawAcme, order: Reply): Promise<string> {
  const { text, headers } = await client.post(String(order.body.certificate));
  expect(headers.get('content-type')).toBe('application/pem-certificate-chain');
  return text;
}

function windowOf({ body }: Reply): { start: number; end: number } {
  const { start: from, end } = body.suggestedWindow as { start: string; end: string };
  return { start: Date.parse(from), end: Date.parse(end) };
}

describe('renewal information', () => {
  test.each([
    [90, 60, 2],
    [47, (47 * 2) / 3, 47 / 30],
    [6, 4, 0.2],
  ])('of %d days: a window from day %d on, %d days long', async (days, from, long) => {
    const { cloud, zone, client } = await start();
    cloud.acme.lifetimeMs = days * DAY_MS;
    const chain = await downloaded(client, await client.issue(['a.example.com'], zone));
    const { body } = await client.get('/directory');
    const reply = await client.get(`${body.renewalInfo}/${identifierOf(chain)}`);
    const began = Date.parse(new X509Certificate(chain).validFrom);
    const window = windowOf(reply);
    expect((window.start - began) / 1000).toBeCloseTo(from * DAY_SECONDS, -1);
    expect((window.end - window.start) / 1000).toBeCloseTo(long * DAY_SECONDS, -1);
    expect(reply.headers.get('retry-after')).toBe('21600');
    expect(reply.headers.get('replay-nonce')).toBeNull();
  });

  test('of a revoked certificate: a window that is over', async () => {
    const { cloud, zone, client } = await start();
    const chain = await downloaded(client, await client.issue(['a.example.com'], zone));
    const serial = new X509Certificate(chain).serialNumber.toLowerCase();
    cloud.acme.revoke(serial, 1);
    const { start: from, end } = windowOf(await client.get(`/renewal-info/${identifierOf(chain)}`));
    expect(end).toBeLessThan(cloud.clock.now());
    expect(from).toBeLessThan(end);
    expect(() => cloud.acme.revoke('00')).toThrow('no certificate');
  });

  test('as it was set, by serial number or for a set of names, the latest word counting', async () => {
    const { cloud, zone, client } = await start();
    const chain = await downloaded(client, await client.issue(['a.example.com'], zone));
    const path = `/renewal-info/${identifierOf(chain)}`;
    const now = cloud.clock.now();
    const window = (days: number) => ({ start: now + days * DAY_MS, end: now + (days + 1) * DAY_MS });
    cloud.acme.setWindow(['A.example.com'], { ...window(3), explanationURL: 'https://ca.example/incident' });
    expect((await client.get(path)).body).toMatchObject({ explanationURL: 'https://ca.example/incident' });
    expect(windowOf(await client.get(path)).start).toBe(window(3).start);
    cloud.acme.setWindow(new X509Certificate(chain).serialNumber, { start: now, end: now - DAY_MS });
    expect(windowOf(await client.get(path))).toEqual({ start: now, end: now - DAY_MS });
    expect(() => cloud.acme.setWindow(['b.example.com'], window(9))).toThrow(
      'no certificate was issued for b.example.com',
    );
    // What comes after it has a window of its own, or it would be renewed for ever.
    const next = await downloaded(client, await client.issue(['a.example.com'], zone));
    expect(windowOf(await client.get(`/renewal-info/${identifierOf(next)}`)).start).toBeGreaterThan(window(30).start);
  });

  test.each([
    ['AAAA.BBBB', 404],
    ['no-dot', 400],
    ['a.b.c', 400],
    ['a+b.c', 400],
  ])('of %s: status %i', async (certId, status) => {
    const { client } = await start();
    expect(await client.get(`/renewal-info/${certId}`)).toMatchObject({ status, body: { status } });
  });

  test('is absent or failing on request', async () => {
    const { cloud, zone, client } = await start();
    const path = `/renewal-info/${identifierOf(await downloaded(client, await client.issue(['a.example.com'], zone)))}`;
    cloud.acme.ariFailing = true;
    expect((await client.get(path)).status).toBe(503);
    cloud.acme.ariFailing = false;
    expect((await client.get(path)).status).toBe(200);
    cloud.acme.ariUnsupported = true;
    expect((await client.get(path)).status).toBe(404);
    expect((await client.get('/directory')).body).not.toHaveProperty('renewalInfo');
  });
});

describe('an order that replaces a certificate', () => {
  async function replaceable() {
    const { cloud, zone, client } = await start();
    const chain = await downloaded(client, await client.issue(['a.example.com', 'b.example.com'], zone));
    return { cloud, zone, client, replaces: identifierOf(chain) };
  }

  test('says so, and so does what comes of it', async () => {
    const { cloud, zone, client, replaces } = await replaceable();
    const order = await client.issue(['a.example.com'], zone, { replaces });
    expect(order.body.replaces).toBe(replaces);
    expect(cloud.acme.certificates.map((each) => each.replaces)).toEqual([undefined, replaces]);
    expect(cloud.acme.certificates[0]?.certId).toBe(replaces);
  });

  test('is the only one, unless it became invalid', async () => {
    const { cloud, client, replaces } = await replaceable();
    expect((await client.order(['a.example.com'], { replaces })).status).toBe(201);
    const second = await client.order(['a.example.com'], { replaces });
    expect([second.status, typeOf(second)]).toEqual([409, 'alreadyReplaced']);
    expect((await client.order(['a.example.com'])).status).toBe(201);
    await cloud.clock.advanceBy(7 * DAY_MS);
    expect((await client.order(['a.example.com'], { replaces })).status).toBe(201);
  });

  test('is found again after a lost answer, where orders are reused', async () => {
    const { cloud, client, replaces } = await replaceable();
    cloud.acme.orderReuse = true;
    const first = await client.order(['a.example.com'], { replaces });
    const again = await client.order(['a.example.com'], { replaces });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  test.each<[string, string | undefined, unknown, number, string]>([
    ['has no name in common with it', 'c.example.com', undefined, 400, 'malformed'],
    ['names one that nobody issued', undefined, 'AAAA.BBBB', 404, 'malformed'],
    ['names what is no certificate', undefined, 'AAAA', 400, 'malformed'],
    ['names no text', undefined, 7, 400, 'malformed'],
  ])('is refused that %s', async (_what, name = 'a.example.com', other, status, type) => {
    const { client, replaces } = await replaceable();
    const reply = await client.order([name], { replaces: other ?? replaces });
    expect([reply.status, typeof reply.body.detail, typeOf(reply)]).toEqual([status, 'string', type]);
  });

  test('is refused to another account', async () => {
    const { cloud, replaces } = await replaceable();
    const reply = await (await RawAcme.register(cloud)).order(['a.example.com'], { replaces });
    expect([reply.status, typeOf(reply)]).toEqual([403, 'unauthorized']);
  });
});

describe('rate limits', () => {
  const retryAfter = ({ headers }: Reply) => Number(headers.get('retry-after'));

  test('for each account: refused until the oldest order is old enough, in virtual time', async () => {
    const { cloud, client } = await start();
    cloud.acme.rateLimit({ max: 2, perMs: 3 * HOUR_MS }, 'account');
    await client.order(['a.example.com']);
    await cloud.clock.advanceBy(HOUR_MS);
    await client.order(['b.example.com']);
    const refused = await client.order(['c.example.com']);
    expect([refused.status, typeOf(refused), retryAfter(refused)]).toEqual([429, 'rateLimited', 7200]);
    expect((await (await RawAcme.register(cloud)).order(['c.example.com'])).status).toBe(201);
    await cloud.clock.advanceBy(2 * HOUR_MS);
    expect((await client.order(['c.example.com'])).status).toBe(201);
    expect(retryAfter(await client.order(['d.example.com']))).toBe(3600);
  });

  test('for each exact set of names, whoever asks', async () => {
    const { cloud, client } = await start();
    cloud.acme.rateLimit({ max: 1, perMs: DAY_MS }, 'names');
    await client.order(['a.example.com', 'b.example.com']);
    const stranger = await RawAcme.register(cloud);
    expect(retryAfter(await stranger.order(['B.example.com', 'a.example.com']))).toBe(DAY_SECONDS);
    expect((await client.order(['a.example.com'])).status).toBe(201);
  });

  test('both at once, a refused order counting against neither, and none once lifted', async () => {
    const { cloud, client } = await start();
    cloud.acme.rateLimit({ max: 2, perMs: HOUR_MS });
    const order = async (name: string) => (await client.order([name])).status;
    expect([await order('a.example.com'), await order('a.example.com'), await order('a.example.com')]).toEqual([
      201, 201, 429,
    ]);
    cloud.acme.rateLimit({ max: 3, perMs: HOUR_MS }, 'account');
    expect([await order('b.example.com'), await order('b.example.com')]).toEqual([201, 429]);
    cloud.acme.rateLimit(undefined);
    expect(await order('b.example.com')).toBe(201);
  });

  test.each([
    [true, 201],
    [false, 429],
  ])('do not count renewals where those are exempt: %s', async (exempt, status) => {
    const { cloud, zone, client } = await start();
    const replaces = identifierOf(await downloaded(client, await client.issue(['a.example.com'], zone)));
    cloud.acme.rateLimit({ max: 1, perMs: DAY_MS });
    cloud.acme.renewalsAreExempt = exempt;
    await client.order(['a.example.com']);
    expect((await client.order(['a.example.com'], { replaces })).status).toBe(status);
  });
});

describe('a revocation', () => {
  const der = (pem: string) => new X509Certificate(pem).raw.toString('base64url');

  test('is for the account that ordered it, once', async () => {
    const { cloud, zone, client } = await start();
    const certificate = der(await downloaded(client, await client.issue(['a.example.com'], zone)));
    expect((await client.post('/revoke-cert', { certificate, reason: 4 })).status).toBe(200);
    expect(cloud.acme.certificates[0]?.revoked).toEqual({ at: cloud.clock.now(), reason: 4 });
    expect(typeOf(await client.post('/revoke-cert', { certificate }))).toBe('alreadyRevoked');
  });

  test('is for whoever has its key', async () => {
    const { cloud, zone, client } = await start();
    const order = await client.order(['a.example.com']);
    await client.prove(order, zone);
    const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
    const csr = await csrFor(['a.example.com'], { keys });
    const issued = await client.post(String(order.body.finalize), { csr });
    const certificate = der(await downloaded(client, issued));
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    const holder = new RawAcme(cloud, createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
    expect(typeOf(await new RawAcme(cloud).post('/revoke-cert', { certificate }))).toBe('unauthorized');
    expect((await holder.post('/revoke-cert', { certificate, reason: 1 })).status).toBe(200);
  });

  test('is for an account that speaks for all of its names', async () => {
    const { cloud, zone, client } = await start();
    const certificate = der(await downloaded(client, await client.issue(['a.example.com'], zone)));
    const other = await RawAcme.register(cloud);
    expect(typeOf(await other.post('/revoke-cert', { certificate }))).toBe('unauthorized');
    await other.issue(['a.example.com'], zone);
    expect((await other.post('/revoke-cert', { certificate })).status).toBe(200);
  });

  test.each<[string, (own: string) => unknown, number, string]>([
    ['for a reason that is not taken', (certificate) => ({ certificate, reason: 7 }), 400, 'badRevocationReason'],
    ['of no certificate', () => ({ certificate: 'AAAA' }), 400, 'malformed'],
    ['of nothing', () => ({}), 400, 'malformed'],
  ])('is refused %s', async (_what, payload, status, type) => {
    const { cloud, zone, client } = await start();
    const certificate = der(await downloaded(client, await client.issue(['a.example.com'], zone)));
    const reply = await client.post('/revoke-cert', payload(certificate));
    expect([reply.status, typeOf(reply)]).toEqual([status, type]);
    expect(cloud.acme.certificates[0]?.revoked).toBeUndefined();
  });

  test('is refused of what somebody else issued', async () => {
    const { cloud, client } = await start();
    const dates = { notBefore: new Date(cloud.clock.now()), notAfter: new Date(cloud.clock.now() + DAY_MS) };
    const foreign = await cloud.ca.issue({ names: ['a.example.com'], ...dates });
    expect((await client.post('/revoke-cert', { certificate: der(foreign.certificate) })).status).toBe(404);
  });
});
