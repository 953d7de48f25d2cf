import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../local/house/world.ts';
import {
  certificateRow,
  certificatesValid,
  effects,
  expectOneOfEach,
  FEW_SWEEPS,
  MINUTE_MS,
  openCertificateHouse,
  ourCertificates,
  PROBE,
  publicGateway,
  untilServed,
} from '../scenario/certificate-house.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

describe('an account that may add no more certificates', () => {
  it('is told so, and what to do; once there is room the same order is used', async () => {
    const scene = await openCertificateHouse(undefined, { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.cas.uploadQuota = cloud.cas.of(cloud.account.id).length;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked).toMatchObject([{ reason: 'QuotaFull', wayOut: expect.stringContaining('quota') }]);
    expect(await certificatesValid(scene, operation)).toMatchObject({ status: 'False', reason: 'QuotaFull' });
    const tries = cloud.calls.count('UploadUserCertificate');
    await cloud.clock.advanceBy(DAY_MS);
    // It is tried again now and then, because nobody says when there is room.
    const more = cloud.calls.count('UploadUserCertificate') - tries;
    expect(more).toBeGreaterThan(12);
    expect(more).toBeLessThan(160);
    cloud.cas.uploadQuota += 1;
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });

  it('keeps what serves at a renewal, and is told that the newer one has no room', async () => {
    const scene = await openCertificateHouse(undefined, { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.acme.lifetimeMs = 9 * DAY_MS;
    const operation = await untilServed(scene);
    const [first] = ourCertificates(scene);
    cloud.cas.uploadQuota = cloud.cas.of(cloud.account.id).length;
    await scene.beginWatch();
    await cloud.clock.advanceBy(6.5 * DAY_MS);
    expect(ourCertificates(scene)).toEqual([first]);
    expect(await certificatesValid(scene, operation)).toMatchObject({ status: 'True' });
    expect((await scene.look(operation)).blocked).toMatchObject([{ reason: 'QuotaFull' }]);
    expect(await certificateRow(scene)).toMatchObject({ state: 'blocked', reason: 'QuotaFull' });
    cloud.cas.uploadQuota = Number.POSITIVE_INFINITY;
    await cloud.clock.advanceBy(HOUR_MS);
    expect(scene.watch.rotations).toHaveLength(1);
    await cloud.clock.advanceBy(3 * DAY_MS);
    await expectOneOfEach(scene, 2);
  });

  it('has our own old one cleared away first, though its day of grace is not over', async () => {
    const scene = await openCertificateHouse(publicGateway(undefined, PROBE), { env: FEW_SWEEPS });
    const { cloud, api } = scene;
    await untilServed(scene);
    const renew = () => api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
    await renew();
    await cloud.clock.advanceBy(HOUR_MS);
    const [first, second] = ourCertificates(scene);
    expect(second).toBeDefined();
    const foreign = cloud.cas.of(cloud.account.id).filter(({ name }) => !name.startsWith('torii_'));
    cloud.cas.uploadQuota = foreign.length + 2;
    await scene.beginWatch();
    await renew();
    await cloud.clock.advanceBy(HOUR_MS);
    const [left, third] = ourCertificates(scene);
    expect(left).toBe(second);
    expect(third).not.toBe(first);
    expect(effects(scene, 'DeleteUserCertificate')).toBe(1);
    expect(scene.watch.rotations).toHaveLength(1);
    await expectOneOfEach(scene, 3);
  });
});
