import { X509Certificate } from 'node:crypto';
import Cas20200407, * as cas from '@alicloud/cas20200407';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from './clients.ts';
import { type Body, boundTo, EasClient, entries, serviceConfig } from './eas-client.ts';
import { type EasCloud, HOUR_MS, REGION, startEasCloud } from './eas-cloud.ts';
import { flaw, shakeHands, visit } from './gateway-client.ts';

const NAME = 'chat.example.com';
const DAY_MS = 24 * HOUR_MS;

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let id: string;

beforeEach(async () => {
  const started = await startEasCloud();
  ({ cloud, eas, later } = started);
  id = await started.runningGateway({ EnableInternet: true });
});
afterEach(() => cloud.close());

/** A certificate from the local authority, uploaded; its id and its leaf. */
async function upload(...names: string[]) {
  const now = cloud.clock.now();
  const dates = { notBefore: new Date(now), notAfter: new Date(now + 90 * DAY_MS) };
  const { certificate: cert, privateKey: key, serialNumber } = await cloud.ca.issue({ names, ...dates });
  const name = `cert_${serialNumber.slice(0, 8)}`;
  const request = new cas.UploadUserCertificateRequest({ name, cert, key });
  const { body } = await new Cas20200407(clientConfig(cloud)).uploadUserCertificate(request);
  return { id: String(body?.certId), name, leaf: new X509Certificate(cert) };
}

const attach = (CertificateId?: string, Type = 'internet', Domain = NAME) =>
  eas.attach(id, { Domain, Type, ...(CertificateId && { CertificateId }) });

async function domains(): Promise<Body[]> {
  return (await eas.domains(id)).CustomDomains as Body[];
}

function at(from: string, encrypted = true) {
  const { httpPort, httpsPort } = cloud.dataPlane;
  return {
    address: cloud.dataPlane.addressOf(id),
    port: encrypted ? httpsPort : httpPort,
    from,
    host: NAME,
    encrypted,
  };
}

describe('custom domains', () => {
  it('are attached with a certificate, whose status succeeds after a while', async () => {
    const certificate = await upload(NAME);
    expect(await attach(certificate.id)).toMatchObject({
      GatewayId: id,
      Message: `Successfully update custom endpoint for gateway ${id}\n`,
    });
    const [young] = await domains();
    expect(young).toEqual({
      Domain: NAME,
      Type: 'internet',
      CertificateId: certificate.id,
      CertificateName: certificate.name,
      CertificateStartDate: '2026-03-02',
      CertificateEndDate: '2026-05-31',
      CertificateStatus: expect.not.stringMatching('Succeeded'),
      CreateTime: '2026-03-02T09:00:00Z',
      UpdateTime: '2026-03-02T09:00:00Z',
    });
    await later();
    expect(await eas.domains(id)).toMatchObject({
      Message: 'Successfully get custom domains',
      CustomDomains: [{ CertificateStatus: 'Succeeded' }],
    });
  });

  it('are one for each name and type; attaching again replaces the certificate', async () => {
    const [first, second] = [await upload(NAME), await upload(NAME)];
    await attach(first.id);
    await attach(first.id, 'intranet');
    await later();
    await attach(second.id, 'internet', NAME.toUpperCase());
    expect(await domains()).toMatchObject([
      { Type: 'internet', CertificateId: second.id, CertificateStatus: expect.not.stringMatching('Succeeded') },
      { Type: 'intranet', CertificateId: first.id, CertificateStatus: 'Succeeded' },
    ]);
    expect(await domains()).toHaveLength(2);
  });

  it('may, if the cloud is like that, have to be detached before they take another certificate', async () => {
    cloud.eas.reattachingDomain = 'refused';
    cloud.eas.certificateStatusInFlight = 'Deploying';
    await attach();
    expect(await domains()).toMatchObject([{ CertificateStatus: 'Deploying' }]);
    await expect(attach()).rejects.toMatchObject({ code: 'InvalidCustomDomain.AlreadyAttached' });
    await eas.detach(id, { Domain: NAME, Type: 'internet' });
    await attach();
  });

  it('may be held by two gateways at once, unless the cloud is not like that', async () => {
    const other = await eas.createGateway({ EnableInternet: true });
    await later();
    await attach();
    const wanted = { Domain: NAME, Type: 'internet' };
    cloud.eas.domainOnTwoGateways = 'refused';
    await expect(eas.attach(other, wanted)).rejects.toMatchObject({ code: 'InvalidCustomDomain.Occupied' });
    await attach();
    cloud.eas.domainOnTwoGateways = 'allowed';
    await eas.attach(other, wanted);
    expect((await eas.domains(other)).CustomDomains).toHaveLength(1);
    expect(await domains()).toHaveLength(1);
    await eas.detach(id, wanted);
    cloud.eas.domainOnTwoGateways = 'refused';
    await expect(attach()).rejects.toMatchObject({ code: 'InvalidCustomDomain.Occupied' });
    await eas.detach(other, wanted);
    await attach();
  });

  it('are detached by name and type', async () => {
    await attach();
    await expect(eas.detach(id, { Domain: NAME, Type: 'intranet' })).rejects.toMatchObject({
      code: 'InvalidCustomDomain.NotFound',
    });
    expect(await eas.detach(id, { Domain: NAME, Type: 'internet' })).toMatchObject({
      GatewayId: id,
      Message: `Successfully delete custom endpoint for gateway ${id}\n`,
    });
    await later();
    expect(await domains()).toEqual([]);
  });

  it('become the endpoint of services once they have taken effect', async () => {
    await eas.createService(serviceConfig('chat', boundTo(id)));
    await later();
    const own = `http://${id}.cn-beijing.pai-eas.aliyuncs.com/api/predict/chat`;
    await attach((await upload(NAME)).id);
    expect(await eas.describeService('chat')).toMatchObject({ InternetEndpoint: own });
    await later();
    const custom = `https://${NAME}/api/predict/chat`;
    expect(await eas.describeService('chat')).toMatchObject({ InternetEndpoint: custom });
    expect(await eas.endpoints('chat')).toMatchObject({ Endpoints: [{ InternetEndpoints: [custom, own] }] });
    await attach();
    await later();
    expect(await eas.describeService('chat')).toMatchObject({ InternetEndpoint: `http://${NAME}/api/predict/chat` });
  });

  it('need a certificate that exists and is for the name', async () => {
    const [exact, wildcard] = [await upload(NAME), await upload('*.example.com')];
    const other = new EasClient(cloud, REGION, cloud.addAccount('2222222222222222'));
    await expect(attach('99999999')).rejects.toMatchObject({ code: 'InvalidCertificate.NotFound' });
    await expect(attach(`${exact.id}-cn-hangzhou`)).rejects.toMatchObject({ code: 'InvalidCertificate.NotFound' });
    await expect(attach(exact.id, 'internet', 'else.example.com')).rejects.toMatchObject({
      code: 'InvalidCertificate.DomainMismatch',
    });
    await expect(attach(exact.id, 'internet', '*.example.com')).rejects.toMatchObject({
      code: 'InvalidCertificate.DomainMismatch',
    });
    await expect(other.attach(id, { Domain: NAME, Type: 'internet' })).rejects.toMatchObject({
      code: 'InvalidGateway.NotFound',
    });
    await attach(wildcard.id);
    await attach(wildcard.id, 'internet', '*.example.com');
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['no name', { Type: 'internet' }],
    ['no domain name', { Domain: 'chat', Type: 'internet' }],
    ['a URL', { Domain: `https://${NAME}`, Type: 'internet' }],
    ['an address', { Domain: '203.0.113.7', Type: 'internet' }],
    ['another type', { Domain: NAME, Type: 'public' }],
  ])('are refused for %s', async (_what, domain) => {
    await expect(eas.attach(id, domain)).rejects.toMatchObject({ code: 'InvalidCustomDomain' });
    await expect(eas.detach(id, domain)).rejects.toMatchObject({ code: 'InvalidCustomDomain' });
  });

  it('need their network to be on', async () => {
    await eas.updateGateway(id, { EnableInternet: false, EnableIntranet: false });
    await expect(attach(undefined, 'internet')).rejects.toMatchObject({ code: 'InternetNotEnabled' });
    await expect(attach(undefined, 'intranet')).rejects.toMatchObject({ code: 'IntranetNotEnabled' });
  });
});

describe('a certificate on its way to the callers', () => {
  it('is served some time after its status succeeded', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    await attach((await upload(NAME)).id);
    const limit = cloud.clock.now() + HOUR_MS;
    const succeeded = async () => (await domains())[0]?.CertificateStatus === 'Succeeded';
    expect(await cloud.clock.runUntil(succeeded, limit)).toBe(true);
    await expect(shakeHands(at(from))).rejects.toThrow();
    await later();
    expect(flaw(await shakeHands(at(from)), cloud.ca.rootPem, NAME, cloud.clock.now())).toBeUndefined();
  });

  it('takes the place of the one before without a failed handshake', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    const [first, second] = [await upload(NAME), await upload(NAME)];
    await attach(first.id);
    await later();
    await attach(second.id);
    const seen: string[] = [];
    const limit = cloud.clock.now() + HOUR_MS;
    do {
      const chain = await shakeHands(at(from));
      expect(flaw(chain, cloud.ca.rootPem, NAME, cloud.clock.now())).toBeUndefined();
      seen.push(chain[0]?.serialNumber ?? '');
    } while (await cloud.clock.step(limit));
    expect(seen[0]).toBe(first.leaf.serialNumber);
    expect(seen.at(-1)).toBe(second.leaf.serialNumber);
    expect(seen.filter((serial, index) => serial !== seen[index - 1])).toHaveLength(2);
  });

  it('is the newest one, however quickly one follows another', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    const certificates = [await upload(NAME), await upload(NAME), await upload(NAME)];
    for (const certificate of certificates) {
      await attach(certificate.id);
      await cloud.clock.advanceBy(20_000);
    }
    await later();
    const [leaf] = await shakeHands(at(from));
    expect(leaf?.serialNumber).toBe(certificates.at(-1)?.leaf.serialNumber);
  });

  it('is still served after it was deleted where it came from', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    const certificate = await upload(NAME);
    await attach(certificate.id);
    await later();
    const request = new cas.DeleteUserCertificateRequest({ certId: Number(certificate.id) });
    await new Cas20200407(clientConfig(cloud)).deleteUserCertificate(request);
    expect((await shakeHands(at(from)))[0]?.serialNumber).toBe(certificate.leaf.serialNumber);
  });

  it('is gone with the domain', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    await attach((await upload(NAME)).id);
    await later();
    await eas.detach(id, { Domain: NAME, Type: 'internet' });
    await expect(shakeHands(at(from))).rejects.toThrow(/handshake failure/);
  });

  it('is not needed for HTTP', async () => {
    const from = cloud.network.standIn('203.0.113.7');
    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    await eas.allow(id, entries('203.0.113.0/24'));
    await attach();
    await later();
    const request = { ...at(from, false), path: '/api/predict/chat', authorization: 'token' };
    expect(await visit(request)).toMatchObject({ status: 200, body: 'True' });
    await expect(shakeHands(at(from))).rejects.toThrow(/handshake failure/);
  });
});
