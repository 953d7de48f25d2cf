import { describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { officialAlidns, openCloud } from './official-alidns.ts';
import type { Call } from './official-calls.ts';

const DomainName = 'example.com';

async function open() {
  const cloud = await openCloud();
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: DomainName });
  return { cloud, zone, call: officialAlidns(cloud) };
}

const refused = (code: string) => ({ code, statusCode: 400 });

/** `RR Type Value`, with more where a test says so. */
type Content = Readonly<Record<string, unknown>>;
const content = (RR: string, Type: string, Value: string, more: Content = {}): Content => ({
  RR,
  Type,
  Value,
  ...more,
});

async function add(call: Call, record: Content): Promise<string> {
  return String((await call('AddDomainRecord', { DomainName, ...record })).RecordId);
}

describe('what no zone takes', () => {
  const refusals: [content: Content, before: Content[], code: string][] = [
    [content('-www', 'A', '192.0.2.1'), [], 'InvalidParameter'],
    [content('www', 'A', '192.0.2.1', { Line: 'nowhere' }), [], 'InvalidParameter'],
    [content('www', 'A', '192.0.2.256'), [], 'SubDomainInvalid.Value'],
    [content('*', 'REDIRECT_URL', 'https://example.net'), [], 'URLForwardError.PanRecord'],
    [content('www', 'FORWARD_URL', 'https://a.net', { Line: 'telecom' }), [], 'URLForwardError.NotDefaultLine'],
    [content('www', 'MX', 'mail.example.net'), [], 'MissingPriority'],
    [content('www', 'MX', 'mail.example.net', { Priority: 51 }), [], 'InvalidPriority'],
    [content('www', 'A', '192.0.2.1', { TTL: 599 }), [], 'QuotaExceeded.TTL'],
    [content('www', 'A', '192.0.2.1', { TTL: 86_401 }), [], 'QuotaExceeded.TTL'],
    [content('www', 'A', '192.0.2.1'), [content('www', 'A', '192.0.2.1')], 'DomainRecordDuplicate'],
    [content('www', 'A', '192.0.2.1'), [content('www', 'CNAME', 'gw.example.net')], 'DomainRecordConflict'],
    [content('www', 'A', '192.0.2.99'), addresses(10), 'QuotaExceeded.ARecord'],
    [content('www', 'TXT', 'one-more'), texts(90), 'QuotaExceeded.Record'],
  ];
  test.each(refusals)('%j is refused, added or updated to', async (wanted, before, code) => {
    const { call } = await open();
    const RecordId = await add(call, content('other', 'A', '192.0.2.7'));
    for (const record of before) await add(call, record);
    await expect(call('AddDomainRecord', { DomainName, ...wanted })).rejects.toMatchObject(refused(code));
    await expect(call('UpdateDomainRecord', { RecordId, ...wanted })).rejects.toMatchObject(refused(code));
  });

  function addresses(count: number): Content[] {
    return Array.from({ length: count }, (_, index) => content('www', 'A', `192.0.2.${index + 1}`));
  }
  function texts(count: number): Content[] {
    return Array.from({ length: count }, (_, index) => content('www', 'TXT', `text-${index}`));
  }
});

describe('what may stand beside what', () => {
  const VALUES: Readonly<Record<string, readonly [string, string]>> = {
    NS: ['ns1.example.net', 'ns2.example.net'],
    CNAME: ['a.example.net', 'b.example.net'],
    ALIAS: ['a.example.net', 'b.example.net'],
    A: ['192.0.2.1', '192.0.2.2'],
    REDIRECT_URL: ['https://a.example.net', 'https://b.example.net'],
    MX: ['mx1.example.net', 'mx2.example.net'],
    TXT: ['one', 'two'],
    AAAA: ['2001:db8::1', '2001:db8::2'],
    SRV: ['1 1 443 a.example.net', '2 1 443 b.example.net'],
    CAA: ['0 issue "a.example"', '0 issue "b.example"'],
    HTTPS: ['1 .', '2 .'],
  };
  /** The published table for `@`, row by row; `x` conflicts. */
  const AT_APEX: Readonly<Record<string, string>> = {
    //      NS CN AL A  UR MX TX A6 SR CA HT
    NS: '   .  .  .  .  .  .  .  .  .  .  .',
    CNAME: '.  .  x  x  x  .  .  x  x  x  x',
    ALIAS: '.  x  .  x  .  .  .  x  .  .  .',
    A: '    .  x  x  .  x  .  .  .  .  .  .',
    REDIRECT_URL: '. x . x  x  .  .  x  .  .  .',
    MX: '   .  .  .  .  .  .  .  .  .  .  .',
  };
  const types = Object.keys(VALUES);

  test.each(Object.entries(AT_APEX))('%s at @, as published: %s', async (first, row) => {
    const verdicts = row.trim().split(/\s+/);
    const { cloud, call } = await open();
    for (const [index, second] of types.entries()) {
      await emptied(cloud);
      await add(call, content('@', first, VALUES[first]?.[0] ?? '', { Priority: 5 }));
      const attempt = add(call, content('@', second, VALUES[second]?.[1] ?? '', { Priority: 5 }));
      if (verdicts[index] === 'x')
        await expect(attempt, second).rejects.toMatchObject({ code: 'DomainRecordConflict' });
      else await expect(attempt, second).resolves.toMatch(/^9\d+$/);
    }
  });

  test('below @ a CNAME stands alone, but for others of its kind', async () => {
    const { cloud, call } = await open();
    for (const second of types) {
      await emptied(cloud);
      await add(call, content('www', 'CNAME', 'a.example.net'));
      const attempt = add(call, content('www', second, VALUES[second]?.[1] ?? '', { Priority: 5 }));
      if (second !== 'CNAME') await expect(attempt, second).rejects.toMatchObject({ code: 'DomainRecordConflict' });
      else await expect(attempt).resolves.toMatch(/^9\d+$/);
    }
  });

  async function emptied(cloud: LocalCloud): Promise<void> {
    const zone = cloud.alidns.zone(DomainName);
    for (const record of zone?.all() ?? []) if (zone) cloud.alidns.removeRecord(zone, record);
  }
});

describe('when nothing may be written', () => {
  const writes: [action: string, query: (RecordId: string) => Content][] = [
    ['AddDomainRecord', () => ({ DomainName, ...content('new', 'A', '192.0.2.9') })],
    ['UpdateDomainRecord', (RecordId) => ({ RecordId, ...content('www', 'A', '192.0.2.9') })],
    ['DeleteDomainRecord', (RecordId) => ({ RecordId })],
    ['DeleteSubDomainRecords', () => ({ DomainName, RR: 'www' })],
    ['SetDomainRecordStatus', (RecordId) => ({ RecordId, Status: 'Disable' })],
    ['SetDNSSLBStatus', () => ({ SubDomain: 'www.example.com' })],
    ['UpdateDNSSLBWeight', (RecordId) => ({ RecordId, Weight: 5 })],
  ];

  test.each(writes)('%s meets every state of a domain that refuses, and another write', async (action, query) => {
    const { cloud, zone, call } = await open();
    const RecordId = await add(call, content('www', 'A', '192.0.2.1'));
    await call('SetDNSSLBStatus', { SubDomain: 'www.example.com' });
    for (const code of [
      'DomainForbidden',
      'Forbidden.DomainExpired',
      'Forbidden.DomainLocked',
      'RecordForbidden.BlackHole',
      'RecordForbidden.DNSChange',
    ] as const) {
      zone.refusesWrites = code;
      await expect(call(action, query(RecordId))).rejects.toMatchObject(refused(code));
    }
    zone.refusesWrites = undefined;
    cloud.alidns.writes = 'one-at-a-time';
    await add(call, content('first', 'A', '192.0.2.2'));
    await expect(call(action, query(RecordId))).rejects.toMatchObject(refused('LastOperationNotFinished'));
    await cloud.clock.advanceBy(60_000);
    await expect(call(action, query(RecordId))).resolves.toHaveProperty('RequestId');
  });

  test('writers of one domain at the same time meet each other, those of two domains do not', async () => {
    const { cloud, call } = await open();
    cloud.alidns.addZone({ account: cloud.account.id, name: 'example.org' });
    const together = (prefix: string, names: string[]) =>
      Promise.allSettled(
        names.map((name, index) =>
          call('AddDomainRecord', { DomainName: name, ...content(`${prefix}${index}`, 'A', '192.0.2.1') }),
        ),
      );
    const states = (results: PromiseSettledResult<unknown>[]) => results.map(({ status }) => status).sort();
    expect(states(await together('a', [DomainName, DomainName]))).toEqual(['fulfilled', 'fulfilled']);
    cloud.alidns.writes = 'one-at-a-time';
    expect(states(await together('b', [DomainName, DomainName, 'example.org']))).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
  });

  test('a locked record refuses every change', async () => {
    const { cloud, call } = await open();
    const RecordId = await add(call, content('www', 'A', '192.0.2.1'));
    const found = cloud.alidns.record(RecordId);
    if (found) found.record.locked = true;
    const attempts: [string, Content][] = [
      ['UpdateDomainRecord', { RecordId, ...content('www', 'A', '192.0.2.9') }],
      ['DeleteDomainRecord', { RecordId }],
      ['DeleteSubDomainRecords', { DomainName, RR: 'www' }],
      ['SetDomainRecordStatus', { RecordId, Status: 'Disable' }],
      ['UpdateDomainRecordRemark', { RecordId, Remark: 'mine' }],
      ['UpdateDNSSLBWeight', { RecordId, Weight: 5 }],
    ];
    for (const [action, query] of attempts) {
      await expect(call(action, query), action).rejects.toMatchObject(refused('DomainRecordLocked'));
    }
    expect(await call('DescribeDomainRecordInfo', { RecordId })).toMatchObject({ Locked: true, Value: '192.0.2.1' });
  });

  test.each([
    ['UpdateDomainRecord', content('www', 'A', '192.0.2.9')],
    ['DeleteDomainRecord', {}],
    ['SetDomainRecordStatus', { Status: 'Disable' }],
    ['UpdateDomainRecordRemark', { Remark: 'x' }],
    ['UpdateDNSSLBWeight', { Weight: 5 }],
    ['DescribeDomainRecordInfo', {}],
  ])('%s of a record that is not there, or not ours', async (action, query) => {
    const { cloud, call } = await open();
    const stranger = officialAlidns(cloud, cloud.addAccount('9999999999999999'));
    const code = refused('DomainRecordNotBelongToUser');
    await expect(call(action, { RecordId: '9', ...query })).rejects.toMatchObject(code);
    const RecordId = await add(call, content('www', 'A', '192.0.2.1'));
    await expect(stranger(action, { RecordId, ...query })).rejects.toMatchObject(code);
  });
});

test('every field of a record, in each of the reads', async () => {
  const { call } = await open();
  const RecordId = await add(call, content('mail', 'MX', 'mx.example.net', { Priority: 5, TTL: 1200 }));
  await call('UpdateDomainRecordRemark', { RecordId, Remark: 'ours' });
  const common = { DomainName, RecordId, RR: 'mail', Type: 'MX', Value: 'mx.example.net', TTL: 1200, Priority: 5 };
  const expected = { ...common, Line: 'default', Status: 'ENABLE', Locked: false, Remark: 'ours' };
  const times = { CreateTimestamp: Date.parse('2026-03-02T08:00Z'), UpdateTimestamp: Date.parse('2026-03-02T08:00Z') };
  expect(await call('DescribeDomainRecordInfo', { RecordId })).toMatchObject({
    ...expected,
    PunyCode: DomainName,
    GroupId: 'defaultGroup',
  });
  const listed = (body: unknown) => (body as { DomainRecords: { Record: object[] } }).DomainRecords.Record;
  expect(listed(await call('DescribeDomainRecords', { DomainName }))).toEqual([
    { ...expected, ...times, Weight: 1, LbaStatus: false },
  ]);
  expect(listed(await call('DescribeSubDomainRecords', { SubDomain: 'mail.example.com' }))).toEqual([
    { ...expected, Weight: 1 },
  ]);
});
