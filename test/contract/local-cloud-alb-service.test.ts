import { Resolver } from 'node:dns/promises';
import Alb20200616, * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

let cloud: LocalCloud;
let client: Alb20200616;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Alb20200616(clientConfig(cloud));
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/8' });
  for (const [letter, third] of [
    ['h', 1],
    ['i', 2],
  ]) {
    cloud.vpc.addVSwitch({
      vpcId: 'vpc-a',
      vSwitchId: `vsw-${letter}`,
      zoneId: `cn-hangzhou-${letter}`,
      cidrBlock: `10.0.${third}.0/24`,
    });
  }
});
afterEach(() => cloud.close());

function createForService(whenActive?: () => void) {
  return cloud.alb.createForService({
    account: cloud.account.id,
    region: 'cn-hangzhou',
    managedBy: 'eas',
    name: 'eas-chat',
    vpcId: 'vpc-a',
    vSwitchIds: ['vsw-h', 'vsw-i'],
    addressType: 'Internet',
    ...(whenActive && { whenActive }),
  });
}

async function resolve(name: string): Promise<readonly string[]> {
  const resolver = new Resolver();
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);
  return resolver.resolve4(name).catch((error) => [String(error.code)]);
}

describe('an instance that a service makes for itself', () => {
  test("is listed among the account's own, becomes Active, and its name then resolves", async () => {
    const seen: string[] = [];
    const { loadBalancerId, dnsName } = createForService(() => seen.push('active'));
    expect(dnsName).toBe(`${loadBalancerId}.cn-hangzhou.alb.aliyuncs.com`);
    expect(cloud.alb.loadBalancer(loadBalancerId)).toMatchObject({ status: 'Provisioning', dnsName });
    expect(await resolve(dnsName)).toEqual(['ENOTFOUND']);

    await cloud.clock.advanceBy(3_600_000);
    expect(seen).toEqual(['active']);
    const { body } = await client.listLoadBalancers(new alb.ListLoadBalancersRequest({}));
    expect(body?.loadBalancers).toMatchObject([
      { loadBalancerId, loadBalancerName: 'eas-chat', loadBalancerStatus: 'Active', DNSName: dnsName },
    ]);
    expect(cloud.alb.listenersOf(loadBalancerId)).toMatchObject([
      { protocol: 'HTTP', port: 80, status: 'Running' },
      { protocol: 'HTTPS', port: 443, status: 'Running' },
    ]);
    expect(await resolve(dnsName)).toEqual([cloud.alb.addressOf(loadBalancerId)]);
  });

  test('goes with its listeners, its name and its addresses when the service lets it go', async () => {
    const free = cloud.vpc.vSwitch('vsw-h')?.availableIpAddressCount;
    const { loadBalancerId, dnsName } = createForService();
    await cloud.clock.advanceBy(3_600_000);
    const seen: string[] = [];
    cloud.alb.deleteForService(loadBalancerId, () => seen.push('gone'));
    expect(cloud.alb.loadBalancer(loadBalancerId)?.status).toBe('Deleting');
    expect(await resolve(dnsName)).toEqual(['ENOTFOUND']);
    await cloud.clock.advanceBy(3_600_000);
    expect(seen).toEqual(['gone']);
    expect(cloud.alb.loadBalancer(loadBalancerId)).toBeUndefined();
    expect(cloud.alb.listenersOf(loadBalancerId)).toEqual([]);
    expect(cloud.vpc.vSwitch('vsw-h')?.availableIpAddressCount).toBe(free);
    cloud.alb.deleteForService(loadBalancerId, () => seen.push('was gone'));
    expect(seen).toEqual(['gone', 'was gone']);
  });

  test('that is let go before it was there never comes', async () => {
    const seen: string[] = [];
    const { loadBalancerId } = createForService(() => seen.push('active'));
    cloud.alb.deleteForService(loadBalancerId);
    await cloud.clock.advanceBy(3_600_000);
    expect(seen).toEqual([]);
    expect(cloud.alb.loadBalancer(loadBalancerId)).toBeUndefined();
  });
});
