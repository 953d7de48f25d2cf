import { describe, expect, it } from 'vitest';
import { OtherDns } from '../../local/cloud/dns/other-dns.ts';
import { CHAT, HOUR_MS } from '../scenario/open-house.ts';
import { ISSUER, leafOf, openPebbleHouse, ownInCas, type PebbleHouse } from './pebble-house.ts';

const DOMAIN = 'chat.example.com';
const SERVICE = `https://${DOMAIN}/api/predict/chat`;

/** The example, its certificate got from Pebble. */
function chatWith(names: string[] = [DOMAIN]): string {
  return CHAT.replace('certificate: cas', `certificate: ${JSON.stringify({ acme: ISSUER, names })}`);
}

/** Declares the gateway and waits until it is ready. */
async function declared(house: PebbleHouse): Promise<void> {
  const operation = await house.declare();
  if (await house.until(operation, 'Succeeded')) return;
  throw new Error(`it does not get ready: ${JSON.stringify((await house.look(operation)).conditions)}`);
}

/** What callers are shown, once the gateway's own servers have it. */
async function served({ cloud, caller, world }: PebbleHouse) {
  await cloud.clock.advanceBy(10 * 60_000);
  const answer = await caller.get(SERVICE, { authorization: await world.tokenOf('chat') });
  expect(answer.response).toEqual({ status: 200, body: 'True' });
  return leafOf(answer);
}

const namesOf = ({ subjectAltName = '' }: { subjectAltName?: string | undefined }) =>
  subjectAltName.replaceAll('DNS:', '').split(', ').sort();

const ask = (house: PebbleHouse, body: object) => house.api('POST', '/v1/certificates/renew', JSON.stringify(body));

describe('a gateway whose certificate comes from a real ACME server', () => {
  it('serves it, and another one when its owner asks for that', async () => {
    const house = await openPebbleHouse(chatWith());
    await declared(house);
    const first = await served(house);
    expect(namesOf(first)).toEqual([DOMAIN]);
    expect(house.asked.orders).toBe(1);
    expect(house.textRecords()).toEqual([]);

    const renewal = await ask(house, { certificates: [DOMAIN] });
    expect(renewal).toMatchObject({ status: 202, body: { certificates: [{ does: 'order' }] } });
    expect(await house.reaches(async () => (await house.certificate()).orders === 2)).toBe(true);
    const second = await served(house);
    expect(second.serialNumber).not.toBe(first.serialNumber);
    expect(house.asked.orders).toBe(2);
    expect(house.textRecords()).toEqual([]);
    expect(await house.pebble.statusOf(second.serialNumber.toLowerCase())).toBe('Valid');
  });

  it('serves a newer one when a third of its life is left, from wherever the authority has moved to', async () => {
    const house = await openPebbleHouse(chatWith(), {
      pebbles: [{ validitySeconds: 24 * HOUR_S }, { validitySeconds: 90 * 24 * HOUR_S }],
    });
    await declared(house);
    const first = await served(house);
    const [, moved] = house.pebbles;
    if (!moved) throw new Error('there is one Pebble only');
    await house.useIssuer(moved);
    await house.cloud.clock.advanceBy(12 * HOUR_MS);
    expect(house.asked.orders).toBe(1);
    await house.cloud.clock.advanceBy(6 * HOUR_MS);
    const second = await served(house);
    expect(house.asked.orders).toBe(2);
    expect(Date.parse(second.validTo) - Date.parse(first.validTo)).toBeGreaterThan(80 * 24 * HOUR_MS);
    // The old one is deleted once its grace is over.
    await house.cloud.clock.advanceBy(48 * HOUR_MS);
    expect(ownInCas(house)).toHaveLength(1);
    expect(house.asked.orders).toBe(2);
  });

  it('covers an apex, its wildcard and many more names in one order', async () => {
    const many = Array.from({ length: 22 }, (_, index) => `model-${index}.region.example.com`);
    const names = ['example.com', '*.example.com', '*.other.example.com', ...many];
    const house = await openPebbleHouse(chatWith(names));
    await declared(house);
    expect(namesOf(await served(house))).toEqual(names.toSorted());
    expect(house.asked.orders).toBe(1);
    expect(house.textRecords()).toEqual([]);
  });

  it('is bound to its owner as a customer, where the authority wants that', async () => {
    const eab = { kid: 'customer-1', hmacKey: Buffer.alloc(32, 7).toString('base64url') };
    const house = await openPebbleHouse(chatWith(), { pebbles: [{ eab }] });
    // Without the binding the authority takes no account on.
    await house.useIssuer(house.pebble);
    await house.declare();
    expect(await house.reaches(async () => (await house.certificate()).state === 'failing')).toBe(true);
    expect(await house.certificate()).toMatchObject({ lastFailure: { code: 'externalAccountRequired' }, orders: 0 });
    await house.useIssuer(house.pebble, eab);
    await house.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(namesOf(await served(house))).toEqual([DOMAIN]);
  });

  it('says why the authority refuses, orders nothing more for an hour, and recovers by itself', async () => {
    // What a resolver makes of a name that it asked for too early: there is none.
    const resolver = { forgets: true };
    const forgetful = new OtherDns();
    forgetful.addZone('example.com');
    const house = await openPebbleHouse(chatWith(), {
      pebbleSees: ({ alidns }) => (resolver.forgets ? forgetful : alidns),
    });
    await house.declare();
    expect(await house.reaches(async () => (await house.certificate()).state === 'failing')).toBe(true);
    const failing = await house.certificate();
    expect(failing.lastFailure).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining(`_acme-challenge.${DOMAIN}`),
    });
    await house.cloud.clock.advanceTo(failing.lastFailure.tryAgainAt - 1);
    expect(house.asked.orders).toBe(1);
    expect(house.textRecords()).toEqual([]);
    expect((await house.api('GET', `/v1/gateways/${house.name}`)).body.conditions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'CertificatesValid',
          status: 'False',
          message: expect.stringContaining(DOMAIN),
        }),
      ]),
    );

    resolver.forgets = false;
    await house.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(namesOf(await served(house))).toEqual([DOMAIN]);
    expect(house.asked.orders).toBe(2);
    expect(house.textRecords()).toEqual([]);
    expect(ownInCas(house)).toHaveLength(1);
  });

  it('proves nothing while its zone is asked elsewhere, and goes on with the same order once it is not any more', async () => {
    const house = await openPebbleHouse(chatWith());
    house.cloud.otherDns.addZone('example.com');
    await house.declare();
    expect(await house.reaches(async () => (await house.certificate()).reason === 'NotDelegated')).toBe(true);
    expect(house.textRecords()).toEqual([]);
    house.cloud.otherDns.removeZone('example.com');
    await house.cloud.clock.advanceBy(HOUR_MS);
    expect(namesOf(await served(house))).toEqual([DOMAIN]);
    expect(house.asked.orders).toBe(1);
  });
});

const HOUR_S = 3600;
