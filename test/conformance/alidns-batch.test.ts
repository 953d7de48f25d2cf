import { expect, test } from 'vitest';
import { officialAlidns, openCloud } from './official-alidns.ts';

async function open() {
  const cloud = await openCloud();
  cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  return { cloud, call: officialAlidns(cloud) };
}

const record = (Rr: string, Value: string) => ({ Domain: 'example.com', Rr, Type: 'A', Value });
const details = (body: Record<string, unknown>) =>
  (body as { BatchResultDetails: { BatchResultDetail: Record<string, unknown>[] } }).BatchResultDetails
    .BatchResultDetail;

test('many records are written some time after they were asked for, each with a result of its own', async () => {
  const { cloud, call } = await open();
  expect(await call('DescribeBatchResultCount')).toMatchObject({ Status: -1, TotalCount: 0 });
  const mail = { Domain: 'example.com', Rr: '@', Type: 'MX', Value: 'mx.example.net', Priority: 5, Ttl: 1200 };
  const named = { ...record('www', '192.0.2.1'), Line: 'default', NewRr: 'www2', NewValue: '192.0.2.2' };
  const { TaskId } = await call('OperateBatchDomain', {
    Type: 'RR_ADD',
    DomainRecordInfo: [named, mail, record('www', '192.0.2.1'), { ...record('x', 'y'), Type: 'BOGUS' }],
  });
  expect(await call('DescribeBatchResultCount', { TaskId })).toMatchObject({ Status: 0, TotalCount: 4 });
  expect(await call('DescribeDomainRecords', { DomainName: 'example.com' })).toMatchObject({ TotalCount: 0 });

  await cloud.clock.advanceBy(60_000);
  expect(await call('DescribeBatchResultCount')).toMatchObject({
    TaskId,
    BatchType: 'RR_ADD',
    Status: 1,
    SuccessCount: 2,
    FailedCount: 2,
    Reason: 'DomainRecordDuplicate',
  });
  const [written] = details(await call('DescribeBatchResultDetail', { TaskId, Status: 'SUCCESS' }));
  await call('UpdateDomainRecordRemark', { RecordId: written?.RecordId, Remark: 'ours' });
  const all = await call('DescribeBatchResultDetail', { TaskId });
  expect(details(all)).toMatchObject([
    { ...named, BatchType: 'RR_ADD', Status: true, RrStatus: 'ENABLE', Remark: 'ours' },
    { ...mail, Ttl: '1200', Priority: '5', Status: true },
    { Status: false, Reason: 'DomainRecordDuplicate' },
    { Status: false, Reason: 'InvalidParameter' },
  ]);
  expect(details(all)[0]?.OperateDateStr).toBe('2026-03-02T08:00Z');
  expect(details(await call('DescribeBatchResultDetail', { TaskId, Status: 'FAIL', PageSize: 1 }))).toHaveLength(1);
});

test('records are deleted by name, type and value, or all of a domain', async () => {
  const { cloud, call } = await open();
  cloud.progress.mode('alidns-batch', 'at-once');
  const add = (records: object[]) => call('OperateBatchDomain', { Type: 'RR_ADD', DomainRecordInfo: records });
  const remove = (info: object) => call('OperateBatchDomain', { Type: 'RR_DEL', DomainRecordInfo: [info] });
  const left = async () => (await call('DescribeDomainRecords', { DomainName: 'example.com' })).TotalCount;
  await add([record('a', '192.0.2.1'), record('a', '192.0.2.2'), record('b', '192.0.2.1'), record('c', '192.0.2.1')]);
  await remove(record('a', '192.0.2.2'));
  expect(await left()).toBe(3);
  await remove({ Domain: 'example.com', Rr: 'a' });
  expect(await left()).toBe(2);
  await remove({ Domain: 'example.com' });
  expect(await left()).toBe(0);
  await remove({ Domain: 'example.com' });
  expect(await call('DescribeBatchResultCount', { BatchType: 'RR_DEL' })).toMatchObject({ Status: 2, FailedCount: 1 });
});

test('domains are added and deleted in batches, and another account does not see them', async () => {
  const { cloud, call } = await open();
  cloud.progress.mode('alidns-batch', 'at-once');
  const domains = [{ Domain: 'one.com' }, { Domain: 'example.com' }, { Domain: 'two.com' }];
  await call('OperateBatchDomain', { Type: 'DOMAIN_ADD', DomainRecordInfo: domains });
  expect(details(await call('DescribeBatchResultDetail', { BatchType: 'DOMAIN_ADD' }))).toMatchObject([
    { Domain: 'one.com', Status: true },
    { Domain: 'example.com', Status: false, Reason: 'InvalidDomainName.Duplicate' },
    { Domain: 'two.com', Status: true },
  ]);
  const { TaskId } = await call('OperateBatchDomain', { Type: 'DOMAIN_DEL', DomainRecordInfo: domains.slice(0, 1) });
  expect(await call('DescribeDomains', { KeyWord: 'one' })).toMatchObject({ TotalCount: 0 });
  const stranger = officialAlidns(cloud, cloud.addAccount('9999999999999999'));
  expect(await stranger('DescribeBatchResultCount', { TaskId })).toMatchObject({ Status: -1 });
});

test.each(['Rr', 'Type', 'Value'])('a record without its %s is refused before anything is done', async (field) => {
  const { call } = await open();
  const whole: Record<string, unknown> = record('www', '192.0.2.1');
  const partial = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== field));
  const attempt = call('OperateBatchDomain', { Type: 'RR_ADD', DomainRecordInfo: [partial] });
  await expect(attempt).rejects.toMatchObject({ code: 'MissingParameter', statusCode: 400 });
});
