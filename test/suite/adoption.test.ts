import { describe, expect, it } from 'vitest';
import { madeByHand, PLAIN } from '../scenario/made-by-hand.ts';
import { CHAT, HOUR_MS, openHouse } from '../scenario/open-house.ts';

describe('a gateway that is there already', () => {
  it('is taken over by its name where only one has it', async () => {
    const scene = await openHouse(PLAIN);
    const gatewayId = await madeByHand(scene, 'console-name');
    expect((await scene.api('PUT', '/v1/gateways/by-hand?adopt=nobody', PLAIN)).body.reason).toBe('NothingToAdopt');
    await scene.api('PUT', '/v1/gateways/by-hand?adopt=console-name', PLAIN);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.api('GET', '/v1/gateways/by-hand')).body.gatewayId).toBe(gatewayId);
    await madeByHand(scene, 'console-name');
    const ambiguous = await scene.api(
      'PUT',
      '/v1/gateways/by-hand?adopt=console-name',
      PLAIN.replace('nodes: 2', 'nodes: 3'),
    );
    expect([ambiguous.status, ambiguous.body.reason]).toEqual([409, 'NameAmbiguous']);
  });

  it('is not taken from another declaration', async () => {
    const scene = await openHouse(CHAT);
    await scene.until(await scene.declare(), 'Succeeded');
    const { gatewayId } = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
    const answer = await scene.api('PUT', `/v1/gateways/by-hand?adopt=${gatewayId}`, PLAIN);
    expect([answer.status, answer.body.reason]).toEqual([409, 'OwnedByAnother']);
  });
});
