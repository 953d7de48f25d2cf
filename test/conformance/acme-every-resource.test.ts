import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '../../local/cloud/acme/problem.ts';
import { ACME_RESOURCES, needsSignature, type Resource } from '../../local/cloud/acme/resources.ts';
import type { Zone } from '../../local/cloud/alidns/zone.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { Parameter } from '../../local/cloud/product.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { csrFor, jwsOf, newKey, publicJwk, RawAcme, type Reply, type Twist, write } from '../contract/acme-cloud.ts';

let cloud: LocalCloud;
let zone: Zone;
let client: RawAcme;
/** Where each resource is: those of one order, from its account to its certificate. */
const urls = new Map<Resource, string>();

beforeAll(async () => {
  cloud = await startLocalCloud();
  zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  cloud.progress.mode('acme', 'at-once');
  client = await RawAcme.register(cloud);
  const { body, headers } = await client.issue(['a.example.com'], zone);
  const [authorization = ''] = body.authorizations as string[];
  const { url } = await client.proof(await client.post(authorization));
  const order = headers.get('location') ?? '';
  const [{ certId } = { certId: '' }] = cloud.acme.certificates;
  const own: Partial<Record<Resource, string>> = {
    account: client.kid ?? '',
    orders: `${client.kid}/orders`,
    ...{ order, finalize: `${order}/finalize`, authorization, challenge: url },
    certificate: String(body.certificate),
    renewalInfo: client.url(`/renewal-info/${certId}`),
  };
  for (const { name, path } of ACME_RESOURCES) urls.set(name, own[name] ?? `${cloud.endpoint}${path}`);
});
afterAll(() => cloud.close());

const urlOf = (name: Resource) => urls.get(name) ?? '';
const problemOf = ({ status, body }: Reply) =>
  `${status} ${String(body.type).replace('urn:ietf:params:acme:error:', '')}`;

describe.each(ACME_RESOURCES.filter(({ name }) => !needsSignature(name)))('$name', ({ name }) => {
  test('is there by GET, and by nothing that changes', async () => {
    expect((await client.get(urlOf(name))).status).toBeLessThan(300);
    expect(problemOf(await client.get(urlOf(name), { method: 'PUT' }))).toBe('405 malformed');
  });

  test('is not there while the service is down', async () => {
    cloud.acme.down = true;
    expect(problemOf(await client.get(urlOf(name)))).toBe('503 serverInternal');
    cloud.acme.down = false;
  });
});

describe.each(ACME_RESOURCES.filter(({ name }) => needsSignature(name)))('$name', ({ name, errors, parameters }) => {
  /** By whom it is asked: a new account brings its key. */
  const asker = () => (name === 'newAccount' ? new RawAcme(cloud) : client);
  const ask = (twist: Twist, payload: unknown = {}) => asker().post(urlOf(name), payload, twist);

  test.each<[string, Twist, string]>([
    ['another content type', { contentType: 'application/json' }, '415 malformed'],
    ['no signature', { jws: () => ({}) }, '400 malformed'],
    ['an algorithm that is none', { header: { alg: 'none' } }, '400 badSignatureAlgorithm'],
    ['no good nonce', { header: { nonce: 'made-up' } }, '400 badNonce'],
    ['another address', { header: { url: 'https://elsewhere.example/' } }, '403 unauthorized'],
  ])('is refused with %s', async (_what, twist, problem) => {
    expect(problemOf(await ask(twist))).toBe(problem);
  });

  test('is not there while the service is down', async () => {
    cloud.acme.down = true;
    expect(problemOf(await client.get(urlOf(name), { method: 'POST' }))).toBe('503 serverInternal');
    cloud.acme.down = false;
  });

  test.runIf(name !== 'newAccount')('is refused to an account that does not exist', async () => {
    expect(problemOf(await ask({ header: { kid: client.url('/acct/1') } }))).toBe('400 accountDoesNotExist');
  });

  test.runIf(errors.includes('badPublicKey') && name !== 'keyChange')(
    'is refused with a key that does not sign',
    async () => {
      const header = { jwk: { kty: 'EC', crv: 'P-521', x: 'AA', y: 'AA' }, kid: undefined };
      expect(problemOf(await ask({ header }))).toBe('400 badPublicKey');
    },
  );

  test.each(spoilt(parameters))('is refused with %s', async (_what, payload) => {
    const { status, body } = await ask({}, payload);
    expect([status, body.type]).toEqual([expect.any(Number), expect.stringContaining('urn:ietf:params:acme:error:')]);
    expect(status).toBeLessThan(500);
  });
});

/** Payloads in which one member breaks its row. */
function spoilt(parameters: Readonly<Record<string, Parameter>>): readonly (readonly [string, object])[] {
  const inPayload = Object.entries(parameters).filter(([, { in: place }]) => place === 'body');
  return inPayload.flatMap(([name, { type, required, enum: allowed, pattern, fields }]) => {
    if (type === 'boolean') return [];
    const cases: (readonly [string, object])[] = [];
    if (required) cases.push([`no ${name}`, {}]);
    if (type === 'list' || type === 'objects') cases.push([`${name} that is no list`, { [name]: 'text' }]);
    if (type === 'object') cases.push([`${name} that is no object`, { [name]: 'text', termsOfServiceAgreed: true }]);
    if (allowed || pattern) cases.push([`${name} that is not allowed`, { [name]: 'no such value' }]);
    if (type === 'objects' && fields) cases.push([`${name} that lack their fields`, { [name]: [{}] }]);
    return cases;
  });
}

test('a new key that does not sign is refused', async () => {
  const inner = (jwk: object) => ({
    protected: Buffer.from(JSON.stringify({ alg: 'ES256', jwk, url: urlOf('keyChange') })).toString('base64url'),
    payload: 'e30',
    signature: 'AA',
  });
  const reply = await client.post(urlOf('keyChange'), inner({ kty: 'EC', crv: 'P-521', x: 'AA', y: 'AA' }));
  expect(problemOf(reply)).toBe('400 badPublicKey');
});

test.each<[unknown, string]>([
  [['tel:+81312345678'], '400 unsupportedContact'],
  [['mailto:nobody'], '400 invalidContact'],
  [Array.from({ length: 11 }, (_, index) => `mailto:a${index}@example.com`), '400 malformed'],
])('an account is not changed to the contacts %j', async (contact, problem) => {
  expect(problemOf(await client.post(urlOf('account'), { contact }))).toBe(problem);
});

test('a window that its owner explains, and contacts, are shown as they are', async () => {
  const explanationURL = 'https://example.com/why';
  const [start, end] = [cloud.clock.now(), cloud.clock.now() + 60_000];
  cloud.acme.setWindow(['a.example.com'], { start, end, explanationURL });
  expect((await client.get(urlOf('renewalInfo'))).body).toMatchObject({ explanationURL });
  const contact = ['mailto:a@example.com'];
  expect((await client.post(urlOf('account'), { contact })).body).toMatchObject({ contact });
  const known = new RawAcme(cloud, client.key);
  expect((await known.post(urlOf('newAccount'), {})).body).toMatchObject({ contact });
});

test('a proof in vain stands in the challenge and in its authorization, and so does one that is under way', async () => {
  const order = await client.order(['*.wild.example.com', 'none.example.com', 'web.example.com']);
  const [wild = '', none = '', web = ''] = order.body.authorizations as string[];
  expect((await client.post(wild)).body).toMatchObject({ wildcard: true });
  const { url } = await client.proof(await client.post(none));
  expect((await client.post(url, {})).body).toMatchObject({
    error: { type: expect.stringMatching(/dns$/), status: 400 },
  });
  expect((await client.post(none)).body).toMatchObject({ challenges: [{ error: { detail: expect.any(String) } }] });
  const { challenges } = (await client.post(web)).body as { challenges: { type: string; url: string }[] };
  const http = challenges.find(({ type }) => type === 'http-01')?.url ?? '';
  expect((await client.post(http, {})).body).toMatchObject({ error: { type: expect.stringMatching(/connection$/) } });
  expect((await client.post(web)).body).toMatchObject({ challenges: [{ type: 'http-01' }] });
});

test('while it waits, a proof says when to ask again', async () => {
  cloud.progress.mode('acme', { reads: 2 });
  const order = await client.order(['later.example.com']);
  const [authorization = ''] = order.body.authorizations as string[];
  const { name, value, url } = await client.proof(await client.post(authorization));
  write(cloud, zone, name, 'TXT', value);
  expect((await client.post(url, {})).headers.get('retry-after')).toBe('3');
  expect((await client.post(authorization)).headers.get('retry-after')).toBe('3');
  cloud.progress.mode('acme', 'at-once');
});

test('issuance that fails at once is in the answer to who asked for it, and in the order', async () => {
  cloud.acme.issuanceProblem = new Problem('caa', 'CAA record for caa.example.com prevents issuance');
  const order = await client.order(['caa.example.com']);
  await client.prove(order, zone);
  const failed = await client.post(String(order.body.finalize), { csr: await csrFor(['caa.example.com']) });
  cloud.acme.issuanceProblem = undefined;
  for (const { body } of [failed, await client.post(order.headers.get('location') ?? '')]) {
    expect(body).toMatchObject({ status: 'invalid', error: { type: 'urn:ietf:params:acme:error:caa', status: 403 } });
  }
});

test('a certificate is replaced by name, and revoked once, for a reason that is taken', async () => {
  const [{ certId, chain } = { certId: '', chain: '' }] = cloud.acme.certificates;
  const replacing = await client.issue(['a.example.com'], zone, { replaces: certId });
  expect(replacing.body).toMatchObject({ replaces: certId });
  expect((await client.post(replacing.headers.get('location') ?? '')).body).toMatchObject({ replaces: certId });
  expect(problemOf(await client.order(['a.example.com'], { replaces: certId }))).toBe('409 alreadyReplaced');
  const der = chain.split('-----')[2]?.replaceAll('\n', '') ?? '';
  const certificate = Buffer.from(der, 'base64').toString('base64url');
  const revoke = (reason?: number) => client.post(urlOf('revokeCert'), { certificate, reason });
  expect(problemOf(await revoke(2))).toBe('400 badRevocationReason');
  expect((await revoke()).status).toBe(200);
  expect(problemOf(await revoke())).toBe('400 alreadyRevoked');
});

test('a key is changed, and with it what the account signs with', async () => {
  const own = await RawAcme.register(cloud);
  await own.post(own.kid ?? '', { contact: ['mailto:b@example.com'] });
  const next = newKey();
  const payload = { account: own.kid, oldKey: publicJwk(own.key) };
  const inner = jwsOf({ alg: 'ES256', jwk: publicJwk(next), url: urlOf('keyChange') }, payload, next);
  expect((await own.post('/key-change', inner)).body).toMatchObject({ contact: ['mailto:b@example.com'] });
});
