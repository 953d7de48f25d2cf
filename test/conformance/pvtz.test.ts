import { describe, expect, test } from 'vitest';
import { resolveFrom } from '../contract/resolve-from.ts';
import { genericPvtz } from './generic-pvtz.ts';
import { openCloud } from './official-alidns.ts';

const region = 'cn-beijing';

async function open() {
  const cloud = await openCloud();
  const call = genericPvtz(cloud);
  cloud.vpc.addVpc({ account: cloud.account.id, region, vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16', name: 'ours' });
  const { ZoneId } = await call('AddZone', { ZoneName: 'example.com', ResourceGroupId: 'rg-1' });
  return { cloud, call, ZoneId: String(ZoneId) };
}

const refused = (code: string) => ({ code, statusCode: 400 });
const bound = (vpcId: string) => ({ 'Vpcs.1.VpcId': vpcId, 'Vpcs.1.RegionId': region });
const zonesOf = (body: Record<string, unknown>) => (body as { Zones: { Zone: Record<string, unknown>[] } }).Zones.Zone;

describe('zones', () => {
  test('show everything of them in the lists, the tree and by themselves', async () => {
    const { cloud, call, ZoneId } = await open();
    await call('BindZoneVpc', { ZoneId, ...bound('vpc-a') });
    await call('UpdateZoneRemark', { ZoneId, Remark: 'inner names' });
    await call('TagResources', {
      ResourceType: 'ZONE',
      'ResourceId.1': ZoneId,
      'Tag.1.Key': 'env',
      'Tag.1.Value': 'x',
    });
    const zone = {
      ZoneId,
      ZoneName: 'example.com',
      ZoneType: 'AUTH_ZONE',
      DnsGroup: 'FAST_ZONE',
      DnsGroupChanging: false,
      RecordCount: 0,
      IsPtr: false,
      Remark: 'inner names',
      Creator: cloud.account.id,
      CreateTime: '2026-03-02T08:00Z',
      UpdateTime: '2026-03-02T08:00Z',
    };
    const vpc = {
      VpcId: 'vpc-a',
      VpcName: 'ours',
      VpcType: 'STANDARD',
      RegionId: region,
      RegionName: 'China (Beijing)',
    };
    expect(zonesOf(await call('DescribeZones', { ResourceGroupId: 'rg-1', 'ResourceTag.1.Key': 'env' }))).toMatchObject(
      [
        {
          ...zone,
          ProxyPattern: 'ZONE',
          ResourceGroupId: 'rg-1',
          SlaveDnsStatus: 'CLOSE',
          ResourceTags: { ResourceTag: [{ Key: 'env', Value: 'x' }] },
        },
      ],
    );
    expect(zonesOf(await call('DescribeZones', { ZoneType: 'CLOUD_PRODUCT_ZONE' }))).toEqual([]);
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({
      ...zone,
      CreatorType: 'USER',
      SlaveDns: false,
      ResourceGroupId: 'rg-1',
      BindVpcs: { Vpc: [{ ...vpc, VpcUserId: Number(cloud.account.id) }] },
    });
    expect(zonesOf(await call('DescribeZoneVpcTree'))).toMatchObject([{ ...zone, Vpcs: { Vpc: [vpc] } }]);
    await call('MoveResourceGroup', { ResourceId: ZoneId, NewResourceGroupId: 'rg-2' });
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({ ResourceGroupId: 'rg-2' });
  });

  test('move to the other DNS group in some time, and say so meanwhile', async () => {
    const { cloud, call, ZoneId } = await open();
    await call('ChangeZoneDnsGroup', { ZoneId, DnsGroup: 'NORMAL_ZONE' });
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({ DnsGroup: 'FAST_ZONE', DnsGroupChanging: true });
    await cloud.clock.advanceBy(600_000);
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({
      DnsGroup: 'NORMAL_ZONE',
      DnsGroupChanging: false,
    });
  });

  test.each(['FAST_ZONE', 'NORMAL_ZONE'] as const)('are made as %s where that is how new ones are', async (group) => {
    const { cloud, call } = await open();
    cloud.pvtz.newZonesAre = group;
    const { ZoneId } = await call('AddZone', { ZoneName: 'new.example' });
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({ DnsGroup: group });
  });

  test('pass on what they do not have as soon as they are told to', async () => {
    const { cloud, call, ZoneId } = await open();
    const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
    cloud.alidns.addRecord(zone, { rr: 'www', type: 'A', value: '198.51.100.80', ttl: 600, line: 'default' });
    await call('BindZoneVpc', { ZoneId, ...bound('vpc-a') });
    expect(await resolveFrom(cloud, 'www.example.com', 'vpc-a')).toBe('NXDOMAIN');
    expect(await call('SetProxyPattern', { ZoneId, ProxyPattern: 'RECORD' })).toMatchObject({ ZoneId });
    expect(await resolveFrom(cloud, 'www.example.com', 'vpc-a')).toBe('198.51.100.80');
  });

  test('of a VPC of another account are bound once its owner agreed', async () => {
    const { cloud, call, ZoneId } = await open();
    const owner = cloud.addAccount('2222222222222222').id;
    cloud.vpc.addVpc({ account: owner, region, vpcId: 'vpc-theirs', cidrBlock: '10.9.0.0/16' });
    const bind = () => call('BindZoneVpc', { ZoneId, ...bound('vpc-theirs') });
    await expect(bind()).rejects.toMatchObject(refused('ZoneVpc.Auth.NotExists'));
    const authorize = (AuthCode: string) => call('AddUserVpcAuthorization', { AuthorizedUserId: owner, AuthCode });
    await expect(authorize('000000')).rejects.toMatchObject(refused('UserVpcAuthorization.Invalid.AuthCode'));
    await authorize(cloud.pvtz.authCode);
    await bind();
    expect(await call('DescribeUserVpcAuthorizations', { AuthorizedUserId: owner, AuthType: 'NORMAL' })).toMatchObject({
      TotalItems: 1,
      Users: [{ AuthType: 'NORMAL', AuthorizedUserId: Number(owner), CreateTime: '2026-03-02T08:00Z' }],
    });
    await call('DeleteUserVpcAuthorization', { AuthorizedUserId: owner });
    await expect(call('DeleteUserVpcAuthorization', { AuthorizedUserId: owner })).rejects.toMatchObject(
      refused('UserVpcAuthorization.NotExists'),
    );
    await expect(bind()).rejects.toMatchObject(refused('ZoneVpc.Auth.NotExists'));
  });
});

describe('records', () => {
  test('show everything of them, alone and in the list', async () => {
    const { call, ZoneId } = await open();
    const added = await call('AddZoneRecord', {
      ZoneId,
      Rr: '@',
      Type: 'MX',
      Value: 'mx.example.com',
      Priority: 7,
      Remark: 'mail',
    });
    const { RecordId } = added;
    expect(added).toMatchObject({ Success: true });
    const record = { RecordId, ZoneId, Rr: '@', Type: 'MX', Value: 'mx.example.com', Ttl: 60, Weight: 1, Priority: 7 };
    const expected = { ...record, Line: 'default', Status: 'ENABLE', Remark: 'mail', CreateTime: '2026-03-02T08:00Z' };
    expect(await call('DescribeZoneRecord', { RecordId })).toMatchObject(expected);
    expect(await call('DescribeZoneRecords', { ZoneId })).toMatchObject({ Records: { Record: [expected] } });
    expect(await call('DescribeZoneRecords', { ZoneId, Tag: 'ecs' })).toMatchObject({ TotalItems: 0 });
    await call('UpdateRecordRemark', { RecordId, Remark: 'post' });
    await call('UpdateZoneRecord', { RecordId, Rr: '@', Type: 'MX', Value: 'mx2.example.com', Priority: 9 });
    expect(await call('SetZoneRecordStatus', { RecordId, Status: 'DISABLE' })).toMatchObject({ Status: 'DISABLE' });
    expect(await call('DescribeZoneRecord', { RecordId })).toMatchObject({
      Value: 'mx2.example.com',
      Remark: 'post',
      Status: 'DISABLE',
    });
    expect(await call('DeleteZoneRecord', { RecordId })).toMatchObject({ RecordId });
  });

  test('of one name are answered in turn by their weights, while that is on', async () => {
    const { cloud, call, ZoneId } = await open();
    await call('BindZoneVpc', { ZoneId, ...bound('vpc-a') });
    const add = (Value: string) => call('AddZoneRecord', { ZoneId, Rr: 'www', Type: 'A', Value });
    const { RecordId } = await add('10.0.0.1');
    await add('10.0.0.2');
    expect(await call('SetZoneLbaStatus', { ZoneId, Rr: 'www', Type: 'A', Line: 'default', Open: true })).toMatchObject(
      { Success: true },
    );
    expect(await call('UpdateZoneRecordWeight', { RecordId, Weight: 3 })).toMatchObject({ RecordId });
    const turns: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) turns.push(await resolveFrom(cloud, 'www.example.com', 'vpc-a'));
    expect(turns.sort()).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.2']);
  });

  test.each([
    [{ Rr: '-a', Type: 'A', Value: '10.0.0.1' }, 'Record.Invalid.Rr'],
    [{ Rr: 'a', Type: 'A', Value: 'x' }, 'Record.Invalid.Value'],
    [{ Rr: 'a', Type: 'A', Value: '10.0.0.1', Ttl: 61 }, 'Record.Invalid.Ttl'],
    [{ Rr: 'www', Type: 'CNAME', Value: 'a.example.com' }, 'Record.Invalid.Conflict'],
  ])('%j is refused, added or updated to: %s', async (content, code) => {
    const { call, ZoneId } = await open();
    await call('AddZoneRecord', { ZoneId, Rr: 'www', Type: 'A', Value: '10.0.0.9' });
    const { RecordId } = await call('AddZoneRecord', { ZoneId, Rr: 'other', Type: 'A', Value: '10.0.0.9' });
    await expect(call('AddZoneRecord', { ZoneId, ...content })).rejects.toMatchObject(refused(code));
    await expect(call('UpdateZoneRecord', { RecordId, ...content })).rejects.toMatchObject(refused(code));
  });
});

test('what is not there, or not ours, is refused by every action', async () => {
  const { cloud, call, ZoneId } = await open();
  const stranger = genericPvtz(cloud, cloud.addAccount('9999999999999999'));
  const tagged = { ResourceType: 'ZONE', 'ResourceId.1': ZoneId };
  const record = { Rr: 'www', Type: 'A', Value: '10.0.0.1' };
  const ofZones: [string, object][] = [
    ['DeleteZone', { ZoneId }],
    ['UpdateZoneRemark', { ZoneId }],
    ['SetProxyPattern', { ZoneId, ProxyPattern: 'ZONE' }],
    ['ChangeZoneDnsGroup', { ZoneId, DnsGroup: 'FAST_ZONE' }],
    ['MoveResourceGroup', { ResourceId: ZoneId, NewResourceGroupId: 'rg-2' }],
    ['BindZoneVpc', { ZoneId }],
    ['DescribeZoneInfo', { ZoneId }],
    ['DescribeChangeLogs', { ZoneId }],
    ['TagResources', { ...tagged, 'Tag.1.Key': 'a' }],
    ['UntagResources', tagged],
    ['ListTagResources', tagged],
    ['AddZoneRecord', { ZoneId, ...record }],
    ['SetZoneLbaStatus', { ZoneId, Rr: 'www', Type: 'A', Line: 'default', Open: true }],
    ['DescribeZoneRecords', { ZoneId }],
  ];
  for (const [action, query] of ofZones) {
    await expect(stranger(action, { ...query }), action).rejects.toMatchObject(refused('Zone.NotExists'));
  }
  const { RecordId } = await call('AddZoneRecord', { ZoneId, ...record });
  const ofRecords: [string, object][] = [
    ['UpdateZoneRecord', { RecordId, ...record }],
    ['DeleteZoneRecord', { RecordId }],
    ['SetZoneRecordStatus', { RecordId, Status: 'DISABLE' }],
    ['UpdateRecordRemark', { RecordId, Remark: 'x' }],
    ['UpdateZoneRecordWeight', { RecordId, Weight: 2 }],
    ['DescribeZoneRecord', { RecordId }],
  ];
  for (const [action, query] of ofRecords) {
    await expect(stranger(action, { ...query }), action).rejects.toMatchObject(refused('Record.NotExists'));
  }
});

test('tags of zones are put on, found, listed in pages and taken off', async () => {
  const { call, ZoneId } = await open();
  const tags = Object.fromEntries(
    Array.from({ length: 3 }, (_, index) => [
      [`Tag.${index + 1}.Key`, `k${index}`],
      [`Tag.${index + 1}.Value`, `v${index}`],
    ]).flat(),
  );
  const of = { ResourceType: 'ZONE', 'ResourceId.1': ZoneId };
  await call('TagResources', { ...of, ...tags });
  const first = await call('ListTagResources', { ResourceType: 'ZONE', Size: 2 });
  expect(first.TagResources).toHaveLength(2);
  expect(await call('ListTagResources', { ResourceType: 'ZONE', Size: 2, NextToken: first.NextToken })).toMatchObject({
    TagResources: [{ ResourceId: ZoneId, ResourceType: 'ZONE', TagKey: 'k2', TagValue: 'v2' }],
  });
  expect(await call('DescribeTags', { ResourceType: 'ZONE' })).toMatchObject({
    TotalCount: 3,
    Tags: [{ Key: 'k0', Values: ['v0'] }, {}, {}],
  });
  await call('UntagResources', { ...of, 'TagKey.1': 'k0' });
  await call('TagResources', { ...of, 'Tag.1.Key': 'only', OverWrite: true });
  expect(await call('DescribeTags', { ResourceType: 'ZONE' })).toMatchObject({ Tags: [{ Key: 'only', Values: [''] }] });
  await call('UntagResources', { ...of, All: true });
  expect(await call('DescribeTags', { ResourceType: 'ZONE' })).toMatchObject({ TotalCount: 0 });
});

test('what became of zones and records is logged, newest first', async () => {
  const { cloud, call, ZoneId } = await open();
  await call('AddZoneRecord', { ZoneId, Rr: 'www', Type: 'A', Value: '10.0.0.1' });
  const logs = async (query: object = {}) => {
    const body = (await call('DescribeChangeLogs', { ...query })) as {
      ChangeLogs: { ChangeLog: Record<string, unknown>[] };
    };
    return body.ChangeLogs.ChangeLog;
  };
  expect(await logs({ ZoneId })).toMatchObject([
    {
      OperObject: 'PV_RECORD',
      OperAction: 'add',
      EntityName: 'www.example.com',
      Content: expect.stringContaining('10.0.0.1'),
      CreatorId: cloud.account.id,
      OperTime: '2026-03-02T08:00Z',
    },
    { OperObject: 'PV_ZONE', EntityId: ZoneId },
  ]);
  expect(await logs({ EntityType: 'PV_ZONE' })).toHaveLength(1);
  expect(await logs({ EntityType: 'ANYTHING' })).toHaveLength(2);
  expect(await logs({ Keyword: 'WWW' })).toHaveLength(1);
  expect(await logs({ StartTimestamp: cloud.clock.now() + 1 })).toEqual([]);
});

test('regions, and whether the service is open', async () => {
  const { cloud, call } = await open();
  const { Regions } = (await call('DescribeRegions')) as { Regions: { Region: object[] } };
  expect(Regions.Region).toContainEqual({
    RegionId: region,
    RegionName: 'China (Beijing)',
    LocalName: 'China (Beijing)',
    RegionEndpoint: 'pvtz.cn-beijing.aliyuncs.com',
  });
  for (const status of ['OPENED', 'IN_DEBT'] as const) {
    cloud.pvtz.serviceStatus = status;
    expect(await call('DescribeUserServiceStatus')).toMatchObject({ Status: status });
  }
});
