import { describe, expect, it, onTestFinished } from 'vitest';
import { albClient } from '../../shared/cloud/alb.ts';
import { casClient } from '../../shared/cloud/cas.ts';
import { REGION, startAlbCloud } from './alb-cloud.ts';
import { makeCertificate } from './certificates.ts';
import { transportTo } from './transport-to.ts';

const HOUR_MS = 3_600_000;

/** Our clients, against a local cloud whose clock moves while they wait. */
async function clientsInCloud() {
  const its = await startAlbCloud();
  const { cloud } = its;
  onTestFinished(() => cloud.close());
  const transport = transportTo(cloud, cloud.account, async (ms) => cloud.clock.elapse(ms));
  return { its, cloud, cas: casClient(transport), alb: albClient(transport, REGION) };
}

describe('the CAS client against the local cloud', () => {
  it('uploads a certificate once under its name, finds it, and deletes it', async () => {
    const { cloud, cas } = await clientsInCloud();
    const { chain: Cert, privateKey: Key } = await makeCertificate({ names: ['chat.example.com'] });
    const request = { Name: 'torii_1', Cert, Key, Tags: [{ Key: 'torii', Value: 'a/b' }] };
    const { CertId } = await cas.uploadUserCertificate(request);
    await expect(cas.uploadUserCertificate(request)).rejects.toMatchObject({ code: 'NameRepeat', retryable: false });
    expect(await cas.allUserCertificates({ OrderType: 'UPLOAD' })).toMatchObject([{ CertificateId: CertId }]);
    expect(await cas.getUserCertificateDetail(CertId)).toMatchObject({
      CertIdentifier: `${CertId}-cn-hangzhou`,
      Tags: [{ TagKey: 'torii', TagValue: 'a/b' }],
    });
    cloud.cas.useElsewhere(Number(CertId), 'CDN');
    expect(await cas.getCertificateDetail(CertId)).toMatchObject({ UsingProductList: ['CDN'] });
    cloud.cas.revoke(Number(CertId));
    expect(await cas.allUserCertificates({ OrderType: 'CERT' })).toEqual([]);
    expect(await cas.allUserCertificates({ OrderType: 'CERT', Status: 'REVOKED' })).toHaveLength(1);
    await cas.deleteUserCertificate(CertId);
    await expect(cas.deleteUserCertificate(CertId)).rejects.toMatchObject({ code: 'NotFound' });
    expect(JSON.stringify(cloud.calls.all())).not.toContain('PRIVATE KEY');
  });

  it('looks instead of repeating where the answer to an upload was lost', async () => {
    const { cloud, cas } = await clientsInCloud();
    const { chain: Cert, privateKey: Key } = await makeCertificate({ names: ['chat.example.com'] });
    cloud.faults.add({ product: 'cas', action: 'UploadUserCertificate', kind: 'drop-after', times: 1 });
    await expect(cas.uploadUserCertificate({ Name: 'torii_1', Cert, Key })).rejects.toMatchObject({
      code: 'CallOutcomeUnknown',
    });
    expect(await cas.allUserCertificates({ OrderType: 'UPLOAD' })).toMatchObject([{ Name: 'torii_1' }]);
  });

  it('waits out the service’s own throttling', async () => {
    const { cloud, cas } = await clientsInCloud();
    cloud.cas.callsPerSecond = 1;
    await cas.describePackageState();
    await expect(cas.describePackageState()).resolves.toMatchObject({ TotalCount: 20 });
    expect(cloud.calls.of('DescribePackageState').map(({ code }) => code)).toContain('FlowControlError');
  });

  it('takes an order from its record in DNS to its certificate and to its end', async () => {
    const { cloud, cas } = await clientsInCloud();
    const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
    const { OrderId } = await cas.createCertificateForPackageRequest({ Domain: 'chat.example.com' });
    const { RecordDomain: rr = '', RecordValue: value = '' } = await cas.describeCertificateState(OrderId);
    cloud.alidns.addRecord(zone, { rr, type: 'TXT', value, ttl: 600, line: 'default' });
    await cloud.clock.advanceBy(HOUR_MS);

    const state = await cas.describeCertificateState(OrderId);
    expect(state).toMatchObject({ Type: 'certificate', CertId: expect.stringMatching(/^\d+$/) });
    expect(state).not.toHaveProperty('PrivateKey');
    expect(await cas.allOrders({ OrderType: 'CPACK', Status: 'ISSUED' })).toMatchObject([{ OrderId }]);
    expect(await cas.getUserCertificateDetail(state.CertId ?? '')).toMatchObject({ BuyInAliyun: true });

    await cloud.clock.advanceBy(70 * 24 * HOUR_MS);
    const renewed = await cas.renewCertificateOrderForPackageRequest({ OrderId });
    await cas.cancelOrderRequest(renewed.OrderId);
    await cas.deleteCertificateRequest(renewed.OrderId);
    await cas.cancelCertificateForPackageRequest(OrderId);
    expect(await cas.describeCertificateState(OrderId)).toMatchObject({ Type: 'unknow' });
    expect(await cas.describePackageState()).toMatchObject({ UsedCount: 0, IssuedCount: 0 });
  });
});

describe('the ALB client against the local cloud', () => {
  it('puts certificates on a listener, sees them, and takes them off', async () => {
    const { its, alb } = await clientsInCloud();
    const { listenerId, certificateId } = await its.served();
    const [second = '', third = ''] = its.certificates(2);
    await alb.associateAdditionalCertificatesWithListener(listenerId, [second, third], 'token-1');
    await its.later();
    expect(await alb.listListenerCertificates(listenerId)).toMatchObject([
      { CertificateId: certificateId, IsDefault: true, Status: 'Associated' },
      { CertificateId: second, IsDefault: false, Status: 'Associated' },
      { CertificateId: third, IsDefault: false, Status: 'Associated' },
    ]);
    await alb.dissociateAdditionalCertificatesFromListener(listenerId, [second], 'token-2');
    await its.later();
    await alb.updateListenerAttribute(listenerId, { Certificates: [{ CertificateId: second }] }, 'token-3');
    await its.later();
    expect((await alb.listListenerCertificates(listenerId)).map((one) => [one.CertificateId, one.IsDefault])).toEqual([
      [second, true],
      [third, false],
    ]);
    expect((await alb.getListenerAttribute(listenerId)).Certificates).toEqual([{ CertificateId: second }]);
  });
});
