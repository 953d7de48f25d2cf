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

  it('can be private alone, for a part of its VPC', async () => {
    const text = changed(changed(CHAT_ALB, 'internet', ''), 'domains', '')
      .replace('intranet: {}', 'intranet: { allow: [10.8.1.0/24] }')
      .replace(/ {2}probe:[\s\S]*?vpcs:\n.*\n/, '');
    const scene = await openHouse(text.replace(' # everyone in the VPC; or a list under allow', ''));
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(600_000);
    const { gatewayId } = await gatewayOf(scene);
    const inside = { name: `${gatewayId}-vpc.cn-beijing.pai-eas.aliyuncs.com`, vpcId: VPC };
    expect(await statusFor(scene, { ...inside, address: '10.8.1.9' })).toBe(200);
    expect(await statusFor(scene, { ...inside, address: '10.8.2.9' })).toBe(403);
    expect(account(scene)).toEqual({ gateways: 1, loadBalancers: 1, lists: 1 });

    // Public access comes later, and goes again.
    const both = `${scene.text}  internet: { open: true }\n`;
    expect(await scene.until(await scene.declare(both), 'Succeeded')).toBe(true);
    const name = `${gatewayId}.cn-beijing.pai-eas.aliyuncs.com`;
    expect(await statusFor(scene, { name, address: STRANGER })).toBe(200);
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    expect(await statusFor(scene, { name, address: STRANGER })).toBe('closed');
    expect(await statusFor(scene, { ...inside, address: '10.8.1.9' })).toBe(200);
    expect(account(scene)).toEqual({ gateways: 1, loadBalancers: 1, lists: 1 });
  });
});
