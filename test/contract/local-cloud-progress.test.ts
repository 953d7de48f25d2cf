import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';
import { startEasCloud } from './eas-cloud.ts';

const region = 'cn-beijing';
let cloud: LocalCloud;
let client: Vpc20160428;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Vpc20160428(clientConfig(cloud));
  cloud.vpc.addVpc({ account: cloud.account.id, region, vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
});
afterEach(() => cloud.close());

async function create(cidrBlock = '10.0.1.0/24') {
  const request = { regionId: region, vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock };
  return (await client.createVSwitch(new vpc.CreateVSwitchRequest(request))).body?.vSwitchId ?? '';
}

async function status(vSwitchId: string) {
  return (await client.describeVSwitchAttributes(new vpc.DescribeVSwitchAttributesRequest({ vSwitchId }))).body?.status;
}

describe('a thing becomes what it was asked to be', () => {
  test('after a delay, unless told otherwise', async () => {
    const id = await create();
    expect(await status(id)).toBe('Pending');
    await cloud.clock.step();
    expect(await status(id)).toBe('Available');
  });

  test('at once', async () => {
    cloud.progress.mode('vswitch', 'at-once');
    expect(await status(await create())).toBe('Available');
  });

  test('after so many reads of it, whatever the time', async () => {
    cloud.progress.mode('vswitch-create', { reads: 2 });
    const id = await create();
    await cloud.clock.advanceBy(3_600_000);
    expect([await status(id), await status(id), await status(id)]).toEqual(['Pending', 'Pending', 'Available']);
  });

  test('not after reads that show something else', async () => {
    cloud.progress.mode('vswitch-create', { reads: 1 });
    const id = await create();
    await client.describeVpcs(new vpc.DescribeVpcsRequest({ regionId: region }));
    expect(await status(id)).toBe('Pending');
  });

  test('by the most exact kind that was set', async () => {
    cloud.progress.mode('vswitch-delete', 'after-delay');
    cloud.progress.mode('vswitch', 'at-once');
    const id = await create();
    await client.deleteVSwitch(new vpc.DeleteVSwitchRequest({ vSwitchId: id }));
    expect(await status(id)).toBe('Pending');
    await cloud.clock.step();
    await expect(status(id)).rejects.toMatchObject({ code: 'InvalidVSwitchId.NotFound' });
  });
});

describe('a gateway becomes what it was asked to be', () => {
  test.each([
    ['at-once', ['Running']],
    [{ reads: 2 }, ['Creating', 'Creating', 'Running']],
  ] as const)('%o', async (mode, seen) => {
    const { cloud: own, eas } = await startEasCloud();
    own.progress.mode('eas', mode);
    const id = await eas.createGateway();
    const statuses = [];
    for (const _ of seen) statuses.push((await eas.describeGateway(id)).Status);
    await own.close();
    expect(statuses).toEqual(seen);
  });
});
