import { describe, expect, it } from 'vitest';
import type { Fault } from '../../local/cloud/faults/fault.ts';
import { DAY_MS } from '../../local/house/world.ts';
import {
  effects,
  expectOneOfEach,
  FEW_SWEEPS,
  openCertificateHouse,
  ourCertificates,
  untilServed,
} from '../scenario/certificate-house.ts';

/** Every call with which a certificate is got and comes to be served. */
const CALLS: Fault[] = [
  { product: 'acme', action: 'newAccount', kind: 'drop-after' },
  { product: 'acme', action: 'newOrder', kind: 'drop-after' },
  { product: 'alidns', action: 'AddDomainRecord', kind: 'drop-after' },
  { product: 'alidns', action: 'UpdateDomainRecordRemark', kind: 'drop-after' },
  { product: 'acme', action: 'challenge', kind: 'drop-after' },
  { product: 'acme', action: 'finalize', kind: 'drop-after' },
  { product: 'acme', action: 'certificate', kind: 'drop-after' },
  { product: 'cas', action: 'UploadUserCertificate', kind: 'drop-after' },
  { product: 'alidns', action: 'DeleteDomainRecord', kind: 'drop-after' },
  { product: 'eas', action: 'AttachGatewayDomain', kind: 'drop-after' },
];

describe('an answer that is lost after the call had its effect', () => {
  it.each(CALLS)('of $action: one order, one upload, nothing left behind', async (fault) => {
    const scene = await openCertificateHouse();
    const lost = scene.cloud.faults.add({ ...fault, times: 1 });
    await untilServed(scene);
    expect(lost.hits).toBe(1);
    await expectOneOfEach(scene);
    expect(effects(scene, 'AttachGatewayDomain')).toBeLessThanOrEqual(2);
  });

  it.each(CALLS)('of $action, at a renewal: no caller fails, and the old one goes in the end', async (fault) => {
    const scene = await openCertificateHouse(undefined, { env: FEW_SWEEPS });
    const { cloud } = scene;
    cloud.acme.lifetimeMs = 9 * DAY_MS;
    await untilServed(scene);
    const first = ourCertificates(scene);
    await scene.beginWatch();
    const lost = cloud.faults.add({ ...fault, times: 1 });
    await cloud.clock.advanceBy(9.5 * DAY_MS);
    expect(lost.hits).toBe(fault.action === 'newAccount' ? 0 : 1);
    await expectOneOfEach(scene, 2);
    expect(scene.watch.rotations).toHaveLength(1);
    expect(ourCertificates(scene)).toHaveLength(1);
    expect(ourCertificates(scene)).not.toEqual(first);
  });
});
