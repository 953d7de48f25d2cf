import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CasClient } from '../../shared/cloud/cas.ts';
import { CallOutcomeUnknown, CloudError } from '../../shared/cloud/cloud-errors.ts';
import { clientsTo } from './clients-under-test.ts';
import type { Received } from './loopback-server.ts';
import { rejectionOf } from './transport-under-test.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n';
const ORDER = '98987582437920968';
const upload = (cas: CasClient) =>
  cas.uploadUserCertificate({ Name: 'torii_1', Cert: 'CERT', Key: KEY, Tags: [{ Key: 'torii', Value: 'a/b' }] });
const apply = (cas: CasClient) =>
  cas.createCertificateForPackageRequest({
    ProductCode: 'digicert-free-1-free',
    Domain: 'chat.example.com',
    ValidateType: 'DNS',
    Email: 'owner@example.com',
  });
const renew = (cas: CasClient) => cas.renewCertificateOrderForPackageRequest({ OrderId: ORDER });

const formOf = ({ body }: Received) => Object.fromEntries(new URLSearchParams(body));

/** `action`, query, form. Source: the official SDK of CAS, 2020-04-07, but for what is in the body. */
const CALLS: [string, Record<string, string>, Record<string, string>, (cas: CasClient) => Promise<unknown>][] = [
  [
    'UploadUserCertificate',
    {},
    { Name: 'torii_1', Cert: 'CERT', Key: KEY, 'Tags.1.Key': 'torii', 'Tags.1.Value': 'a/b' },
    upload,
  ],
  ['DeleteUserCertificate', { CertId: '7' }, {}, (cas) => cas.deleteUserCertificate('7')],
  ['GetCertificateDetail', { CertificateId: '7' }, {}, (cas) => cas.getCertificateDetail('7')],
  ['DescribePackageState', {}, {}, (cas) => cas.describePackageState()],
  ['DescribePackageState', { ProductCode: 'p' }, {}, (cas) => cas.describePackageState('p')],
  [
    'CreateCertificateForPackageRequest',
    {},
    {
      ProductCode: 'digicert-free-1-free',
      Domain: 'chat.example.com',
      ValidateType: 'DNS',
      Email: 'owner@example.com',
    },
    apply,
  ],
  ['RenewCertificateOrderForPackageRequest', {}, { OrderId: ORDER }, renew],
  ['DescribeCertificateState', { OrderId: ORDER }, {}, (cas) => cas.describeCertificateState(ORDER)],
  ['CancelOrderRequest', { OrderId: ORDER }, {}, (cas) => cas.cancelOrderRequest(ORDER)],
  [
    'CancelCertificateForPackageRequest',
    { OrderId: ORDER },
    {},
    (cas) => cas.cancelCertificateForPackageRequest(ORDER),
  ],
  ['DeleteCertificateRequest', { OrderId: ORDER }, {}, (cas) => cas.deleteCertificateRequest(ORDER)],
];

describe('a call of CAS', () => {
  it.each(CALLS)('%s says %j in the URL, and the rest in the body', async (action, query, form, call) => {
    const { clients, server } = await clientsTo();
    await call(clients.cas);
    const [received] = server.received;
    expect(received?.headers).toMatchObject({ 'x-acs-action': action, 'x-acs-version': '2020-04-07' });
    expect(received?.query).toEqual(query);
    expect(received && formOf(received)).toEqual(form);
  });

  it.each([
    ['UploadUserCertificate', upload],
    ['CreateCertificateForPackageRequest', apply],
    ['Renew…', renew],
  ] as const)('%s is not made again after a lost answer, nor after one that says nothing', async (_action, call) => {
    for (const reply of ['drop', { status: 400, body: { Code: '500', Message: 'inside' } }] as const) {
      const { clients, server } = await clientsTo((_, count) => (count === 1 ? reply : { body: {} }));
      expect(await rejectionOf(call(clients.cas))).toBeInstanceOf(CallOutcomeUnknown);
      expect(server.received).toHaveLength(1);
    }
  });

  it('is made again where the service throttles, also one that makes something', async () => {
    const { clients, server } = await clientsTo((_, count) =>
      count === 1 ? { status: 400, body: { Code: 'FlowControlError', Message: 'slow down' } } : { body: { CertId: 7 } },
    );
    expect(await upload(clients.cas)).toMatchObject({ CertId: '7' });
    expect(server.received).toHaveLength(2);
  });

  it('that ends something is made again after a lost answer', async () => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    await clients.cas.deleteUserCertificate('7');
    expect(server.received).toHaveLength(2);
  });
});

describe('the private key of a certificate', () => {
  it.each(['NameRepeat', 'SignatureDoesNotMatch', 'InternalError'])(
    'is in no URL and in no error (%s)',
    async (Code) => {
      const { clients, server } = await clientsTo(({ body }) => ({
        status: 400,
        body: { Code, Message: `refused ${body} ${decodeURIComponent(body.replaceAll('+', ' '))}` },
      }));
      const error = await rejectionOf(upload(clients.cas));
      expect(inspect(error, { depth: null, showHidden: true })).not.toMatch(/MIGHAgEAMBMGByqGSM49/);
      expect(JSON.stringify(server.received.map(({ path, query, headers }) => [path, query, headers]))).not.toContain(
        'MIGHAgEAMBMGByqGSM49',
      );
    },
  );

  it('that the service made goes no further than the client', async () => {
    const { clients } = await clientsTo(() => ({
      body: { Type: 'certificate', Certificate: 'CERT', PrivateKey: KEY, CertId: 7 },
    }));
    expect(await clients.cas.describeCertificateState(ORDER)).toEqual({
      Type: 'certificate',
      Certificate: 'CERT',
      CertId: '7',
    });
  });
});

describe('ids of CAS', () => {
  it('keep every digit, though their numbers are beyond 2^53', async () => {
    const { clients } = await clientsTo(() => ({
      body: `{"OrderId":${ORDER},"TotalCount":1,"CertificateOrderList":[{"OrderId":${ORDER},"Status":"ISSUED"}]}`,
    }));
    expect(await apply(clients.cas)).toMatchObject({ OrderId: ORDER });
    expect(await clients.cas.allOrders({ OrderType: 'CPACK' })).toEqual([{ OrderId: ORDER, Status: 'ISSUED' }]);
  });

  it('are text where they are small numbers', async () => {
    const { clients } = await clientsTo(() => ({ body: { CertId: 7, CertificateId: 7, UsingProductList: ['ALB'] } }));
    expect(await upload(clients.cas)).toMatchObject({ CertId: '7' });
    expect(await clients.cas.getCertificateDetail('7')).toMatchObject({
      CertificateId: '7',
      UsingProductList: ['ALB'],
    });
  });
});

describe('the list of orders', () => {
  it('is read to its end, with its filter on every page', async () => {
    const { clients, server } = await clientsTo(({ query }) => ({
      body: { TotalCount: 2, CertificateOrderList: [{ OrderId: Number(query.CurrentPage) }] },
    }));
    const orders = await clients.cas.allOrders({ OrderType: 'CPACK', Status: 'ISSUED', Keyword: 'example.com' });
    expect(orders).toEqual([{ OrderId: '1' }, { OrderId: '2' }]);
    for (const { query } of server.received) {
      expect(query).toMatchObject({ OrderType: 'CPACK', Status: 'ISSUED', Keyword: 'example.com', ShowSize: '50' });
    }
  });

  it('that stays short is not believed', async () => {
    const { clients } = await clientsTo(() => ({ body: { TotalCount: 2, CertificateOrderList: null } }));
    const error = await rejectionOf(clients.cas.allOrders({ OrderType: 'CPACK' }));
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ code: 'IncompleteList' });
  });
});
