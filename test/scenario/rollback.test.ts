import { describe, expect, it } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import { HOUR_MS, type Scene } from './open-house.ts';
import { beforeTheSwap, swapped } from './swap.ts';
import { attachedCertificates, DOMAIN, untilProofSays } from './vantage-house.ts';

const ALLOWED = '203.0.113.9';
const MINUTE_MS = 60_000;

describe('a certificate that was swapped', () => {
  /** The platform says Succeeded, and goes on serving something else under the name. */
  async function serveInstead(scene: Scene, material: { certificate: string; privateKey: string }) {
    const [gateway] = scene.cloud.eas.gatewaysOf(scene.cloud.account.id, 'cn-beijing');
    const domain = gateway?.customDomains.get(`internet/${DOMAIN}`);
    if (!domain) throw new Error('the domain is not attached');
    const stubborn = { certificate: material };
    Object.defineProperty(domain, 'loaded', { configurable: true, get: () => stubborn, set: () => undefined });
    return {
      stop: () => Object.defineProperty(domain, 'loaded', { value: stubborn, writable: true, configurable: true }),
    };
  }

  it('is put back when clients were seen to get a wrong one, and stays so until another is there', async () => {
    const { scene, operation, old, renewed } = await beforeTheSwap();
    const { ca, clock } = scene.cloud;
    const others = await createLocalCa({ now: () => clock.now() });
    const dates = { notBefore: new Date(clock.now() - HOUR_MS), notAfter: new Date(clock.now() + 90 * DAY_MS) };
    expect(await swapped(scene, 2)).toBe(true);
    const swappedAt = clock.now();
    const fault = await serveInstead(scene, await others.issue({ names: [DOMAIN], ...dates }));
    expect(await untilProofSays(scene, operation, 'CertificateNotTrusted', HOUR_MS)).toMatchObject({ status: 'False' });
    expect(await swapped(scene, 3)).toBe(true);
    // Not in the minutes that a domain may take (G43), and soon after.
    expect(clock.now() - swappedAt).toBeGreaterThan(10 * MINUTE_MS);
    expect(clock.now() - swappedAt).toBeLessThan(15 * MINUTE_MS);
    fault.stop();
    expect(await untilProofSays(scene, operation, 'Verified', HOUR_MS)).toMatchObject({ status: 'True' });
    const { state, blocked, conditions } = await scene.look(operation);
    expect(state).toBe('Blocked');
    expect(blocked).toMatchObject([{ reason: 'RolledBack', rule: 'G43' }]);
    expect(conditions.find(({ type }: { type: string }) => type === 'DomainsAttached').reason).toBe('RolledBack');
    const { entries } = (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body;
    const intents = entries.filter(({ kind, reason }: { kind: string; reason: string }) => {
      return kind === 'intent' && reason === `attach-domain/${DOMAIN}/internet`;
    });
    expect(intents.at(-1).message).toContain(`with certificate ${old} instead of ${renewed} again`);
    await clock.advanceBy(6 * HOUR_MS);
    expect(attachedCertificates(scene)).toEqual([old, renewed, old]);
    expect((await outsideAt(scene.cloud, ALLOWED).handshake(DOMAIN)).trusted).toBe(true);

    const third = await scene.world.uploadCertificate({
      name: 'third',
      domains: [DOMAIN],
      notBefore: clock.now() - HOUR_MS,
      notAfter: clock.now() + 90 * DAY_MS,
    });
    await scene.world.owner.call({
      ...{ product: 'cas', version: '2020-04-07', style: 'RPC', method: 'POST', path: '/' },
      action: 'DeleteUserCertificate',
      query: { CertId: renewed },
      idempotent: false,
    } as const);
    expect(await scene.until(operation, 'Succeeded', DAY_MS)).toBe(true);
    expect(attachedCertificates(scene)).toEqual([old, renewed, old, third]);
    expect(ca.rootPem).not.toBe(others.rootPem);
  });
});
