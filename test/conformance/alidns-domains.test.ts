import { describe, expect, test } from 'vitest';
import { officialAlidns, openCloud } from './official-alidns.ts';
import type { Call } from './official-calls.ts';

const DomainName = 'example.com';

async function open() {
  const cloud = await openCloud();
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: DomainName, edition: 'enterprise-ultimate' });
  const stranger = officialAlidns(cloud, cloud.addAccount('9999999999999999'));
  return { cloud, zone, call: officialAlidns(cloud), stranger };
}

const refused = (code: string) => ({ code, statusCode: 400 });

describe('domains', () => {
  test('a paid domain shows what was bought, what its owner wrote and who serves it', async () => {
    const { cloud, zone, call } = await open();
    zone.isStarred = true;
    zone.registrantEmail = 'owner@example.com';
    await call('UpdateDomainRemark', { DomainName, Remark: 'ours' });
    await call('MoveDomainResourceGroup', { ResourceId: DomainName, NewResourceGroupId: 'rg-1' });
    await call('TagResources', {
      ResourceType: 'DOMAIN',
      ResourceId: [DomainName],
      Tag: [{ Key: 'env', Value: 'prod' }],
    });
    const [domain] = domainsOf(await call('DescribeDomains', { Starmark: true, ResourceGroupId: 'rg-1' }));
    expect(domain).toMatchObject({
      DomainName,
      Remark: 'ours',
      ResourceGroupId: 'rg-1',
      Starmark: true,
      RegistrantEmail: 'owner@example.com',
      InstanceExpired: false,
      InstanceEndTime: '2027-03-02T08:00Z',
      VersionCode: 'version_enterprise_advanced',
      Tags: { Tag: [{ Key: 'env', Value: 'prod' }] },
    });
    expect(domain?.InstanceId).toMatch(/^dns-cn-/);

    const detailed = await call('DescribeDomainInfo', { DomainName, NeedDetailAttributes: true });
    expect(detailed).toMatchObject({
      MinTtl: 1,
      RegionLines: true,
      LineType: 'region_province',
      InBlackHole: false,
      SlaveDns: false,
    });
    const tree = JSON.parse(String(detailed.RecordLineTreeJson));
    expect(tree.mobile).toHaveProperty('cn_mobile_anhui');
    expect(JSON.stringify(detailed.RecordLines)).toContain('"FatherCode":"mobile"');

    zone.refusesWrites = 'RecordForbidden.BlackHole';
    expect(await call('DescribeDomainInfo', { DomainName })).toMatchObject({ InBlackHole: true });
    cloud.alidns.addZone({ account: cloud.account.id, name: 'free.com' });
    const free = await call('DescribeDomainInfo', { DomainName: 'free.com', NeedDetailAttributes: true });
    expect(free).toMatchObject({ LineType: 'region_isp', RegionLines: false, MinTtl: 600 });
    expect(free.InstanceId).toBeUndefined();
  });

  test.each([
    ['AddDomain', { DomainName: 'no domain' }, 'InvalidDomainName.Format'],
    ['AddDomain', { DomainName: 'gateway.internal' }, 'InvalidDomainName.Suffix'],
    ['AddDomain', { DomainName: 'www.nobodys.com' }, 'InvalidDomainName.Unregistered'],
    ['AddDomain', { DomainName }, 'InvalidDomainName.Duplicate'],
    ['AddDomain', { DomainName: 'new.com', GroupId: '1' }, 'InvalidDomainGroup.NotExist'],
    ['AddDomain', { DomainName: 'theirs.com' }, 'DomainAddedByOthers'],
    ['GetMainDomainName', { InputString: 'no domain' }, 'InvalidDomainName.Format'],
    ['GetMainDomainName', { InputString: 'com' }, 'InvalidDomainName.Suffix'],
    ['GetTxtRecordForVerify', { Type: 'RETRIEVAL', DomainName: '192.0.2.1' }, 'InvalidDomainName.Format'],
    ['GetTxtRecordForVerify', { Type: 'RETRIEVAL', DomainName: 'a.internal' }, 'InvalidDomainName.Suffix'],
    ['UpdateDomainRemark', { DomainName, Remark: 'x'.repeat(51) }, 'InvalidRemark'],
  ])('%s %j is refused: %s', async (action, query, code) => {
    const { cloud, call } = await open();
    cloud.alidns.addZone({ account: '9999999999999999', name: 'theirs.com' });
    cloud.alidns.unregistered.add('nobodys.com');
    await expect(call(action, query)).rejects.toMatchObject(refused(code));
  });

  const ofADomain: [action: string, query: (DomainName: string) => Record<string, unknown>][] = [
    ['DeleteDomain', (name) => ({ DomainName: name })],
    ['DescribeDomainInfo', (name) => ({ DomainName: name })],
    ['UpdateDomainRemark', (name) => ({ DomainName: name })],
    ['MoveDomainResourceGroup', (name) => ({ ResourceId: name, NewResourceGroupId: 'rg-1' })],
    ['DescribeDomainNs', (name) => ({ DomainName: name })],
    ['DescribeSupportLines', (name) => ({ DomainName: name })],
    ['ChangeDomainGroup', (name) => ({ DomainName: name })],
    ['TagResources', (name) => ({ ResourceType: 'DOMAIN', ResourceId: [name], Tag: [{ Key: 'a', Value: 'b' }] })],
    ['UntagResources', (name) => ({ ResourceType: 'DOMAIN', ResourceId: [name], All: true })],
    ['ListTagResources', (name) => ({ ResourceType: 'DOMAIN', ResourceId: [name] })],
    ['AddDomainRecord', (name) => ({ DomainName: name, RR: 'www', Type: 'A', Value: '192.0.2.1' })],
    ['DeleteSubDomainRecords', (name) => ({ DomainName: name, RR: 'www' })],
    ['DescribeDomainRecords', (name) => ({ DomainName: name })],
    ['DescribeSubDomainRecords', (name) => ({ SubDomain: `www.${name}` })],
    ['SetDNSSLBStatus', (name) => ({ SubDomain: `www.${name}` })],
    ['DescribeDNSSLBSubDomains', (name) => ({ DomainName: name })],
    ['DescribeRecordLogs', (name) => ({ DomainName: name })],
  ];
  test.each(ofADomain)('%s of a domain that nobody or somebody else has is refused', async (action, query) => {
    const { call, stranger } = await open();
    await expect(call(action, query('nobody.com'))).rejects.toMatchObject(refused('InvalidDomainName.NoExist'));
    await expect(stranger(action, query(DomainName))).rejects.toMatchObject(refused('IncorrectDomainUser'));
  });

  test.each(['DescribeSubDomainRecords', 'SetDNSSLBStatus'])('%s wants a name below the domain', async (action) => {
    const { call } = await open();
    const outside = call(action, { SubDomain: 'www.example.org', DomainName });
    await expect(outside).rejects.toMatchObject(refused('InvalidDomainName.Format'));
  });

  test('a locked domain, or one that is being written, is not deleted', async () => {
    const { zone, call } = await open();
    zone.refusesWrites = 'Forbidden.DomainLocked';
    await expect(call('DeleteDomain', { DomainName })).rejects.toMatchObject(refused('Forbidden.DomainLocked'));
    zone.refusesWrites = undefined;
    zone.isBeingWritten = true;
    await expect(call('DeleteDomain', { DomainName })).rejects.toMatchObject(refused('LastOperationNotFinished'));
    zone.isBeingWritten = false;
    expect(await call('DeleteDomain', { DomainName })).toMatchObject({ DomainName });
  });

  test.each([
    ['www.example.com', { DomainName: 'example.com', RR: 'www', DomainLevel: 2 }],
    ['example.com', { DomainName: 'example.com', RR: '@', DomainLevel: 1 }],
    ['a.b.example.com.cn', { DomainName: 'example.com.cn', RR: 'a.b', DomainLevel: 3 }],
  ])('the main domain of %s', async (InputString, expected) => {
    const { call } = await open();
    expect(await call('GetMainDomainName', { InputString })).toMatchObject(expected);
  });

  test('tells who serves a domain in truth', async () => {
    const { cloud, call } = await open();
    const ours = ['ns1.alidns.com', 'ns2.alidns.com'];
    expect(await call('DescribeDomainNs', { DomainName })).toMatchObject({
      AllAliDns: true,
      IncludeAliDns: true,
      DnsServers: { DnsServer: ours },
      ExpectDnsServers: { ExpectDnsServer: ours },
    });
    cloud.otherDns.addZone(DomainName, ['ns1.alidns.com', 'ns.elsewhere.example']);
    expect(await call('DescribeDomainNs', { DomainName })).toMatchObject({ AllAliDns: false, IncludeAliDns: true });
    cloud.otherDns.addZone(DomainName);
    expect(await call('DescribeDomainNs', { DomainName })).toMatchObject({ AllAliDns: false, IncludeAliDns: false });
    cloud.alidns.unregistered.add(DomainName);
    expect(await call('DescribeDomainNs', { DomainName })).toMatchObject({
      DnsServers: { DnsServer: [] },
      DetectFailedReasonCode: 'NoDomainNs',
    });
  });

  test('lines of provinces come with a paid edition, and records may have them there', async () => {
    const { cloud, call } = await open();
    const codes = async (query: object) => {
      const { RecordLines } = (await call('DescribeSupportLines', { ...query })) as {
        RecordLines: { RecordLine: { LineCode: string }[] };
      };
      return RecordLines.RecordLine.map(({ LineCode }) => LineCode);
    };
    expect(await codes({})).not.toContain('cn_mobile_anhui');
    expect(await codes({ DomainName })).toEqual(expect.arrayContaining(['default', 'telecom', 'cn_mobile_anhui']));

    cloud.alidns.addZone({ account: cloud.account.id, name: 'free.com' });
    const record = { RR: 'www', Type: 'A', Value: '192.0.2.1', Line: 'cn_mobile_anhui' };
    expect(await call('AddDomainRecord', { DomainName, ...record })).toHaveProperty('RecordId');
    const inFree = call('AddDomainRecord', { DomainName: 'free.com', ...record });
    await expect(inFree).rejects.toMatchObject(refused('InvalidParameter'));
  });
});

describe('groups of domains', () => {
  test('come and go, are searched for, and hold domains', async () => {
    const { call } = await open();
    const { GroupId } = await call('AddDomainGroup', { GroupName: 'Shops' });
    await call('AddDomainGroup', { GroupName: 'Blogs' });
    expect(await call('AddDomain', { DomainName: 'shop.com', GroupId })).toMatchObject({ GroupId, GroupName: 'Shops' });
    expect(await call('ChangeDomainGroup', { DomainName, GroupId })).toMatchObject({ GroupName: 'Shops' });
    expect(await call('UpdateDomainGroup', { GroupId, GroupName: 'Our shops' })).toMatchObject({ GroupId });
    expect(await call('DescribeDomainGroups', { KeyWord: 'shop' })).toMatchObject({
      TotalCount: 1,
      DomainGroups: { DomainGroup: [{ GroupId, GroupName: 'Our shops', DomainCount: 2 }] },
    });
    expect(domainsOf(await call('DescribeDomains', { GroupId })).map((domain) => domain.DomainName)).toEqual([
      'example.com',
      'shop.com',
    ]);
    await expect(call('DeleteDomainGroup', { GroupId })).rejects.toMatchObject(refused('Fobidden.NotEmptyGroup'));
    expect(await call('ChangeDomainGroup', { DomainName })).toMatchObject({ GroupId: 'defaultGroup' });
    await call('DeleteDomain', { DomainName: 'shop.com' });
    expect(await call('DeleteDomainGroup', { GroupId })).toMatchObject({ GroupName: 'Our shops' });
  });

  test.each([
    ['AddDomainGroup', { GroupName: 'taken' }, 'InvalidDomainGroup.Duplicate'],
    ['UpdateDomainGroup', { GroupId: 'mine', GroupName: 'taken' }, 'InvalidDomainGroup.Duplicate'],
    ['UpdateDomainGroup', { GroupId: '1', GroupName: 'x' }, 'InvalidDomainGroup.NotExist'],
    ['DeleteDomainGroup', { GroupId: '1' }, 'InvalidDomainGroup.NotExist'],
    ['DeleteDomainGroup', { GroupId: 'defaultGroup' }, 'Fobidden.DefaultGroup'],
    ['ChangeDomainGroup', { DomainName, GroupId: '1' }, 'InvalidDomainGroup.NotExist'],
  ])('%s %j is refused: %s', async (action, query: Record<string, string>, code) => {
    const { call } = await open();
    await call('AddDomainGroup', { GroupName: 'taken' });
    const { GroupId: mine } = await call('AddDomainGroup', { GroupName: 'mine' });
    const meant = query.GroupId === 'mine' ? { ...query, GroupId: mine } : query;
    await expect(call(action, meant)).rejects.toMatchObject(refused(code));
  });

  test('records are listed for the group that their domain is in', async () => {
    const { call } = await open();
    await call('AddDomainRecord', { DomainName, RR: 'www', Type: 'A', Value: '192.0.2.1' });
    const { GroupId } = await call('AddDomainGroup', { GroupName: 'Shops' });
    const count = async (group: number) =>
      (await call('DescribeDomainRecords', { DomainName, GroupId: group })).TotalCount;
    expect([await count(-2), await count(-1), await count(0), await count(Number(GroupId))]).toEqual([1, 1, 0, 0]);
    await call('ChangeDomainGroup', { DomainName, GroupId });
    expect([await count(-2), await count(-1), await count(0), await count(Number(GroupId))]).toEqual([1, 0, 0, 1]);
  });
});

describe('tags of domains', () => {
  test('are put on, found, listed in pages and taken off', async () => {
    const { cloud, call } = await open();
    const names = Array.from({ length: 15 }, (_, index) => `d${index}.com`);
    for (const name of names) cloud.alidns.addZone({ account: cloud.account.id, name });
    const tags = Array.from({ length: 20 }, (_, index) => ({ Key: `k${index}`, Value: `v${index}` }));
    await call('TagResources', { ResourceType: 'DOMAIN', ResourceId: names, Tag: tags });
    await call('TagResources', { ResourceType: 'DOMAIN', ResourceId: [DomainName], Tag: [{ Key: 'env', Value: 'x' }] });

    const first = await call('ListTagResources', { ResourceType: 'DOMAIN' });
    const second = await call('ListTagResources', { ResourceType: 'DOMAIN', NextToken: first.NextToken });
    expect([first.TagResources, second.TagResources]).toMatchObject([{ length: 200 }, { length: 101 }]);
    expect(second.NextToken).toBeUndefined();
    const found = { ResourceType: 'DOMAIN', Tag: [{ Key: 'env', Value: 'x' }] };
    expect((await call('ListTagResources', found)).TagResources).toEqual([
      { ResourceId: DomainName, ResourceType: 'DOMAIN', TagKey: 'env', TagValue: 'x' },
    ]);
    expect(await call('DescribeTags', { ResourceType: 'DOMAIN', PageSize: 1 })).toMatchObject({
      TotalCount: 21,
      Tags: [{ Key: 'env', Values: ['x'] }],
    });
    await call('UntagResources', { ResourceType: 'DOMAIN', ResourceId: ['d0.com'], TagKey: ['k0'] });
    await call('UntagResources', { ResourceType: 'DOMAIN', ResourceId: [DomainName], All: true });
    const left = await call('ListTagResources', { ResourceType: 'DOMAIN', ResourceId: ['d0.com', DomainName] });
    expect(left.TagResources).toHaveLength(19);
  });
});

describe('a domain that another account holds', () => {
  const prove = async (stranger: Call) => stranger('GetTxtRecordForVerify', { Type: 'RETRIEVAL', DomainName });

  test('goes to whoever proves to own it, by a record in the public DNS', async () => {
    const { cloud, call, stranger } = await open();
    await call('AddDomainRecord', { DomainName, RR: 'www', Type: 'A', Value: '192.0.2.1' });
    const proof = await prove(stranger);
    expect(proof).toMatchObject({ DomainName, ParentDomainName: DomainName, RR: 'aliyunRetrieval' });
    expect(await prove(stranger)).toMatchObject({ Value: proof.Value });
    await expect(stranger('RetrieveDomain', { DomainName })).rejects.toMatchObject(refused('Forbidden.TxtNotVerified'));
    await expect(stranger('RetrieveDomain', { DomainName })).rejects.toMatchObject(refused('Fobidden.TooOfen'));

    // Its owner points the domain at servers where the record can be written.
    cloud.otherDns.addZone(DomainName);
    cloud.otherDns.addRecord(`aliyunretrieval.${DomainName}`, { type: 'TXT', value: String(proof.Value), ttl: 600 });
    await cloud.clock.advanceBy(90_000);
    await stranger('RetrieveDomain', { DomainName });
    expect(await stranger('DescribeDomainRecords', { DomainName })).toMatchObject({ TotalCount: 0 });
    await expect(call('DescribeDomainInfo', { DomainName })).rejects.toMatchObject(refused('IncorrectDomainUser'));
  });

  test('is proved by a value of the last three days', async () => {
    const { cloud, stranger } = await open();
    const { Value } = await prove(stranger);
    await cloud.clock.advanceBy(3 * 24 * 3_600_000);
    await expect(stranger('RetrieveDomain', { DomainName })).rejects.toMatchObject(refused('Forbidden.TxtNotVerified'));
    expect((await prove(stranger)).Value).not.toBe(Value);
  });

  test.each([
    ['no domain', 'InvalidDomainName.Format'],
    ['a.internal', 'InvalidDomainName.Suffix'],
    ['nobodys.com', 'InvalidDomainName.Unregistered'],
    ['unknown.com', 'InvalidDomainName.NoExist'],
    [DomainName, 'InvalidDomainName.Duplicate'],
  ])('%s cannot be retrieved: %s', async (name, code) => {
    const { cloud, call } = await open();
    cloud.alidns.unregistered.add('nobodys.com');
    await expect(call('RetrieveDomain', { DomainName: name })).rejects.toMatchObject(refused(code));
  });

  test('a proof for no domain in particular names none', async () => {
    const { call } = await open();
    const proof = await call('GetTxtRecordForVerify', { Type: 'ADD_SUB_DOMAIN' });
    expect(proof).toMatchObject({ RR: 'alidnscheck', Value: expect.stringMatching(/^[0-9a-z]{32}$/) });
    expect(proof.DomainName).toBeUndefined();
  });
});

test('what became of domains is logged, newest first', async () => {
  const { cloud, call } = await open();
  const { GroupId } = await call('AddDomainGroup', { GroupName: 'Shops' });
  await call('AddDomain', { DomainName: 'shop.com', GroupId });
  await cloud.clock.advanceBy(24 * 3_600_000);
  await call('DeleteDomain', { DomainName });
  const logs = async (query: object = {}) => {
    const { DomainLogs } = (await call('DescribeDomainLogs', { ...query })) as {
      DomainLogs: { DomainLog: Record<string, unknown>[] };
    };
    return DomainLogs.DomainLog.map(({ Action, DomainName: name }) => `${Action} ${name}`);
  };
  expect(await logs()).toEqual(['Delete example.com', 'Add shop.com']);
  expect(await logs({ KeyWord: 'SHOP' })).toEqual(['Add shop.com']);
  expect(await logs({ GroupId })).toEqual(['Add shop.com']);
  expect(await logs({ StartDate: '2026-03-03' })).toEqual(['Delete example.com']);
  expect(await logs({ endDate: '2026-03-02' })).toEqual(['Add shop.com']);
  expect(await logs({ Type: 'slavedns' })).toEqual([]);
  expect(await logs({ PageSize: 1, PageNumber: 2 })).toEqual(['Add shop.com']);
});

function domainsOf(body: Record<string, unknown>): Record<string, unknown>[] {
  return (body as { Domains: { Domain: Record<string, unknown>[] } }).Domains.Domain;
}
