import { webcrypto, X509Certificate } from 'node:crypto';
import * as cas from '@alicloud/cas20200407';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, startCasCloud } from './cas-cloud.ts';

const NAME = 'chat.example.com';
const ONE_OF_EACH = { Username: 'Tom', Phone: '13900000000', Email: 'tom@example.com', ValidateType: 'DNS' };

describe('an order', () => {
  test('is verified once the public DNS has its record, reviewed, and then issued for its names', async () => {
    const its = await startCasCloud();
    const orderId = await its.apply(NAME);
    expect(await its.state(orderId)).toMatchObject({
      Type: 'domain_verify',
      ValidateType: 'DNS',
      RecordDomain: '_dnsauth.chat',
      RecordType: 'TXT',
      RecordValue: expect.stringMatching(/^\w{60}$/),
    });
    await its.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'domain_verify' });

    await its.publish(orderId);
    const reviewed = async () => (await its.state(orderId)).Type === 'process';
    expect(await its.cloud.clock.runUntil(reviewed, its.cloud.clock.now() + HOUR_MS)).toBe(true);
    await its.cloud.clock.advanceBy(HOUR_MS);
    const { Type, Certificate, PrivateKey, CertId } = await its.state(orderId);
    expect(Type).toBe('certificate');
    const leaf = new X509Certificate(String(Certificate));
    expect(leaf.subjectAltName).toBe(`DNS:${NAME}`);
    expect(PrivateKey).toMatch(/BEGIN PRIVATE KEY/);
    expect(new Date(leaf.validTo).getTime() - its.cloud.clock.now()).toBeGreaterThan(89 * DAY_MS);
    expect(its.cloud.cas.find(its.cloud.account.id, Number(CertId))).toMatchObject({ uploaded: false });
    expect(leaf.publicKey.asymmetricKeyType).toBe('rsa');
    its.cloud.cas.orders.keyType = 'ecdsa-p256';
    const { certId } = await its.issued('api.example.com');
    expect(its.cloud.cas.find(its.cloud.account.id, certId)?.facts.algorithm).toBe('ECC');
  });

  test('has an id that is a bare number beyond 2^53, which every digit of counts', async () => {
    const its = await startCasCloud();
    const orderId = await its.apply(NAME);
    expect(Number.isSafeInteger(Number(orderId))).toBe(false);
    expect((await its.orders())[0]).toMatchObject({ OrderId: orderId });
    // The published client reads it as a number and so asks for another order.
    const { body } = await its.client.listUserCertificateOrder(new cas.ListUserCertificateOrderRequest({}));
    const [row] = body?.certificateOrderList ?? [];
    expect(row?.orderId).toBe(Number(orderId));
    await expect(its.state(`${BigInt(orderId) + 1n}`)).rejects.toMatchObject({ code: 'NotFound' });
    await expect(its.state('x')).rejects.toMatchObject({ code: 'InvalidOrderId' });
  });

  test('is not proved by a record of another value, another name, or one that only a private zone has', async () => {
    const its = await startCasCloud();
    const orderId = await its.apply(NAME);
    const { RecordValue } = await its.state(orderId);
    const zone = its.cloud.alidns.addZone({ account: its.cloud.account.id, name: 'example.com' });
    const record = { type: 'TXT', ttl: 600, line: 'default' } as const;
    its.cloud.alidns.addRecord(zone, { ...record, rr: '_dnsauth.chat', value: 'something-else' });
    its.cloud.alidns.addRecord(zone, { ...record, rr: '_dnsauth', value: String(RecordValue) });
    await its.cloud.clock.advanceBy(5 * HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'domain_verify' });
  });

  test('of a zone that is hosted elsewhere looks there', async () => {
    const its = await startCasCloud();
    its.cloud.otherDns.addZone('example.com');
    const orderId = await its.apply(NAME);
    await its.publish(orderId);
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'domain_verify' });
    const { RecordValue } = await its.state(orderId);
    its.cloud.otherDns.addRecord('_dnsauth.chat.example.com', { type: 'TXT', value: String(RecordValue), ttl: 60 });
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'certificate' });
  });

  test('fails in the end where nobody proves anything, and where its review does', async () => {
    const its = await startCasCloud();
    const forgotten = await its.apply(NAME);
    await its.cloud.clock.advanceBy(4 * DAY_MS);
    expect(await its.state(forgotten)).toEqual({ RequestId: expect.any(String), Type: 'verify_fail' });
    expect(await its.orders({ Status: 'CHECKED_FAIL' })).toHaveLength(1);

    its.cloud.cas.orders.failNextReview();
    const unlucky = await its.apply('other.example.com');
    await its.publish(unlucky);
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(unlucky)).toMatchObject({ Type: 'verify_fail' });
  });

  test('is issued at the first look where nothing takes time', async () => {
    const its = await startCasCloud({ delayScale: 0 });
    const orderId = await its.apply(NAME);
    await its.publish(orderId);
    await its.cloud.clock.step();
    expect(await its.state(orderId)).toMatchObject({ Type: 'certificate' });
  });

  test('with a CNAME to publish is proved by that', async () => {
    const its = await startCasCloud();
    its.cloud.cas.orders.validationType = 'CNAME';
    const orderId = await its.apply(NAME);
    expect(await its.state(orderId)).toMatchObject({ RecordType: 'CNAME', RecordDomain: '_dnsauth.chat' });
    await its.publish(orderId);
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'certificate' });
  });

  test('may want its record in the zone itself', async () => {
    const its = await startCasCloud();
    its.cloud.cas.orders.validationAt = 'zone';
    const orderId = await its.apply(NAME);
    expect(await its.state(orderId)).toMatchObject({ RecordDomain: '_dnsauth' });
    await its.publish(orderId);
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(orderId)).toMatchObject({ Type: 'certificate' });
  });

  test('by file tells what to put where, and is not proved by DNS', async () => {
    const its = await startCasCloud();
    const orderId = await its.apply(NAME, { ValidateType: 'FILE' });
    expect(await its.state(orderId)).toMatchObject({
      Type: 'domain_verify',
      ValidateType: 'FILE',
      Domain: NAME,
      Uri: '/.well-known/pki-validation/fileauth.txt',
      Content: expect.any(String),
    });
    expect(await its.state(orderId)).not.toHaveProperty('RecordDomain');
  });
});

describe('what can be ordered', () => {
  test.each([
    ['digicert-free-1-free', 'chat.example.com,api.example.com'],
    ['digicert-free-1-free', '*.example.com'],
    ['geotrust-dv-w-starter', 'chat.example.com'],
    ['geotrust-dv-1-starter', 'chat.example.com,*.example.com'],
    ['geotrust-dv-1-starter', 'a.example.com,a.example.com'],
    ['geotrust-dv-1-starter', 'a.b.cc,b.b.cc,c.b.cc,d.b.cc,e.b.cc,f.b.cc'],
    ['geotrust-dv-1-starter', 'not a name'],
  ])('of %s not %s', async (ProductCode, names) => {
    const its = await startCasCloud();
    its.cloud.cas.orders.buyPackage(its.cloud.account.id, 'geotrust-dv-1-starter', 9);
    its.cloud.cas.orders.buyPackage(its.cloud.account.id, 'geotrust-dv-w-starter', 9);
    await expect(its.apply(names, { ProductCode })).rejects.toMatchObject({ code: 'InvalidParameter' });
    expect(await its.packageState(ProductCode)).toMatchObject({ usedCount: 0 });
  });

  test('several names at once, with one record in the zone of them all', async () => {
    const its = await startCasCloud();
    its.cloud.cas.orders.buyPackage(its.cloud.account.id, 'geotrust-dv-w-starter', 1);
    const { orderId, certId } = await its.issued('*.example.com,*.chat.example.com', {
      ProductCode: 'geotrust-dv-w-starter',
    });
    const { body } = await its.client.getUserCertificateDetail(
      new cas.GetUserCertificateDetailRequest({ certId, certFilter: true }),
    );
    expect(body).toMatchObject({ sans: '*.example.com,*.chat.example.com', buyInAliyun: true });
    expect(await its.orders()).toMatchObject([
      {
        OrderId: orderId,
        DomainType: 'M_WILDCARD',
        WildDomainCount: 2,
        DomainCount: 0,
        CertType: 'DV',
        Status: 'ISSUED',
        SourceType: 'cpack',
        CertEndTime: expect.any(Number),
      },
    ]);
  });

  test('nothing without a domain, or a contact where none was saved', async () => {
    const its = await startCasCloud();
    await expect(its.apply('')).rejects.toMatchObject({ code: 'MissingParameter' });
    its.cloud.cas.savedContact = 'missing';
    await expect(its.apply(NAME)).rejects.toMatchObject({ code: 'MissingParameter' });
    await expect(its.apply(NAME, ONE_OF_EACH)).resolves.toMatch(/^\d+$/);
  });

  test('one name with its contact by the older operation', async () => {
    const its = await startCasCloud();
    const order = (more: object) =>
      its.client.createCertificateRequest(
        new cas.CreateCertificateRequestRequest({
          ...{ domain: NAME, username: 'Tom', phone: '13900000000', email: 'tom@example.com', validateType: 'DNS' },
          ...more,
        }),
      );
    expect((await order({})).body?.orderId).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    await expect(order({ phone: '' })).rejects.toMatchObject({ code: 'MissingParameter' });
    await expect(order({ domain: 'a.example.com,b.example.com' })).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});

describe('a request of one’s own', () => {
  async function signingRequest(modulusLength?: number): Promise<string> {
    const algorithm = modulusLength
      ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }
      : { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await x509.Pkcs10CertificateRequestGenerator.create(
      { name: `CN=${NAME}`, keys: keys as webcrypto.CryptoKeyPair, signingAlgorithm: algorithm },
      webcrypto,
    );
    return request.toString('pem');
  }

  test('is certified for its common name, and its key never was here', async () => {
    const its = await startCasCloud();
    const Csr = await signingRequest();
    const { orderId, certId } = await its.issued('other.example.com', { Csr });
    const state = await its.state(orderId);
    expect(state).not.toHaveProperty('PrivateKey');
    const leaf = new X509Certificate(String(state.Certificate));
    expect(leaf.subjectAltName).toBe(`DNS:${NAME}`);
    const request = new x509.Pkcs10CertificateRequest(Csr);
    expect(leaf.publicKey.export({ type: 'spki', format: 'der' })).toEqual(Buffer.from(request.publicKey.rawData));
    expect(await its.call('GetCertificateDetail', { CertificateId: String(certId) })).toMatchObject({
      ExistPrivateKey: false,
    });
    expect(its.cloud.cas.material(its.cloud.account.id, certId)).toBeUndefined();
  });

  test('is refused where it is none, or its key is too weak', async () => {
    const its = await startCasCloud();
    for (const Csr of ['nonsense', await signingRequest(1024)]) {
      await expect(its.apply(NAME, { Csr })).rejects.toMatchObject({ code: 'InvalidParameter' });
    }
    const Csr = await signingRequest(2048);
    const { OrderId } = await its.call('CreateCertificateWithCsrRequest', { ...ONE_OF_EACH, Csr });
    expect(await its.state(String(OrderId))).toMatchObject({ Type: 'domain_verify', RecordDomain: '_dnsauth.chat' });
  });
});

describe('a package', () => {
  test('counts what was applied for and what was issued, and is empty in the end', async () => {
    const its = await startCasCloud();
    its.cloud.cas.orders.buyPackage(its.cloud.account.id, 'digicert-free-1-free', 2);
    await its.issued(NAME);
    await its.apply('other.example.com');
    expect(await its.packageState()).toMatchObject({ totalCount: 2, usedCount: 2, issuedCount: 1 });
    await expect(its.apply('third.example.com')).rejects.toMatchObject({ code: 'InsufficientQuota', statusCode: 400 });
    its.cloud.cas.packageQuotaError = 'DeductQuotaFailed';
    await expect(its.apply('third.example.com')).rejects.toMatchObject({ code: 'DeductQuotaFailed' });
    await expect(its.apply(NAME, { ProductCode: 'globalsign-dv-1-personal' })).rejects.toMatchObject({
      code: 'DeductQuotaFailed',
    });
  });

  test('has one more again after a cancelled certificate, and after a deleted order, but not twice', async () => {
    const its = await startCasCloud();
    const { orderId } = await its.issued(NAME);
    const pending = await its.apply('other.example.com');
    expect(await its.packageState()).toMatchObject({ usedCount: 2 });
    await its.call('CancelCertificateForPackageRequest', { OrderId: orderId });
    await its.call('CancelCertificateForPackageRequest', { OrderId: pending });
    expect(await its.packageState()).toMatchObject({ usedCount: 0, issuedCount: 0 });
    await its.call('DeleteCertificateRequest', { OrderId: pending });
    expect(await its.packageState()).toMatchObject({ usedCount: 0 });
  });
});

describe('ending an order', () => {
  test('a cancelled one goes back to pending application, and can then be deleted', async () => {
    const its = await startCasCloud();
    const OrderId = await its.apply(NAME);
    await expect(its.call('DeleteCertificateRequest', { OrderId })).rejects.toMatchObject({
      code: 'OperationDenied.StatusNotSupport',
    });
    await its.call('CancelOrderRequest', { OrderId });
    expect(await its.state(OrderId)).toMatchObject({ Type: 'payed' });
    expect(await its.orders({ Status: 'PAYED' })).toHaveLength(1);
    await expect(its.call('CancelOrderRequest', { OrderId })).rejects.toMatchObject({
      code: 'OperationDenied.StatusNotSupport',
    });
    expect(await its.packageState()).toMatchObject({ usedCount: 1 });
    await its.call('DeleteCertificateRequest', { OrderId });
    await expect(its.state(OrderId)).rejects.toMatchObject({ code: 'NotFound' });
    expect(await its.packageState()).toMatchObject({ usedCount: 0 });
    await its.cloud.clock.advanceBy(5 * DAY_MS);
    expect(await its.orders()).toEqual([]);
  });

  test('one that is being reviewed does not come back as a certificate', async () => {
    const its = await startCasCloud();
    const OrderId = await its.apply(NAME);
    await its.publish(OrderId);
    const reviewed = async () => (await its.state(OrderId)).Type === 'process';
    await its.cloud.clock.runUntil(reviewed, its.cloud.clock.now() + HOUR_MS);
    await its.call('CancelOrderRequest', { OrderId });
    await its.cloud.clock.advanceBy(DAY_MS);
    expect(await its.state(OrderId)).toMatchObject({ Type: 'payed' });
    expect(its.cloud.cas.of(its.cloud.account.id)).toEqual([]);
  });

  test('a revoked one is unknown, and its certificate may be deleted', async () => {
    const its = await startCasCloud();
    const { orderId: OrderId, certId } = await its.issued(NAME);
    const remove = () => its.client.deleteUserCertificate(new cas.DeleteUserCertificateRequest({ certId }));
    await expect(remove()).rejects.toMatchObject({ code: 'OperationDenied.StatusNotSupport' });
    await its.call('CancelCertificateForPackageRequest', { OrderId });
    expect(await its.state(OrderId)).toMatchObject({ Type: 'unknow' });
    expect(await its.orders({ Status: 'REVOKED' })).toHaveLength(1);
    await expect(its.call('CancelCertificateForPackageRequest', { OrderId })).rejects.toMatchObject({
      code: 'OperationDenied.StatusNotSupport',
    });
    await remove();
  });

  test("another account's order does not exist", async () => {
    const its = await startCasCloud();
    const orderId = await its.apply(NAME);
    expect(its.cloud.cas.orders.find('9999999999999999', orderId)).toBeUndefined();
  });
});

describe('a renewal', () => {
  test('is for an order that is about to expire, and makes a new one', async () => {
    const its = await startCasCloud();
    const { orderId } = await its.issued(NAME);
    const renew = () => its.call('RenewCertificateOrderForPackageRequest', { OrderId: orderId });
    await expect(renew()).rejects.toMatchObject({ code: 'OperationDenied.StatusNotSupport' });
    await its.cloud.clock.advanceBy(65 * DAY_MS);
    expect(await its.orders({ Status: 'WILLEXPIRED' })).toHaveLength(1);
    const next = String((await renew()).OrderId);
    expect(next).not.toBe(orderId);
    await its.publish(next);
    await its.cloud.clock.advanceBy(HOUR_MS);
    expect(await its.state(next)).toMatchObject({ Type: 'certificate' });
    expect(await its.packageState()).toMatchObject({ usedCount: 2, issuedCount: 2 });
    await its.cloud.clock.advanceBy(40 * DAY_MS);
    expect(await its.orders({ Status: 'EXPIRED' })).toMatchObject([{ OrderId: orderId }]);
  });

  test('may wait as pending application, as the other reading has it', async () => {
    const its = await startCasCloud();
    const { orderId } = await its.issued(NAME);
    await its.cloud.clock.advanceBy(65 * DAY_MS);
    its.cloud.cas.orders.renewal = 'waits';
    const { OrderId } = await its.call('RenewCertificateOrderForPackageRequest', { OrderId: orderId });
    await its.cloud.clock.advanceBy(DAY_MS);
    expect(await its.state(String(OrderId))).toMatchObject({ Type: 'payed' });
  });
});
