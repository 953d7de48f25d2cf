import { describe, expect, it } from 'vitest';
import { ALLOWED, account, CHAT_ALB, changed, gatewayOf, remove, STRANGER, statusFor, VPC } from './alb-house.ts';
import { HOUR_MS, openHouse } from './open-house.ts';

const PUBLIC = { name: 'chat.example.com' };

describe('a gateway of the ALB kind', () => {
  it('becomes true with both accesses, proved from both sides, and its teardown leaves the account as it was', async () => {
    const scene = await openHouse(CHAT_ALB);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const { conditions } = await scene.look(operation);
    const verified = conditions.find(({ type }: { type: string }) => type === 'EndpointVerified');
    expect(verified.message).toMatch(/from 198\.51\.100\.7: chat answers.*from inside vpc-2zechat0prod: chat answers/);

    const gateway = await gatewayOf(scene);
    expect(gateway.type).toBe('alb');
    expect(gateway.loadBalancers.map(({ addressType }: { addressType: string }) => addressType).sort()).toEqual([
      'Internet',
      'Intranet',
    ]);
    expect(await statusFor(scene, { ...PUBLIC, address: ALLOWED })).toBe(200);
    expect(await statusFor(scene, { ...PUBLIC, address: STRANGER })).toBe(403);
    const inside = { name: `${gateway.gatewayId}-vpc.cn-beijing.pai-eas.aliyuncs.com`, address: '10.8.0.9' };
    expect(await statusFor(scene, { ...inside, vpcId: VPC })).toBe(200);

    const writes = scene.cloud.calls.count('UpdateGateway') + scene.cloud.calls.count('CreateAcl');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(scene.cloud.calls.count('UpdateGateway') + scene.cloud.calls.count('CreateAcl')).toBe(writes);
    expect((await scene.look(operation)).state).toBe('Succeeded');

    expect(await remove(scene)).toBe(true);
    expect(account(scene)).toEqual({ gateways: 0, loadBalancers: 0, lists: 0 });
  });

  it('is a record that costs nothing until its plan is approved, and then never lets a stranger in (G10, G12)', async () => {
    const scene = await openHouse(changed(changed(CHAT_ALB, 'intranet', ''), 'probe', ''));
    const { body } = await scene.api('PUT', `/v1/gateways/${scene.name}`, scene.text);
    await scene.cloud.clock.advanceBy(600_000);
    expect(account(scene)).toMatchObject({ gateways: 1, loadBalancers: 0 });
    expect((await scene.look(body.operation)).state).toBe('AwaitingApproval');
    const awaiting = body.plan.awaiting.map(({ id, effects }: { id: string; effects: string[] }) => [id, effects]);
    expect(awaiting).toContainEqual(['open-internet', ['bills', 'exposes']]);

    await scene.declare();
    const strangers = new Set<number | 'closed'>();
    const done = await scene.cloud.clock.runUntil(async () => {
      strangers.add(await statusFor(scene, { ...PUBLIC, address: STRANGER }));
      return (await scene.look(body.operation)).state === 'Succeeded';
    }, scene.cloud.clock.now() + HOUR_MS);
    expect(done).toBe(true);
    expect([...strangers].sort()).toEqual([403, 'closed']);
    expect(account(scene)).toMatchObject({ loadBalancers: 1, lists: 1 });
  });
});
