import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { publicDnsIn } from '../../local/house/vantage.ts';
import { readAllowedPlaces, refuseAddress as refused } from '../../shared/domain-rules/access/public-address.ts';
import { dnsThrough, type PublicDns, type RefuseAddress } from '../../shared/function-compute/public-dns.ts';

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

describe('a name server, which the owner of a zone chooses', () => {
  const askedAt = (addresses: string[], allowed = '') => {
    const refuseAddress: RefuseAddress = async (nameServer, address) =>
      refused(nameServer, address, readAllowedPlaces(allowed));
    return dnsThrough({ servers: undefined, addressesOf: async () => addresses, refuseAddress });
  };

  it.each(['10.0.0.5', '127.0.0.1', '100.100.100.200', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fd00::1'])(
    'is not asked at %s, which is said',
    async (address) => {
      for (const ask of [askedAt([address]).cnameAt, askedAt([address]).txtAt]) {
        const asked = ask('ns1.example.net', 'chat.example.net');
        await expect(asked).rejects.toMatchObject({ code: 'NameServerRefused' });
        await expect(asked).rejects.toThrow(/ns1\.example\.net is at .*no public address.*TORII_ALLOW_PRIVATE/);
      }
    },
  );

  it('is asked where TORII_ALLOW_PRIVATE names its network, at the addresses that are left', async () => {
    const server = createSocket('udp4');
    const asked: string[] = [];
    server.on('message', (query, from) => {
      const { id, questions = [] } = decode(query);
      asked.push(questions[0]?.name ?? '');
      const answers = [{ type: 'CNAME' as const, name: questions[0]?.name ?? '', ttl: 1, data: 'target.example' }];
      server.send(encode({ type: 'response', id: id ?? 0, questions, answers }), from.port, from.address);
    });
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const at = `127.0.0.1:${server.address().port}`;
    const refuseAddress: RefuseAddress = async (_, address) => (address === at ? undefined : 'is refused');
    const dns = dnsThrough({ servers: undefined, addressesOf: async () => ['10.0.0.5', at], refuseAddress });
    expect(await dns.cnameAt('ns1.example.net', 'chat.example.net')).toBe('target.example');
    expect(asked).toEqual(['chat.example.net']);
    expect(refused('ns1.example.net', '10.0.0.5', readAllowedPlaces('10.0.0.0/8'))).toBeUndefined();
  });
});
