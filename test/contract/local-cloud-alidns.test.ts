import { domainToASCII } from 'node:url';
import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

const domainName = 'example.com';
let cloud: LocalCloud;
let client: Alidns20150109;

beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Alidns20150109(clientConfig(cloud));
  cloud.alidns.addZone({ account: cloud.account.id, name: domainName });
});
afterEach(() => cloud.close());

async function add(RR: string, type: string, value: string, more: Partial<alidns.AddDomainRecordRequest> = {}) {
  const request = new alidns.AddDomainRecordRequest({ domainName, RR, type, value, ...more });
  return (await client.addDomainRecord(request)).body?.recordId ?? '';
}

async function list(filter: Partial<alidns.DescribeDomainRecordsRequest> = {}) {
  const request = new alidns.DescribeDomainRecordsRequest({ domainName, ...filter });
  return (await client.describeDomainRecords(request)).body;
}

async function info(recordId: string) {
  return (await client.describeDomainRecordInfo(new alidns.DescribeDomainRecordInfoRequest({ recordId }))).body;
}

function update(recordId: string, content: { RR: string; type: string; value: string; TTL?: number }) {
  return client.updateDomainRecord(new alidns.UpdateDomainRecordRequest({ recordId, ...content }));
}

describe('domains', () => {
  test('a domain is added once, listed, described and deleted with its records', async () => {
    const added = await client.addDomain(new alidns.AddDomainRequest({ domainName: 'Torii-Gate.cn' }));
    expect(added.body).toMatchObject({ domainName: 'torii-gate.cn', dnsServers: { dnsServer: expect.any(Array) } });
    await expect(client.addDomain(new alidns.AddDomainRequest({ domainName: 'torii-gate.cn' }))).rejects.toMatchObject({
      code: 'InvalidDomainName.Duplicate',
    });

    const listed = await client.describeDomains(new alidns.DescribeDomainsRequest({ keyWord: 'torii' }));
    expect(listed.body).toMatchObject({ totalCount: 1, domains: { domain: [{ versionCode: 'mianfei' }] } });
    const described = await client.describeDomainInfo(
      new alidns.DescribeDomainInfoRequest({ domainName: 'torii-gate.cn', needDetailAttributes: true }),
    );
    expect(described.body).toMatchObject({ minTtl: 600, subDomain: false });
    expect(described.body?.availableTtls?.availableTtl?.[0]).toBe('600');

    await client.deleteDomain(new alidns.DeleteDomainRequest({ domainName: 'torii-gate.cn' }));
    await expect(
      client.describeDomainInfo(new alidns.DescribeDomainInfoRequest({ domainName: 'torii-gate.cn' })),
    ).rejects.toMatchObject({ code: 'InvalidDomainName.NoExist', statusCode: 400 });
  });

  test('a name in another script is hosted under its punycode and shown as its owner writes it', async () => {
    const { body } = await client.addDomain(new alidns.AddDomainRequest({ domainName: '例子.cn' }));
    expect(body).toMatchObject({ domainName: '例子.cn', punyCode: 'xn--fsqu00a.cn' });
    await add('网关', 'A', '192.0.2.1', { domainName: '例子.cn' });
    const zone = cloud.alidns.findZone('www.xn--fsqu00a.cn');
    expect(zone?.name).toBe('xn--fsqu00a.cn');
    expect(zone?.records(domainToASCII('网关'))).toHaveLength(1);
  });

  test.each([
    ['not a domain', 'InvalidDomainName.Format'],
    ['gateway.internal', 'InvalidDomainName.Suffix'],
  ])('refuses to add %s', async (name, code) => {
    await expect(client.addDomain(new alidns.AddDomainRequest({ domainName: name }))).rejects.toMatchObject({ code });
  });

  test("another account's domain can be neither added nor touched", async () => {
    const recordId = await add('www', 'A', '192.0.2.1');
    const stranger = new Alidns20150109(clientConfig(cloud, cloud.addAccount('9999999999999999')));
    const request = { domainName, RR: 'evil', type: 'A', value: '192.0.2.6' };
    await expect(stranger.addDomain(new alidns.AddDomainRequest({ domainName }))).rejects.toMatchObject({
      code: 'DomainAddedByOthers',
    });
    await expect(stranger.addDomainRecord(new alidns.AddDomainRecordRequest(request))).rejects.toMatchObject({
      code: 'IncorrectDomainUser',
    });
    await expect(stranger.deleteDomainRecord(new alidns.DeleteDomainRecordRequest({ recordId }))).rejects.toMatchObject(
      { code: 'DomainRecordNotBelongToUser' },
    );
    expect((await stranger.describeDomains(new alidns.DescribeDomainsRequest({}))).body?.totalCount).toBe(0);
  });
});

describe('records', () => {
  test('a record lives from add to delete, under an id that only survives as text', async () => {
    const recordId = await add('www', 'cname', 'gw.example.net');
    expect(Number(recordId)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    expect(await info(recordId)).toMatchObject({
      recordId,
      RR: 'www',
      type: 'CNAME',
      TTL: 600,
      line: 'default',
      status: 'ENABLE',
      locked: false,
    });

    await update(recordId, { RR: 'www', type: 'CNAME', value: 'gw2.example.net', TTL: 1200 });
    await client.updateDomainRecordRemark(
      new alidns.UpdateDomainRecordRemarkRequest({ recordId, remark: 'owner=chat-prod' }),
    );
    const status = await client.setDomainRecordStatus(
      new alidns.SetDomainRecordStatusRequest({ recordId, status: 'Disable' }),
    );
    expect(status.body?.status).toBe('Disable');
    expect(await info(recordId)).toMatchObject({
      value: 'gw2.example.net',
      TTL: 1200,
      status: 'DISABLE',
      remark: 'owner=chat-prod',
    });

    await client.deleteDomainRecord(new alidns.DeleteDomainRecordRequest({ recordId }));
    await expect(info(recordId)).rejects.toMatchObject({ code: 'DomainRecordNotBelongToUser' });
  });

  test('an emptied remark is gone', async () => {
    const recordId = await add('www', 'A', '192.0.2.1');
    await client.updateDomainRecordRemark(new alidns.UpdateDomainRecordRemarkRequest({ recordId, remark: 'mine' }));
    await client.updateDomainRecordRemark(new alidns.UpdateDomainRecordRemarkRequest({ recordId, remark: '' }));
    expect((await info(recordId))?.remark).toBeUndefined();
  });

  test('an update without TTL and line falls back to their defaults', async () => {
    const recordId = await add('www', 'A', '192.0.2.1', { TTL: 3600, line: 'telecom' });
    await update(recordId, { RR: 'www', type: 'A', value: '192.0.2.2' });
    expect(await info(recordId)).toMatchObject({ TTL: 600, line: 'default' });
  });

  test('the same record twice is a duplicate, and so is an update that changes nothing', async () => {
    const recordId = await add('www', 'CNAME', 'gw.example.net');
    const same = { RR: 'www', type: 'CNAME', value: 'gw.example.net' };
    await expect(add('www', 'CNAME', 'GW.example.net.')).rejects.toMatchObject({
      code: 'DomainRecordDuplicate',
      statusCode: 400,
    });
    await expect(update(recordId, same)).rejects.toMatchObject({ code: 'DomainRecordDuplicate' });

    await update(recordId, { ...same, TTL: 1200 });
    cloud.alidns.ttlOnlyUpdateIs = 'duplicate';
    await expect(update(recordId, { ...same, TTL: 1800 })).rejects.toMatchObject({ code: 'DomainRecordDuplicate' });
  });

  test('deletes all records of a name, or those of one type, and counts them in a text', async () => {
    await add('www', 'A', '192.0.2.1');
    await add('www', 'A', '192.0.2.2');
    await add('www', 'TXT', 'hello');
    const remove = async (type?: string) => {
      const request = new alidns.DeleteSubDomainRecordsRequest({ domainName, RR: 'www', ...(type && { type }) });
      return (await client.deleteSubDomainRecords(request)).body?.totalCount;
    };
    expect(await remove('A')).toBe('2');
    expect(await remove()).toBe('1');
    expect(await remove()).toBe('0');
  });

  test.each([
    ['@', 'CNAME', 'TXT', 'fine'],
    ['@', 'CNAME', 'MX', 'fine'],
    ['@', 'CNAME', 'A', 'conflict'],
    ['@', 'A', 'CNAME', 'conflict'],
    ['@', 'CNAME', 'AAAA', 'conflict'],
    ['@', 'CNAME', 'CAA', 'conflict'],
    ['@', 'A', 'AAAA', 'fine'],
    ['@', 'A', 'REDIRECT_URL', 'conflict'],
    ['@', 'FORWARD_URL', 'REDIRECT_URL', 'conflict'],
    ['@', 'ALIAS', 'A', 'conflict'],
    ['@', 'ALIAS', 'MX', 'fine'],
    ['www', 'CNAME', 'TXT', 'conflict'],
    ['www', 'MX', 'CNAME', 'conflict'],
    ['www', 'A', 'CNAME', 'conflict'],
    ['www', 'A', 'TXT', 'fine'],
    ['www', 'CNAME', 'CNAME', 'fine'],
  ])('at %s, %s and then %s: %s', async (rr, first, second, outcome) => {
    await add(rr, first, VALUES[first]?.[0] ?? '', { priority: 10 });
    const attempt = add(rr, second, VALUES[second]?.[1] ?? '', { priority: 10 });
    if (outcome === 'fine') await expect(attempt).resolves.not.toBe('');
    else await expect(attempt).rejects.toMatchObject({ code: 'DomainRecordConflict' });
  });

  test('records of different lines do not conflict', async () => {
    await add('www', 'A', '192.0.2.1');
    await expect(add('www', 'CNAME', 'gw.example.net', { line: 'telecom' })).resolves.not.toBe('');
  });

  test.each([
    ['www', 'A', '192.0.2.256', {}, 'SubDomainInvalid.Value'],
    ['www', 'AAAA', '192.0.2.1', {}, 'SubDomainInvalid.Value'],
    ['www', 'CNAME', '192.0.2.1', {}, 'SubDomainInvalid.Value'],
    ['www', 'TXT', 'x'.repeat(512), {}, 'SubDomainInvalid.Value'],
    ['-www', 'A', '192.0.2.1', {}, 'InvalidParameter'],
    ['a..b', 'A', '192.0.2.1', {}, 'InvalidParameter'],
    ['*', 'TXT', 'hello', {}, 'InvalidParameter'],
    ['*', 'REDIRECT_URL', 'https://example.net', {}, 'URLForwardError.PanRecord'],
    ['www', 'REDIRECT_URL', 'https://example.net', { line: 'telecom' }, 'URLForwardError.NotDefaultLine'],
    ['www', 'MX', 'mail.example.net', { priority: 51 }, 'InvalidPriority'],
    ['www', 'MX', 'mail.example.net', {}, 'MissingPriority'],
    ['www', 'A', '192.0.2.1', { TTL: 60 }, 'QuotaExceeded.TTL'],
    ['www', 'A', '192.0.2.1', { TTL: 0 }, 'InvalidTTL'],
    ['www', 'BOGUS', 'x', {}, 'InvalidType'],
    ['', 'A', '192.0.2.1', {}, 'MissingRR'],
  ])('refuses %s %s %s %j: %s', async (rr, type, value, more, code) => {
    await expect(add(rr, type, value, more)).rejects.toMatchObject({ code, statusCode: 400 });
  });

  test('wildcards, underscores and short TTLs are fine where the edition allows them', async () => {
    cloud.alidns.addZone({ account: cloud.account.id, name: 'paid.com', edition: 'enterprise-ultimate' });
    await expect(add('*', 'CNAME', 'gw.example.net')).resolves.not.toBe('');
    await expect(add('_acme-challenge.www', 'TXT', 'a_b-c')).resolves.not.toBe('');
    await expect(add('www', 'A', '192.0.2.1', { domainName: 'paid.com', TTL: 1 })).resolves.not.toBe('');
  });

  test('a free domain answers with ten addresses of a kind at most', async () => {
    for (let index = 1; index <= 10; index += 1) await add('many', 'A', `192.0.2.${index}`);
    await expect(add('many', 'A', '192.0.2.11')).rejects.toMatchObject({ code: 'QuotaExceeded.ARecord' });
  });

  test('a locked record cannot be changed, only read', async () => {
    const recordId = await add('www', 'A', '192.0.2.1');
    const found = cloud.alidns.record(recordId);
    if (found) found.record.locked = true;
    const locked = { code: 'DomainRecordLocked' };
    await expect(update(recordId, { RR: 'www', type: 'A', value: '192.0.2.2' })).rejects.toMatchObject(locked);
    await expect(client.deleteDomainRecord(new alidns.DeleteDomainRecordRequest({ recordId }))).rejects.toMatchObject(
      locked,
    );
    expect((await info(recordId))?.locked).toBe(true);
  });

  test('a name holds 90 values of a type', async () => {
    for (let index = 0; index < 90; index += 1) await add('many', 'TXT', `value-${index}`);
    await expect(add('many', 'TXT', 'one-more')).rejects.toMatchObject({ code: 'QuotaExceeded.Record' });
  });
});

describe('finding records', () => {
  beforeEach(async () => {
    await add('www', 'A', '192.0.2.1');
    await add('www2', 'A', '192.0.2.2');
    await add('www', 'A', '192.0.2.3', { line: 'telecom' });
    await add('mail', 'CNAME', 'www.example.net');
    await add('@', 'TXT', 'v=spf1 -all');
  });

  test.each([
    ['no filter', {}, ['@', 'mail', 'www', 'www', 'www2']],
    ['RRKeyWord alone is fuzzy', { RRKeyWord: 'www' }, ['www', 'www', 'www2']],
    ['COMBINATION is exact', { searchMode: 'COMBINATION', RRKeyWord: 'www' }, ['www', 'www']],
    ['COMBINATION with a line', { searchMode: 'COMBINATION', RRKeyWord: 'www', line: 'default' }, ['www']],
    ['COMBINATION by value', { searchMode: 'COMBINATION', valueKeyWord: '192.0.2.2' }, ['www2']],
    ['ADVANCED is fuzzy', { searchMode: 'ADVANCED', valueKeyWord: '192.0' }, ['www', 'www', 'www2']],
    ['by type, in any case', { typeKeyWord: 'cname' }, ['mail']],
    ['KeyWord alone is LIKE', { keyWord: 'ww' }, ['mail', 'www', 'www', 'www2']],
    ['EXACT ignores the other filters', { searchMode: 'EXACT', keyWord: 'www2', type: 'TXT' }, ['www2']],
    ['by status', { status: 'Disable' }, []],
  ])('%s', async (_name, filter, expected) => {
    const body = await list(filter);
    expect(body?.domainRecords?.record?.map(({ RR }) => RR).sort()).toEqual(expected);
    expect(body?.totalCount).toBe(expected.length);
  });

  test('newest first, in pages', async () => {
    const body = await list({ pageSize: 2, pageNumber: 2 });
    expect(body?.domainRecords?.record?.map(({ RR }) => RR)).toEqual(['www', 'www2']);
    expect(body?.totalCount).toBe(5);
    await expect(list({ pageSize: 501 })).rejects.toMatchObject({ code: 'InvalidPageSize' });
  });

  test.each([
    ['www.example.com', undefined, 2],
    ['example.com', undefined, 1],
    ['ww.example.com', undefined, 0],
    ['www.example.com', 'A', 2],
    ['www.example.com', 'CNAME', 0],
  ])('the exact name %s, type %s: %i records', async (subDomain, type, count) => {
    const request = new alidns.DescribeSubDomainRecordsRequest({ subDomain, ...(type && { type }) });
    const { body } = await client.describeSubDomainRecords(request);
    expect(body?.totalCount).toBe(count);
    expect(body?.domainRecords?.record).toHaveLength(count);
  });

  test('an exact name is looked up, whatever the size of the zone', async () => {
    const zone = cloud.alidns.zone(domainName);
    if (!zone) throw new Error('no zone');
    const scan = vi.spyOn(zone, 'all');
    await list({ searchMode: 'COMBINATION', RRKeyWord: 'WWW' });
    await client.describeSubDomainRecords(new alidns.DescribeSubDomainRecordsRequest({ subDomain: 'www.example.com' }));
    await add('new', 'A', '192.0.2.7');
    expect(cloud.alidns.findZone('www.example.com')?.records('www')).toHaveLength(2);
    expect(scan).not.toHaveBeenCalled();
  });

  test('a hosted sub-zone answers only when it is named', async () => {
    cloud.alidns.addZone({ account: cloud.account.id, name: 'sub.example.com' });
    await add('a', 'A', '192.0.2.9', { domainName: 'sub.example.com' });
    const find = async (domain?: string) => {
      const request = { subDomain: 'a.sub.example.com', ...(domain && { domainName: domain }) };
      return (await client.describeSubDomainRecords(new alidns.DescribeSubDomainRecordsRequest(request))).body;
    };
    expect((await find())?.totalCount).toBe(0);
    expect((await find('sub.example.com'))?.domainRecords?.record?.[0]?.RR).toBe('a');
  });
});

describe('what a name server sees', () => {
  test('the longest zone, enabled records only, empty names between', async () => {
    const recordId = await add('a.b', 'A', '192.0.2.1');
    const zone = cloud.alidns.findZone('X.Example.com.');
    expect(zone?.name).toBe('example.com');
    expect(zone?.records('a.b')).toMatchObject([{ type: 'A', value: '192.0.2.1', ttl: 600 }]);
    expect(['b', '@', 'a.b', 'c'].map((name) => zone?.hasDescendants(name))).toEqual([true, true, false, false]);

    const serial = zone?.serial ?? 0;
    await client.setDomainRecordStatus(new alidns.SetDomainRecordStatusRequest({ recordId, status: 'Disable' }));
    expect(zone?.records('a.b')).toEqual([]);
    expect(zone?.hasDescendants('b')).toBe(false);
    expect(zone?.serial).toBeGreaterThan(serial);

    cloud.alidns.addZone({ account: '9999999999999999', name: 'sub.example.com' });
    expect(cloud.alidns.findZone('x.sub.example.com')?.name).toBe('sub.example.com');
    expect(cloud.alidns.findZone('example.org')).toBeUndefined();
  });

  test('a wildcard is found by its own name', async () => {
    await add('*.apps', 'CNAME', 'gw.example.net');
    expect(cloud.alidns.findZone('x.apps.example.com')?.records('*.apps')).toHaveLength(1);
  });
});

/** Two different values of each type. */
const VALUES: Record<string, [string, string]> = {
  A: ['192.0.2.1', '192.0.2.2'],
  AAAA: ['2001:db8::1', '2001:db8::2'],
  CNAME: ['one.example.net', 'two.example.net'],
  ALIAS: ['one.example.net', 'two.example.net'],
  MX: ['one.example.net', 'two.example.net'],
  TXT: ['one', 'two'],
  CAA: ['0 issue "one.example"', '0 issue "two.example"'],
  REDIRECT_URL: ['https://one.example', 'https://two.example'],
  FORWARD_URL: ['https://one.example', 'https://two.example'],
};
