import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../local/house/world.ts';
import {
  certificateRow,
  certificatesValid,
  expectOneOfEach,
  FEW_SWEEPS,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  PROBE,
  publicGateway,
  untilServed,
} from '../scenario/certificate-house.ts';
import { HOUR_MS, type Scene } from '../scenario/open-house.ts';

const ordersAsked = ({ cloud }: Scene) => cloud.calls.of('newOrder').map(({ at }) => at);

describe('a cloud that is too busy', () => {
  it.each([
    { product: 'cas', code: 'FlowControlError' },
    { product: 'alidns', code: 'Throttling' },
    { product: 'alidns', code: 'Throttling.User', retryAfterMs: 5_000 },
    { product: 'eas', code: 'Throttling.User' },
  ])('$product answers $code to everything for ten minutes: served soon after, with one order', async (busy) => {
    const scene = await openCertificateHouse();
    const { cloud } = scene;
    const operation = await scene.declare();
    const until = cloud.clock.now() + 10 * MINUTE_MS;
    cloud.faults.add({ kind: 'throttling', until, ...busy });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });

  it('Certificate Management Service takes one call a second: what is got is got all the same', async () => {
    const scene = await openCertificateHouse();
    scene.cloud.cas.callsPerSecond = 1;
    await untilServed(scene);
    await expectOneOfEach(scene);
  });
});

describe('an authority that limits orders', () => {
  it('is left alone until it wants to be asked again, and its word is shown', async () => {
    const scene = await openCertificateHouse(undefined, { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.acme.rateLimit({ max: 1, perMs: 3 * DAY_MS }, 'account');
    cloud.acme.renewalsAreExempt = false;
    await untilServed(scene);
    const [first = 0] = ordersAsked(scene);
    await scene.api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
    await cloud.clock.advanceBy(HOUR_MS);
    const row = await certificateRow(scene);
    expect(row).toMatchObject({ state: 'failing', message: expect.stringContaining('rateLimited') });
    const askedAt = ordersAsked(scene);
    await cloud.clock.advanceBy(first + 3 * DAY_MS - cloud.clock.now() - MINUTE_MS);
    // However urgent its owner finds it: the limit does not go away by that.
    expect(ordersAsked(scene)).toEqual(askedAt);
    await cloud.clock.advanceBy(2 * HOUR_MS);
    await expectOneOfEach(scene, 2);
  });
});

describe('an authority that is down for ten days around a renewal', () => {
  it.each([
    { days: 90, from: 59, alarm: false },
    { days: 47, from: 26, alarm: true },
  ])('$days days of life: renewed when it is back, nobody fails, alarm: $alarm', async ({ days, from, alarm }) => {
    const scene = await openCertificateHouse(publicGateway(undefined, PROBE), { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.acme.lifetimeMs = days * DAY_MS;
    const operation = await untilServed(scene);
    await scene.beginWatch();
    await cloud.clock.advanceBy(from * DAY_MS);
    cloud.acme.down = true;
    const before = cloud.calls.count();
    const alarms: boolean[] = [];
    for (let day = 0; day < 10; day += 1) {
      await cloud.clock.advanceBy(DAY_MS);
      alarms.push((await certificatesValid(scene, operation)).status === 'False');
    }
    const asked = cloud.calls.all().slice(before);
    const requests = asked.filter(({ product }) => product === 'acme').length;
    // Its window once an hour, and its orders with growing pauses.
    expect(requests).toBeGreaterThan(5);
    expect(requests).toBeLessThan(400);
    expect(alarms.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => false));
    expect(alarms.at(-1)).toBe(alarm);
    const row = await certificateRow(scene);
    expect(row).toMatchObject({ state: alarm ? 'expiring' : 'failing' });
    const [memory] = await issuances(scene);
    expect(memory?.failure).toMatchObject({ code: 'serverInternal' });
    expect(memory?.failure?.count).toBeLessThan(16);
    cloud.acme.down = false;
    await cloud.clock.advanceBy(2 * DAY_MS);
    expect(scene.watch.rotations).toHaveLength(1);
    expect(await certificatesValid(scene, operation)).toMatchObject({ status: 'True', reason: 'Valid' });
    await cloud.clock.advanceBy(2 * DAY_MS);
    await expectOneOfEach(scene, 2);
  });
});
