import { describe, expect, it } from 'vitest';
import { account, CHAT_ALB, changed, gatewayOf, STRANGER, statusFor, VPC } from '../scenario/alb-house.ts';
import { openHouse } from '../scenario/open-house.ts';

describe('a gateway of the ALB kind', () => {
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
