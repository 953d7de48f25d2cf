import { expect, it, onTestFinished } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { publicDnsIn } from '../../local/house/vantage.ts';
import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { transportTo } from './transport-to.ts';

it('a TXT record is made, found exactly, marked, answered by the name servers, and removed', async () => {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  const alidns = alidnsClient(transportTo(cloud));
  const dns = publicDnsIn(cloud);
  await alidns.addDomain('example.com');
  const name = '_acme-challenge.chat.example.com';
  const record = { DomainName: 'example.com', RR: '_acme-challenge.chat', Type: 'TXT', TTL: 600 };
  const { RecordId } = await alidns.addDomainRecord({ ...record, Value: 'gfj9Xq-Rg85nM_1' });
  const other = await alidns.addDomainRecord({ ...record, Value: 'of-somebody-else' });
  await alidns.addDomainRecord({ ...record, RR: '_acme-challenge.chat2', Value: 'of-another-name' });
  await alidns.updateDomainRecordRemark(RecordId, 'torii');

  const find = () => alidns.allSubDomainRecords({ SubDomain: name, DomainName: 'example.com', Type: 'TXT' });
  expect((await find()).map((one) => [one.RecordId, one.RR, one.Value, one.Remark ?? '']).sort()).toEqual(
    [
      [RecordId, record.RR, 'gfj9Xq-Rg85nM_1', 'torii'],
      [other.RecordId, record.RR, 'of-somebody-else', ''],
    ].sort(),
  );
  expect(await alidns.describeDomainRecordInfo(RecordId)).toMatchObject({ RecordId, Type: 'TXT', Remark: 'torii' });
  expect((await dns.txtAt('ns1.alidns.com', name)).sort()).toEqual(['gfj9Xq-Rg85nM_1', 'of-somebody-else']);

  await alidns.deleteDomainRecord(RecordId);
  expect((await find()).map((one) => one.RecordId)).toEqual([other.RecordId]);
  expect(await dns.txtAt('ns2.alidns.com', name)).toEqual(['of-somebody-else']);
  await expect(alidns.describeDomainRecordInfo(RecordId)).rejects.toMatchObject({
    code: 'DomainRecordNotBelongToUser',
  });
});
