import * as cas from '@alicloud/cas20200407';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CasCloud, DAY_MS, startCasCloud } from './cas-cloud.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';

let certificate: TestCertificate;

beforeAll(async () => {
  certificate = await makeCertificate({ names: ['chat.example.com', '*.chat.example.com'] });
});

async function upload({ client }: CasCloud, name: string): Promise<number> {
  const { chain: cert, privateKey: key } = certificate;
  const { body } = await client.uploadUserCertificate(new cas.UploadUserCertificateRequest({ name, cert, key }));
  return body?.certId ?? 0;
}

const metadata = (its: CasCloud, id: number) => its.call('GetCertificateDetail', { CertificateId: String(id) });
const remove = ({ client }: CasCloud, certId: number) =>
  client.deleteUserCertificate(new cas.DeleteUserCertificateRequest({ certId }));

describe('the newer interface', () => {
  test('tells of a certificate without its text or its key', async () => {
    const its = await startCasCloud();
    const id = await upload(its, 'chat_1');
    const detail = await metadata(its, id);
    expect(detail).toMatchObject({
      CertificateId: id,
      CertificateName: 'chat_1',
      CertIdentifier: `${id}-cn-hangzhou`,
      CommonName: 'chat.example.com',
      SubjectAlternativeNames: ['chat.example.com', '*.chat.example.com'],
      NotAfter: Date.parse('2026-05-30T00:00:00Z'),
      ExistPrivateKey: true,
      UsingProductList: [],
      CertificateStatus: 'issued',
      CertificateSource: 'UPLOAD',
    });
    expect(JSON.stringify(detail)).not.toContain('BEGIN');
    await expect(metadata(its, 1)).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('lists by source, status, resource and word, ten a page', async () => {
    const its = await startCasCloud();
    const old = await upload(its, 'old');
    await its.cloud.clock.advanceTo(Date.parse('2026-05-15T00:00:00Z'));
    const { certId } = await its.issued('api.example.com');
    const ids = async (filter: Readonly<Record<string, string>> = {}) => {
      const { CertificateList, TotalCount } = await its.call('ListCertificates', filter);
      const rows = CertificateList as { CertificateId: number }[];
      return { TotalCount, ids: rows.map(({ CertificateId }) => CertificateId) };
    };
    expect(await ids()).toEqual({ TotalCount: 2, ids: [certId, old] });
    expect((await ids({ CertificateSource: 'UPLOAD' })).ids).toEqual([old]);
    expect((await ids({ CertificateSource: 'TEST' })).ids).toEqual([certId]);
    expect((await ids({ CertificateSource: 'BUY' })).ids).toEqual([]);
    expect((await ids({ CertificateStatus: 'willExpire' })).ids).toEqual([old]);
    expect((await ids({ Keyword: 'api.' })).ids).toEqual([certId]);
    const instanceId = its.cloud.cas.find(its.cloud.account.id, old)?.instanceId ?? '';
    expect((await ids({ InstanceId: instanceId })).ids).toEqual([old]);
    expect(await ids({ ShowSize: '1', CurrentPage: '2' })).toEqual({ TotalCount: 2, ids: [old] });
    await expect(ids({ ShowSize: '101' })).rejects.toMatchObject({ code: 'InvalidShowSize' });
  });
});

describe('a certificate that is used', () => {
  test('elsewhere is said to be, once for each product', async () => {
    const its = await startCasCloud();
    const id = await upload(its, 'chat_1');
    its.cloud.cas.useElsewhere(id, 'CDN');
    its.cloud.cas.useElsewhere(id, 'CDN');
    expect(await metadata(its, id)).toMatchObject({ UsingProductList: ['CDN'] });
  });

  test('can be deleted all the same, or not, as either reading has it', async () => {
    const its = await startCasCloud();
    const [first, second] = [await upload(its, 'chat_1'), await upload(its, 'chat_2')];
    its.cloud.cas.useElsewhere(first, 'CDN');
    its.cloud.cas.deletingInUse = 'refused';
    await expect(remove(its, first)).rejects.toMatchObject({ code: 'ResourceAlreadyAssociated' });
    await remove(its, second);
    its.cloud.cas.deletingInUse = 'allowed';
    await remove(its, first);
  });
});

describe('a revoked certificate', () => {
  test('leaves the list of valid ones, is found among the revoked, and may go', async () => {
    const its = await startCasCloud();
    const id = await upload(its, 'chat_1');
    its.cloud.cas.revoke(id);
    const list = async (status?: string) => {
      const request = new cas.ListUserCertificateOrderRequest({ orderType: 'CERT', ...(status && { status }) });
      return (await its.client.listUserCertificateOrder(request)).body?.certificateOrderList;
    };
    expect(await list()).toEqual([]);
    expect(await list('REVOKED')).toMatchObject([{ certificateId: id }]);
    expect(await metadata(its, id)).toMatchObject({ CertificateStatus: 'revoked' });
    await remove(its, id);
    expect(() => its.cloud.cas.revoke(id)).toThrow(RangeError);
  });
});

describe('limits', () => {
  test('an account has so many uploaded certificates, expired ones included, and bought ones not', async () => {
    const its = await startCasCloud();
    await upload(its, 'chat_1');
    its.cloud.cas.uploadQuota = 2;
    await its.issued('api.example.com');
    const second = await upload(its, 'chat_2');
    await expect(upload(its, 'chat_3')).rejects.toMatchObject({ code: 'InsufficientQuota', statusCode: 400 });
    await remove(its, second);
    await upload(its, 'chat_3');
    await its.cloud.clock.advanceBy(120 * DAY_MS);
    const late = await makeCertificate({ names: ['a.example.com'], notAfter: new Date('2027-01-01T00:00:00Z') });
    const request = new cas.UploadUserCertificateRequest({ name: 'late', cert: late.chain, key: late.privateKey });
    await expect(its.client.uploadUserCertificate(request)).rejects.toMatchObject({ code: 'InsufficientQuota' });
  });

  test('calls of one action beyond the limit of a second are refused by the service’s own code', async () => {
    const its = await startCasCloud();
    its.cloud.cas.callsPerSecond = 2;
    const ask = () => its.packageState();
    await ask();
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: 'FlowControlError', statusCode: 400 });
    await expect(its.orders()).resolves.toEqual([]);
    await its.cloud.clock.advanceBy(1000);
    await expect(ask()).resolves.toMatchObject({ usedCount: 0 });
    its.cloud.cas.callsPerSecond = undefined;
    await ask();
    await ask();
    await expect(ask()).resolves.toMatchObject({ usedCount: 0 });
  });

  test('a fault can say so too', async () => {
    const its = await startCasCloud();
    its.cloud.faults.add({ product: 'cas', kind: 'throttling', code: 'FlowControlError', times: 1 });
    await expect(its.packageState()).rejects.toMatchObject({ code: 'FlowControlError' });
    await expect(its.packageState()).resolves.toMatchObject({ totalCount: 20 });
  });
});
