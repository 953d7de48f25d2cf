import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

const region = 'cn-beijing';
let cloud: LocalCloud;
let client: Vpc20160428;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Vpc20160428(clientConfig(cloud));
  cloud.vpc.addVpc({ account: cloud.account.id, region, vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16', name: 'prod' });
});
afterEach(() => cloud.close());

function create(cidrBlock: string, more: Partial<vpc.CreateVSwitchRequest> = {}) {
  const request = { regionId: region, vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock, ...more };
  return client.createVSwitch(new vpc.CreateVSwitchRequest(request));
}

async function attributes(vSwitchId = '') {
  return (await client.describeVSwitchAttributes(new vpc.DescribeVSwitchAttributesRequest({ vSwitchId }))).body;
}

describe('reading networks', () => {
  test('lists the VPCs of a region, and finds them by id and name', async () => {
    cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.1.0.0/16' });
    const list = async (filter: Partial<vpc.DescribeVpcsRequest>) =>
      (await client.describeVpcs(new vpc.DescribeVpcsRequest({ regionId: region, ...filter }))).body?.vpcs?.vpc ?? [];

    expect(await list({})).toMatchObject([{ vpcId: 'vpc-a', vpcName: 'prod', cidrBlock: '10.0.0.0/16' }]);
    expect(await list({ vpcId: 'vpc-x,vpc-a' })).toHaveLength(1);
    expect(await list({ vpcName: 'test' })).toHaveLength(0);
  });

  test('pages vSwitches, 50 at most, and filters by zone', async () => {
    for (let index = 0; index < 60; index += 1) {
      const zoneId = index % 2 ? 'cn-beijing-i' : 'cn-beijing-k';
      cloud.vpc.addVSwitch({ vpcId: 'vpc-a', zoneId, cidrBlock: `10.0.${index}.0/24` });
    }
    const list = async (filter: Partial<vpc.DescribeVSwitchesRequest>) =>
      (await client.describeVSwitches(new vpc.DescribeVSwitchesRequest({ regionId: region, ...filter }))).body;

    const second = await list({ pageSize: 50, pageNumber: 2 });
    expect(second?.totalCount).toBe(60);
    expect(second?.vSwitches?.vSwitch).toHaveLength(10);
    expect(second?.vSwitches?.vSwitch?.[0]?.availableIpAddressCount).toBe(252);
    expect((await list({ zoneId: 'cn-beijing-k' }))?.totalCount).toBe(30);
    await expect(list({ pageSize: 51 })).rejects.toMatchObject({ code: 'InvalidPageSize' });
    await expect(
      client.describeVSwitches(new vpc.DescribeVSwitchesRequest({ zoneId: 'cn-beijing-k' })),
    ).rejects.toMatchObject({ code: 'MissingParameter' });
  });

  test.each([
    ['cn-beijing', 'cn-beijing-l'],
    ['ap-southeast-1', 'ap-southeast-1a'],
  ])('names the zones of %s', async (regionId, zoneId) => {
    const { body } = await client.describeZones(new vpc.DescribeZonesRequest({ regionId }));
    expect(body?.zones?.zone?.map((zone) => zone.zoneId)).toContain(zoneId);
  });

  test('does not know a region nobody has', async () => {
    await expect(client.describeZones(new vpc.DescribeZonesRequest({ regionId: 'cn-atlantis' }))).rejects.toMatchObject(
      { code: 'InvalidRegionId.NotFound', statusCode: 404 },
    );
  });

  test('answers for a missing vSwitch as either reading of the documents says', async () => {
    await expect(attributes('vsw-none')).rejects.toMatchObject({ code: 'InvalidVSwitchId.NotFound', statusCode: 400 });
    cloud.vpc.missingVSwitchIs = 'empty';
    expect((await attributes('vsw-none'))?.vSwitchId).toBe('');
  });

  test("hides another account's networks", async () => {
    const stranger = new Vpc20160428(clientConfig(cloud, cloud.addAccount('9999999999999999')));
    const { body } = await stranger.describeVpcs(new vpc.DescribeVpcsRequest({ regionId: region }));
    expect(body?.totalCount).toBe(0);
    const request = { vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: '10.0.0.0/24' };
    await expect(stranger.createVSwitch(new vpc.CreateVSwitchRequest(request))).rejects.toMatchObject({
      code: 'InvalidVpcId.NotFound',
    });
    const { vSwitchId } = cloud.vpc.addVSwitch({ vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: '10.0.1.0/24' });
    const unknown = { code: 'InvalidVSwitchId.NotFound' };
    await expect(
      stranger.describeVSwitchAttributes(new vpc.DescribeVSwitchAttributesRequest({ vSwitchId })),
    ).rejects.toMatchObject(unknown);
    await expect(stranger.deleteVSwitch(new vpc.DeleteVSwitchRequest({ vSwitchId }))).rejects.toMatchObject(unknown);
  });
});

describe('changing vSwitches', () => {
  test('a new vSwitch is pending, then available', async () => {
    const { body } = await create('10.0.1.0/24', { vSwitchName: 'gateway' });
    expect(await attributes(body?.vSwitchId)).toMatchObject({ status: 'Pending', zoneId: 'cn-beijing-i' });
    await cloud.clock.step();
    expect(await attributes(body?.vSwitchId)).toMatchObject({ status: 'Available', availableIpAddressCount: 252 });
  });

  test('a deleted vSwitch is gone when the deletion is done', async () => {
    const { vSwitchId } = cloud.vpc.addVSwitch({ vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: '10.0.1.0/24' });
    await client.deleteVSwitch(new vpc.DeleteVSwitchRequest({ vSwitchId }));
    expect((await attributes(vSwitchId))?.status).toBe('Pending');
    await cloud.clock.step();
    await expect(attributes(vSwitchId)).rejects.toMatchObject({ code: 'InvalidVSwitchId.NotFound' });
  });

  test.each([
    ['10.0.1.0/33', 'InvalidCidrBlock.Malformed'],
    ['10.0.1.7/24', 'InvalidCidrBlock.Malformed'],
    ['10.0.0.0/30', 'InvalidCirdrBlock.MaskLength'],
    ['10.9.0.0/24', 'IllegalParam.CidrBlock'],
    ['10.0.5.128/25', 'InvalidCidrBlock.Overlapped'],
  ])('refuses the block %s: %s', async (cidrBlock, code) => {
    cloud.vpc.addVSwitch({ vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: '10.0.5.0/24' });
    await expect(create(cidrBlock)).rejects.toMatchObject({ code });
  });

  test('refuses a zone of another region, a 151st vSwitch, and two creations at once', async () => {
    await expect(create('10.0.1.0/24', { zoneId: 'cn-hangzhou-i' })).rejects.toMatchObject({
      code: 'InvalidZoneId.NotFound',
      statusCode: 404,
    });
    await create('10.0.1.0/24');
    await expect(create('10.0.2.0/24')).rejects.toMatchObject({ code: 'OperationDenied.OtherSubnetCreating' });
    await cloud.clock.step();
    for (let index = 2; index <= 150; index += 1) {
      cloud.vpc.addVSwitch({ vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock: `10.0.${index}.0/24` });
    }
    await expect(create('10.0.200.0/24')).rejects.toMatchObject({ code: 'QuotaExceeded.VSwitch' });
  });

  test('the same client token makes one vSwitch, whatever became of the first answer', async () => {
    const first = await create('10.0.1.0/24', { clientToken: 'once' });
    const again = await create('10.0.1.0/24', { clientToken: 'once' });
    expect(again.body?.vSwitchId).toBe(first.body?.vSwitchId);
    await expect(create('10.0.2.0/24', { clientToken: 'once' })).rejects.toMatchObject({
      code: 'Duplicated.ClientToken',
    });
    expect(cloud.vpc.vSwitchesIn('vpc-a')).toHaveLength(1);
  });

  test('a client token whose call failed may be used again', async () => {
    await create('10.0.1.0/24');
    await expect(create('10.0.2.0/24', { clientToken: 'later' })).rejects.toMatchObject({
      code: 'OperationDenied.OtherSubnetCreating',
    });
    await cloud.clock.step();
    await expect(create('10.0.2.0/24', { clientToken: 'later' })).resolves.toMatchObject({ statusCode: 200 });
  });

  test('only a settled vSwitch can be deleted', async () => {
    const { body } = await create('10.0.1.0/24');
    await expect(
      client.deleteVSwitch(new vpc.DeleteVSwitchRequest({ vSwitchId: body?.vSwitchId ?? '' })),
    ).rejects.toMatchObject({ code: 'OperationDenied.OtherSubnetProcessing' });
  });

  test('a dry run says that it would work, and makes nothing', async () => {
    const request = new vpc.DescribeVpcsRequest({ regionId: region, dryRun: true });
    await expect(client.describeVpcs(request)).rejects.toMatchObject({ code: 'DryRunOperation' });
  });
});
