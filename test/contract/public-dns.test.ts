import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { publicDnsIn } from '../../local/house/vantage.ts';
import { dnsThrough, type PublicDns } from '../../shared/function-compute/public-dns.ts';

let cloud: LocalCloud;
let dns: PublicDns;

beforeEach(async () => {
  cloud = await startLocalCloud();
  dns = publicDnsIn(cloud);
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  const value = 'target.example.com';
  cloud.alidns.addRecord(zone, { rr: 'chat', type: 'CNAME', value, ttl: 600, line: 'default' });
  cloud.alidns.addRecord(zone, { rr: 'target', type: 'A', value: '198.51.100.7', ttl: 600, line: 'default' });
});
afterEach(() => cloud.close());

describe('what the public DNS says', () => {
  it('of a zone is its name servers; of a name, where it leads', async () => {
    expect((await dns.nameServersOf('example.com')).sort()).toEqual(['ns1.alidns.com', 'ns2.alidns.com']);
    expect(await dns.lookUp('chat.example.com')).toEqual({ cname: 'target.example.com', addresses: ['198.51.100.7'] });
    expect(await dns.lookUp('nothing.example.com')).toEqual({ cname: undefined, addresses: [] });
    expect(await dns.nameServersOf('nothing.example.com')).toEqual([]);
  });

  it('comes from whoever hosts the zone, also while it is in Alibaba Cloud DNS too', async () => {
    cloud.otherDns.addZone('example.com', ['ns1.registrar.example']);
    cloud.otherDns.addRecord('chat.example.com', { type: 'CNAME', value: 'old.example.net', ttl: 60 });
    cloud.otherDns.addRecord('a.b.example.com', { type: 'A', value: '192.0.2.9', ttl: 60 });
    expect(await dns.nameServersOf('example.com')).toEqual(['ns1.registrar.example']);
    expect((await dns.lookUp('chat.example.com')).cname).toBe('old.example.net');
    expect(await dns.lookUp('b.example.com')).toEqual({ cname: undefined, addresses: [] });
    // Asked directly, its name servers know what is stored there.
    expect(await dns.cnameAt('ns1.alidns.com', 'chat.example.com')).toBe('target.example.com');
    cloud.otherDns.removeZone('example.com');
    expect((await dns.lookUp('chat.example.com')).cname).toBe('target.example.com');
    expect(() => cloud.otherDns.addRecord('chat.example.com', { type: 'A', value: '192.0.2.1', ttl: 1 })).toThrow();
  });
});

describe('what a name server says that is asked directly', () => {
  it('is what is stored, as late as it is told to be', async () => {
    expect(await dns.cnameAt('ns1.alidns.com', 'chat.example.com')).toBe('target.example.com');
    expect(await dns.cnameAt('ns1.alidns.com', 'nothing.example.com')).toBeUndefined();
    cloud.alidns.nameServerLagMs.set('ns2.alidns.com', 60_000);
    expect(await dns.cnameAt('ns2.alidns.com', 'chat.example.com')).toBeUndefined();
    await cloud.clock.advanceBy(60_000);
    expect(await dns.cnameAt('ns2.alidns.com', 'chat.example.com')).toBe('target.example.com');
  });

  it('of TXT records is every value there, whole, and nothing where there are none', async () => {
    const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
    const long = 'a'.repeat(400);
    const values = ['gfj9Xq-Rg85nM', long];
    for (const value of values) {
      cloud.alidns.addRecord(zone, { rr: '_acme-challenge', type: 'TXT', value, ttl: 600, line: 'default' });
    }
    expect((await dns.txtAt('ns1.alidns.com', '_acme-challenge.example.com')).sort()).toEqual([long, values[0]]);
    expect(await dns.txtAt('ns1.alidns.com', 'target.example.com')).toEqual([]);
    expect(await dns.txtAt('ns1.alidns.com', 'nothing.example.com')).toEqual([]);
    cloud.alidns.nameServerLagMs.set('ns2.alidns.com', 60_000);
    expect(await dns.txtAt('ns2.alidns.com', '_acme-challenge.example.com')).toEqual([]);
    await expect(dns.txtAt('ns9.alidns.com', 'example.com')).rejects.toMatchObject({ code: 'NameServerUnknown' });
    await expect(dns.txtAt('ns1.alidns.com', 'example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  it('is silence where there is no such server, or it does not know the zone', async () => {
    await expect(dns.cnameAt('ns9.alidns.com', 'chat.example.com')).rejects.toMatchObject({
      code: 'NameServerUnknown',
    });
    await expect(dns.cnameAt('ns1.alidns.com', 'chat.example.org')).rejects.toMatchObject({ code: 'EREFUSED' });
  });

  it('is asked for where its name leads', async () => {
    const { address, port } = cloud.dns;
    const asked: string[] = [];
    const through = dnsThrough({
      servers: [`${address}:${port}`],
      addressesOf: async (name) => {
        asked.push(name);
        return [`${address}:${port}`];
      },
    });
    expect(await through.cnameAt('ns7.example.net', 'chat.example.com')).toBe('target.example.com');
    expect(asked).toEqual(['ns7.example.net']);
  });
});
