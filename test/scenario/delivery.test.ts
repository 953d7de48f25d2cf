import { describe, expect, it } from 'vitest';
import { HOUR_MS, inventory, openHouse } from './open-house.ts';

/** One of each, whatever happened on the way. The second record is somebody else's, made before. */
const ONE_OF_EACH = { gateways: 1, links: 1, records: 2, bindings: 1 };

describe('what the way to Ready does not depend on', () => {
  it('events: with every one of them lost, the timers alone bring it there', async () => {
    const scene = await openHouse(undefined, { events: 'never' });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
    expect(scene.runtime.invocations.some(({ trigger }) => trigger === 'event')).toBe(false);
  });

  it('events arriving once: with every one of them doubled, nothing is doubled', async () => {
    const scene = await openHouse(undefined, { events: 'twice' });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });
});

describe('a function that dies on the way', () => {
  it('right after a call took effect: the next run takes over', async () => {
    const scene = await openHouse(undefined, { events: 'once' });
    const kill = scene.runtime.kill({ functionName: 'torii-gateway-provisioner', afterCalls: 14, when: 'after' });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    expect(kill.deaths).toBe(1);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });

  it('is not needed to be told again: with no retry by the platform, the timer finds the work', async () => {
    const scene = await openHouse(undefined, { events: 'never' });
    const kill = scene.runtime.kill({
      functionName: 'torii-gateway-provisioner',
      afterCalls: 12,
      when: 'after',
      retry: false,
    });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    expect(kill.deaths).toBe(1);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });
});
