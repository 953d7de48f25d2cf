import { describe, expect, it } from 'vitest';
import { expectOneOfEach, MINUTE_MS, openCertificateHouse, ourCertificates, untilServed } from './certificate-house.ts';
import { issueWhileDying } from './dying-issuance.ts';
import { HOUR_MS } from './open-house.ts';

/** The quickest of how getting a certificate can fail; the others are in test/suite/certificates-*.test.ts. */
describe('getting a certificate', () => {
  it('costs one order and one upload, though the answer of each call that makes something is lost', async () => {
    const scene = await openCertificateHouse();
    const lost = ['newOrder', 'AddDomainRecord', 'finalize', 'UploadUserCertificate', 'AttachGatewayDomain'].map(
      (action) => scene.cloud.faults.add({ action, kind: 'drop-after', times: 1 }),
    );
    await untilServed(scene);
    expect(lost.map(({ hits }) => hits)).toEqual([1, 1, 1, 1, 1]);
    await expectOneOfEach(scene);
  });

  it('is held up where the zone is asked elsewhere, and says what to do', async () => {
    const scene = await openCertificateHouse();
    scene.cloud.otherDns.addZone('example.com');
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked', HOUR_MS)).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked).toContainEqual(
      expect.objectContaining({ reason: 'NotDelegated', wayOut: expect.stringContaining('registrar') }),
    );
    scene.cloud.otherDns.removeZone('example.com');
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });

  it('waits for room where the account may add no more, and uses what was ordered', async () => {
    const scene = await openCertificateHouse();
    const { cas, account, clock } = scene.cloud;
    cas.uploadQuota = cas.of(account.id).length;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked', HOUR_MS)).toBe(true);
    expect((await scene.look(operation)).blocked).toMatchObject([{ reason: 'QuotaFull' }]);
    cas.uploadQuota += 1;
    expect(await scene.until(operation, 'Succeeded', HOUR_MS)).toBe(true);
    await clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });

  it('goes on where certificate-rotator died, with the key that was kept', async () => {
    expect((await issueWhileDying({ afterCalls: 180, when: 'after' })).deaths).toBe(1);
  });
});

describe('a renewal that its owner asks for', () => {
  it('is begun at once, and no caller fails on the way', async () => {
    const scene = await openCertificateHouse();
    await untilServed(scene);
    await scene.beginWatch();
    const { status } = await scene.api('POST', '/v1/certificates/renew', JSON.stringify({ all: true }));
    expect(status).toBe(202);
    await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
    expect(scene.watch.rotations).toHaveLength(1);
    expect(ourCertificates(scene)).toHaveLength(2);
    await expectOneOfEach(scene, 2);
  });
});
