import { expect } from 'vitest';
import { HOUR_MS, openHouse } from './open-house.ts';
import { whenWritten } from './when-written.ts';

/** Takes a gateway down while a function dies: it goes all the same, and only once. @returns how often the function died */
export async function removeWhileDying(order: {
  functionName: string;
  afterCalls: number;
  when: 'before' | 'after';
}): Promise<number> {
  const scene = await openHouse(undefined, { events: 'once' });
  const { api, cloud, runtime } = scene;
  await scene.until(await scene.declare(), 'Succeeded');
  const kill = runtime.kill(order);
  const { body } = await api('DELETE', '/v1/gateways/chat-prod?unbindServices=true');
  await api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.plan.planHash }));
  const gone = await cloud.clock.runUntil(
    whenWritten(scene, async () => (await api('GET', '/v1/gateways/chat-prod')).status === 404),
    cloud.clock.now() + 3 * HOUR_MS,
  );
  expect(gone).toBe(true);
  const succeeded = (action: string) => cloud.calls.of(action).filter(({ status }) => status === 200).length;
  expect(succeeded('DeleteGateway')).toBe(1);
  expect(succeeded('CreateGateway')).toBe(1);
  expect(succeeded('DeleteDomainRecord')).toBe(1);
  expect((await api('GET', '/v1/gateways')).body.gateways).toEqual([]);
  return kill.deaths;
}
