import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import { openHouse } from '../scenario/open-house.ts';

const ALLOWED = '203.0.113.9';

describe('a certificate that falls due', () => {
  it('gives way at once to a newer one, whoever put it there, and not to one that ends sooner', async () => {
    const scene = await openHouse(undefined, { certificateDaysLeft: 31 });
    await scene.until(await scene.declare(), 'Succeeded');
    const upload = (name: string, days: number) =>
      scene.world.uploadCertificate({
        name,
        domains: ['chat.example.com'],
        notBefore: scene.cloud.clock.now() - 3_600_000,
        notAfter: scene.cloud.clock.now() + days * DAY_MS,
      });
    await upload('ends_sooner', 20);
    await scene.cloud.clock.advanceBy(DAY_MS / 2);
    expect(scene.cloud.calls.count('AttachGatewayDomain')).toBe(1);
    await upload('renewed_early', 90);
    await scene.cloud.clock.advanceBy(DAY_MS / 2);
    expect(scene.cloud.calls.count('AttachGatewayDomain')).toBe(2);
  });

  it('is reported, and served on, while nothing newer is there; a later upload is picked up', async () => {
    const scene = await openHouse(undefined, { certificateDaysLeft: 16 });
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const valid = async () =>
      (await scene.look(operation)).conditions.find(({ type }: { type: string }) => type === 'CertificatesValid');
    await scene.cloud.clock.advanceBy(2 * DAY_MS);
    expect(await valid()).toMatchObject({ status: 'False', reason: 'ExpiresSoon' });
    expect((await outsideAt(scene.cloud, ALLOWED).handshake('chat.example.com')).trusted).toBe(true);
    const now = scene.cloud.clock.now();
    await scene.world.uploadCertificate({
      name: 'renewed_late',
      domains: ['*.example.com'],
      notBefore: now - 3_600_000,
      notAfter: now + 90 * DAY_MS,
    });
    await scene.cloud.clock.advanceBy(3 * 3_600_000);
    expect(await valid()).toMatchObject({ status: 'True', reason: 'Valid' });
    const verdict = await outsideAt(scene.cloud, ALLOWED).handshake('chat.example.com');
    expect(verdict).toMatchObject({ trusted: true, leaf: { subjectAltName: 'DNS:*.example.com' } });
  });
});
