import { describe, expect, it } from 'vitest';
import { HOUR_MS, inventory, openHouse } from '../scenario/open-house.ts';

/** One of each, whatever happened on the way. The second record is somebody else's, made before. */
const ONE_OF_EACH = { gateways: 1, links: 1, records: 2, bindings: 1 };

describe('what the way to Ready does not depend on', () => {
  it('timers: with events and re-invocations alone it gets there too, only without a safety net', async () => {
    const scene = await openHouse(undefined, { events: 'once', timers: false });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });

  it.each([1, 2, 3, 4, 5])('a seed: %i gets there with one of each', async (seed) => {
    const scene = await openHouse(undefined, { seed });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
  });
});

describe('a function that dies on the way', () => {
  const workers = ['torii-gateway-provisioner', 'torii-dns-recorder'];
  const moments = workers.flatMap((functionName) =>
    [4, 14, 26].flatMap((afterCalls) =>
      (['before', 'after'] as const).map((when) => ({ functionName, afterCalls, when })),
    ),
  );

  it.each(moments)('$functionName, $when its call $afterCalls took effect: the next run takes over', async (order) => {
    const scene = await openHouse(undefined, { events: 'once' });
    const kill = scene.runtime.kill(order);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
    expect(inventory(scene)).toEqual(ONE_OF_EACH);
    expect(kill.deaths).toBe(1);
  });

  it('right after CreateGateway took effect: the gateway is found again and no second one is made', async () => {
    for (let afterCalls = 1; afterCalls <= 40; afterCalls += 1) {
      const scene = await openHouse(undefined, { events: 'once' });
      const kill = scene.runtime.kill({ functionName: 'torii-gateway-provisioner', afterCalls, when: 'after' });
      const operation = await scene.declare();
      const { clock, calls } = scene.cloud;
      await clock.runUntil(() => kill.deaths === 1, clock.now() + HOUR_MS);
      if (calls.all().at(-1)?.action !== 'CreateGateway') continue;
      expect(await scene.until(operation, 'Succeeded', 3 * HOUR_MS)).toBe(true);
      expect(inventory(scene)).toEqual(ONE_OF_EACH);
      return;
    }
    expect.unreachable('none of the first 40 calls of the provisioner was CreateGateway');
  });
});
