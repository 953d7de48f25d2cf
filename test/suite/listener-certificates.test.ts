import { describe, expect, it } from 'vitest';
import { watchRotation } from '../../local/demo/rotation.ts';
import { outsideAt } from '../../local/house/outside.ts';
import { DAY_MS } from '../../local/house/world.ts';
import { ALLOWED, CHAT_ALB, changed, untilBlocked } from '../scenario/alb-house.ts';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';

const DOMAIN = 'chat.example.com';
/** Public access alone: one load balancer to look at. */
const PUBLIC_ALB = changed(CHAT_ALB, 'intranet', '').replace(/ {4}vpcs:\n {6}- vpc-2zechat0prod\n/, '');
const UNPROBED = changed(PUBLIC_ALB, 'probe', '');

/** A house whose listeners decide what is served; a certificate of somebody else is the default one. */
async function whereListenersDecide(text: string) {
  const scene = await openHouse(text, { certificateDaysLeft: 30.1 });
  scene.cloud.eas.albCertificates = 'listener';
  const theirs = await upload(scene, 'theirs', 'theirs.example.org');
  const operation = await scene.declare();
  const limit = scene.cloud.clock.now() + HOUR_MS;
  expect(await scene.cloud.clock.runUntil(() => httpsListener(scene)?.phase === 'Running', limit)).toBe(true);
  await edit(scene, 'UpdateListenerAttribute', theirs);
  return { scene, operation, theirs };
}

const httpsListener = ({ cloud }: Scene) => {
  const [loadBalancer] = cloud.alb.loadBalancersOf({ account: cloud.account.id, region: 'cn-beijing' });
  return loadBalancer && cloud.alb.listenersOf(loadBalancer.id).find(({ protocol }) => protocol === 'HTTPS');
};

/** What the owner does by hand. */
async function edit({ world, ...scene }: Scene, action: string, certificateId: string) {
  await world.owner.call({
    ...{ product: 'alb', version: '2020-06-16', style: 'RPC', method: 'POST', path: '/', region: 'cn-beijing' },
    action,
    query: {
      ListenerId: httpsListener({ world, ...scene })?.id,
      Certificates: [{ CertificateId: `${certificateId}-cn-hangzhou` }],
    },
    idempotent: false,
  } as const);
}

function upload({ world, cloud }: Scene, name: string, ...domains: string[]): Promise<string> {
  const now = cloud.clock.now();
  return world.uploadCertificate({ name, domains, notBefore: now - HOUR_MS, notAfter: now + 90 * DAY_MS });
}

const additional = (scene: Scene) =>
  [...(httpsListener(scene)?.certificates ?? [])].map(([id, status]) => `${id.replace('-cn-hangzhou', '')} ${status}`);

describe('where the listener and not EAS decides which certificate is served', () => {
  it.each(['newest', 'oldest'] as const)(
    'a gateway becomes true, and its certificate is replaced while no client fails, where the %s of two answers',
    async (overlapping) => {
      const { scene, operation, theirs } = await whereListenersDecide(PUBLIC_ALB);
      const { cloud, world } = scene;
      cloud.alb.overlappingCertificates = overlapping;
      expect(await scene.until(operation, 'Succeeded')).toBe(true);
      const first = world.certificates[DOMAIN] ?? '';
      expect(additional(scene)).toEqual([`${first} Associated`]);
      await cloud.clock.advanceBy(10 * 60_000);
      const foreign = await upload(scene, 'foreign', 'foreign.example.org');
      await edit(scene, 'AssociateAdditionalCertificatesWithListener', foreign);

      const rotation = await watchRotation(scene, world, DOMAIN, ALLOWED);
      expect(rotation).toMatchObject({ served: true, failedHandshakes: 0, from: first });
      const settled = () => additional(scene).join() === `${foreign} Associated,${rotation.to} Associated`;
      const client = outsideAt(cloud, ALLOWED);
      let failed = 0;
      const done = await cloud.clock.runUntil(async () => {
        if (!(await client.handshake(DOMAIN)).trusted) failed += 1;
        return settled();
      }, cloud.clock.now() + HOUR_MS);
      expect([done, failed]).toEqual([true, 0]);
      expect(httpsListener(scene)?.settings.certificateIds).toEqual([`${theirs}-cn-hangzhou`]);
      expect(await scene.until(operation, 'Succeeded')).toBe(true);
    },
  );

  it('without a vantage point the old certificate stays an hour beside the new one', async () => {
    const { scene, operation } = await whereListenersDecide(UNPROBED);
    const { cloud, world } = scene;
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const first = world.certificates[DOMAIN] ?? '';
    const put = () => additional(scene).join() === `${first} Associated`;
    expect(await cloud.clock.runUntil(put, cloud.clock.now() + HOUR_MS)).toBe(true);
    await cloud.clock.advanceBy(10 * 60_000);
    const { to, failedHandshakes } = await watchRotation(scene, world, DOMAIN, ALLOWED);
    expect(failedHandshakes).toBe(0);
    await cloud.clock.advanceBy(HOUR_MS / 2);
    expect(additional(scene)).toEqual([`${first} Associated`, `${to} Associated`]);
    await cloud.clock.advanceBy(HOUR_MS);
    expect(additional(scene)).toEqual([`${to} Associated`]);
  });

  it('the owner is told what to click where ALB refuses the edit', async () => {
    const { scene, operation } = await whereListenersDecide(PUBLIC_ALB);
    const { cloud, world } = scene;
    cloud.alb.serviceManagedEdits = 'refused';
    const refused = async () =>
      (await untilBlocked(scene, operation)).some(({ what }) => what.startsWith('associate-'));
    expect(await cloud.clock.runUntil(refused, cloud.clock.now() + 2 * HOUR_MS)).toBe(true);
    const blocked = await untilBlocked(scene, operation);
    const first = world.certificates[DOMAIN] ?? '';
    expect(blocked.find(({ what }) => what.startsWith('associate-'))).toMatchObject({
      reason: 'EditsRefused',
      wayOut: expect.stringContaining(`add certificate ${first} as an additional one`),
    });
  });
});

describe('where EAS decides which certificate is served', () => {
  it('a gateway of the ALB kind swaps it in place, and nothing is done to its listener', async () => {
    const scene = await openHouse(PUBLIC_ALB, { certificateDaysLeft: 31 });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const rotation = await watchRotation(scene, scene.world, DOMAIN, ALLOWED);
    expect(rotation).toMatchObject({ served: true, failedHandshakes: 0 });
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(additional(scene)).toEqual([`${rotation.to} Associated`]);
    expect(scene.cloud.calls.count('AssociateAdditionalCertificatesWithListener')).toBe(0);
    expect(scene.cloud.calls.count('DissociateAdditionalCertificatesFromListener')).toBe(0);
  });
});
