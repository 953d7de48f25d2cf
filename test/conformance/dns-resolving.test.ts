import { Resolver } from 'node:dns/promises';
import { describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { askOverUdp } from './ask-dns.ts';
import { genericPvtz } from './generic-pvtz.ts';
import { openCloud } from './official-alidns.ts';

/** A zone of `rr TYPE value` lines. */
async function open(...lines: string[]) {
  const cloud = await openCloud();
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com', edition: 'enterprise-ultimate' });
  for (const line of lines) {
    const [rr = '', type = '', ...value] = line.split(' ');
    const content = { rr, type: type as 'A', value: value.join(' '), ttl: 60, line: 'default' };
    cloud.alidns.addRecord(zone, { ...content, ...(type === 'MX' && { priority: 5 }) });
  }
  return { cloud, zone };
}

/** Node's own resolver (c-ares), with one of the cloud's servers as the only one it knows. */
function resolverOf({ address, port }: { address: string; port: number }): Resolver {
  const resolver = new Resolver({ timeout: 5000, tries: 2 });
  resolver.setServers([`${address}:${port}`]);
  return resolver;
}

const SERVERS = ['dns', 'resolver'] as const;

describe.each(SERVERS)('a real resolver library, asking cloud.%s', (server) => {
  const ask = (cloud: LocalCloud) => resolverOf(cloud[server]);

  test('gets every type of record', async () => {
    const { cloud } = await open(
      '@ A 192.0.2.1',
      '@ MX mx.example.com',
      'www AAAA 2001:db8::1',
      'text TXT hello world',
      '_sip._tcp SRV 1 2 5060 sip.example.com',
      '@ CAA 0 issue "ca.test"',
      'alias CNAME www.example.com',
    );
    const resolver = ask(cloud);
    expect(await resolver.resolve4('example.com', { ttl: true })).toEqual([{ address: '192.0.2.1', ttl: 60 }]);
    expect(await resolver.resolve6('WWW.example.COM')).toEqual(['2001:db8::1']);
    expect(await resolver.resolve6('alias.example.com')).toEqual(['2001:db8::1']);
    expect(await resolver.resolveMx('example.com')).toEqual([{ exchange: 'mx.example.com', priority: 5 }]);
    expect(await resolver.resolveTxt('text.example.com')).toEqual([['hello world']]);
    expect(await resolver.resolveCname('alias.example.com')).toEqual(['www.example.com']);
    expect(await resolver.resolveSrv('_sip._tcp.example.com')).toEqual([
      { name: 'sip.example.com', port: 5060, priority: 1, weight: 2 },
    ]);
    expect(await resolver.resolveCaa('example.com')).toEqual([{ critical: 0, issue: 'ca.test' }]);
    expect(await resolver.resolveNs('example.com')).toEqual(['ns1.alidns.com', 'ns2.alidns.com']);
    expect(await resolver.resolveSoa('example.com')).toMatchObject({ nsname: 'ns1.alidns.com', minttl: 360 });
  });

  test('asks again over TCP for what does not fit, and gets texts of more than 255 bytes whole', async () => {
    const long = Array.from(
      { length: 40 },
      (_, index) => `long TXT ${String(index).padStart(3, '0')}${'x'.repeat(400)}`,
    );
    const { cloud } = await open(...long);
    const texts = await ask(cloud).resolveTxt('long.example.com');
    expect(texts).toHaveLength(40);
    expect(texts.map((strings) => strings.map(({ length }) => length))).toContainEqual([255, 148]);
  });

  test('tells a name that is not there from one that has nothing of the type', async () => {
    const { cloud } = await open('www A 192.0.2.1', 'a.deep A 192.0.2.2');
    const resolver = ask(cloud);
    await expect(resolver.resolve4('nothing.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6('www.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
    await expect(resolver.resolve4('deep.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('gets wildcards as RFC 4592 has them', async () => {
    const { cloud } = await open('* A 192.0.2.9', 'host.sub A 192.0.2.1', '*.sub TXT in sub', 'b.c.e TXT deep');
    const resolver = ask(cloud);
    expect(await resolver.resolve4('anything.example.com')).toEqual(['192.0.2.9']);
    expect(await resolver.resolve4('two.levels.example.com')).toEqual(['192.0.2.9']);
    expect(await resolver.resolveTxt('x.sub.example.com')).toEqual([['in sub']]);
    await expect(resolver.resolve4('x.sub.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
    // Below a name that exists nothing is made up, not even where that name has no records of its own.
    await expect(resolver.resolve4('x.host.sub.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve4('x.c.e.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve4('c.e.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
  });

  test('gets the addresses behind an ALIAS as its own, and no answer from a circle of them', async () => {
    const { cloud } = await open(
      '@ ALIAS www.example.com',
      'www A 192.0.2.1',
      'a ALIAS b.example.com',
      'b ALIAS a.example.com',
    );
    expect(await ask(cloud).resolve4('example.com')).toEqual(['192.0.2.1']);
    await expect(ask(cloud).resolve4('a.example.com')).rejects.toMatchObject({ code: 'ENODATA' });
  });
});

describe('chains of aliases', () => {
  test('are followed from zone to zone, and end where nobody knows more', async () => {
    const { cloud } = await open('in CNAME www.example.org', 'out CNAME far.elsewhere.test');
    const other = cloud.alidns.addZone({ account: '9999999999999999', name: 'example.org' });
    cloud.alidns.addRecord(other, { rr: 'www', type: 'A', value: '192.0.2.7', ttl: 60, line: 'default' });
    expect(await resolverOf(cloud.dns).resolve4('in.example.com')).toEqual(['192.0.2.7']);
    expect(await resolverOf(cloud.resolver).resolve4('in.example.com')).toEqual(['192.0.2.7']);
    expect(await resolverOf(cloud.resolver).resolveCname('out.example.com')).toEqual(['far.elsewhere.test']);
    await expect(resolverOf(cloud.resolver).resolve4('out.example.com')).rejects.toMatchObject({ code: 'ESERVFAIL' });
    expect(await askOverUdp(cloud.dns, 'out.example.com', 'A')).toMatchObject({
      rcode: 'NOERROR',
      answers: [{ type: 'CNAME', data: 'far.elsewhere.test' }],
    });
  });
});

describe('the resolver remembers', () => {
  const ttlOf = async (cloud: LocalCloud, name = 'www.example.com') =>
    (await askOverUdp(cloud.resolver, name, 'A')).answers.map(({ ttl, data }) => [data, ttl]);

  test('an answer until its time to live is over, counted down on the virtual clock', async () => {
    const { cloud, zone } = await open('www A 192.0.2.1');
    expect(await ttlOf(cloud)).toEqual([['192.0.2.1', 60]]);
    for (const record of zone.at('www')) cloud.alidns.removeRecord(zone, record);
    cloud.alidns.addRecord(zone, { rr: 'www', type: 'A', value: '192.0.2.2', ttl: 60, line: 'default' });
    await cloud.clock.advanceBy(45_000);
    expect(await ttlOf(cloud)).toEqual([['192.0.2.1', 15]]);
    await cloud.clock.advanceBy(15_000);
    expect(await ttlOf(cloud)).toEqual([['192.0.2.2', 60]]);
  });

  test('each link of a chain for as long as that link says', async () => {
    const { cloud, zone } = await open('www A 192.0.2.1');
    cloud.alidns.addRecord(zone, { rr: 'alias', type: 'CNAME', value: 'www.example.com', ttl: 600, line: 'default' });
    await ttlOf(cloud, 'alias.example.com');
    await cloud.clock.advanceBy(70_000);
    expect(await ttlOf(cloud, 'alias.example.com')).toEqual([
      ['www.example.com', 530],
      ['192.0.2.1', 60],
    ]);
  });

  test('that there is nothing, for as long as the start of authority says (RFC 2308)', async () => {
    const { cloud, zone } = await open('www A 192.0.2.1');
    expect(await askOverUdp(cloud.resolver, 'new.example.com', 'A')).toMatchObject({
      rcode: 'NXDOMAIN',
      authorities: [{ type: 'SOA', ttl: 360 }],
    });
    cloud.alidns.addRecord(zone, { rr: 'new', type: 'A', value: '192.0.2.2', ttl: 60, line: 'default' });
    await cloud.clock.advanceBy(300_000);
    expect(await askOverUdp(cloud.resolver, 'new.example.com', 'A')).toMatchObject({
      rcode: 'NXDOMAIN',
      authorities: [{ type: 'SOA', ttl: 60 }],
    });
    await cloud.clock.advanceBy(60_000);
    expect(await ttlOf(cloud, 'new.example.com')).toEqual([['192.0.2.2', 60]]);
  });

  test('nothing any more once it is told to forget; the authoritative server never does', async () => {
    const { cloud, zone } = await open('www A 192.0.2.1');
    await ttlOf(cloud);
    cloud.alidns.addRecord(zone, { rr: 'www', type: 'A', value: '192.0.2.2', ttl: 60, line: 'default' });
    expect((await askOverUdp(cloud.dns, 'www.example.com', 'A')).answers).toHaveLength(2);
    expect(await ttlOf(cloud)).toHaveLength(1);
    cloud.resolver.flush();
    expect(await ttlOf(cloud)).toHaveLength(2);
  });

  test('says that it recurses, and does not claim authority', async () => {
    const { cloud } = await open('www A 192.0.2.1');
    expect(await askOverUdp(cloud.resolver, 'www.example.com', 'A')).toMatchObject({
      isAuthoritative: false,
      recurses: true,
    });
    expect(await askOverUdp(cloud.dns, 'www.example.com', 'A')).toMatchObject({
      isAuthoritative: true,
      recurses: false,
    });
  });
});

test('a private zone of the accelerated kind is never remembered, one of the other kind is, and for its VPC alone', async () => {
  const { cloud } = await open('www A 198.51.100.80');
  const account = cloud.account.id;
  cloud.vpc.addVpc({ account, region: 'cn-beijing', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
  const call = genericPvtz(cloud);
  for (const [DnsGroup, answered] of [
    ['FAST_ZONE', '10.0.0.2'],
    ['NORMAL_ZONE', '10.0.0.1'],
  ]) {
    cloud.resolver.flush();
    const { ZoneId } = await call('AddZone', { ZoneName: 'example.com', DnsGroup });
    await call('BindZoneVpc', { ZoneId, 'Vpcs.1.VpcId': 'vpc-a', 'Vpcs.1.RegionId': 'cn-beijing' });
    const record = { Rr: 'www', Type: 'A' };
    const { RecordId } = await call('AddZoneRecord', { ZoneId, ...record, Value: '10.0.0.1' });
    const inside = async () => (await askOverUdp(cloud.resolver, 'www.example.com', 'A', from(cloud))).answers[0]?.data;
    expect(await inside()).toBe('10.0.0.1');
    await call('UpdateZoneRecord', { RecordId, ...record, Value: '10.0.0.2' });
    expect(await inside(), DnsGroup).toBe(answered);
    expect(await resolverOf(cloud.resolver).resolve4('www.example.com')).toEqual(['198.51.100.80']);
    await call('BindZoneVpc', { ZoneId });
    await call('DeleteZone', { ZoneId });
  }
});

function from(cloud: LocalCloud): string {
  return cloud.network.standIn('10.0.0.5', 'vpc-a');
}
