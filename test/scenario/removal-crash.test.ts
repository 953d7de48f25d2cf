import { describe, expect, it } from 'vitest';
import { HOUR_MS, openHouse } from './open-house.ts';

describe('a removal in which a function dies', () => {
  const moments = ['torii-gateway-provisioner', 'torii-dns-recorder'].flatMap((functionName) =>
    [3, 8, 19].flatMap((afterCalls) =>
      (['before', 'after'] as const).map((when) => ({ functionName, afterCalls, when })),
    ),
  );

  it.each(moments)('$functionName, $when its call $afterCalls took effect: the next run ends it', async (order) => {
    const scene = await openHouse(undefined, { events: 'once' });
    const { api, cloud, runtime } = scene;
    await scene.until(await scene.declare(), 'Succeeded');
    const kill = runtime.kill(order);
    const { body } = await api('DELETE', '/v1/gateways/chat-prod?unbindServices=true');
    await api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.plan.planHash }));
    const gone = await cloud.clock.runUntil(
      async () => (await api('GET', '/v1/gateways/chat-prod')).status === 404,
      cloud.clock.now() + 3 * HOUR_MS,
    );
    expect(gone).toBe(true);
    if (order.afterCalls <= 8) expect(kill.deaths).toBe(1);
    const succeeded = (action: string) => cloud.calls.of(action).filter(({ status }) => status === 200).length;
    expect(succeeded('DeleteGateway')).toBe(1);
    expect(succeeded('CreateGateway')).toBe(1);
    expect(succeeded('DeleteDomainRecord')).toBe(1);
    expect((await api('GET', '/v1/gateways')).body.gateways).toEqual([]);
  });
});
