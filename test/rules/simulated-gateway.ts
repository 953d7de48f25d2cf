import { EVERYONE } from '../../shared/domain-rules/allowlist.ts';
import { identifyGateway } from '../../shared/domain-rules/provisioning/identify.ts';
import type {
  GatewayObservation,
  ObservedDomain,
  ObservedGateway,
  ObservedLink,
  ObservedPeer,
  ObservedService,
} from '../../shared/domain-rules/provisioning/observation.ts';
import { NOTHING_OBSERVED } from '../../shared/domain-rules/provisioning/observation.ts';
import { peerKey } from '../../shared/domain-rules/provisioning/peers.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { gatewayThat, OWNER } from './worlds.ts';

/** Status values that become Running (or, of a gateway under deletion, nothing) when time passes. */
const ON_ITS_WAY = ['Creating', 'Waiting', 'Pending', 'Updating'];

/** What a real cloud may say when two of the steps that are ready meet: tried again later. */
export class NotNow extends Error {}

/** What EAS would be like if it did at once, or as time passes, just what it is told. Knows no rule of ours. */
export class SimulatedGateway {
  gateway: ObservedGateway | undefined;
  creations = 0;
  links: ObservedLink[] = [];
  peers: Record<string, ObservedPeer[]> = {};
  internetAllowlist: string[] = [];
  vpcAllowlists: Record<string, string[]> = {};
  domains: ObservedDomain[] = [];
  services: Record<string, ObservedService> = {};

  /** As gateway-provisioner looks: nothing on a gateway shows while that is not Running. */
  look(memory: { gatewayId: string | undefined }, createdAfter: number | undefined): GatewayObservation {
    const { gateway } = this;
    const listed = gateway
      ? [{ gatewayId: gateway.gatewayId, name: 'chat-prod', createdAt: 0, owner: gateway.owner }]
      : [];
    const found = identifyGateway(listed, {
      name: 'chat-prod',
      owner: OWNER,
      gatewayId: memory.gatewayId,
      createdAfter,
    });
    if (!gateway || !found.gatewayId) return { ...NOTHING_OBSERVED, namesakes: found.namesakes };
    if (gateway.status !== 'Running') return { ...NOTHING_OBSERVED, gateway };
    const { links, peers, internetAllowlist, vpcAllowlists, domains, services } = structuredClone({ ...this });
    const namesOf = (access: string) => domains.flatMap((domain) => (domain.access === access ? [domain.name] : []));
    for (const service of Object.values(services)) {
      const isHere = service.gatewayId === gateway.gatewayId;
      service.endpoints = { gateway: isHere, internet: namesOf('internet'), intranet: namesOf('intranet') };
    }
    return {
      ...NOTHING_OBSERVED,
      gateway: { ...gateway },
      links,
      peers,
      internetAllowlist,
      vpcAllowlists,
      domains,
      services,
    };
  }

  /** Everything that is on its way arrives. */
  passTime(): void {
    if (this.gateway?.status === 'Deleting') this.gateway = undefined;
    const { gateway } = this;
    if (gateway && ON_ITS_WAY.includes(gateway.status)) gateway.status = 'Running';
    if (gateway?.internetStatus === 'Creating') gateway.internetStatus = 'Running';
    for (const link of this.links) link.status = 'Running';
    for (const peer of Object.values(this.peers).flat()) peer.status = 'Running';
    for (const domain of this.domains) domain.status = 'Succeeded';
    for (const service of Object.values(this.services)) if (service.status === 'Updating') service.status = 'Running';
  }

  /** @throws NotNow while the gateway is resized; Error where a plan must never lead to */
  apply(step: ProvisioningStep): void {
    if (step.kind === 'create-gateway') {
      this.creations += 1;
      this.gateway = gatewayThat({
        gatewayId: `gw-${this.creations}`,
        status: 'Creating',
        instanceType: step.specification,
        replicas: step.nodes,
        chargeType: step.charge,
        owner: undefined,
      });
      return;
    }
    const { gateway } = this;
    if (gateway?.status === 'Waiting') throw new NotNow(`${step.id} while the gateway is resized`);
    if (gateway?.status !== 'Running')
      throw new Error(`${step.id} on a gateway that is ${gateway?.status ?? 'not there'}`);
    switch (step.kind) {
      case 'label-gateway':
        gateway.owner = step.owner;
        gateway.labels = { ...gateway.labels, ...step.labels };
        return;
      case 'set-redirect':
        gateway.redirectsToHttps = step.redirectToHttps;
        return;
      case 'resize-gateway':
        Object.assign(gateway, { instanceType: step.specification, replicas: step.nodes, status: 'Waiting' });
        return;
      case 'switch-internet':
        Object.assign(gateway, {
          internetEnabled: step.enabled,
          internetStatus: step.enabled ? 'Creating' : 'Deleted',
        });
        return;
      case 'set-default':
        gateway.isDefault = step.isDefault;
        return;
      case 'allow':
        this.#setList(step.vpcId, (list) => [...new Set([...list, ...step.entries])]);
        return;
      case 'disallow':
        this.#setList(step.vpcId, (list) => list.filter((entry) => !step.entries.includes(entry)));
        return;
      case 'link-vpc': {
        if (!step.vSwitchId) throw new Error(`${step.id} without a vSwitch`);
        const { vpcId, vSwitchId, authoritativeDns } = step;
        const rows = this.links.filter((link) => link.vpcId === vpcId);
        if (rows.some((link) => link.vSwitchId === vSwitchId)) throw new Error(`${vpcId} is linked through it already`);
        if (rows.length > 0 && !step.beside) throw new Error(`${vpcId} is linked already`);
        if (authoritativeDns && this.links.some((link) => link.authoritativeDns && link.vpcId !== vpcId)) {
          throw new Error('another VPC has authoritative DNS');
        }
        this.links.push({ vpcId, vSwitchId, status: 'Creating', authoritativeDns });
        if (rows.length === 0) this.vpcAllowlists[vpcId] = [EVERYONE];
        return;
      }
      case 'unlink-vpc':
        this.links = this.links.filter(({ vpcId, vSwitchId }) => vpcId !== step.vpcId || vSwitchId !== step.vSwitchId);
        if (this.links.some(({ vpcId }) => vpcId === step.vpcId)) return;
        delete this.vpcAllowlists[step.vpcId];
        delete this.peers[step.vpcId];
        return;
      case 'add-peers': {
        if (!this.links.some(({ vpcId }) => vpcId === step.vpcId)) throw new Error(`${step.vpcId} is not linked`);
        const added = step.peers.map((peer) => ({ ...peer, status: 'Creating' }));
        this.peers[step.vpcId] = [...(this.peers[step.vpcId] ?? []), ...added];
        return;
      }
      case 'remove-peers': {
        const gone = step.peers.map(peerKey);
        this.peers[step.vpcId] = (this.peers[step.vpcId] ?? []).filter((peer) => !gone.includes(peerKey(peer)));
        return;
      }
      case 'attach-domain': {
        if (step.access === 'internet' && gateway.internetStatus !== 'Running') throw new Error('public access is off');
        const { domain: name, access, certificateId } = step;
        this.#dropDomain(name, access);
        this.domains.push({ name, access, certificateId, status: 'Pending' });
        return;
      }
      case 'detach-domain':
        this.#dropDomain(step.domain, step.access);
        return;
      case 'restore-service':
        throw new Error('nothing but the gateway ever changes here');
      case 'bind-service':
      case 'unbind-service': {
        const service = this.services[step.service];
        if (service?.status !== 'Running') throw new Error(`${step.service} is not Running`);
        service.gatewayId = step.kind === 'bind-service' ? gateway.gatewayId : undefined;
        service.config = JSON.stringify({ ...JSON.parse(service.config), ...JSON.parse(step.body) });
        service.status = 'Updating';
        return;
      }
      case 'delete-gateway':
        if (Object.values(this.services).some(({ gatewayId }) => gatewayId === gateway.gatewayId)) {
          throw new Error('services are bound');
        }
        gateway.status = 'Deleting';
        this.links = [];
        this.vpcAllowlists = {};
        this.domains = [];
        return;
    }
  }

  #setList(vpcId: string | undefined, change: (list: string[]) => string[]): void {
    if (vpcId === undefined) this.internetAllowlist = change(this.internetAllowlist);
    else this.vpcAllowlists[vpcId] = change(this.vpcAllowlists[vpcId] ?? []);
  }

  #dropDomain(name: string, access: string): void {
    this.domains = this.domains.filter((domain) => domain.name !== name || domain.access !== access);
  }
}
