import { describe, expect, it } from 'vitest';
import { CHAT, openHouse } from '../scenario/open-house.ts';

describe('the plan of a declaration', () => {
  it('is approved by its hash also where a gateway of that name was taken down before', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const { body } = await scene.api('DELETE', '/v1/gateways/chat-prod?unbindServices=true');
    await scene.api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.plan.planHash }));
    const limit = scene.cloud.clock.now() + 3 * 3_600_000;
    const isGone = async () => (await scene.api('GET', '/v1/gateways/chat-prod')).status === 404;
    expect(await scene.cloud.clock.runUntil(isGone, limit)).toBe(true);
    const planned = (await scene.api('POST', '/v1/plan', CHAT)).body;
    const declared = (await scene.api('PUT', '/v1/gateways/chat-prod', CHAT)).body;
    expect(declared.plan.planHash).toBe(planned.planHash);
  });
});
