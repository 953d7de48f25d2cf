import Client, { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig, RuntimeOptions } from './clients.ts';
import { resolveFrom } from './resolve-from.ts';

const region = 'cn-beijing';
let cloud: LocalCloud;
let client: Client;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Client(clientConfig(cloud));
  for (const vpcId of ['vpc-a', 'vpc-b']) {
    cloud.vpc.addVpc({ account: cloud.account.id, region, vpcId, cidrBlock: '10.0.0.0/16', name: `${vpcId}-name` });
  }
});
afterEach(() => cloud.close());

/** No npm package knows PrivateZone, so its calls go through the generic client. */
async function call(action: string, query: Record<string, unknown>, by = client) {
  const params = new $OpenApiUtil.Params({
    action,
    version: '2018-01-01',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'json',
    bodyType: 'json',
  });
  const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const request = new $OpenApiUtil.OpenApiRequest({ query: texts });
  const { body } = await by.callApi(params, request, new RuntimeOptions());
  return body;
}

async function zoneBoundTo(ZoneName: string, vpcIds: string[], more: Record<string, unknown> = {}): Promise<string> {
  const { ZoneId } = await call('AddZone', { ZoneName, ...more });
  await bind(ZoneId, vpcIds);
  return ZoneId;
}

function bind(ZoneId: string, vpcIds: string[]) {
  const rows = vpcIds.flatMap((vpcId, index) => [
    [`Vpcs.${index + 1}.VpcId`, vpcId],
    [`Vpcs.${index + 1}.RegionId`, region],
  ]);
  return call('BindZoneVpc', { ZoneId, ...Object.fromEntries(rows) });
}

function record(ZoneId: string, Rr: string, Value: string, more: Record<string, unknown> = {}) {
  return call('AddZoneRecord', { ZoneId, Rr, Type: 'A', Value, ...more });
}

const resolve = (name: string, vpcId?: string) => resolveFrom(cloud, name, vpcId);

describe('private zones and their records', () => {
  test('a zone comes and goes, and is found by name and by VPC', async () => {
    const ZoneId = await zoneBoundTo('Example.COM', ['vpc-a']);
    await call('AddZone', { ZoneName: 'example.org', ProxyPattern: 'RECORD' });
    await call('UpdateZoneRemark', { ZoneId, Remark: 'ours' });

    const names = async (query: Record<string, unknown>) =>
      (await call('DescribeZones', query)).Zones.Zone.map(({ ZoneName }: { ZoneName: string }) => ZoneName);
    expect(await names({})).toEqual(['example.com', 'example.org']);
    expect(await names({ Keyword: 'org' })).toEqual(['example.org']);
    expect(await names({ Keyword: 'example', SearchMode: 'EXACT' })).toEqual([]);
    expect(await names({ QueryVpcId: 'vpc-a' })).toEqual(['example.com']);
    expect(await call('DescribeZones', { PageSize: 1, PageNumber: 2 })).toMatchObject({
      TotalItems: 2,
      TotalPages: 2,
      Zones: { Zone: [{ ZoneName: 'example.org', ProxyPattern: 'RECORD' }] },
    });
    expect(await call('DescribeZoneInfo', { ZoneId })).toMatchObject({
      ZoneName: 'example.com',
      ProxyPattern: 'ZONE',
      Remark: 'ours',
      BindVpcs: { Vpc: [{ VpcId: 'vpc-a', RegionId: region, VpcName: 'vpc-a-name', VpcType: 'STANDARD' }] },
    });

    await expect(call('DeleteZone', { ZoneId })).rejects.toMatchObject({ code: 'Zone.VpcExists' });
    await bind(ZoneId, []);
    await call('DeleteZone', { ZoneId });
    await expect(call('DescribeZoneInfo', { ZoneId })).rejects.toMatchObject({ code: 'Zone.NotExists' });
  });

  test.each([
    ['example.com', true],
    ['internal', true],
    ['a..b', false],
    ['-a.com', false],
  ])('the name %s: %s', async (ZoneName, possible) => {
    expect(await call('CheckZoneName', { ZoneName })).toMatchObject({ Check: possible, Success: true });
    const added = call('AddZone', { ZoneName });
    if (possible) await expect(added).resolves.toMatchObject({ Success: true });
    else await expect(added).rejects.toMatchObject({ code: 'Zone.Invalid.Name' });
  });

  test('binding says the whole list: who is left out is unbound', async () => {
    const ZoneId = await zoneBoundTo('example.com', ['vpc-a']);
    const bound = async () =>
      (await call('DescribeZoneInfo', { ZoneId })).BindVpcs.Vpc.map(({ VpcId }: { VpcId: string }) => VpcId);
    await bind(ZoneId, ['vpc-b']);
    expect(await bound()).toEqual(['vpc-b']);
    await bind(ZoneId, []);
    expect(await bound()).toEqual([]);
  });

  test('binding wants the region of each VPC, and VPCs that are there', async () => {
    const ZoneId = await zoneBoundTo('example.com', []);
    const bindOne = (vpc: object) => call('BindZoneVpc', { ZoneId, ...vpc });
    await expect(bindOne({ 'Vpcs.1.VpcId': 'vpc-a' })).rejects.toMatchObject({ code: 'MissingRegion' });
    await expect(bind(ZoneId, ['vpc-none'])).rejects.toMatchObject({ code: 'ZoneVpc.NotExists.VpcId' });
    const { id } = cloud.addAccount('9999999999999999');
    cloud.vpc.addVpc({ account: id, region, vpcId: 'vpc-other', cidrBlock: '10.9.0.0/16' });
    await expect(bind(ZoneId, ['vpc-other'])).rejects.toMatchObject({ code: 'ZoneVpc.Auth.NotExists' });
  });

  test('records have numbers for ids, Rr and Ttl for fields, and a search that is exact', async () => {
    const ZoneId = await zoneBoundTo('example.com', []);
    const { RecordId } = await record(ZoneId, 'www', '10.0.0.9', { Ttl: 5, Remark: 'ours' });
    await record(ZoneId, 'www2', '10.0.0.10');
    expect(RecordId).toBeTypeOf('number');
    const found = await call('DescribeZoneRecords', { ZoneId, Keyword: 'www' });
    expect(found).toMatchObject({ TotalItems: 1, TotalPages: 1 });
    expect(found.Records.Record).toMatchObject([
      { RecordId, Rr: 'www', Type: 'A', Value: '10.0.0.9', Ttl: 5, Status: 'ENABLE', Remark: 'ours' },
    ]);
    expect((await call('DescribeZoneRecords', { ZoneId, Keyword: 'www', SearchMode: 'LIKE' })).TotalItems).toBe(2);

    await call('UpdateZoneRecord', { RecordId, Rr: 'web', Type: 'CNAME', Value: 'www2.example.com' });
    await call('SetZoneRecordStatus', { RecordId, Status: 'DISABLE' });
    expect((await call('DescribeZoneRecords', { ZoneId, Keyword: 'web' })).Records.Record).toMatchObject([
      { RecordId, Type: 'CNAME', Ttl: 60, Status: 'DISABLE' },
    ]);
    await call('DeleteZoneRecord', { RecordId });
    await expect(call('DeleteZoneRecord', { RecordId })).rejects.toMatchObject({ code: 'Record.NotExists' });
  });

  test.each([
    [{ Ttl: 600 }, 'Record.Invalid.Ttl'],
    [{ Rr: '' }, 'MissingRr'],
    [{ Rr: 'a b' }, 'Record.Invalid.Rr'],
    [{ Value: 'www.example.com' }, 'Record.Invalid.Value'],
    [{ Type: 'CNAME', Value: '10.0.0.1' }, 'Record.Invalid.Value'],
    [{ Type: 'CAA' }, 'InvalidType'],
    [{ Rr: 'taken', Type: 'CNAME', Value: 'a.example.com' }, 'Record.Invalid.Conflict'],
    [{ Rr: 'taken' }, 'Record.Invalid.Conflict'],
    [{ ZoneId: 'none' }, 'Zone.NotExists'],
  ])('refuses %o: %s', async (wrong, code) => {
    const ZoneId = await zoneBoundTo('example.com', []);
    await record(ZoneId, 'taken', '10.0.0.9');
    const right = { ZoneId, Rr: 'www', Type: 'A', Value: '10.0.0.9' };
    await expect(call('AddZoneRecord', { ...right, ...wrong })).rejects.toMatchObject({ code });
  });

  test('the same client token writes once', async () => {
    const first = await call('AddZone', { ZoneName: 'example.com', ClientToken: 'once' });
    const again = await call('AddZone', { ZoneName: 'example.com', ClientToken: 'once' });
    expect(again.ZoneId).toBe(first.ZoneId);
    expect((await call('DescribeZones', {})).TotalItems).toBe(1);
  });

  test("hides another account's zones", async () => {
    const ZoneId = await zoneBoundTo('example.com', []);
    const { RecordId } = await record(ZoneId, 'www', '10.0.0.9');
    const stranger = new Client(clientConfig(cloud, cloud.addAccount('9999999999999999')));
    expect((await call('DescribeZones', {}, stranger)).TotalItems).toBe(0);
    await expect(call('DeleteZone', { ZoneId }, stranger)).rejects.toMatchObject({ code: 'Zone.NotExists' });
    await expect(call('DeleteZoneRecord', { RecordId }, stranger)).rejects.toMatchObject({ code: 'Record.NotExists' });
  });
});

describe('who resolves a private name', () => {
  beforeEach(() => {
    const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
    for (const rr of ['www', 'only-public']) {
      cloud.alidns.addRecord(zone, { rr, type: 'A', value: '198.51.100.80', ttl: 600, line: 'default' });
    }
  });

  test('only clients inside a bound VPC, from the moment it is bound', async () => {
    const ZoneId = await zoneBoundTo('example.com', ['vpc-a']);
    await record(ZoneId, 'www', '10.0.0.9');
    expect(await resolve('www.example.com', 'vpc-a')).toBe('10.0.0.9');
    expect(await resolve('www.example.com', 'vpc-b')).toBe('198.51.100.80');
    expect(await resolve('www.example.com')).toBe('198.51.100.80');
    await bind(ZoneId, ['vpc-b']);
    expect(await resolve('www.example.com', 'vpc-a')).toBe('198.51.100.80');
    expect(await resolve('www.example.com', 'vpc-b')).toBe('10.0.0.9');
  });

  test.each([
    ['ZONE', 'NXDOMAIN'],
    ['RECORD', '198.51.100.80'],
  ])('ProxyPattern %s: a name that only the public zone has is %s', async (ProxyPattern, seen) => {
    const ZoneId = await zoneBoundTo('example.com', ['vpc-a'], { ProxyPattern });
    await record(ZoneId, 'www', '10.0.0.9');
    expect(await resolve('www.example.com', 'vpc-a')).toBe('10.0.0.9');
    expect(await resolve('only-public.example.com', 'vpc-a')).toBe(seen);
  });

  test('a zone named after one host hides nothing else', async () => {
    await record(await zoneBoundTo('www.example.com', ['vpc-a']), '@', '10.0.0.9');
    expect(await resolve('www.example.com', 'vpc-a')).toBe('10.0.0.9');
    expect(await resolve('only-public.example.com', 'vpc-a')).toBe('198.51.100.80');
  });

  test('the longest private zone answers, a wildcard too, but no disabled record', async () => {
    await record(await zoneBoundTo('example.com', ['vpc-a']), '*', '10.0.0.1');
    const inner = await zoneBoundTo('in.example.com', ['vpc-a'], { ProxyPattern: 'RECORD' });
    const { RecordId } = await record(inner, 'a', '10.0.0.2');
    expect(await resolve('a.in.example.com', 'vpc-a')).toBe('10.0.0.2');
    expect(await resolve('b.in.example.com', 'vpc-a')).toBe('10.0.0.1');
    await call('SetZoneRecordStatus', { RecordId, Status: 'DISABLE' });
    expect(await resolve('a.in.example.com', 'vpc-a')).toBe('10.0.0.1');
  });
});
