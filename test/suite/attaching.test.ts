import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';
import { beforeTheSwap } from '../scenario/swap.ts';
import { attachedCertificates, DOMAIN, PROBED, probes } from '../scenario/vantage-house.ts';

const ALLOWED = '203.0.113.9';
const MINUTE_MS = 60_000;

/** EAS knows nothing of a certificate whose key is not there. */
function loseKey({ cloud }: Scene, certificateId: string): { find(): void } {
  const stored = cloud.cas.find(cloud.account.id, Number(certificateId));
  if (!stored) throw new Error(`there is no certificate ${certificateId}`);
  const { privateKey } = stored;
  Object.defineProperty(stored, 'privateKey', { value: undefined, configurable: true, writable: true });
  return { find: () => Object.assign(stored, { privateKey }) };
}

const untilRefused = (scene: Scene, operation: string, limitMs: number) =>
  scene.cloud.clock.runUntil(async () => {
    const { blocked } = await scene.look(operation);
    return blocked?.some(({ reason }: { reason: string }) => reason === 'CertificateRefused') === true;
  }, scene.cloud.clock.now() + limitMs);

const isTrusted = async ({ cloud }: Scene) => (await outsideAt(cloud, ALLOWED).handshake(DOMAIN)).trusted;

describe('a certificate that EAS refuses', () => {
  it('is named with the reason, while the old one goes on serving; and is attached once EAS takes it', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    const lost = loseKey(scene, renewed);
    expect(await untilRefused(scene, operation, 2 * DAY_MS)).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked[0].message).toContain(
      `EAS refuses certificate ${renewed} for ${DOMAIN} (InvalidCertificate.NotFound`,
    );
    expect(await isTrusted(scene)).toBe(true);
    const tries = scene.cloud.calls.count('AttachGatewayDomain');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    // One try every ten minutes, and no more.
    expect(scene.cloud.calls.count('AttachGatewayDomain') - tries).toBeLessThanOrEqual(7);
    lost.find();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect([attachedCertificates(scene)[0], attachedCertificates(scene).at(-1)]).toEqual([old, renewed]);
  });

  it('leaves the domain with the old one where it had to be detached first', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    scene.cloud.eas.reattachingDomain = 'refused';
    expect(await scene.until(operation, 'AwaitingApproval', 2 * DAY_MS)).toBe(true);
    loseKey(scene, renewed);
    const { body } = await scene.api('GET', `/v1/gateways/${scene.name}/plan`);
    await scene.api('POST', `/v1/gateways/${scene.name}/approve`, JSON.stringify({ planHash: body.planHash }));
    expect(await untilRefused(scene, operation, HOUR_MS)).toBe(true);
    await scene.cloud.clock.advanceBy(10 * MINUTE_MS);
    expect(attachedCertificates(scene).at(-1)).toBe(old);
    expect(await isTrusted(scene)).toBe(true);
    await scene.cloud.clock.advanceBy(6 * HOUR_MS);
    // Trying again would be an outage again.
    expect(scene.cloud.calls.count('DetachGatewayDomain')).toBe(1);
    expect(await isTrusted(scene)).toBe(true);
  });
});

describe('a proof that its owner wants once a day', () => {
  it('is made once a day, while drift is looked for as before', async () => {
    const scene = await openHouse(PROBED.replace('  probe:\n', '  probe:\n    every: 1d\n'), {
      certificateDaysLeft: 60,
    });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(MINUTE_MS);
    const [proofs, looks] = [probes(scene).length, scene.cloud.calls.count('ListGatewayDomains')];
    await scene.cloud.clock.advanceBy(23 * HOUR_MS);
    expect(probes(scene)).toHaveLength(proofs);
    expect(scene.cloud.calls.count('ListGatewayDomains') - looks).toBeGreaterThan(40);
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    const daily = probes(scene).length - proofs;
    expect(daily).toBeGreaterThan(0);
    await scene.cloud.clock.advanceBy(22 * HOUR_MS);
    expect(probes(scene).length - proofs).toBe(daily);
  });
});
