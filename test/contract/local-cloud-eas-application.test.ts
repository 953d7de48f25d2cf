import { Resolver } from 'node:dns/promises';
import Alb20200616, * as alb from '@alicloud/alb20200616';
import Cas20200407, * as cas from '@alicloud/cas20200407';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from './clients.ts';
import { type Body, entries, serviceConfig } from './eas-client.ts';
import { type EasCloud, HOUR_MS, REGION, startEasCloud } from './eas-cloud.ts';
import { flaw, type Reply, type Visit, visit } from './gateway-client.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];

beforeEach(async () => {
  ({ cloud, eas, later } = await startEasCloud());
});
afterEach(() => cloud.close());

const NAME = 'chat.example.com';
const NETWORK = { VpcId: 'vpc-a', VSwitchIds: ['vsw-a-i', 'vsw-a-k'] };

async function applicationGateway(access?: Body): Promise<string> {
  const id = await eas.createGateway({ GatewayType: 'Application', InstanceType: undefined });
  await later();
  if (access) {
    await eas.updateGateway(id, access);
    await later();
  }
  return id;
}

async function balancers(id: string): Promise<Body[]> {
  return (await eas.describeGateway(id)).LoadBalancerList as Body[];
}

/** The instances as their owner sees them. */
async function owned() {
  const { body } = await new Alb20200616(clientConfig(cloud)).listLoadBalancers(new alb.ListLoadBalancersRequest({}));
  return body?.loadBalancers ?? [];
}

/** Puts an access control list on one port of the public or of the private load balancer, as its owner does. */
async function guard(addressType: string, port: number, AclType: string, ...ranges: string[]): Promise<void> {
  const client = new Alb20200616(clientConfig(cloud));
  const loadBalancerIds = (await owned())
    .filter((each) => each.addressType === addressType)
    .flatMap(({ loadBalancerId = '' }) => loadBalancerId);
  const { body: listed } = await client.listListeners(new alb.ListListenersRequest({ loadBalancerIds }));
  const listenerId = listed?.listeners?.find(({ listenerPort }) => listenerPort === port)?.listenerId ?? '';
  const { body: created } = await client.createAcl(new alb.CreateAclRequest({ aclName: 'office' }));
  const aclId = created?.aclId ?? '';
  await later();
  const aclEntries = ranges.map((entry) => new alb.AddEntriesToAclRequestAclEntries({ entry }));
  await client.addEntriesToAcl(new alb.AddEntriesToAclRequest({ aclId, aclEntries }));
  await later();
  const association = { listenerId, aclIds: [aclId], aclType: AclType };
  await client.associateAclsWithListener(new alb.AssociateAclsWithListenerRequest(association));
  await later();
}

async function resolve(name: string): Promise<string[]> {
  const resolver = new Resolver();
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);
  return resolver.resolve4(name);
}

const nameOf = (id: string, vpc = '') => `${id}${vpc}.${REGION}.pai-eas.aliyuncs.com`;
const internet = () => cloud.network.standIn('203.0.113.7');
const inside = (vpcId = 'vpc-a') => cloud.network.standIn('10.0.0.5', vpcId);

/** A request with the token of the service to where `by` leads, by default the host itself. */
async function call(host: string, from: string, more: Partial<Visit> & { by?: string } = {}): Promise<Reply> {
  const [address = ''] = await resolve(more.by ?? host);
  const port = more.encrypted ? cloud.dataPlane.httpsPort : cloud.dataPlane.httpPort;
  return visit({ address, port, from, host, path: '/api/predict/chat', authorization: 'token', ...more });
}

/** A service in the VPC of the gateway. */
const bound = (id: string, vpc_id = 'vpc-a') =>
  serviceConfig('chat', { networking: { gateway: id }, cloud: { networking: { vpc_id } }, token: 'token' });

describe('an application gateway', () => {
  it('begins as a record, without network, instance or cost', async () => {
    const id = await applicationGateway();
    expect(await eas.describeGateway(id)).toMatchObject({
      Status: 'Running',
      IntranetEnabled: false,
      InternetEnabled: false,
      LoadBalancerList: [],
    });
    for (const field of ['InternetDomain', 'IntranetDomain']) {
      expect(await eas.describeGateway(id)).not.toHaveProperty(field);
    }
    expect(await owned()).toEqual([]);
    await expect(resolve(nameOf(id))).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('needs a name, and the service-linked role', async () => {
    const record = { GatewayType: 'Application', InstanceType: undefined };
    await expect(eas.createGateway({ ...record, Name: undefined })).rejects.toMatchObject({ code: 'MissingName' });
    cloud.eas.serviceLinkedRole = 'missing';
    await expect(eas.createGateway(record)).rejects.toMatchObject({
      code: 'OperationDenied.ServiceLinkedRoleNotExist',
    });
    await eas.createGateway();
    cloud.eas.serviceLinkedRole = 'granted';
    await eas.createGateway(record);
  });

  it.each<[string, Body, string, string]>([
    ['public', { EnableInternet: true }, 'Internet', ''],
    ['private', { EnableIntranet: true }, 'Intranet', '-vpc'],
  ])('gets %s access by a load balancer in the account of its owner', async (_side, enable, addressType, vpc) => {
    const id = await applicationGateway();
    const shown = addressType === 'Internet' ? 'InternetEnabled' : 'IntranetEnabled';
    const domain = addressType === 'Internet' ? 'InternetDomain' : 'IntranetDomain';
    expect(await eas.updateGateway(id, { ...enable, ...NETWORK })).toMatchObject({ Message: 'Gateway is updated' });
    expect(await eas.describeGateway(id)).toMatchObject({ [shown]: true });
    expect(await eas.describeGateway(id)).not.toHaveProperty(domain);
    expect(await balancers(id)).toEqual([
      {
        ...NETWORK,
        Status: 'Provisioning',
        Address: expect.stringMatching(/^alb-\w+\.cn-beijing\.alb\.aliyuncs\.com$/),
      },
    ]);
    const [{ Address } = {}] = await balancers(id);
    await later();
    expect(await balancers(id)).toEqual([{ ...NETWORK, Status: 'Active', Address }]);
    expect(await eas.describeGateway(id)).toMatchObject({ [domain]: nameOf(id, vpc) });
    expect(await owned()).toMatchObject([
      { DNSName: Address, addressType, vpcId: 'vpc-a', loadBalancerStatus: 'Active' },
    ]);
  });

  it('is open only once its load balancer is Active', async () => {
    const id = await applicationGateway();
    await eas.updateGateway(id, { EnableInternet: true, ...NETWORK });
    const seen = new Set<string>();
    const watch = async () => {
      const { InternetStatus } = await eas.describeGateway(id);
      const [{ Status } = {}] = await balancers(id);
      seen.add(`${Status} ${InternetStatus}`);
    };
    const limit = cloud.clock.now() + HOUR_MS;
    do await watch();
    while (await cloud.clock.step(limit));
    expect([...seen]).toEqual(['Provisioning Creating', 'Active Creating', 'Active Running']);
  });

  it('has one load balancer for each access, or one for both, as the cloud is told to', async () => {
    const both = { EnableInternet: true, EnableIntranet: true, ...NETWORK };
    const each = await applicationGateway(both);
    expect(await balancers(each)).toHaveLength(2);
    cloud.eas.albPerAccess = 'one';
    const one = await applicationGateway(both);
    expect(await balancers(one)).toHaveLength(1);
    for (const id of [each, one]) {
      expect((await call(nameOf(id), internet())).status).toBe(404);
      expect((await call(nameOf(id, '-vpc'), inside())).status).toBe(404);
    }
    await eas.updateGateway(one, { EnableInternet: false });
    await later();
    expect(await balancers(one)).toHaveLength(1);
    expect(await eas.describeGateway(one)).toMatchObject({ InternetStatus: 'Deleted', IntranetEnabled: true });
    await eas.updateGateway(one, { EnableInternet: true });
    await later();
    expect((await call(nameOf(one), internet())).status).toBe(404);
    expect(await balancers(one)).toHaveLength(1);
  });

  it('takes a public load balancer in place of a private one when one is for both', async () => {
    cloud.eas.albPerAccess = 'one';
    const id = await applicationGateway({ EnableIntranet: true, ...NETWORK });
    const [{ Address } = {}] = await balancers(id);
    await eas.updateGateway(id, { EnableInternet: true });
    const limit = cloud.clock.now() + HOUR_MS;
    do expect((await call(nameOf(id, '-vpc'), inside())).status).toBe(404);
    while (await cloud.clock.step(limit));
    expect(await balancers(id)).toEqual([
      { ...NETWORK, Status: 'Active', Address: expect.not.stringMatching(String(Address)) },
    ]);
    expect(await owned()).toMatchObject([{ addressType: 'Internet' }]);
    expect((await call(nameOf(id), internet())).status).toBe(404);
  });

  it('keeps one VPC for both accesses, until both are off', async () => {
    cloud.vpc.addVSwitch({ vpcId: 'vpc-b', vSwitchId: 'vsw-b-k', zoneId: `${REGION}-k`, cidrBlock: '10.0.5.0/24' });
    const other = { VpcId: 'vpc-b', VSwitchIds: ['vsw-b-k', 'vsw-b-l'] };
    const id = await applicationGateway({ EnableInternet: true, ...NETWORK });
    for (const change of [{ EnableIntranet: true, ...other }, { VSwitchIds: ['vsw-a-i', 'vsw-a-g'] }]) {
      await expect(eas.updateGateway(id, change)).rejects.toMatchObject({ code: 'NetworkInUse' });
    }
    await eas.updateGateway(id, { EnableIntranet: true, ...NETWORK, VSwitchIds: ['vsw-a-k', 'vsw-a-i'] });
    await later();
    await eas.updateGateway(id, { EnableInternet: false, EnableIntranet: false });
    expect((await balancers(id)).map(({ Status }) => Status)).toEqual(['Deleting', 'Deleting']);
    await expect(eas.updateGateway(id, { EnableInternet: true })).rejects.toMatchObject({
      code: 'IncorrectInternetStatus',
    });
    await later();
    expect(await balancers(id)).toEqual([]);
    expect(await owned()).toEqual([]);
    await eas.updateGateway(id, { EnableIntranet: true, ...other });
    expect(await balancers(id)).toMatchObject([other]);
  });

  it.each<[string, Body, string]>([
    ['without a VPC', { EnableInternet: true }, 'MissingVpcId'],
    ['with vSwitches but no VPC', { VSwitchIds: NETWORK.VSwitchIds }, 'MissingVpcId'],
    ['without vSwitches', { EnableInternet: true, VpcId: 'vpc-a' }, 'MissingVSwitchIds'],
    ['with one zone only', { EnableInternet: true, VpcId: 'vpc-a', VSwitchIds: ['vsw-a-i'] }, 'InvalidVSwitchIds'],
    ['twice in one zone', { ...NETWORK, VSwitchIds: ['vsw-a-i', 'vsw-a-k', 'vsw-a-i2'] }, 'InvalidVSwitchIds'],
    ['with a vSwitch of another VPC', { ...NETWORK, VSwitchIds: ['vsw-a-i', 'vsw-b-l'] }, 'InvalidVSwitchId.NotInVpc'],
    ['with an unknown vSwitch', { ...NETWORK, VSwitchIds: ['vsw-a-i', 'vsw-none'] }, 'InvalidVSwitchId.NotFound'],
    [
      'with a vSwitch that is not there yet',
      { ...NETWORK, VSwitchIds: ['vsw-a-i', 'vsw-a-j'] },
      'IncorrectVSwitchStatus',
    ],
    ['with an unknown VPC', { ...NETWORK, VpcId: 'vpc-none' }, 'InvalidVpcId.NotFound'],
    ["with another account's VPC", { ...NETWORK, VpcId: 'vpc-x' }, 'InvalidVpcId.NotFound'],
  ])('gets no network %s', async (_how, change, code) => {
    const cidrBlock = '10.0.6.0/24';
    cloud.vpc.addVSwitch({ vpcId: 'vpc-a', vSwitchId: 'vsw-a-i2', zoneId: `${REGION}-i`, cidrBlock });
    cloud.vpc.addVSwitch({ vpcId: 'vpc-a', vSwitchId: 'vsw-a-j', zoneId: `${REGION}-j`, cidrBlock, status: 'Pending' });
    cloud.vpc.addVpc({ account: cloud.addAccount('2222222222222222').id, region: REGION, vpcId: 'vpc-x', cidrBlock });
    const id = await applicationGateway();
    await expect(eas.updateGateway(id, { EnableIntranet: true, ...change })).rejects.toMatchObject({ code });
    expect(await eas.describeGateway(id)).toMatchObject({ IntranetEnabled: false, InternetEnabled: false });
    expect(await balancers(id)).toEqual([]);
  });

  it('switches no side that is on its way', async () => {
    const id = await applicationGateway();
    await eas.updateGateway(id, { EnableIntranet: true, EnableInternet: true, ...NETWORK });
    for (const [change, code] of [
      [{ EnableInternet: false }, 'IncorrectInternetStatus'],
      [{ EnableIntranet: false }, 'IncorrectIntranetStatus'],
    ] as const) {
      await expect(eas.updateGateway(id, change)).rejects.toMatchObject({ code });
    }
    await eas.updateGateway(id, { EnableIntranet: true, Name: 'renamed' });
  });

  it('takes its load balancers with it, or has to be closed first, as the cloud is told to', async () => {
    const id = await applicationGateway({ EnableInternet: true, ...NETWORK });
    cloud.eas.deletingWithAccessOn = 'refused';
    await expect(eas.deleteGateway(id)).rejects.toMatchObject({ code: 'GatewayInUse.NetworkAccess' });
    cloud.eas.deletingWithAccessOn = 'removes';
    await eas.deleteGateway(id);
    await expect(call(nameOf(id), internet())).rejects.toThrow();
    await later();
    expect(await owned()).toEqual([]);

    cloud.eas.deletingWithAccessOn = 'refused';
    const other = await applicationGateway({ EnableInternet: true, ...NETWORK });
    await eas.updateGateway(other, { EnableInternet: false });
    await later();
    await eas.deleteGateway(other);
  });

  it('has neither size nor links nor lists of its own', async () => {
    const id = await applicationGateway({ EnableIntranet: true, ...NETWORK });
    for (const refused of [
      () => eas.updateGateway(id, { Replicas: 3 }),
      () => eas.link(id, 'vpc-a', 'vsw-a-i'),
      () => eas.allow(id, entries('203.0.113.0/24')),
      () => eas.disallow(id, entries('203.0.113.0/24')),
    ]) {
      await expect(refused()).rejects.toMatchObject({ code: 'OperationNotSupported.GatewayType' });
    }
  });

  it('takes services of its own VPC only', async () => {
    const id = await applicationGateway({ EnableIntranet: true, ...NETWORK });
    for (const wrong of [bound(id, 'vpc-b'), serviceConfig('chat', { networking: { gateway: id } })]) {
      await expect(eas.createService(wrong)).rejects.toMatchObject({ code: 'InvalidServiceConfig' });
    }
    await eas.createService(bound(id));
    await later();
    await expect(eas.updateService('chat', { cloud: { networking: { vpc_id: 'vpc-b' } } })).rejects.toMatchObject({
      code: 'InvalidServiceConfig',
    });
  });
});

describe('traffic through an application gateway', () => {
  it('comes in from the internet and from its VPC, by its own names and by those of its load balancers', async () => {
    const id = await applicationGateway({ EnableInternet: true, EnableIntranet: true, ...NETWORK });
    await eas.createService(bound(id));
    await later();
    expect(await call(nameOf(id), internet())).toMatchObject({ status: 200, body: 'True' });
    expect(await call(nameOf(id), internet(), { authorization: '' })).toMatchObject({ status: 401 });
    expect(await call(nameOf(id), internet(), { encrypted: true })).toMatchObject({ status: 200 });
    expect(await call(nameOf(id, '-vpc'), inside())).toMatchObject({ status: 200 });
    await expect(call(nameOf(id, '-vpc'), inside('vpc-b'))).rejects.toThrow();
    for (const { DNSName: by, addressType } of await owned()) {
      const [name, from] = addressType === 'Internet' ? [nameOf(id), internet()] : [nameOf(id, '-vpc'), inside()];
      expect(await call(name, from, { by: String(by) })).toMatchObject({ status: 200 });
    }
    const [privateOne] = (await owned()).filter(({ addressType }) => addressType === 'Intranet');
    await expect(call(nameOf(id), internet(), { by: String(privateOne?.DNSName) })).rejects.toThrow();

    await eas.updateGateway(id, { EnableInternet: false });
    await expect(call(nameOf(id), internet())).rejects.toThrow();
    expect(await call(nameOf(id, '-vpc'), inside())).toMatchObject({ status: 200 });
  });

  it('is guarded by the access control lists of the listeners it comes through', async () => {
    const id = await applicationGateway({ EnableInternet: true, EnableIntranet: true, ...NETWORK });
    await eas.createService(bound(id));
    await later();
    const elsewhere = cloud.network.standIn('198.51.100.1');
    expect(await call(nameOf(id), elsewhere)).toMatchObject({ status: 200 });

    await guard('Internet', 80, 'White', '203.0.113.0/24');
    expect(await call(nameOf(id), internet())).toMatchObject({ status: 200 });
    expect(await call(nameOf(id), elsewhere)).toMatchObject({ status: 403 });
    expect(await call(nameOf(id), elsewhere, { encrypted: true })).toMatchObject({ status: 200 });
    expect(await call(nameOf(id, '-vpc'), inside())).toMatchObject({ status: 200 });

    await guard('Internet', 443, 'Black', '198.51.100.0/24');
    expect(await call(nameOf(id), elsewhere, { encrypted: true })).toMatchObject({ status: 403 });
    expect(await call(nameOf(id), internet(), { encrypted: true })).toMatchObject({ status: 200 });
    await guard('Intranet', 80, 'White', '10.9.0.0/16');
    expect(await call(nameOf(id, '-vpc'), inside())).toMatchObject({ status: 403 });
  });

  it('ends when the owner deletes the load balancer, and the gateway can be closed and opened anew', async () => {
    const id = await applicationGateway({ EnableInternet: true, ...NETWORK });
    await eas.createService(bound(id));
    await later();
    const client = new Alb20200616(clientConfig(cloud));
    for (const { loadBalancerId } of await owned()) {
      await client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId }));
    }
    await later();
    expect(await owned()).toEqual([]);
    expect((await call(nameOf(id), internet())).status).toBe(403);
    await eas.updateGateway(id, { EnableInternet: false });
    await later();
    expect(await eas.describeGateway(id)).toMatchObject({ InternetStatus: 'Deleted', LoadBalancerList: [] });
    await eas.updateGateway(id, { EnableInternet: true });
    await later();
    expect(await call(nameOf(id), internet())).toMatchObject({ status: 200 });
  });

  it('comes in under a custom domain with its certificate, once that side is open', async () => {
    const id = await applicationGateway({ EnableIntranet: true, ...NETWORK });
    const now = cloud.clock.now();
    const dates = { notBefore: new Date(now), notAfter: new Date(now + 90 * 24 * HOUR_MS) };
    const { certificate: cert, privateKey: key } = await cloud.ca.issue({ names: [NAME], ...dates });
    const upload = new cas.UploadUserCertificateRequest({ name: 'chat', cert, key });
    const { body } = await new Cas20200407(clientConfig(cloud)).uploadUserCertificate(upload);
    const domain = { Domain: NAME, Type: 'internet', CertificateId: String(body?.certId) };
    await expect(eas.attach(id, domain)).rejects.toMatchObject({ code: 'InternetNotEnabled' });
    await eas.updateGateway(id, { EnableInternet: true });
    await expect(eas.attach(id, domain)).rejects.toMatchObject({ code: 'InternetNotEnabled' });
    await later();
    await eas.attach(id, domain);
    await eas.createService(bound(id));
    await later();
    expect((await eas.domains(id)).CustomDomains).toMatchObject([{ Domain: NAME, CertificateStatus: 'Succeeded' }]);

    const reply = await call(NAME, internet(), { by: nameOf(id), encrypted: true });
    expect(reply).toMatchObject({ status: 200, body: 'True' });
    expect(flaw(reply.chain, cloud.ca.rootPem, NAME, cloud.clock.now())).toBeUndefined();
    await eas.updateGateway(id, { EnableSSLRedirection: true });
    expect(await call(NAME, internet(), { by: nameOf(id) })).toMatchObject({
      status: 301,
      headers: { location: `https://${NAME}:${cloud.dataPlane.httpsPort}/api/predict/chat` },
    });
    await eas.detach(id, { Domain: NAME, Type: 'internet' });
    await expect(call(NAME, internet(), { by: nameOf(id), encrypted: true })).rejects.toThrow();
  });

  it('comes in under a private domain only while private access is on', async () => {
    const id = await applicationGateway({ EnableInternet: true, ...NETWORK });
    const domain = { Domain: NAME, Type: 'intranet' };
    await expect(eas.attach(id, domain)).rejects.toMatchObject({ code: 'IntranetNotEnabled' });
    await eas.updateGateway(id, { EnableIntranet: true });
    await later();
    await eas.attach(id, domain);
    await eas.createService(bound(id));
    await later();
    expect(await call(NAME, inside(), { by: nameOf(id, '-vpc') })).toMatchObject({ status: 200 });
    expect(await call(NAME, internet(), { by: nameOf(id) })).toMatchObject({ status: 404 });
  });

  it('works at once in a cloud without delays', async () => {
    await cloud.close();
    ({ cloud, eas } = await startEasCloud({ delayScale: 0 }));
    const id = await eas.createGateway({ GatewayType: 'Application', InstanceType: undefined });
    await eas.updateGateway(id, { EnableInternet: true, EnableIntranet: true, ...NETWORK });
    await eas.createService(bound(id));
    expect(await call(nameOf(id), internet())).toMatchObject({ status: 200 });
    expect(await call(nameOf(id, '-vpc'), inside())).toMatchObject({ status: 200 });
    await eas.updateGateway(id, { EnableInternet: false, EnableIntranet: false });
    expect(await balancers(id)).toEqual([]);
  });
});
