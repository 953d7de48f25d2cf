import { DAY_MS } from '../../local/house/world.ts';
import { HOUR_MS, openHouse, type Scene } from './open-house.ts';
import { DOMAIN, PROBED } from './vantage-house.ts';

/** Ready, with a renewed certificate uploaded; the swap is some hours away. */
export async function beforeTheSwap(options: Parameters<typeof openHouse>[1] = {}) {
  const scene = await openHouse(PROBED, { certificateDaysLeft: 30.1, ...options });
  const operation = await scene.declare();
  await scene.until(operation, 'Succeeded');
  const now = scene.cloud.clock.now();
  const order = { domains: [DOMAIN], notBefore: now - HOUR_MS, notAfter: now + 90 * DAY_MS };
  const renewed = await scene.world.uploadCertificate({ name: 'renewed', ...order });
  return { scene, operation, old: scene.world.certificates[DOMAIN] ?? '', renewed };
}

export const swapped = ({ cloud }: Scene, times: number, limitMs = 3 * DAY_MS) =>
  cloud.clock.runUntil(() => cloud.calls.count('AttachGatewayDomain') === times, cloud.clock.now() + limitMs);
