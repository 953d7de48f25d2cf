import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { cas } from '../../local/cloud/cas/product.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Body, CasCloud, DAY_MS, startCasCloud } from '../contract/cas-cloud.ts';

const CONTACT = { Username: 'A', Phone: '1', Email: 'a@example.com', ValidateType: 'DNS' };
const SUBJECT = { CommonName: 'csr.example.com', CountryCode: 'CN', Province: 'Beijing', Locality: 'Beijing' };

const code = (its: CasCloud, action: string, query: Readonly<Record<string, string>> = {}) =>
  its.call(action, query).then(
    () => 'no error',
    (error: { code: string }) => error.code,
  );

async function material(cloud: LocalCloud, name: string, days = 90) {
  const [notBefore, notAfter] = [new Date(cloud.clock.now() - DAY_MS), new Date(cloud.clock.now() + days * DAY_MS)];
  return cloud.ca.issue({ names: [name], notBefore, notAfter });
}

test('an uploaded certificate shows all that is known of it, and moves to another resource group', async () => {
  const its = await startCasCloud();
  const { certificate: Cert, privateKey: Key } = await material(its.cloud, 'a.example.com');
  const tag = { 'Tags.1.Key': 'owner', 'Tags.1.Value': 'me' };
  const { CertId } = await its.call('UploadUserCertificate', {
    Name: 'a_1',
    Cert,
    Key,
    ResourceGroupId: 'rg-1',
    ...tag,
  });
  const named = { CertId: String(CertId) };
  expect(await its.call('GetUserCertificateDetail', named)).toMatchObject({
    ...{ Name: 'a_1', Common: 'a.example.com', ResourceGroupId: 'rg-1' },
    ...{ Tags: [{ TagKey: 'owner', TagValue: 'me' }], Cert: expect.any(String), Key: expect.any(String) },
  });
  const moved = { ResourceId: String(CertId), ResourceType: 'Certificate', ResourceGroupId: 'rg-2' };
  await its.call('MoveResourceGroup', moved);
  expect(await its.orders({ OrderType: 'UPLOAD', ResourceGroupId: 'rg-1' })).toEqual([]);
  expect(await its.orders({ OrderType: 'UPLOAD', ResourceGroupId: 'rg-2' })).toHaveLength(1);
  its.cloud.cas.useElsewhere(Number(CertId), 'CDN');
  expect(await its.call('ListCertificates')).toMatchObject({ CertificateList: [{ UsingProductList: ['CDN'] }] });

  expect(await code(its, 'UploadUserCertificate', { Name: 'a_1', Cert, Key })).toBe('NameRepeat');
  expect(await code(its, 'UploadUserCertificate', { Name: 'a-b', Cert, Key })).toBe('InvalidParameter');
  const broken = { Name: 'b', Cert: 'no PEM', Key };
  expect(await code(its, 'UploadUserCertificate', broken)).toBe('CertificateFormatException');
  const [leaf = ''] = Cert.split(/(?<=-----END CERTIFICATE-----)\s*/);
  const unchained = { Name: 'b', Cert: `${leaf}\n${leaf}`, Key };
  expect(await code(its, 'UploadUserCertificate', unchained)).toBe('CertificateChainNotMatch');
  const old = await material(its.cloud, 'b.example.com', -0.5);
  const expired = { Name: 'b', Cert: old.certificate, Key: old.privateKey };
  expect(await code(its, 'UploadUserCertificate', expired)).toBe('CertificateExpired');
});

test('a signing request is made, brought, found, completed, and removed', async () => {
  const its = await startCasCloud();
  const more = { Sans: 'www.example.com', CorpName: 'Example', Department: 'IT', Name: 'mine' };
  const made = await its.call('CreateCsr', { Algorithm: 'ECC', KeySize: '256', ...SUBJECT, ...more });
  const rsa = await its.call('CreateCsr', { Algorithm: 'RSA', KeySize: '2048', ...SUBJECT });
  expect(await its.call('ListCsr', { Algorithm: 'RSA' })).toMatchObject({ CsrList: [{ CsrId: rsa.CsrId }] });
  expect(await its.call('ListCsr', { KeyWord: 'www.' })).toMatchObject({
    TotalCount: 1,
    CsrList: [
      {
        ...{ CsrId: made.CsrId, Name: 'mine', Algorithm: 'ECC', KeySize: 256, HasPrivateKey: true },
        ...{ CommonName: 'csr.example.com', Sans: 'csr.example.com,www.example.com', CorpName: 'Example' },
        ...{ Department: 'IT', Locality: 'Beijing', Province: 'Beijing', CountryCode: 'CN' },
      },
    ],
  });
  const detail = await its.call('GetCsrDetail', { CsrId: String(made.CsrId) });
  const { CsrId } = await its.call('UploadCsr', { Csr: String(detail.Csr), Name: 'brought' });
  const brought = { CsrId: String(CsrId) };
  expect((await its.call('GetCsrDetail', brought)).PrivateKey).toBeUndefined();
  const other = await its.call('GetCsrDetail', { CsrId: String(rsa.CsrId) });
  const wrong = { ...brought, Key: String(other.PrivateKey) };
  expect(await code(its, 'UpdateCsr', wrong)).toBe('InvalidParameter');
  expect(await code(its, 'UploadCsr', { Csr: String(detail.Csr), Key: wrong.Key })).toBe('InvalidParameter');
  await its.call('UpdateCsr', { ...brought, Key: String(detail.PrivateKey) });
  expect((await its.call('GetCsrDetail', brought)).PrivateKey).toBe(detail.PrivateKey);
  expect(JSON.stringify(its.cloud.calls.all())).not.toContain('PRIVATE KEY');
  // The request is one that an order takes.
  const { OrderId } = await its.call('CreateCertificateForPackageRequest', { Csr: String(detail.Csr) });
  expect(OrderId).toBeDefined();
  await its.call('DeleteCsr', brought);
  expect(await code(its, 'GetCsrDetail', brought)).toBe('NotFound');
  const short = { Algorithm: 'RSA', KeySize: '1024', ...SUBJECT };
  expect(await code(its, 'CreateCsr', short)).toBe('InvalidParameter');
});

test('contacts that the owner saved are listed', async () => {
  const its = await startCasCloud();
  const account = its.cloud.account.id;
  its.cloud.cas.addContact({ account, name: 'ops', email: 'ops@example.com', mobile: '139', webhooks: ['https://h'] });
  its.cloud.cas.addContact({ account, name: 'dev' });
  expect(await its.call('ListContact', { Keyword: 'ops@' })).toMatchObject({
    ...{ TotalCount: 1, Keyword: 'ops@' },
    ContactList: [{ Name: 'ops', EmailStatus: 1, MobileStatus: 1, Webhooks: '["https://h"]' }],
  });
});

describe('every action refuses', () => {
  let its: CasCloud;
  beforeAll(async () => {
    const cloud = await startLocalCloud();
    its = new CasCloud(cloud);
    return () => cloud.close();
  });

  const given: Readonly<Record<string, string>> = {
    ...{ CertId: '1', CertificateId: '1', CsrId: '1', OrderId: '1', Key: 'k', ResourceId: 'cas-1' },
    ...{ ResourceGroupId: 'rg-1', ResourceType: 'instance' },
  };
  const listing = (error: string) => cas.actions.filter(({ errors }) => errors.includes(error));

  test.each(listing('NotFound'))('$name: what is not there', async ({ name, parameters }) => {
    const query = Object.fromEntries(Object.entries(given).filter(([parameter]) => parameter in parameters));
    expect(await code(its, name, query)).toBe('NotFound');
  });

  test.each(listing('MissingParameter'))('$name: what lacks a parameter', async ({ name }) => {
    expect(await code(its, name)).toBe('MissingParameter');
  });

  test.each(listing('FlowControlError'))('$name: more than the flow that is allowed', async ({ name, parameters }) => {
    its.cloud.cas.callsPerSecond = 0;
    onTestFinished(() => {
      its.cloud.cas.callsPerSecond = undefined;
    });
    const required = Object.entries(parameters).filter(([, { required = false }]) => required);
    const query = required.map(([parameter, { type, enum: allowed }]): [string, string] => [
      parameter,
      given[parameter] ?? allowed?.[0] ?? (type === 'integer' ? '1' : 'x'),
    ]);
    expect(await code(its, name, Object.fromEntries(query))).toBe('FlowControlError');
  });
});

test.each(['InsufficientQuota', 'DeductQuotaFailed'] as const)('an empty package answers %s', async (expected) => {
  const its = await startCasCloud();
  const { cas: state, account } = its.cloud;
  state.packageQuotaError = expected;
  state.orders.keyType = 'ecdsa-p256';
  const { Csr } = await its.call('CreateCsr', { Algorithm: 'ECC', KeySize: '256', ...SUBJECT });
  const { orderId } = await its.issued('old.example.com');
  state.orders.buyPackage(account.id, 'digicert-free-1-free', 1);
  const refusals: readonly [string, Readonly<Record<string, string>>][] = [
    ['CreateCertificateForPackageRequest', { Domain: 'a.example.com' }],
    ['CreateCertificateRequest', { Domain: 'a.example.com', ...CONTACT }],
    ['CreateCertificateWithCsrRequest', { Csr: String(Csr), ...CONTACT }],
  ];
  for (const [action, query] of refusals) expect(await code(its, action, query)).toBe(expected);
  await its.cloud.clock.advanceBy(75 * DAY_MS);
  expect(await code(its, 'RenewCertificateOrderForPackageRequest', { OrderId: orderId })).toBe(expected);
  state.orders.buyPackage(account.id, 'digicert-free-1-free', 9);
  const otherCsr = { OrderId: orderId, Csr: String(Csr) };
  expect(await code(its, 'RenewCertificateOrderForPackageRequest', otherCsr)).toBe('InvalidParameter');
  expect(await code(its, 'CreateCertificateWithCsrRequest', { Csr: 'none', ...CONTACT })).toBe('InvalidParameter');
});

test('an account that has its quota of uploads is told', async () => {
  const its = await startCasCloud();
  its.cloud.cas.uploadQuota = 0;
  const { certificate: Cert, privateKey: Key } = await material(its.cloud, 'a.example.com');
  expect(await code(its, 'UploadUserCertificate', { Name: 'a', Cert, Key })).toBe('InsufficientQuota');
  const all: readonly Body[] = await its.orders({ OrderType: 'UPLOAD' });
  expect(all).toEqual([]);
});
