import { describe, expect, it } from 'vitest';
import { observePlace } from '../../functions/certificate-rotator/issuing/observe-places.ts';
import { observePublished } from '../../functions/certificate-rotator/issuing/observe-published.ts';
import type { Domain, DomainRecord } from '../../shared/cloud/alidns.ts';
import type { ChallengePlace } from '../../shared/domain-rules/issuing/observation.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';

const SERVERS = ['dns1.hichina.com', 'dns2.hichina.com'];
const zone = (DomainName: string, VersionCode = 'mianfei'): Domain => ({
  DomainName,
  VersionCode,
  DnsServers: { DnsServer: SERVERS },
});
const silent = () => Promise.reject(new Error('nobody answers'));

interface World {
  zones?: Domain[];
  /** By whole name: its records, type and value. */
  records?: Record<string, [type: string, value: string, more?: Partial<DomainRecord>][]> | undefined;
  aliases?: Record<string, string>;
  delegated?: () => Promise<string[]>;
  comingSoon?: string[];
  proofs?: string[];
}

function look(
  asked: string,
  { zones = [zone('example.com')], records = {}, aliases = {}, delegated = async () => SERVERS, ...rest }: World = {},
): Promise<ChallengePlace> {
  const alidns = {
    allSubDomainRecords: async ({ SubDomain, DomainName = '' }: { SubDomain: string; DomainName?: string }) =>
      (records[SubDomain] ?? []).map(
        ([Type, Value, more], index): DomainRecord => ({
          RecordId: String(index + 1),
          DomainName,
          RR: '',
          Type,
          Value,
          ...more,
        }),
      ),
  };
  const publicDns: PublicDns = {
    nameServersOf: delegated,
    lookUp: async (name) => ({ cname: aliases[name], addresses: [] }),
    cnameAt: silent,
    txtAt: silent,
  };
  const { comingSoon = [], proofs = [] } = rest;
  return observePlace(asked, { alidns, publicDns, zones, comingSoon: new Set(comingSoon), proofs: new Set(proofs) });
}

describe('where the record of a challenge goes', () => {
  it('is the name that is asked for, in the longest zone that holds it', async () => {
    const zones = [zone('example.com'), zone('chat.example.com', 'version_enterprise_basic')];
    expect(await look('_acme-challenge.Chat.example.com.', { zones })).toEqual({
      recordName: '_acme-challenge.chat.example.com',
      aliases: [],
      zone: 'chat.example.com',
      ttl: 60,
      nameServers: SERVERS,
      delegated: true,
      existing: [],
      shadowed: [],
      comingSoon: [],
    });
  });

  it('says what stands there', async () => {
    const records: World['records'] = { '_acme-challenge.example.com': [['TXT', 'old', { Remark: 'mine' }]] };
    expect(await look('_acme-challenge.example.com', { records })).toMatchObject({
      ttl: 600,
      existing: [{ recordId: '1', type: 'TXT', value: 'old', remark: 'mine' }],
    });
  });

  it.each<[string, World]>([
    ['of the account', { records: { '_acme-challenge.example.com': [['CNAME', 'proofs.example.net.']] } }],
    [
      'that somebody else keeps',
      { zones: [zone('example.net')], aliases: { '_acme-challenge.example.com': 'proofs.example.net' } },
    ],
  ])('is where an alias in a zone %s leads (RFC 8555, section 8.4)', async (_, world) => {
    const zones = world.zones ?? [zone('example.com'), zone('example.net')];
    expect(await look('_acme-challenge.example.com', { ...world, zones })).toMatchObject({
      recordName: 'proofs.example.net',
      aliases: ['_acme-challenge.example.com'],
      zone: 'example.net',
    });
  });

  it('is not where a CNAME leads that is the proof itself', async () => {
    const records: World['records'] = { '_dnsauth.example.com': [['CNAME', 'x.digicert.example']] };
    expect(await look('_dnsauth.example.com', { records, proofs: ['x.digicert.example'] })).toMatchObject({
      recordName: '_dnsauth.example.com',
      existing: [{ type: 'CNAME' }],
    });
  });

  it('goes round in no circle of aliases', async () => {
    const records: World['records'] = {
      'a.example.com': [['CNAME', 'b.example.com']],
      'b.example.com': [['CNAME', 'a.example.com']],
    };
    expect(await look('a.example.com', { records })).toMatchObject({ recordName: 'b.example.com' });
  });

  it('is nowhere without a zone', async () => {
    const place = await look('_acme-challenge.example.org');
    expect(place).toMatchObject({ recordName: '_acme-challenge.example.org', delegated: false });
    expect(place.zone).toBeUndefined();
  });

  it.each<[string, () => Promise<string[]>, boolean]>([
    ['the public DNS asks others', async () => ['ns1.elsewhere.example'], false],
    ['nobody is asked', async () => [], false],
    ['the public DNS does not answer, so that the name servers have to tell', silent, true],
  ])('is judged where %s', async (_, delegated, expected) => {
    expect((await look('_acme-challenge.example.com', { delegated })).delegated).toBe(expected);
  });
});

describe('what a record below a wildcard would hide (RFC 4592)', () => {
  const WILDCARD: World['records'] = { '*.example.com': [['A', '198.51.100.7']] };
  const hidden = { name: 'chat.example.com', wildcard: '*.example.com', target: '198.51.100.7' };

  it('is the name between that exists by the wildcard alone', async () => {
    const place = await look('_acme-challenge.chat.example.com', {
      records: WILDCARD,
      comingSoon: ['chat.example.com'],
    });
    expect(place).toMatchObject({ shadowed: [hidden], comingSoon: ['chat.example.com'] });
  });

  it.each<[string, string, World['records']]>([
    [
      'the name has a record of its own',
      '_acme-challenge.chat.example.com',
      { ...WILDCARD, 'chat.example.com': [['A', '198.51.100.8']] },
    ],
    ['nothing is between', '_acme-challenge.example.com', WILDCARD],
    [
      'the wildcard is switched off',
      '_acme-challenge.chat.example.com',
      { '*.example.com': [['A', '198.51.100.7', { Status: 'DISABLE' }]] },
    ],
    [
      'the record is there already',
      '_acme-challenge.chat.example.com',
      { ...WILDCARD, '_acme-challenge.chat.example.com': [['TXT', 'x']] },
    ],
  ])('is nothing where %s', async (_, asked, records) => {
    expect((await look(asked, { records })).shadowed).toEqual([]);
  });
});

describe('whether a record is published', () => {
  const place: ChallengePlace = {
    recordName: 'p.example.com',
    aliases: [],
    zone: 'example.com',
    ttl: 600,
    nameServers: SERVERS,
    delegated: true,
    existing: [
      { recordId: '1', type: 'TXT', value: 'v' },
      { recordId: '2', type: 'CNAME', value: 'X.example' },
    ],
    shadowed: [],
    comingSoon: [],
  };
  const ask = async (
    said: Partial<PublicDns>,
    record = { recordName: 'p.example.com', type: 'TXT' as 'TXT' | 'CNAME', value: 'v' },
  ) =>
    Object.values(
      await observePublished(
        { nameServersOf: silent, cnameAt: silent, lookUp: silent, txtAt: silent, ...said },
        [record],
        [place],
      ),
    )[0];

  it('takes every name server to say', async () => {
    expect(await ask({ txtAt: async () => ['old', 'v'] })).toBe('published');
    expect(await ask({ txtAt: async (server) => (server === SERVERS[1] ? [] : ['v']) })).toBe('not-yet');
  });

  it('is not known where one is silent, and none says no', async () => {
    expect(await ask({ txtAt: (server) => (server === SERVERS[1] ? silent() : Promise.resolve(['v'])) })).toBe(
      'silent',
    );
  });

  it('is asked only about what is stored', async () => {
    const other = { recordName: 'p.example.com', type: 'TXT' as const, value: 'other' };
    expect(await ask({ txtAt: async () => ['other'] }, other)).toBe('not-yet');
  });

  it('is asked about a CNAME by its target, in any spelling', async () => {
    const alias = { recordName: 'p.example.com', type: 'CNAME' as const, value: 'X.example' };
    expect(await ask({ cnameAt: async () => 'x.example.' }, alias)).toBe('published');
    expect(await ask({ cnameAt: async () => undefined }, alias)).toBe('not-yet');
  });
});
