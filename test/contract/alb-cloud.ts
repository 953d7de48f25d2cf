import Alb20200616, * as alb from '@alicloud/alb20200616';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { makeCertificate, type TestCertificate } from './certificates.ts';
import { clientConfig } from './clients.ts';

export const REGION = 'cn-hangzhou';
export const DAY_MS = 24 * 60 * 60 * 1000;

/** What a load balancer is made with, but for what a test says. */
export type LoadBalancerChoices = Partial<alb.CreateLoadBalancerRequest> & { vSwitchIds?: readonly string[] };

/** A cloud in Hangzhou, the official client, and the few things that most tests of ALB begin with. */
export class AlbCloud {
  readonly cloud: LocalCloud;
  readonly client: Alb20200616;
  readonly #material: TestCertificate;

  constructor(cloud: LocalCloud, material: TestCertificate) {
    this.cloud = cloud;
    this.client = new Alb20200616(clientConfig(cloud));
    this.#material = material;
  }

  /** Time for any job to come to its end. */
  later(): Promise<void> {
    return this.cloud.clock.advanceBy(60 * 60 * 1000);
  }

  async createLoadBalancer({ vSwitchIds = ['vsw-h', 'vsw-i'], ...choices }: LoadBalancerChoices = {}): Promise<string> {
    const request = new alb.CreateLoadBalancerRequest({
      vpcId: 'vpc-a',
      addressType: 'Internet',
      loadBalancerEdition: 'Standard',
      loadBalancerBillingConfig: new alb.CreateLoadBalancerRequestLoadBalancerBillingConfig({ payType: 'PostPay' }),
      zoneMappings: vSwitchIds.map((vSwitchId) => mapping(vSwitchId)),
      ...choices,
    });
    return (await this.client.createLoadBalancer(request)).body?.loadBalancerId ?? '';
  }

  async activeLoadBalancer(choices: LoadBalancerChoices = {}): Promise<string> {
    const id = await this.createLoadBalancer(choices);
    await this.later();
    return id;
  }

  async attribute(loadBalancerId: string) {
    const request = new alb.GetLoadBalancerAttributeRequest({ loadBalancerId });
    return (await this.client.getLoadBalancerAttribute(request)).body;
  }

  async createServerGroup(choices: Partial<alb.CreateServerGroupRequest> = {}): Promise<string> {
    const request = new alb.CreateServerGroupRequest({
      serverGroupName: 'servers',
      serverGroupType: 'Ip',
      vpcId: 'vpc-a',
      healthCheckConfig: new alb.CreateServerGroupRequestHealthCheckConfig({ healthCheckEnabled: false }),
      ...choices,
    });
    return (await this.client.createServerGroup(request)).body?.serverGroupId ?? '';
  }

  async availableServerGroup(choices: Partial<alb.CreateServerGroupRequest> = {}): Promise<string> {
    const id = await this.createServerGroup(choices);
    await this.later();
    return id;
  }

  /** An HTTPS listener on 443 with this default certificate, unless told otherwise. */
  async createListener(
    loadBalancerId: string,
    serverGroupId: string,
    certificateId: string | undefined,
    choices: Partial<alb.CreateListenerRequest> = {},
  ): Promise<string> {
    const request = new alb.CreateListenerRequest({
      loadBalancerId,
      listenerProtocol: certificateId ? 'HTTPS' : 'HTTP',
      listenerPort: certificateId ? 443 : 80,
      defaultActions: [forwardTo(serverGroupId)],
      ...(certificateId && {
        certificates: [new alb.CreateListenerRequestCertificates({ certificateId })],
      }),
      ...choices,
    });
    return (await this.client.createListener(request)).body?.listenerId ?? '';
  }

  async listener(listenerId: string) {
    const request = new alb.GetListenerAttributeRequest({ listenerId });
    return (await this.client.getListenerAttribute(request)).body;
  }

  /** Ids in CAS of as many certificates, as listeners take them. */
  certificates(count: number): string[] {
    const { chain: certificate, privateKey } = this.#material;
    return Array.from({ length: count }, (_, index) => {
      const name = `certificate_${index}`;
      const { id } = this.cloud.cas.add({ account: this.cloud.account.id, name, certificate, privateKey });
      return `${id}-cn-hangzhou`;
    });
  }

  async associate(listenerId: string, ...ids: string[]): Promise<string> {
    const certificates = ids.map(
      (certificateId) => new alb.AssociateAdditionalCertificatesWithListenerRequestCertificates({ certificateId }),
    );
    const request = new alb.AssociateAdditionalCertificatesWithListenerRequest({ listenerId, certificates });
    return (await this.client.associateAdditionalCertificatesWithListener(request)).body?.jobId ?? '';
  }

  async dissociate(listenerId: string, ...ids: string[]): Promise<string> {
    const certificates = ids.map(
      (certificateId) => new alb.DissociateAdditionalCertificatesFromListenerRequestCertificates({ certificateId }),
    );
    const request = new alb.DissociateAdditionalCertificatesFromListenerRequest({ listenerId, certificates });
    return (await this.client.dissociateAdditionalCertificatesFromListener(request)).body?.jobId ?? '';
  }

  async listenerCertificates(listenerId: string) {
    const request = new alb.ListListenerCertificatesRequest({ listenerId });
    return (await this.client.listListenerCertificates(request)).body?.certificates ?? [];
  }

  async updateCertificate(listenerId: string, certificateId: string): Promise<string> {
    const certificates = [new alb.UpdateListenerAttributeRequestCertificates({ certificateId })];
    const request = new alb.UpdateListenerAttributeRequest({ listenerId, certificates });
    return (await this.client.updateListenerAttribute(request)).body?.jobId ?? '';
  }

  async availableAcl(...entries: string[]): Promise<string> {
    const { body } = await this.client.createAcl(new alb.CreateAclRequest({ aclName: 'office' }));
    const aclId = body?.aclId ?? '';
    await this.later();
    if (entries.length > 0) await this.addEntries(aclId, ...entries);
    await this.later();
    return aclId;
  }

  async addEntries(aclId: string, ...entries: string[]): Promise<string> {
    const aclEntries = entries.map((entry) => new alb.AddEntriesToAclRequestAclEntries({ entry }));
    const request = new alb.AddEntriesToAclRequest({ aclId, aclEntries });
    return (await this.client.addEntriesToAcl(request)).body?.jobId ?? '';
  }

  async bind(listenerId: string, aclType: 'White' | 'Black', ...aclIds: string[]): Promise<string> {
    const request = new alb.AssociateAclsWithListenerRequest({ listenerId, aclType, aclIds });
    return (await this.client.associateAclsWithListener(request)).body?.jobId ?? '';
  }

  async unbind(listenerId: string, ...aclIds: string[]): Promise<string> {
    const request = new alb.DissociateAclsFromListenerRequest({ listenerId, aclIds });
    return (await this.client.dissociateAclsFromListener(request)).body?.jobId ?? '';
  }

  async job(jobId: string) {
    const { body } = await this.client.listAsynJobs(new alb.ListAsynJobsRequest({ jobIds: [jobId] }));
    return body?.jobs?.[0];
  }

  /** An Active instance with a Running HTTPS listener. */
  async served(choices: LoadBalancerChoices = {}) {
    const loadBalancerId = await this.activeLoadBalancer(choices);
    const serverGroupId = await this.availableServerGroup();
    const [certificateId = ''] = this.certificates(1);
    const listenerId = await this.createListener(loadBalancerId, serverGroupId, certificateId);
    await this.later();
    return { loadBalancerId, serverGroupId, certificateId, listenerId };
  }
}

/** The vSwitches `vsw-h`, `vsw-i` and `vsw-j` of `vpc-a` are in the zones of their letters; `vsw-full` has no address. */
export async function startAlbCloud(options: LocalCloudOptions = {}): Promise<AlbCloud> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, ...options });
  for (const vpcId of ['vpc-a', 'vpc-b']) {
    cloud.vpc.addVpc({ account: cloud.account.id, region: REGION, vpcId, cidrBlock: '10.0.0.0/8' });
  }
  for (const [index, letter] of ['h', 'i', 'j'].entries()) {
    const place = { vpcId: 'vpc-a', zoneId: `${REGION}-${letter}`, cidrBlock: `10.0.${index}.0/24` };
    cloud.vpc.addVSwitch({ ...place, vSwitchId: `vsw-${letter}` });
  }
  const place = { vpcId: 'vpc-a', zoneId: `${REGION}-k`, cidrBlock: '10.0.9.0/24' };
  cloud.vpc.addVSwitch({ ...place, vSwitchId: 'vsw-full-k', availableIpAddressCount: 0 });
  cloud.vpc.addVSwitch({ ...place, vSwitchId: 'vsw-pending-k', status: 'Pending' });
  return new AlbCloud(cloud, await makeCertificate({ names: ['chat.example.com'] }));
}

/** A mapping into a vSwitch, in the zone of its last letter. */
export function mapping(vSwitchId: string, zoneId = `${REGION}-${vSwitchId.at(-1)}`) {
  return new alb.CreateLoadBalancerRequestZoneMappings({ zoneId, vSwitchId });
}

export function forwardTo(serverGroupId: string) {
  return new alb.CreateListenerRequestDefaultActions({
    type: 'ForwardGroup',
    forwardGroupConfig: new alb.CreateListenerRequestDefaultActionsForwardGroupConfig({
      serverGroupTuples: [
        new alb.CreateListenerRequestDefaultActionsForwardGroupConfigServerGroupTuples({ serverGroupId }),
      ],
    }),
  });
}
