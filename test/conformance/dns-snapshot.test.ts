import { expect, test } from 'vitest';
import { askOverUdp } from './ask-dns.ts';
import { genericPvtz } from './generic-pvtz.ts';
import { officialAlidns, openCloud } from './official-alidns.ts';

test('zones are restored into another cloud, and what was under way in them comes to its end there', async () => {
  const cloud = await openCloud();
  const call = officialAlidns(cloud);
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  const { GroupId } = await call('AddDomainGroup', { GroupName: 'Shops' });
  await call('ChangeDomainGroup', { DomainName: 'example.com', GroupId });
  for (const Value of ['192.0.2.1', '192.0.2.2']) {
    await call('AddDomainRecord', { DomainName: 'example.com', RR: 'a.www', Type: 'A', Value });
  }
  await call('SetDNSSLBStatus', { SubDomain: 'a.www.example.com' });
  const firstTurn = zone.share('a.www', 'A')?.[0]?.value;
  cloud.otherDns.addZone('example.net');
  cloud.otherDns.addRecord('www.example.net', { type: 'A', value: '192.0.2.9', ttl: 600 });
  await askOverUdp(cloud.resolver, 'www.example.net', 'A');

  const record = { Domain: 'example.com', Rr: 'later', Type: 'A', Value: '192.0.2.3' };
  const { TaskId } = await call('OperateBatchDomain', { Type: 'RR_ADD', DomainRecordInfo: [record] });
  cloud.alidns.writes = 'one-at-a-time';
  const { RecordId } = await call('AddDomainRecord', {
    DomainName: 'example.com',
    RR: 'busy',
    Type: 'A',
    Value: '192.0.2.4',
  });
  const pvtz = genericPvtz(cloud);
  const { ZoneId } = await pvtz('AddZone', { ZoneName: 'inner.example' });
  await pvtz('AddZoneRecord', { ZoneId, Rr: 'www', Type: 'A', Value: '10.0.0.1' });
  await pvtz('ChangeZoneDnsGroup', { ZoneId, DnsGroup: 'NORMAL_ZONE' });
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));
  cloud.alidns.removeZone(zone);

  const other = await openCloud({ seed: 7 });
  await other.restore(snapshot);
  const there = officialAlidns(other);
  const update = { RecordId, RR: 'busy', Type: 'A', Value: '192.0.2.5' };
  await expect(there('UpdateDomainRecord', update)).rejects.toMatchObject({ code: 'LastOperationNotFinished' });
  expect(await there('DescribeBatchResultCount', { TaskId })).toMatchObject({ Status: 0 });
  expect(await genericPvtz(other)('DescribeZoneInfo', { ZoneId })).toMatchObject({
    RecordCount: 1,
    DnsGroupChanging: true,
  });
  expect(await there('DescribeDomains', { GroupId })).toMatchObject({ TotalCount: 1 });
  // The turn goes on where it was, names between others exist, and the resolver still remembers.
  expect((await askOverUdp(other.dns, 'a.www.example.com', 'A')).answers[0]?.data).not.toBe(firstTurn);
  expect(await askOverUdp(other.dns, 'www.example.com', 'A')).toMatchObject({ rcode: 'NOERROR', answers: [] });
  await other.clock.advanceBy(60_000);
  expect((await askOverUdp(other.resolver, 'www.example.net', 'A')).answers).toMatchObject([{ ttl: 540 }]);

  await other.clock.advanceBy(600_000);
  expect(await there('UpdateDomainRecord', update)).toMatchObject({ RecordId });
  expect(await there('DescribeBatchResultCount', { TaskId })).toMatchObject({ Status: 1, SuccessCount: 1 });
  expect((await askOverUdp(other.dns, 'later.example.com', 'A')).answers).toMatchObject([{ data: '192.0.2.3' }]);
  expect(await genericPvtz(other)('DescribeZoneInfo', { ZoneId })).toMatchObject({
    DnsGroup: 'NORMAL_ZONE',
    DnsGroupChanging: false,
  });
});
