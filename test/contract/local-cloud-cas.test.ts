import { X509Certificate } from 'node:crypto';
import Cas20200407, * as cas from '@alicloud/cas20200407';
import * as openApi from '@alicloud/openapi-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';
import { clientConfig, genericClient, RuntimeOptions } from './clients.ts';

let cloud: LocalCloud;
let client: Cas20200407;
let certificate: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  certificate = await makeCertificate({ names: ['chat.example.com', '*.chat.example.com'] });
  other = await makeCertificate({ names: ['other.example.org'] });
});
beforeEach(async () => {
  cloud = await startLocalCloud();
  client = new Cas20200407(clientConfig(cloud));
});
afterEach(() => cloud.close());

async function upload(name = 'chat_1', cert = certificate.chain, key = certificate.privateKey) {
  const { body } = await client.uploadUserCertificate(new cas.UploadUserCertificateRequest({ name, cert, key }));
  return body?.certId ?? 0;
}

async function detail(certId: number, certFilter = true) {
  const request = new cas.GetUserCertificateDetailRequest({ certId, certFilter });
  return (await client.getUserCertificateDetail(request)).body;
}

async function list(filter: Partial<cas.ListUserCertificateOrderRequest>) {
  return (await client.listUserCertificateOrder(new cas.ListUserCertificateOrderRequest(filter))).body;
}

describe('uploading', () => {
  test('an uploaded certificate is described from its own content', async () => {
    const certId = await upload();
    const leaf = new X509Certificate(certificate.leaf);
    expect(await detail(certId)).toMatchObject({
      id: certId,
      certIdentifier: `${certId}-cn-hangzhou`,
      name: 'chat_1',
      common: 'chat.example.com',
      sans: 'chat.example.com,*.chat.example.com',
      issuer: 'Test Root',
      orgName: 'Test',
      startDate: '2026-03-01',
      endDate: '2026-05-30',
      notAfter: Date.parse('2026-05-30T00:00:00Z'),
      expired: false,
      buyInAliyun: false,
      algorithm: 'ECC',
      serialNo: leaf.serialNumber.toLowerCase(),
      sha2: leaf.fingerprint256.replaceAll(':', ''),
      certChain: [{ commonName: 'chat.example.com', issuerCommonName: 'Test Root' }, { commonName: 'Test Root' }],
    });
  });

  test('its key leaves only when the filter is off, and never enters the journal', async () => {
    const certId = await upload();
    expect(await detail(certId)).not.toHaveProperty('key');
    expect(await detail(certId, false)).toMatchObject({ cert: certificate.chain, key: certificate.privateKey });
    expect(cloud.calls.of('UploadUserCertificate')[0]?.parameters).toMatchObject({ Name: 'chat_1', Key: '***' });
    expect(JSON.stringify(cloud.calls.all())).not.toContain('PRIVATE KEY');
  });

  test('parameters in a form body keep the key out of the URL', async () => {
    const generic = genericClient(cloud);
    const answer = await generic.callApi(
      new openApi.$OpenApiUtil.Params({
        action: 'UploadUserCertificate',
        version: '2020-04-07',
        protocol: 'HTTP',
        pathname: '/',
        method: 'POST',
        authType: 'AK',
        style: 'RPC',
        reqBodyType: 'formData',
        bodyType: 'json',
      }),
      new openApi.$OpenApiUtil.OpenApiRequest({
        body: {
          Name: 'by_form',
          Cert: certificate.chain,
          Key: certificate.privateKey,
          'Tags.1.Key': 'owner',
          'Tags.1.Value': 'us',
        },
      }),
      new RuntimeOptions(),
    );
    expect(cloud.cas.find(cloud.account.id, Number(answer.body.CertId))).toMatchObject({
      name: 'by_form',
      tags: [{ Key: 'owner', Value: 'us' }],
    });
  });

  test('what a server needs is at hand for the data plane, for its owner only', async () => {
    const certId = await upload();
    const material = { certificate: certificate.chain, privateKey: certificate.privateKey };
    expect(cloud.cas.material(cloud.account.id, certId)).toEqual(material);
    expect(cloud.cas.material(cloud.account.id, `${certId}-cn-hangzhou`)).toEqual(material);
    expect(cloud.cas.material('9999999999999999', certId)).toBeUndefined();
  });

  test('the same name is refused, the same certificate under another name is not', async () => {
    const first = await upload('chat_1');
    await expect(upload('chat_1')).rejects.toMatchObject({ code: 'NameRepeat', statusCode: 400 });
    expect(await upload('chat_2')).not.toBe(first);
  });

  test('names with hyphens pass only as the wider reading of the documents says', async () => {
    await expect(upload('chat-1')).rejects.toMatchObject({ code: 'InvalidParameter' });
    await expect(upload('x'.repeat(64))).rejects.toMatchObject({ code: 'InvalidParameter' });
    cloud.cas.names = 'any';
    await expect(upload('chat-1')).resolves.toBeGreaterThan(0);
  });

  test('refuses what is not a certificate with its key and chain', async () => {
    const { chain, leaf, privateKey } = certificate;
    await expect(upload('a', 'nonsense')).rejects.toMatchObject({ code: 'CertificateFormatException' });
    await expect(upload('a', chain.replace('M', '!'))).rejects.toMatchObject({ code: 'CertificateFormatException' });
    await expect(upload('a', chain, 'nonsense')).rejects.toMatchObject({ code: 'CertificateFormatException' });
    await expect(upload('a', chain, other.privateKey)).rejects.toMatchObject({ code: 'CertificateFormatException' });
    await expect(upload('a', leaf + other.issuer, privateKey)).rejects.toMatchObject({
      code: 'CertificateChainNotMatch',
    });
    await expect(upload('a', '')).rejects.toMatchObject({ code: 'MissingParameter' });
    await expect(upload('a', `${leaf}\n\n${certificate.issuer}`)).resolves.toBeGreaterThan(0);
  });
});

describe('listing', () => {
  test('uploaded certificates are only in the lists that hold certificates', async () => {
    const certId = await upload();
    expect(await list({})).toMatchObject({ totalCount: 0, certificateOrderList: [] });
    for (const orderType of ['UPLOAD', 'CERT']) {
      expect((await list({ orderType }))?.certificateOrderList).toMatchObject([
        { certificateId: certId, name: 'chat_1', commonName: 'chat.example.com', upload: true, expired: false },
      ]);
    }
  });

  test('is searched by domain, and paged', async () => {
    await upload('a');
    await upload('b', other.chain, other.privateKey);
    const found = await list({ orderType: 'UPLOAD', keyword: 'example.org' });
    expect(found?.certificateOrderList?.map(({ name }) => name)).toEqual(['b']);
    const second = await list({ orderType: 'UPLOAD', showSize: 1, currentPage: 2 });
    expect(second).toMatchObject({ totalCount: 2, currentPage: 2, certificateOrderList: [{ name: 'a' }] });
  });

  test('an expired certificate leaves the default list, by virtual time', async () => {
    const certId = await upload();
    const names = async (status?: string) =>
      (await list({ orderType: 'UPLOAD', ...(status && { status }) }))?.certificateOrderList?.length;
    await cloud.clock.advanceTo(Date.parse('2026-05-15T00:00:00Z'));
    expect([await names(), await names('ISSUED'), await names('WILLEXPIRED')]).toEqual([1, 0, 1]);
    await cloud.clock.advanceTo(Date.parse('2026-06-01T00:00:00Z'));
    expect([await names(), await names('EXPIRED')]).toEqual([0, 1]);
    expect((await detail(certId))?.expired).toBe(true);
    await expect(upload('late')).rejects.toMatchObject({ code: 'CertificateExpired' });
  });
});

describe('deleting', () => {
  test('an uploaded certificate goes once', async () => {
    const certId = await upload();
    const remove = () => client.deleteUserCertificate(new cas.DeleteUserCertificateRequest({ certId }));
    await remove();
    await expect(remove()).rejects.toMatchObject({ code: 'NotFound' });
    await expect(detail(certId)).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('a bought one stays while it is valid', async () => {
    const { id: certId } = cloud.cas.add({
      account: cloud.account.id,
      name: 'bought',
      certificate: certificate.chain,
      privateKey: certificate.privateKey,
      uploaded: false,
    });
    await expect(client.deleteUserCertificate(new cas.DeleteUserCertificateRequest({ certId }))).rejects.toMatchObject({
      code: 'OperationDenied.StatusNotSupport',
    });
  });

  test("another account's certificate does not exist", async () => {
    const certId = await upload();
    const stranger = new Cas20200407(clientConfig(cloud, cloud.addAccount('9999999999999999')));
    await expect(
      stranger.getUserCertificateDetail(new cas.GetUserCertificateDetailRequest({ certId })),
    ).rejects.toMatchObject({ code: 'NotFound' });
    await expect(
      stranger.deleteUserCertificate(new cas.DeleteUserCertificateRequest({ certId })),
    ).rejects.toMatchObject({ code: 'NotFound' });
  });
});
