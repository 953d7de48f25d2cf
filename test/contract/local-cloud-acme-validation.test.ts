import { describe, expect, test } from 'vitest';
import type { Zone } from '../../local/cloud/alidns/zone.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { DAY_MS, RawAcme, type Reply, startAcmeCloud, write } from './acme-cloud.ts';

const HOUR_MS = 3_600_000;
const NAME = 'chat.example.com';
const AT = `_acme-challenge.${NAME}`;

interface Attempt {
  cloud: LocalCloud;
  zone: Zone;
  client: RawAcme;
  order: Reply;
  authorization: string;
  proof: { name: string; value: string; url: string };
}

/** An order for one name, its challenge not answered yet. */
async function attempt(): Promise<Attempt> {
  const { cloud, zone } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  const order = await client.order([NAME]);
  const [authorization = ''] = order.body.authorizations as string[];
  return { cloud, zone, client, order, authorization, proof: await client.proof(await client.post(authorization)) };
}

const statusOf = async (client: RawAcme, url: string) => (await client.post(url)).body.status;
const orderOf = ({ client, order }: Attempt) => statusOf(client, order.headers.get('location') ?? '');

/** The error of the challenge once time has passed, or undefined where it was met. */
async function outcome({ cloud, client, proof }: Attempt) {
  await client.post(proof.url, {});
  await cloud.clock.advanceBy(HOUR_MS);
  const { body } = await client.post(proof.url);
  return body.error as { type: string; detail: string; status: number } | undefined;
}

describe('a name is proved', () => {
  test('step by step, in virtual time', async () => {
    const each = await attempt();
    const { cloud, zone, client, order, authorization, proof } = each;
    expect(order.body.status).toBe('pending');
    write(cloud, zone, AT, 'TXT', proof.value);
    const answered = await client.post(proof.url, {});
    expect(answered.body.status).toBe('processing');
    expect(answered.headers.get('link')).toContain(`<${authorization}>;rel="up"`);
    expect(answered.headers.get('retry-after')).toBe('3');

    const statuses = [await orderOf(each)];
    let looks = 0;
    while (statuses.at(-1) === 'pending') {
      expect(await cloud.clock.step()).toBe(true);
      looks += 1;
      statuses.push(await orderOf(each));
    }
    expect(statuses).toEqual(['pending', 'pending', 'pending', 'ready']);
    expect(looks).toBe(3);
    expect((await client.post(authorization)).body).toMatchObject({
      status: 'valid',
      identifier: { type: 'dns', value: NAME },
      challenges: [{ type: 'dns-01', status: 'valid', validated: expect.stringMatching(/Z$/) }],
    });
  });

  test('by an alias to another zone, whoever hosts it', async () => {
    const each = await attempt();
    each.cloud.otherDns.addZone('validation.test');
    each.cloud.otherDns.addRecord('x.validation.test', { type: 'TXT', value: each.proof.value, ttl: 60 });
    const delegated = each.cloud.alidns.addZone({ account: each.cloud.account.id, name: 'delegated.test' });
    write(each.cloud, each.zone, AT, 'CNAME', 'a.delegated.test');
    write(each.cloud, delegated, 'a.delegated.test', 'CNAME', 'x.validation.test');
    expect(await outcome(each)).toBeUndefined();
    expect(await orderOf(each)).toBe('ready');
  });

  test('by one of many records, more than fit into one datagram', async () => {
    const each = await attempt();
    for (let index = 0; index < 40; index += 1)
      write(each.cloud, each.zone, AT, 'TXT', `stale-${index}-${'y'.repeat(40)}`);
    write(each.cloud, each.zone, AT, 'TXT', each.proof.value);
    expect(await outcome(each)).toBeUndefined();
  });

  test('by a record in the zone that somebody else hosts, where the public asks there', async () => {
    const each = await attempt();
    each.cloud.otherDns.addZone('example.com');
    each.cloud.otherDns.addRecord(AT, { type: 'TXT', value: each.proof.value, ttl: 60 });
    expect(await outcome(each)).toBeUndefined();
  });

  test('before the answer, where validation is at once', async () => {
    const each = await attempt();
    each.cloud.progress.mode('acme-validation', 'at-once');
    write(each.cloud, each.zone, AT, 'TXT', each.proof.value);
    expect((await each.client.post(each.proof.url, {})).body.status).toBe('valid');
  });

  test('after so many reads of it, whatever the time', async () => {
    const each = await attempt();
    each.cloud.progress.mode('acme-validation', { reads: 1 });
    write(each.cloud, each.zone, AT, 'TXT', each.proof.value);
    await each.client.post(each.proof.url, {});
    const seen = [];
    for (let read = 0; read < 4; read += 1) seen.push(await statusOf(each.client, each.authorization));
    expect(seen).toEqual(['pending', 'pending', 'pending', 'valid']);
  });
});

describe('a name is not proved', () => {
  test.each<[string, (each: Attempt) => void, string, string]>([
    ['without a record', () => undefined, 'dns', `DNS problem: NXDOMAIN looking up TXT for ${AT}`],
    [
      'by a record of another type',
      ({ cloud, zone }) => write(cloud, zone, `below.${AT}`, 'TXT', 'makes the name exist'),
      'unauthorized',
      `No TXT record found at ${AT}`,
    ],
    [
      'by the wrong text',
      ({ cloud, zone }) => ['one', 'two'].map((text) => write(cloud, zone, AT, 'TXT', text)),
      'unauthorized',
      `Incorrect TXT record "one" (and 1 more) found at ${AT}`,
    ],
    [
      'by an alias that leads nowhere',
      ({ cloud, zone }) => write(cloud, zone, AT, 'CNAME', 'gone.example.com'),
      'dns',
      'NXDOMAIN',
    ],
    [
      'by an alias to a zone that nobody hosts',
      ({ cloud, zone }) => write(cloud, zone, AT, 'CNAME', 'x.nowhere.test'),
      'dns',
      'REFUSED',
    ],
    [
      'by an alias that goes in a circle',
      ({ cloud, zone }) => {
        write(cloud, zone, AT, 'CNAME', 'b.example.com');
        write(cloud, zone, 'b.example.com', 'CNAME', AT);
      },
      'unauthorized',
      'No TXT record',
    ],
    [
      'while a name server does not have it yet',
      ({ cloud, zone, proof }) => {
        cloud.alidns.nameServerLagMs.set('ns2.alidns.com', HOUR_MS);
        write(cloud, zone, AT, 'TXT', proof.value);
      },
      'dns',
      'During secondary validation: DNS problem: NXDOMAIN',
    ],
  ])('%s', async (_how, prepare, type, detail) => {
    const each = await attempt();
    prepare(each);
    const error = await outcome(each);
    expect(error).toMatchObject({
      type: `urn:ietf:params:acme:error:${type}`,
      detail: expect.stringContaining(detail),
    });
    expect(await orderOf(each)).toBe('invalid');
    expect((await each.client.post(each.authorization)).body).toMatchObject({
      status: 'invalid',
      challenges: [{ status: 'invalid' }],
    });
    const again = await each.client.post(each.proof.url, {});
    expect(again.body.status).toBe('invalid');
  });

  test('by a record that is gone before the last look', async () => {
    const each = await attempt();
    const record = write(each.cloud, each.zone, AT, 'TXT', each.proof.value);
    await each.client.post(each.proof.url, {});
    await each.cloud.clock.step();
    each.cloud.alidns.removeRecord(each.zone, record);
    await each.cloud.clock.advanceBy(HOUR_MS);
    expect((await each.client.post(each.proof.url)).body.error).toMatchObject({
      detail: expect.stringContaining('During secondary validation'),
    });
  });

  test.each(['http-01', 'tls-alpn-01'])('by %s, which is offered and cannot succeed here', async (type) => {
    const each = await attempt();
    const { body } = await each.client.post(each.authorization);
    const challenges = body.challenges as { type: string; url: string }[];
    const url = challenges.find((challenge) => challenge.type === type)?.url ?? '';
    const error = await outcome({ ...each, proof: { ...each.proof, url } });
    expect(error?.type).toBe('urn:ietf:params:acme:error:connection');
    expect(await orderOf(each)).toBe('invalid');
    // The other ways are closed as well: a new order is needed.
    const late = await each.client.post(each.proof.url, {});
    expect(late.body.type).toBe('urn:ietf:params:acme:error:malformed');
  });
});

describe('authorizations', () => {
  test('of a wildcard are for the name below it, by DNS alone', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const order = await client.order(['*.example.com', 'example.com']);
    const [wildcard, apex] = await Promise.all((order.body.authorizations as string[]).map((url) => client.post(url)));
    const types = ({ body }: Reply) => (body.challenges as { type: string }[]).map(({ type }) => type);
    expect(wildcard?.body).toMatchObject({ wildcard: true, identifier: { value: 'example.com' } });
    expect(wildcard && types(wildcard)).toEqual(['dns-01']);
    expect(apex?.body.wildcard).toBeUndefined();
    expect(apex && types(apex)).toEqual(['dns-01', 'http-01', 'tls-alpn-01']);
  });

  test.each([
    [0, 'pending'],
    [1, 'ready'],
  ])('are used again in a share of %i: the next order is %s', async (share, status) => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    cloud.acme.authorizationReuse = share;
    const client = await RawAcme.register(cloud);
    await client.issue(['a.example.com'], zone);
    expect((await client.order(['a.example.com'])).body.status).toBe(status);
    expect((await client.order(['*.a.example.com'])).body.status).toBe('pending');
    const stranger = await RawAcme.register(cloud);
    expect((await stranger.order(['a.example.com'])).body.status).toBe('pending');
    await cloud.clock.advanceBy(31 * DAY_MS);
    expect((await client.order(['a.example.com'])).body.status).toBe('pending');
  });

  test('are used again for as long as they live, and no longer', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    cloud.acme.authorizationReuse = 1;
    cloud.acme.authorizationLifeMs = 2 * DAY_MS;
    const client = await RawAcme.register(cloud);
    await client.issue(['a.example.com'], zone);
    await cloud.clock.advanceBy(DAY_MS);
    expect((await client.order(['a.example.com'])).body.status).toBe('ready');
    await cloud.clock.advanceBy(DAY_MS);
    expect((await client.order(['a.example.com'])).body.status).toBe('pending');
  });

  test('can be given up, and their order with them', async () => {
    const each = await attempt();
    const { client, authorization } = each;
    expect((await client.post(authorization, { status: 'deactivated' })).body.status).toBe('deactivated');
    expect(await orderOf(each)).toBe('invalid');
    for (const status of ['deactivated', 'valid']) {
      expect((await client.post(authorization, { status })).status).toBe(400);
    }
  });

  test('and orders that nobody goes on with end after a week', async () => {
    const each = await attempt();
    await each.cloud.clock.advanceBy(7 * DAY_MS - 1);
    expect(await orderOf(each)).toBe('pending');
    await each.cloud.clock.advanceBy(1);
    expect(await orderOf(each)).toBe('invalid');
    expect(await statusOf(each.client, each.authorization)).toBe('invalid');
  });
});

test.each([
  [false, false],
  [true, true],
])('a second order for the same names is the first, where orders are reused: %s', async (orderReuse, same) => {
  const { cloud, zone } = await startAcmeCloud();
  cloud.progress.mode('acme', 'at-once');
  cloud.acme.orderReuse = orderReuse;
  const client = await RawAcme.register(cloud);
  const url = async (names: string[]) => (await client.order(names)).headers.get('location');
  const first = await url(['a.example.com', 'b.example.com']);
  expect((await url(['b.example.com', 'a.example.com'])) === first).toBe(same);
  expect(await url(['a.example.com'])).not.toBe(first);
  // One that has its certificate is no answer to a new wish.
  const done = await client.issue(['c.example.com'], zone);
  expect(await url(['c.example.com'])).not.toBe(done.headers.get('location'));
});
