import { describe, expect, it } from 'vitest';
import { watchRotation } from '../../local/demo/rotation.ts';
import { openHouse } from './open-house.ts';

const ALLOWED = '203.0.113.9';

describe('a newer certificate', () => {
  it('that its owner uploaded is served soon after, and no client fails on the way (G40)', async () => {
    const scene = await openHouse(undefined, { certificateDaysLeft: 31 });
    await scene.until(await scene.declare(), 'Succeeded');
    const rotation = await watchRotation(scene, scene.world, 'chat.example.com', ALLOWED);
    expect(rotation).toMatchObject({ served: true, failedHandshakes: 0 });
    expect(rotation.handshakes).toBeGreaterThan(10);
    expect(rotation.from).not.toBe(rotation.to);
    const attached = scene.cloud.calls.of('AttachGatewayDomain');
    expect(
      attached.map(({ parameters }) => (parameters.CustomDomain as { CertificateId: string }).CertificateId),
    ).toEqual([rotation.from, rotation.to]);
    expect(scene.cloud.calls.count('DetachGatewayDomain')).toBe(0);
  });
});
