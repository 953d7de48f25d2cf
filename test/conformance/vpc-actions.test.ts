import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { vpc } from '../../local/cloud/vpc/product.ts';
import { officialCalls } from './official-calls.ts';
import { type Answered, ask, type Parameters } from './signed-calls.ts';

const REGION = { RegionId: 'cn-hangzhou' };
const TAG = [{ Key: 'team', Value: 'chat' }];

interface Place {
  readonly cloud: LocalCloud;
  call(action: string, parameters?: Parameters): Promise<Answered>;
  /** By the official SDK. Of a call that has to succeed. */
  done(action: string, parameters?: Parameters): Promise<Record<string, unknown>>;
}

async function open(): Promise<Place> {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  cloud.progress.mode('vpc', 'at-once');
  cloud.progress.mode('vswitch', 'at-once');
  const call = (action: string, parameters: Parameters = {}) => ask(cloud, '2016-04-28', action, parameters);
  return {
    cloud,
    call,
    done: officialCalls(vpc, '@alicloud/vpc20160428', cloud),
  };
}

const DRY = { DryRun: true };
const DRY_RUN = { code: 'DryRunOperation' };

test('a network of one own, with IPv6, from its making to its end', async () => {
  const { call, done, cloud } = await open();
  await done('DescribeRegions');
  await done('DescribeZones', REGION);
  const making = {
    ...REGION,
    CidrBlock: '10.0.0.0/16',
    VpcName: 'chat',
    Description: 'of the chat',
    EnableIpv6: true,
    EnableDnsHostname: true,
    UserCidr: '192.0.2.0/24,198.51.100.0/24',
    ResourceGroupId: 'rg-1',
    Tag: TAG,
  };
  expect(await call('CreateVpc', { ...making, ...DRY })).toMatchObject(DRY_RUN);
  const { VpcId, VRouterId, RouteTableId } = await done('CreateVpc', { ...making, ClientToken: 'once' });
  expect(await done('CreateVpc', { ...making, ClientToken: 'once' })).toMatchObject({ VpcId });
  const vpc = { VpcId: String(VpcId), ...REGION };
  const block = { ...vpc, ZoneId: 'cn-hangzhou-h', CidrBlock: '10.0.1.0/24' };
  expect(await call('CreateVSwitch', { ...block, ...DRY })).toMatchObject(DRY_RUN);
  const named = { VSwitchName: 'one', Description: 'first', Ipv6CidrBlock: 1, Tag: TAG };
  const { VSwitchId } = await done('CreateVSwitch', { ...block, ...named });
  const vSwitch = { VSwitchId: String(VSwitchId), ...REGION };
  await done('CreateVSwitch', { ...block, CidrBlock: '10.0.2.0/24' });
  await done('ModifyVpcAttribute', { ...vpc, VpcName: 'chat-prod', Description: 'changed', EnableDnsHostname: false });
  await done('ModifyVSwitchAttribute', { ...vSwitch, VSwitchName: 'first', Description: '', Ipv6CidrBlock: 2 });
  expect(await call('DescribeVpcAttribute', { ...vpc, ...DRY })).toMatchObject(DRY_RUN);
  const attribute = await done('DescribeVpcAttribute', vpc);
  expect(attribute).toMatchObject({
    VpcName: 'chat-prod',
    Description: 'changed',
    CidrBlock: '10.0.0.0/16',
    UserCidrs: { UserCidr: ['192.0.2.0/24', '198.51.100.0/24'] },
    EnabledIpv6: true,
    VRouterId,
    ResourceGroupId: 'rg-1',
    DnsHostnameStatus: 'DISABLED',
    CloudResources: { CloudResourceSetType: expect.arrayContaining([{ ResourceType: 'VSwitch', ResourceCount: 2 }]) },
  });
  expect(attribute.Ipv6CidrBlock).toMatch(/::\/56$/);
  expect(await done('DescribeVSwitchAttributes', vSwitch)).toMatchObject({
    VSwitchName: 'first',
    RouteTable: { RouteTableId, RouteTableType: 'System' },
    EnabledIpv6: true,
    Ipv6CidrBlock: expect.stringMatching(/:2::\/64$/),
  });
  const secondary = { account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.1.0.0/16' };
  cloud.vpc.addVpc({ ...secondary, secondaryCidrBlocks: ['192.168.0.0/16'] });
  expect(await done('DescribeVpcs', { ...REGION, EnableIpv6: true, Tag: TAG, ResourceGroupId: 'rg-1' })).toMatchObject({
    TotalCount: 1,
    Vpcs: { Vpc: [{ VpcId, RouterTableIds: { RouterTableIds: [RouteTableId] }, CenStatus: 'Detached' }] },
  });
  await done('DescribeVpcs', REGION);
  const other = cloud.vpc.vpcsOf(cloud.account.id)[1];
  await done('DescribeVpcAttribute', { ...REGION, VpcId: other?.vpcId ?? '' });
  expect(await done('DescribeVSwitches', { ...vpc, EnableIpv6: true, Tag: TAG })).toMatchObject({ TotalCount: 1 });
  expect(await call('DeleteVpc', vpc)).toMatchObject({ code: 'DependencyViolation.VSwitch', status: 400 });
  expect(await call('DeleteVSwitch', { ...vSwitch, ...DRY })).toMatchObject(DRY_RUN);
  for (const id of cloud.vpc.vSwitchesIn(vpc.VpcId).map(({ vSwitchId }) => vSwitchId)) {
    await done('DeleteVSwitch', { VSwitchId: id });
  }
  expect(await call('DeleteVpc', { ...vpc, ...DRY })).toMatchObject(DRY_RUN);
  await done('DeleteVpc', vpc);
  expect(await done('DescribeVpcs', vpc)).toMatchObject({ TotalCount: 0 });
});

test('a new network is pending, and cannot be changed before it is there', async () => {
  const { call, done, cloud } = await open();
  cloud.progress.mode('vpc', 'after-delay');
  const { VpcId } = await done('CreateVpc', REGION);
  const vpc = { VpcId: String(VpcId), ...REGION };
  expect(await done('DescribeVpcAttribute', vpc)).toMatchObject({ Status: 'Pending', CidrBlock: '172.16.0.0/12' });
  const early = { code: 'IncorrectVpcStatus' };
  expect(await call('ModifyVpcAttribute', { ...vpc, VpcName: 'early' })).toMatchObject(early);
  expect(await call('DeleteVpc', vpc)).toMatchObject(early);
  const block = { ...vpc, ZoneId: 'cn-hangzhou-h', CidrBlock: '172.16.1.0/24' };
  expect(await call('CreateVSwitch', block)).toMatchObject(early);
  await cloud.clock.advanceBy(60_000);
  expect(await done('DescribeVpcAttribute', vpc)).toMatchObject({ Status: 'Available' });
  cloud.progress.mode('vswitch', 'after-delay');
  const { VSwitchId } = await done('CreateVSwitch', block);
  const changing = { VSwitchId: String(VSwitchId), VSwitchName: 'early' };
  expect(await call('ModifyVSwitchAttribute', changing)).toMatchObject({ code: 'IncorrectStatus.VSwitch' });
});

test('tags of networks and their vSwitches', async () => {
  const { call, done, cloud } = await open();
  const { vpcId } = cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const resource = { ...REGION, ResourceType: 'VPC', ResourceId: [vpcId] };
  await done('TagResources', { ...resource, Tag: [...TAG, { Key: 'owner', Value: 'torii' }] });
  const page = await done('ListTagResources', { ...resource, MaxResults: 1 });
  expect(page).toMatchObject({ TagResources: { TagResource: [{ TagKey: 'team' }] } });
  expect(await done('ListTagResources', { ...resource, NextToken: String(page.NextToken) })).toMatchObject({
    TagResources: { TagResource: [{ TagKey: 'owner', TagValue: 'torii', ResourceId: vpcId, ResourceType: 'VPC' }] },
  });
  await done('UnTagResources', { ...resource, TagKey: ['owner'] });
  expect(cloud.vpc.vpcById(vpcId)?.tags).toEqual(TAG);
  const many = (count: number, from = 0) =>
    Array.from({ length: count }, (_, n) => ({ Key: `k${from + n}`, Value: '' }));
  const ids = Array.from({ length: 51 }, () => 'vpc-x');
  const refusals: readonly (readonly [string, Parameters, string])[] = [
    ['TagResources', { ...resource, ResourceType: 'EIP', Tag: TAG }, 'InvalidInstanceType.NotFound'],
    ['UnTagResources', { ...resource, ResourceType: 'EIP' }, 'InvalidInstanceType.NotFound'],
    ['ListTagResources', { ...resource, ResourceType: 'EIP' }, 'InvalidInstanceType.NotFound'],
    ['TagResources', { ...resource, ResourceId: ['vpc-none'], Tag: TAG }, 'InvalidInstanceIds.NotFound'],
    ['UnTagResources', { ...resource, ResourceId: ['vpc-none'], All: true }, 'InvalidInstanceIds.NotFound'],
    ['TagResources', { ...resource, ResourceId: ids, Tag: TAG }, 'SizeLimitExceeded.ResourceId'],
    ['UnTagResources', { ...resource, ResourceId: ids }, 'SizeLimitExceeded.ResourceId'],
    ['ListTagResources', { ...resource, ResourceId: ids }, 'SizeLimitExceeded.ResourceId'],
    ['TagResources', { ...resource, Tag: many(21) }, 'SizeLimitExceeded.TagNum'],
    ['UnTagResources', { ...resource, TagKey: many(21).map(({ Key }) => Key) }, 'SizeLimitExceeded.TagNum'],
    ['TagResources', resource, 'MissingParam.Tags'],
    ['TagResources', { ...resource, Tag: [...TAG, ...TAG] }, 'Forbidden.TagKey.Duplicated'],
    ['TagResources', { ...resource, Tag: many(20) }, 'QuotaExceeded.TagNum'],
    ['TagResources', { ...resource, Tag: [{ Key: 'aliyun', Value: '' }] }, 'InvalidTagKey'],
    ['TagResources', { ...resource, Tag: [{ Key: 'a', Value: 'acs:b' }] }, 'InvalidTagValue'],
    ['ListTagResources', { ...resource, Tag: [{ Key: 'acs:x' }] }, 'InvalidTagKey'],
    ['ListTagResources', { ...resource, Tag: [{ Key: 'a', Value: 'acs:b' }] }, 'InvalidTagValue'],
    ['ListTagResources', { ...REGION, ResourceType: 'VPC' }, 'BothEmpty.TagsAndResources'],
  ];
  for (const [action, parameters, code] of refusals) {
    expect({ action, code: (await call(action, parameters)).code }).toEqual({ action, code });
  }
});

test('what networks refuse', async () => {
  const { call, done, cloud } = await open();
  const owner = { account: cloud.account.id, region: 'cn-hangzhou' };
  const { vpcId } = cloud.vpc.addVpc({ ...owner, cidrBlock: '10.0.0.0/16' });
  const modern = cloud.vpc.addVpc({ ...owner, cidrBlock: '10.2.0.0/16', ipv6CidrBlock: '2408:4005:3a0:b00::/56' });
  const place = { vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: '10.0.1.0/24' };
  const { vSwitchId } = cloud.vpc.addVSwitch(place);
  const used = cloud.vpc.addVSwitch({ ...place, vpcId: modern.vpcId, cidrBlock: '10.2.1.0/24' });
  used.availableIpAddressCount -= 1;
  await done('ModifyVSwitchAttribute', { VSwitchId: used.vSwitchId, Ipv6CidrBlock: 1 });
  const free = cloud.vpc.addVSwitch({ ...place, vpcId: modern.vpcId, cidrBlock: '10.2.2.0/24' });
  const url = 'https://example.com';
  const badTags = [[{ Key: 'aliyun' }], [{ Key: 'a', Value: 'acs:b' }]] as const;
  const block = { VpcId: vpcId, ZoneId: 'cn-hangzhou-h', CidrBlock: '10.0.2.0/24' };
  const modernBlock = { ...block, VpcId: modern.vpcId, CidrBlock: '10.2.3.0/24' };
  const ids = Array.from({ length: 21 }, () => 'x').join(',');
  const refusals: readonly (readonly [string, Parameters, string])[] = [
    ['DescribeZones', { RegionId: 'xx-nowhere' }, 'InvalidRegionId.NotFound'],
    ['CreateVpc', { RegionId: 'xx-nowhere' }, 'InvalidRegionId.NotFound'],
    ['CreateVpc', { ...REGION, CidrBlock: '100.64.0.0/16' }, 'InvalidParameter'],
    ['CreateVpc', { ...REGION, VpcName: url }, 'InvalidVpcName.Malformed'],
    ['CreateVpc', { ...REGION, Description: url }, 'InvalidVpcDiscription.Malformed'],
    ['CreateVpc', { ...REGION, UserCidr: '100.64.1.0/24' }, 'InvalidUserCidr.Malformed'],
    ['CreateVpc', { ...REGION, UserCidr: '1.0.0.0/8,2.0.0.0/8,3.0.0.0/8,4.0.0.0/8' }, 'InvalidUserCidr.Quota'],
    ['CreateVpc', { ...REGION, Ipv4IpamPoolId: 'ipam-pool-1' }, 'ResourceNotFound.IpamPool'],
    ['CreateVpc', { ...REGION, Tag: badTags[0] }, 'InvalidTagKey'],
    ['CreateVpc', { ...REGION, Tag: badTags[1] }, 'InvalidTagValue'],
    ['DescribeVpcs', { ...REGION, VpcId: ids }, 'InvalidVpcIdNumber.NotSupported'],
    ['DescribeVpcs', { ...REGION, DryRun: true }, 'DryRunOperation'],
    ['DescribeVpcs', { ...REGION, Tag: badTags[0] }, 'InvalidTagKey'],
    ['DescribeVpcs', { ...REGION, Tag: badTags[1] }, 'InvalidTagValue'],
    ['DescribeVpcAttribute', { ...REGION, VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    ['ModifyVpcAttribute', { VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    ['ModifyVpcAttribute', { VpcId: vpcId, VpcName: url }, 'InvalidVpcName.Malformed'],
    ['ModifyVpcAttribute', { VpcId: vpcId, Description: url }, 'InvalidVpcDiscription.Malformed'],
    ['ModifyVpcAttribute', { VpcId: vpcId, CidrBlock: '10.9.0.0/16' }, 'InvalidParameter'],
    ['ModifyVpcAttribute', { VpcId: modern.vpcId, EnableIPv6: false }, 'OperationFailed.IpV6VSwitchInuse'],
    ['DeleteVpc', { VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    ['CreateVSwitch', { ...block, VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    ['CreateVSwitch', { ...block, ZoneId: 'cn-beijing-a' }, 'InvalidZoneId.NotFound'],
    ['CreateVSwitch', { ...block, CidrBlock: '10.0.2.1/24' }, 'InvalidCidrBlock.Malformed'],
    ['CreateVSwitch', { ...block, CidrBlock: '10.0.1.0/25' }, 'InvalidCidrBlock.Overlapped'],
    ['CreateVSwitch', { ...block, CidrBlock: '10.0.2.0/30' }, 'InvalidCirdrBlock.MaskLength'],
    ['CreateVSwitch', { ...block, CidrBlock: '10.9.0.0/24' }, 'IllegalParam.CidrBlock'],
    ['CreateVSwitch', { ...block, VSwitchName: url }, 'InvalidVSwitchName.Malformed'],
    ['CreateVSwitch', { ...block, Description: url }, 'InvalidDescription.Malformed'],
    ['CreateVSwitch', { ...block, Tag: badTags[0] }, 'InvalidTagKey'],
    ['CreateVSwitch', { ...block, Tag: badTags[1] }, 'InvalidTagValue'],
    ['CreateVSwitch', { ...block, Ipv6CidrBlock: 256 }, 'IllegalParam.Ipv6CidrBlock'],
    ['CreateVSwitch', { ...block, Ipv6CidrBlock: 1 }, 'OperationFailed.VpcIpv6Disabled'],
    ['CreateVSwitch', { ...modernBlock, Ipv6CidrBlock: 1 }, 'OperationFailed.Ipv6CidrBlockExisted'],
    ['ModifyVSwitchAttribute', { VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
    ['ModifyVSwitchAttribute', { VSwitchId: vSwitchId, VSwitchName: url }, 'InvalidVSwitchName.Malformed'],
    ['ModifyVSwitchAttribute', { VSwitchId: vSwitchId, Description: url }, 'InvalidDescription.Malformed'],
    ['ModifyVSwitchAttribute', { VSwitchId: vSwitchId, Ipv6CidrBlock: -1 }, 'IllegalParam.Ipv6CidrBlock'],
    ['ModifyVSwitchAttribute', { VSwitchId: vSwitchId, Ipv6CidrBlock: 1 }, 'OperationFailed.VpcIpv6Disabled'],
    ['ModifyVSwitchAttribute', { VSwitchId: free.vSwitchId, Ipv6CidrBlock: 1 }, 'OperationFailed.Ipv6CidrBlockExisted'],
    ['DescribeVSwitches', {}, 'MissingParameter'],
    ['DescribeVSwitches', { ...REGION, DryRun: true }, 'DryRunOperation'],
    ['DescribeVSwitches', { ...REGION, VSwitchId: ids }, 'InvalidVSwitchIdNumber.NotSupported'],
    ['DescribeVSwitches', { ...REGION, Tag: badTags[0] }, 'InvalidTagKey'],
    ['DescribeVSwitches', { ...REGION, Tag: badTags[1] }, 'InvalidTagValue'],
    ['DescribeVSwitchAttributes', { VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
    ['DescribeVSwitchAttributes', { VSwitchId: vSwitchId, DryRun: true }, 'DryRunOperation'],
    ['DeleteVSwitch', { VSwitchId: 'vsw-none' }, 'InvalidVSwitchId.NotFound'],
    ['DeleteVSwitch', { VSwitchId: used.vSwitchId }, 'DependencyViolation'],
  ];
  for (const [action, parameters, code] of refusals) {
    expect({ action, parameters, code: (await call(action, parameters)).code }).toEqual({ action, parameters, code });
  }
  cloud.progress.mode('vswitch', 'after-delay');
  await done('CreateVSwitch', block);
  const next = { ...block, CidrBlock: '10.0.3.0/24' };
  expect(await call('CreateVSwitch', next)).toMatchObject({ code: 'OperationDenied.OtherSubnetCreating' });
  await done('DeleteVSwitch', { VSwitchId: vSwitchId });
  expect(await call('DeleteVSwitch', { VSwitchId: vSwitchId })).toMatchObject({
    code: 'OperationDenied.OtherSubnetProcessing',
  });
  cloud.vpc.vpcQuota = 2;
  expect(await call('CreateVpc', REGION)).toMatchObject({ code: 'QuotaExceeded.Vpc' });
});

test('skipping pages is throttled where the cloud says so, and reading one after the other never', async () => {
  const { call, cloud } = await open();
  const list = (action: string, PageNumber: number) => call(action, { ...REGION, PageNumber });
  for (const action of ['DescribeVpcs', 'DescribeVSwitches']) {
    expect((await list(action, 9)).code).toBeUndefined();
    cloud.vpc.pageSkipping = 'throttled';
    for (const page of [1, 2, 3, 1]) expect((await list(action, page)).code).toBeUndefined();
    expect(await list(action, 3)).toMatchObject({ code: 'Throttling.DeepPageSkip', status: 400 });
    cloud.vpc.pageSkipping = 'answered';
  }
});

test('a hundred and fifty vSwitches fill a network', async () => {
  const { call, cloud } = await open();
  const { vpcId } = cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  for (let index = 0; index < 150; index += 1) {
    cloud.vpc.addVSwitch({ vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: `10.0.${index}.0/24` });
  }
  const block = { VpcId: vpcId, ZoneId: 'cn-hangzhou-h', CidrBlock: '10.0.200.0/24' };
  expect(await call('CreateVSwitch', block)).toMatchObject({ code: 'QuotaExceeded.VSwitch' });
});
