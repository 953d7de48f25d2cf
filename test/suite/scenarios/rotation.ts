import { expect } from 'vitest';
import { outsideAt } from '../../../local/house/outside.ts';
import { DAY_MS } from '../../../local/house/world.ts';
import { letItTakeEffect, meet } from '../callers.ts';
import { DOMAIN, FRIEND, GRANTED, INTERNET, managed, PUBLIC_DOMAIN } from '../declarations.ts';
import type { Scenario } from '../scenarios.ts';
import { madeTrue } from '../steps.ts';

export const rotation: Scenario = {
  name: 'a certificate that falls due is swapped for the newer one; where that is an outage, it is asked for first',
  async run(condition) {
    const owner = await madeTrue(condition, managed(INTERNET, PUBLIC_DOMAIN), { certificateDaysLeft: 31 });
    const { cloud, world } = owner.scene;
    const inPlace = cloud.eas.reattachingDomain === 'replaces';
    const now = cloud.clock.now();
    const newer = await owner.undisturbed(() =>
      world.uploadCertificate({
        name: 'chat_renewed',
        domains: [DOMAIN],
        notBefore: now - 3_600_000,
        notAfter: now + 90 * DAY_MS,
      }),
    );
    await cloud.clock.advanceBy(2 * DAY_MS);
    const { state, awaiting } = await owner.gateway();
    if (!inPlace) {
      expect(state).toBe('AwaitingApproval');
      expect(awaiting).toMatchObject([{ id: `detach-domain/${DOMAIN}/internet`, effects: ['disrupts'] }]);
      expect((await outsideAt(cloud, FRIEND.address).handshake(DOMAIN)).trusted).toBe(true);
      await owner.approve();
      await cloud.clock.advanceBy(3_600_000);
    }
    expect((await owner.gateway()).state).toBe('Succeeded');
    await letItTakeEffect(owner);
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect([...(gateway?.customDomains.values() ?? [])].map(({ certificate }) => certificate?.id)).toEqual([newer]);
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toMatchObject(GRANTED);
  },
};
