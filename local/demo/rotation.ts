import { outsideAt } from '../house/outside.ts';
import type { House } from '../house/start-house.ts';
import { certificateName, DAY_MS, type World } from '../house/world.ts';

export interface Rotation {
  /** CAS ids. */
  from: string | undefined;
  to: string;
  /** Whether clients see the new certificate now. */
  served: boolean;
  notAfter: string | undefined;
  handshakes: number;
  failedHandshakes: number;
}

/**
 * The owner uploads a renewed certificate and does nothing else; virtual time passes until it is found and served. A client
 * that keeps connecting, once a virtual minute and at every event from then on, counts the handshakes it could not trust.
 */
export async function watchRotation(house: House, world: World, domain: string, from: string): Promise<Rotation> {
  const { cloud } = house;
  const client = outsideAt(cloud, from);
  const uploadedAt = cloud.clock.now();
  const to = await world.uploadCertificate({
    name: `${certificateName(domain)}_renewed`,
    domains: [domain],
    notBefore: uploadedAt - 3_600_000,
    notAfter: uploadedAt + 90 * DAY_MS,
  });
  const before = await client.handshake(domain);
  const oldSerial = before.trusted ? before.leaf.serialNumber : undefined;
  let handshakes = 0;
  let failedHandshakes = 0;
  let nextAt = cloud.clock.now();
  const attachedBefore = cloud.calls.count('AttachGatewayDomain');
  let newest: string | undefined;
  const served = await cloud.clock.runUntil(
    async () => {
      const rotating = cloud.calls.count('AttachGatewayDomain') > attachedBefore;
      if (cloud.clock.now() < nextAt && !rotating) return false;
      nextAt = cloud.clock.now() + 60_000;
      const verdict = await client.handshake(domain);
      handshakes += 1;
      if (!verdict.trusted) failedHandshakes += 1;
      else if (verdict.leaf.serialNumber !== oldSerial) newest = verdict.leaf.validTo;
      return newest !== undefined;
    },
    uploadedAt + 30 * DAY_MS,
  );
  return { from: world.certificates[domain], to, served, notAfter: newest, handshakes, failedHandshakes };
}
