import { expect } from 'vitest';
import { letItTakeEffect, meet } from '../callers.ts';
import { GRANTED, INSIDE, managed, VPC_ID } from '../declarations.ts';
import { openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';

const UNSUPPORTED = managed(`vpcs: [{ vpcId: ${VPC_ID}, vSwitches: [vsw-2zechat0zoneg] }]`);

/** @param options which of events and timers reach the functions once the gateway is blocked */
function unblocked(how: string, options: { events?: 'never' | 'once'; timers?: false }): Scenario {
  return {
    name: `no vSwitch is in a supported zone: blocked, and goes on by itself when one appears, ${how}`,
    async run(condition) {
      const owner = await openHouseWith(condition, UNSUPPORTED, options);
      const operation = await owner.declare(UNSUPPORTED);
      expect(await owner.untilBlocked(operation)).toMatchObject([{ reason: 'NoVSwitchFits', rule: 'G71' }]);
      const vSwitch = { vpcId: VPC_ID, zoneId: 'cn-beijing-l', cidrBlock: '10.8.60.0/24' };
      await owner.undisturbed(() => owner.scene.world.createVSwitch(vSwitch));
      expect(await owner.until(operation, 'Succeeded')).toBe('Succeeded');
      await letItTakeEffect(owner);
      const { intranetDomain } = await owner.gateway();
      expect(await meet(owner, INSIDE, intranetDomain, 'chat')).toMatchObject(GRANTED);
    },
  };
}

/** The timers run as well: on a bad day an event may come to nothing. scenario/networks.test.ts stops them. */
export const unblockedByEvent = unblocked('by the event that tells of it', { events: 'once' });
export const unblockedByTimer = unblocked('by the timer alone', { events: 'never' });
