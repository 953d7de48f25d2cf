import { describe, expect, it } from 'vitest';
import { CHAT, HOUR_MS, openHouse, type Scene } from './open-house.ts';

describe('the plan of a declaration', () => {
  it('is the one that will be approved, and has nothing in it once all is as declared', async () => {
    const scene = await openHouse();
    const planned = (await scene.api('POST', '/v1/plan', CHAT)).body;
    const order: string[] = planned.steps.map(({ id }: { id: string }) => id);
    const [create, open, cname] = ['create-gateway', 'open-internet', 'add-record/chat.example.com'].map((id) =>
      order.indexOf(id),
    );
    expect([create, open, cname]).toEqual([create, open, cname].sort());
    expect(order.indexOf('allow/internet')).toBeGreaterThan(open ?? 0);
    const operation = await scene.declare();
    expect((await scene.api('GET', '/v1/gateways/chat-prod/plan')).body.generation).toBe(planned.generation);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const unchanged = (await scene.api('POST', '/v1/plan', CHAT)).body;
    expect(unchanged).toMatchObject({ generation: 1, steps: [], awaiting: [], waits: [] });
    const changed = (await scene.api('POST', '/v1/plan', CHAT.replace('nodes: 2', 'nodes: 3'))).body;
    expect(changed).toMatchObject({ generation: 2, awaiting: [{ effects: ['bills'] }] });
  });
});

/** Takes ranges off the public list, as somebody in the console does. */
async function takeOff(scene: Scene, ...entries: string[]): Promise<void> {
  const { gatewayId } = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
  await scene.world.owner.call({
    product: 'eas',
    version: '2021-07-01',
    style: 'ROA',
    region: 'cn-beijing',
    action: 'DeleteAclPolicy',
    method: 'DELETE',
    path: `/api/v2/gateways/cn-beijing/${gatewayId}/acl_policy`,
    query: { AclPolicyList: JSON.stringify(entries.map((Entry) => ({ Entry }))) },
    idempotent: false,
  });
}

const approve = (scene: Scene, planHash: string, force?: boolean) =>
  scene.api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash, force }));
const planOf = async (scene: Scene) => (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body;

describe('a yes', () => {
  it('to a plan that the world has moved away from is refused with the difference, and covers no more than was shown', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    await scene.api('POST', '/v1/gateways/chat-prod/mode', '{"mode": "report"}');
    await takeOff(scene, '203.0.113.0/24');
    const first = await planOf(scene);
    expect(first.awaiting).toMatchObject([{ id: 'allow/internet', effects: ['exposes'] }]);
    expect((await approve(scene, first.planHash)).status).toBe(202);

    await takeOff(scene, '198.51.100.0/25');
    const moved = await approve(scene, first.planHash);
    expect([moved.status, moved.body.reason]).toEqual([409, 'PlanChanged']);
    expect(moved.body.detail).toContain('0 new, 0 gone, 1 changed');
    const { before, now } = moved.body.difference.changed[0];
    expect([before.summary, now.summary]).toEqual([
      'let 203.0.113.0/24 in from internet',
      'let 203.0.113.0/24, 198.51.100.0/25 in from internet',
    ]);
    expect(moved.body.difference.sentences).toHaveLength(1);
    const unknown = await approve(scene, '0000000000000000');
    expect(unknown.body.difference).toBeUndefined();
    expect(unknown.body.detail).toContain('none of the last ones that were shown');

    await scene.api('POST', '/v1/gateways/chat-prod/mode', '{"mode": "enforce"}');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.look(operation)).state).toBe('AwaitingApproval');
    expect((await approve(scene, moved.body.plan.planHash)).status).toBe(202);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });

  it('to a change of most of a list has to be a force, for just the entries that were shown', async () => {
    const ranges = Array.from({ length: 12 }, (_, at) => `203.0.113.${at * 16}/28`);
    const allowing = (given: string[]) =>
      CHAT.replace('203.0.113.0/24', given.join('\n      - ')).replace('      - 198.51.100.0/25\n', '');
    const scene = await openHouse(allowing(ranges));
    await scene.until(await scene.declare(), 'Succeeded');
    const { operation, plan } = (await scene.api('PUT', '/v1/gateways/chat-prod', allowing(ranges.slice(0, 6)))).body;
    expect(plan).toMatchObject({ awaiting: [], blocked: [{ reason: 'OverThreshold' }] });
    expect(plan.blocked[0].held.steps).toMatchObject([{ id: 'disallow/internet' }]);
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    expect((await approve(scene, plan.planHash)).status).toBe(202);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.look(operation)).state).toBe('Blocked');
    expect((await approve(scene, plan.planHash, true)).status).toBe(202);
    expect((await planOf(scene)).steps.map(({ id }: { id: string }) => id)).toEqual(['disallow/internet']);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});
