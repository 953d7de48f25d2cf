import { describe, expect, it } from 'vitest';
import { EAS, madeByHand, PLAIN } from './made-by-hand.ts';
import { HOUR_MS, inventory, openHouse, type Scene } from './open-house.ts';
import { resourceCalls, resourceWrites } from './resource-calls.ts';

const writes = (scene: Scene) => resourceWrites(scene).length;

describe('a gateway that is there already', () => {
  it('is taken over by its id: first only reported, then made true without a second one', async () => {
    const scene = await openHouse(PLAIN);
    const gatewayId = await madeByHand(scene);
    // Declared without saying that it is to be taken over.
    const declared = (await scene.api('PUT', '/v1/gateways/by-hand', PLAIN)).body;
    expect(declared.plan.blocked).toMatchObject([{ reason: 'ForeignGateway' }]);
    const before = writes(scene);
    const { status, body } = await scene.api('PUT', `/v1/gateways/by-hand?adopt=${gatewayId}`, PLAIN);
    expect([status, body.generation]).toEqual([202, 2]);
    expect(body.plan.steps.map(({ id }: { id: string }) => id)).toContain('resize-gateway/2c4gx2');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.look(body.operation)).state).toBe('Reporting');
    expect(writes(scene)).toBe(before);

    const { planHash } = (await scene.api('GET', '/v1/gateways/by-hand/plan')).body;
    await scene.api('POST', '/v1/gateways/by-hand/approve', JSON.stringify({ planHash }));
    await scene.api('POST', '/v1/gateways/by-hand/mode', '{"mode": "enforce"}');
    expect(await scene.until(body.operation, 'Succeeded')).toBe(true);
    expect(inventory(scene).gateways).toBe(1);
    const seen = (await scene.api('GET', '/v1/gateways/by-hand')).body;
    expect(seen).toMatchObject({ gatewayId, mode: 'enforce', state: 'Succeeded' });
  });
});

describe('a gateway that is there already and equal', () => {
  const EQUAL = PLAIN.replace('nodes: 2', 'nodes: 1').replace(/ {2}internet: .*\n {2}domains: .*\n/, '');

  it('has nothing to do, whatever it is called; what stands on it is counted; nobody else may take it', async () => {
    const scene = await openHouse(EQUAL);
    const gatewayId = await madeByHand(scene, 'console-name');
    await scene.world.owner.call({
      ...EAS,
      action: 'CreateService',
      method: 'POST',
      path: '/api/v2/services',
      body: JSON.stringify({
        metadata: { name: 'theirs', instance: 1, cpu: 1, memory: 2000 },
        containers: [{ image: 'registry.example.com/sample/true:1', port: 8000 }],
        networking: { path: '/theirs', gateway: gatewayId },
      }),
      idempotent: false,
    });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const before = writes(scene);
    const { body } = await scene.api('PUT', `/v1/gateways/by-hand?adopt=${gatewayId}`, EQUAL);
    expect(body.plan).toMatchObject({ steps: [], waits: [], blocked: [], keptCount: 1, kept: [{ what: 'theirs' }] });
    expect(await scene.until(body.operation, 'Succeeded')).toBe(true);
    expect(writes(scene)).toBe(before);
    const again = await scene.api('PUT', `/v1/gateways/by-hand?adopt=${gatewayId}`, EQUAL);
    expect([again.status, again.body.generation]).toEqual([200, 1]);

    const other = EQUAL.replace('by-hand', 'other');
    const taken = await scene.api('PUT', `/v1/gateways/other?adopt=${gatewayId}`, other);
    expect([taken.status, taken.body.reason]).toEqual([409, 'OwnedByAnother']);
    const second = await madeByHand(scene, 'second');
    const full = await scene.api('PUT', `/v1/gateways/by-hand?adopt=${second}`, EQUAL);
    expect([full.status, full.body.reason]).toEqual([409, 'OwnGatewayExists']);

    await scene.api('POST', '/v1/gateways/by-hand/mode', '{"mode": "enforce"}');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.look(body.operation)).state).toBe('Succeeded');
    expect(writes(scene)).toBe(before + 2);
    expect(scene.cloud.calls.count('UpdateGatewayLabel')).toBe(1);
  });
});

describe('a paused gateway', () => {
  it('is left alone, drift and all, until it is resumed', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    expect((await scene.api('POST', '/v1/gateways/chat-prod/mode', '{"mode": "sleep"}')).status).toBe(422);
    await scene.api('POST', '/v1/gateways/chat-prod/mode', '{"mode": "paused"}');
    const calls = resourceCalls(scene).length;
    await scene.cloud.clock.advanceBy(6 * HOUR_MS);
    expect(resourceCalls(scene)).toHaveLength(calls);
    expect((await scene.look(operation)).state).toBe('Paused');
    await scene.api('POST', '/v1/gateways/chat-prod/mode', '{"mode": "enforce"}');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(resourceCalls(scene).length).toBeGreaterThan(calls);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });
});
