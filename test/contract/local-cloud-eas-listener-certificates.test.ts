import { Resolver } from 'node:dns/promises';
import Alb20200616, * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from './clients.ts';
import { type EasCloud, REGION, startEasCloud } from './eas-cloud.ts';
import { shakeHands } from './gateway-client.ts';

const NAME = 'chat.example.com';
const NETWORK = { VpcId: 'vpc-a', VSwitchIds: ['vsw-a-i', 'vsw-a-k'] };
const DAY_MS = 86_400_000;

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let client: Alb20200616;

beforeEach(async () => {
  ({ cloud, eas, later } = await startEasCloud());
  client = new Alb20200616(clientConfig(cloud));
});
afterEach(() => cloud.close());

/** @returns its id in CAS */
async function certificateFor(...names: string[]): Promise<number> {
  const now = cloud.clock.now();
  const dates = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 90 * DAY_MS) };
  const issued = await cloud.ca.issue({ names, ...dates });
  return cloud.cas.add({ account: cloud.account.id, name: `c_${cloud.cas.of(cloud.account.id).length}`, ...issued }).id;
}

async function publicGateway(): Promise<string> {
  const id = await eas.createGateway({ GatewayType: 'Application', InstanceType: undefined });
  await later();
  await eas.updateGateway(id, { EnableInternet: true, ...NETWORK });
  await later();
  return id;
}

const attach = (id: string, certId: number | undefined, Domain = NAME) =>
  eas.attach(id, { Domain, Type: 'internet', ...(certId && { CertificateId: String(certId) }) });

/** The HTTPS listener of the only load balancer. */
async function listenerId(): Promise<string> {
  const { body } = await client.listListeners(new alb.ListListenersRequest({}));
  return body?.listeners?.find(({ listenerProtocol }) => listenerProtocol === 'HTTPS')?.listenerId ?? '';
}

/** `18541350` for an additional certificate, `default 18541350` for a default one. */
async function onListener(): Promise<string[]> {
  const request = new alb.ListListenerCertificatesRequest({ listenerId: await listenerId() });
  const { body } = await client.listListenerCertificates(request);
  return (body?.certificates ?? []).map(
    ({ certificateId = '', isDefault }) => `${isDefault ? 'default ' : ''}${certificateId.replace('-cn-hangzhou', '')}`,
  );
}

async function setDefault(certId: number): Promise<void> {
  const certificates = [new alb.UpdateListenerAttributeRequestCertificates({ certificateId: `${certId}-cn-hangzhou` })];
  const request = new alb.UpdateListenerAttributeRequest({ listenerId: await listenerId(), certificates });
  await client.updateListenerAttribute(request);
}

async function associate(...ids: number[]): Promise<void> {
  const certificates = ids.map(
    (id) =>
      new alb.AssociateAdditionalCertificatesWithListenerRequestCertificates({ certificateId: `${id}-cn-hangzhou` }),
  );
  const request = new alb.AssociateAdditionalCertificatesWithListenerRequest({
    listenerId: await listenerId(),
    certificates,
  });
  await client.associateAdditionalCertificatesWithListener(request);
}

async function dissociate(id: number): Promise<void> {
  const certificates = [
    new alb.DissociateAdditionalCertificatesFromListenerRequestCertificates({ certificateId: `${id}-cn-hangzhou` }),
  ];
  const request = new alb.DissociateAdditionalCertificatesFromListenerRequest({
    listenerId: await listenerId(),
    certificates,
  });
  await client.dissociateAdditionalCertificatesFromListener(request);
}

/** The id in CAS of what a handshake is answered with. */
async function served(id: string, name = NAME): Promise<number | undefined> {
  const resolver = new Resolver();
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);
  const [address = ''] = await resolver.resolve4(`${id}.${REGION}.pai-eas.aliyuncs.com`);
  const from = cloud.network.standIn('203.0.113.7');
  const [leaf] = await shakeHands({ address, port: cloud.dataPlane.httpsPort, from, host: name });
  return cloud.cas.of(cloud.account.id).find(({ chain }) => leaf && chain[0]?.raw.equals(leaf.raw))?.id;
}

const usedBy = (certId: number) => {
  const found = cloud.cas.find(cloud.account.id, certId);
  return found && cloud.cas.uses.of(found);
};

describe('where EAS ends TLS behind its load balancer', () => {
  it('the attached certificate is served, and shows on the listener in the place of the one before', async () => {
    const id = await publicGateway();
    const [first, second] = [await certificateFor(NAME), await certificateFor(NAME)];
    await attach(id, first);
    expect(await onListener()).toEqual([]);
    await later();
    expect(await onListener()).toEqual([String(first)]);
    expect(usedBy(first)).toEqual(['ALB', 'EAS']);
    cloud.cas.uses.ofGateways = 'unknown';
    expect(usedBy(first)).toEqual(['ALB']);
    cloud.cas.uses.ofGateways = 'known';
    await attach(id, second);
    expect(await served(id)).toBe(first);
    await later();
    expect([await served(id), await onListener()]).toEqual([second, [String(second)]]);
    expect([usedBy(first), usedBy(second)]).toEqual([[], ['ALB', 'EAS']]);
    await eas.detach(id, { Domain: NAME, Type: 'internet' });
    expect(await onListener()).toEqual([]);
  });

  it('one certificate of two domains stays for the other', async () => {
    const id = await publicGateway();
    const shared = await certificateFor(NAME, 'api.example.com');
    await attach(id, shared);
    await attach(id, shared, 'api.example.com');
    await later();
    expect(await onListener()).toEqual([String(shared)]);
    await eas.detach(id, { Domain: NAME, Type: 'internet' });
    expect(await onListener()).toEqual([String(shared)]);
  });

  it('a shared load balancer keeps the certificates of the side that stays open, and no other', async () => {
    cloud.eas.albPerAccess = 'one';
    const id = await publicGateway();
    await eas.updateGateway(id, { EnableIntranet: true });
    await later();
    const [open, inside] = [await certificateFor(NAME), await certificateFor('in.example.com')];
    await attach(id, open);
    await eas.attach(id, { Domain: 'in.example.com', Type: 'intranet', CertificateId: String(inside) });
    await later();
    expect((await onListener()).sort()).toEqual([String(open), String(inside)].sort());
    await eas.updateGateway(id, { EnableIntranet: false });
    await later();
    expect(await onListener()).toEqual([String(open)]);
  });

  it('a certificate whose key CAS does not have cannot be attached', async () => {
    const id = await publicGateway();
    const now = cloud.clock.now();
    const dates = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + DAY_MS) };
    const { certificate } = await cloud.ca.issue({ names: [NAME], ...dates });
    const account = cloud.account.id;
    const { id: certId } = cloud.cas.add({ account, name: 'keyless', certificate, privateKey: '' });
    await expect(attach(id, certId)).rejects.toMatchObject({ code: 'InvalidCertificate.NotFound' });
  });

  it('what its owner puts on the listener stays there and is not served', async () => {
    const id = await publicGateway();
    const [attached, own] = [await certificateFor(NAME), await certificateFor(NAME)];
    await attach(id, attached);
    await later();
    await setDefault(own);
    await later();
    expect([await served(id), await onListener()]).toEqual([attached, [`default ${own}`, String(attached)]]);
  });

  it('comes back to the listener with the access that was closed and opened', async () => {
    const id = await publicGateway();
    const certId = await certificateFor(NAME);
    await attach(id, certId);
    await later();
    await eas.updateGateway(id, { EnableInternet: false });
    await later();
    await eas.updateGateway(id, { EnableInternet: true, ...NETWORK });
    await later();
    expect(await onListener()).toEqual([String(certId)]);
  });
});

describe('where the listener ends TLS', () => {
  beforeEach(() => {
    cloud.eas.albCertificates = 'listener';
  });

  it('attaching a domain succeeds and changes nothing that is served', async () => {
    const id = await publicGateway();
    const [own, attached] = [await certificateFor(NAME), await certificateFor(NAME)];
    await setDefault(own);
    await later();
    await attach(id, attached);
    await later();
    expect((await eas.domains(id)).CustomDomains).toMatchObject([{ Domain: NAME, CertificateStatus: 'Succeeded' }]);
    expect([await served(id), await onListener()]).toEqual([own, [`default ${own}`]]);
    expect(usedBy(attached)).toEqual(['EAS']);
  });

  it('the additional certificate for a name is served, the default one for every other', async () => {
    const id = await publicGateway();
    const [other, wildcard, exact] = [
      await certificateFor('www.example.org'),
      await certificateFor('*.example.com'),
      await certificateFor(NAME),
    ];
    await setDefault(other);
    await later();
    await associate(exact, wildcard);
    await later();
    expect(await served(id)).toBe(exact);
    expect(await served(id, 'api.example.com')).toBe(wildcard);
    expect(await served(id, 'a.b.example.net')).toBe(other);
    await dissociate(exact);
    await later();
    expect(await served(id)).toBe(wildcard);
  });

  it('a change is served some time after its job succeeded, and until then the one before', async () => {
    const id = await publicGateway();
    const [first, second] = [await certificateFor(NAME), await certificateFor(NAME)];
    await setDefault(first);
    await later();
    cloud.progress.mode('alb-certificate-effect', { reads: 5 });
    await setDefault(second);
    const applied = async () => (await onListener())[0] === `default ${second}`;
    expect(await cloud.clock.runUntil(applied, cloud.clock.now() + DAY_MS)).toBe(true);
    expect(await served(id)).toBe(first);
    for (let read = 0; read < 5; read += 1) await client.listAsynJobs(new alb.ListAsynJobsRequest({}));
    expect(await served(id)).toBe(second);
  });

  it('of two for one name the newest is served, or the oldest, while both are there', async () => {
    const id = await publicGateway();
    const [first, second] = [await certificateFor(NAME), await certificateFor(NAME)];
    await setDefault(await certificateFor('www.example.org'));
    await later();
    await associate(first);
    await later();
    await associate(second);
    await later();
    expect(await served(id)).toBe(second);
    cloud.alb.overlappingCertificates = 'oldest';
    expect(await served(id)).toBe(first);
    await dissociate(first);
    await later();
    expect(await served(id)).toBe(second);
  });

  it('goes on with a certificate that was deleted in CAS, whatever else changes on the listener', async () => {
    const id = await publicGateway();
    const certId = await certificateFor(NAME);
    await setDefault(certId);
    await later();
    const [before] = await certificateAt(id);
    const stored = cloud.cas.find(cloud.account.id, certId);
    if (stored) cloud.cas.remove(stored);
    await associate(await certificateFor('api.example.com'));
    await later();
    expect((await certificateAt(id))[0]?.raw.equals(before?.raw ?? Buffer.of())).toBe(true);
  });

  it('answers no handshake under a name while it has no certificate at all', async () => {
    const id = await publicGateway();
    await attach(id, await certificateFor(NAME));
    await later();
    await expect(served(id)).rejects.toThrow();
    expect(await served(id, `${id}.${REGION}.pai-eas.aliyuncs.com`)).toBeUndefined();
  });
});

async function certificateAt(id: string) {
  const address = cloud.dataPlane.addressOf(id);
  const from = cloud.network.standIn('203.0.113.7');
  return shakeHands({ address, port: cloud.dataPlane.httpsPort, from, host: NAME });
}
