import { expect, test } from 'vitest';
import { cas } from '../../local/cloud/cas/product.ts';
import { type CasCloud, DAY_MS, HOUR_MS, startCasCloud } from '../contract/cas-cloud.ts';
import { type Call, officialCalls } from './official-calls.ts';

const CONTACT = { Username: 'A', Phone: '1', Email: 'a@example.com', ValidateType: 'DNS' };
const SUBJECT = { CommonName: 'csr.example.com', CountryCode: 'CN', Province: 'Beijing', Locality: 'Beijing' };

async function open(): Promise<{ its: CasCloud; call: Call; newestOrder: () => { OrderId: string } }> {
  const its = await startCasCloud();
  const { cloud } = its;
  return {
    its,
    call: officialCalls(cas, '@alicloud/cas20200407', cloud),
    // The SDK rounds the ids of its answers to 2^53, and what it sends it sends as it was given.
    newestOrder: () => ({ OrderId: String(cloud.cas.orders.of(cloud.account.id).at(-1)?.id) }),
  };
}

test('the official SDK orders a certificate, has it renewed, and gives orders back', async () => {
  const { its, call, newestOrder } = await open();
  expect(await call('CreateCertificateForPackageRequest', { Domain: 'a.example.com', ...CONTACT })).toMatchObject({
    OrderId: expect.any(Number),
  });
  const first = newestOrder();
  expect(await call('DescribeCertificateState', first)).toMatchObject({ Type: 'domain_verify', RecordType: 'TXT' });
  await its.publish(first.OrderId);
  await its.cloud.clock.advanceBy(HOUR_MS);
  expect(await call('DescribeCertificateState', first)).toMatchObject({
    Type: 'certificate',
    Certificate: expect.stringContaining('BEGIN CERTIFICATE'),
  });
  await its.cloud.clock.advanceBy(75 * DAY_MS);
  await call('RenewCertificateOrderForPackageRequest', first);
  expect(newestOrder()).not.toEqual(first);

  await call('CreateCertificateRequest', {
    ProductCode: 'digicert-free-1-free',
    ...{ Domain: 'b.example.com', ...CONTACT },
  });
  await call('CancelOrderRequest', newestOrder());
  expect(await call('DescribeCertificateState', newestOrder())).toMatchObject({ Type: 'payed' });
  await call('DeleteCertificateRequest', newestOrder());

  const { Csr } = await call('CreateCsr', { Algorithm: 'ECC', KeySize: 256, ...SUBJECT });
  await call('CreateCertificateWithCsrRequest', {
    ProductCode: 'digicert-free-1-free',
    ...{ Csr, ...CONTACT },
  });
  const withCsr = newestOrder();
  await its.publish(withCsr.OrderId);
  await its.cloud.clock.advanceBy(HOUR_MS);
  await call('CancelCertificateForPackageRequest', withCsr);
  expect(await call('DescribePackageState', { ProductCode: 'digicert-free-1-free' })).toMatchObject({ UsedCount: 2 });
});

test('the official SDK makes, brings, completes and removes signing requests, lists contacts and moves certificates', async () => {
  const { its, call } = await open();
  const made = await call('CreateCsr', { Algorithm: 'ECC', KeySize: 256, Name: 'mine', ...SUBJECT });
  const detail = await call('GetCsrDetail', { CsrId: made.CsrId });
  expect(detail.PrivateKey).toContain('PRIVATE KEY');
  const { CsrId } = await call('UploadCsr', { Csr: detail.Csr, Name: 'brought' });
  await call('UpdateCsr', { CsrId, Key: detail.PrivateKey });
  expect(await call('ListCsr', { Algorithm: 'ECC' })).toMatchObject({ TotalCount: 2 });
  await call('DeleteCsr', { CsrId });
  expect(await call('ListCsr')).toMatchObject({ CsrList: [{ Name: 'mine' }] });

  its.cloud.cas.addContact({ account: its.cloud.account.id, name: 'ops' });
  expect(await call('ListContact', { Keyword: 'ops' })).toMatchObject({ ContactList: [{ Name: 'ops' }] });
  const { certificate, privateKey } = await its.cloud.ca.issue({
    names: ['a.example.com'],
    notBefore: new Date(its.cloud.clock.now()),
    notAfter: new Date(its.cloud.clock.now() + DAY_MS),
  });
  const { CertId } = await call('UploadUserCertificate', { Name: 'a_1', Cert: certificate, Key: privateKey });
  await call('MoveResourceGroup', {
    ResourceId: String(CertId),
    ...{ ResourceType: 'Certificate', ResourceGroupId: 'rg-2' },
  });
  expect(await call('ListUserCertificateOrder', { OrderType: 'UPLOAD', ResourceGroupId: 'rg-2' })).toMatchObject({
    CertificateOrderList: [{ CertificateId: CertId }],
  });
});
