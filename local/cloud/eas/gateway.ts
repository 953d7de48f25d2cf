import type { DomainView, KeyMaterial, ServiceView, Side } from '../data-plane/gateway-view.ts';
import {
  type CertificateStatus,
  type GatewayStatus,
  type InternetStatus,
  Lifecycle,
  type LinkStatus,
  type PeerStatus,
} from './lifecycle.ts';

export interface AclEntry {
  readonly Entry: string;
  readonly Comment: string;
}

/** A (VPC, vSwitch) row of a gateway (G30). */
export interface LinkedVpc {
  readonly vpcId: string;
  readonly vSwitchId: string;
  /** The account that owns the VPC. */
  readonly accountId: string;
  readonly ip: string;
  readonly securityGroupId: string;
  readonly authoritativeDns: boolean;
  readonly lifecycle: Lifecycle<LinkStatus>;
}

/** A VPC that is connected to a linked one, from which the private name is to work too. */
export interface PeerVpc {
  readonly linkedVpcId: string;
  readonly vpcId: string;
  readonly region: string;
  readonly lifecycle: Lifecycle<PeerStatus>;
}

/** An instance in the owner's account that carries private access, public access, or both. */
export interface AssociatedLoadBalancer {
  readonly id: string;
  /** `alb-….cn-beijing.alb.aliyuncs.com` */
  readonly dnsName: string;
  readonly isPublic: boolean;
  readonly vpcId: string;
  readonly vSwitchIds: readonly string[];
  /** What it carries; nothing, while it is deleted. */
  readonly sides: Set<Side>;
}

/** A certificate as it was in Certificate Management Service when it was attached; the gateway keeps its own copy. */
export interface AttachedCertificate {
  readonly id: string;
  readonly name: string;
  /** ms since the epoch */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly material: KeyMaterial;
}

/** What the data plane serves, and which certificate that was in Certificate Management Service. */
export interface LoadedDomain extends DomainView {
  readonly certificateId: string | undefined;
}

/** A binding, one for each (domain, type). */
export interface CustomDomain {
  /** Lower case. */
  readonly domain: string;
  readonly type: Side;
  readonly createdAt: number;
  updatedAt: number;
  certificate: AttachedCertificate | undefined;
  readonly lifecycle: Lifecycle<CertificateStatus>;
  /** What the data plane has loaded, some time after the API reported success; undefined before the first time. */
  loaded: LoadedDomain | undefined;
}

/** `Application` is documented; the classic kind has no documented value and shows none. */
export type GatewayType = 'Application' | 'classic';

interface NewGateway {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly type: GatewayType;
  readonly name: string;
  readonly instanceType: string;
  readonly replicas: number;
  readonly chargeType: string;
  readonly autoRenewal: boolean;
  readonly resourceName: string;
  /** The cluster of the self-managed resource group it is made in. */
  readonly externalClusterId?: string | undefined;
  /** Of the classic type; an application gateway begins without any network. */
  readonly intranetEnabled: boolean;
  readonly createdAt: number;
}

/** A dedicated gateway. */
export class Gateway {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly type: GatewayType;
  readonly chargeType: string;
  readonly autoRenewal: boolean;
  readonly resourceName: string;
  readonly externalClusterId: string | undefined;
  readonly createdAt: number;
  readonly names: Readonly<Record<Side, string>>;
  name: string;
  instanceType: string;
  replicas: number;
  updatedAt: number;
  isDefault = false;
  redirectsToHttps = false;
  /** Of the classic type, where it is a switch and no process. */
  intranetSwitch: boolean;
  /** These and the private lifecycle: only of the application type. */
  vpcId: string | undefined;
  vSwitchIds: readonly string[] = [];
  readonly lifecycle = new Lifecycle<GatewayStatus>();
  readonly loadBalancers: AssociatedLoadBalancer[] = [];
  readonly intranet = new Lifecycle<InternetStatus>();
  readonly internet = new Lifecycle<InternetStatus>();
  readonly labels = new Map<string, string>();
  readonly links: LinkedVpc[] = [];
  readonly peers: PeerVpc[] = [];
  /** By type and name, in order of arrival. */
  readonly customDomains = new Map<string, CustomDomain>();
  /** Entry → comment, in order of arrival. */
  readonly internetAcl = new Map<string, string>();
  /** VPC id → the same, for every VPC that has a link. */
  readonly vpcAcls = new Map<string, Map<string, string>>();
  /** Service name → the service, for those whose traffic comes through here. */
  readonly routes = new Map<string, ServiceView>();

  constructor(created: NewGateway) {
    this.id = created.id;
    this.account = created.account;
    this.region = created.region;
    this.type = created.type;
    this.name = created.name;
    this.instanceType = created.instanceType;
    this.replicas = created.replicas;
    this.chargeType = created.chargeType;
    this.autoRenewal = created.autoRenewal;
    this.resourceName = created.resourceName;
    this.externalClusterId = created.externalClusterId;
    this.intranetSwitch = created.intranetEnabled;
    this.createdAt = created.createdAt;
    this.updatedAt = created.createdAt;
    // Gateways in public code carry no account in their names; the documentation's examples do (inferred).
    const suffix = `${created.region}.pai-eas.aliyuncs.com`;
    this.names = { internet: `${created.id}.${suffix}`, intranet: `${created.id}-vpc.${suffix}` };
  }

  /** Running, also while its size changes. */
  get isUp(): boolean {
    return this.lifecycle.status === 'Running' || this.lifecycle.status === 'Waiting';
  }

  get internetEnabled(): boolean {
    return isOn(this.internet);
  }

  get intranetEnabled(): boolean {
    return this.type === 'classic' ? this.intranetSwitch : isOn(this.intranet);
  }

  /** When a domain name first shows is not documented: here, once something answers under it (inferred). */
  get internetDomain(): string | undefined {
    return this.isUp && this.internet.status === 'Running' ? this.names.internet : undefined;
  }

  get intranetDomain(): string | undefined {
    const answers = this.type === 'classic' ? this.intranetSwitch : this.intranet.status === 'Running';
    return this.isUp && answers ? this.names.intranet : undefined;
  }

  loadBalancerOf(side: Side): AssociatedLoadBalancer | undefined {
    return this.loadBalancers.find(({ sides }) => sides.has(side));
  }

  /** VPC id → its CIDR blocks, for each VPC with a link that is Running. */
  get vpcAllowlists(): ReadonlyMap<string, readonly string[]> {
    const lists = new Map<string, readonly string[]>();
    if (this.intranetDomain === undefined) return lists;
    if (this.type === 'Application' && this.vpcId !== undefined) lists.set(this.vpcId, []);
    for (const { vpcId, lifecycle } of this.links) {
      if (lifecycle.status === 'Running') lists.set(vpcId, [...(this.vpcAcls.get(vpcId)?.keys() ?? [])]);
    }
    // A peer comes in through the VPC it is connected to, by that one's list (inferred).
    for (const { linkedVpcId, vpcId, lifecycle } of this.peers) {
      const list = lists.get(linkedVpcId);
      if (lifecycle.status === 'Running' && list && !lists.has(vpcId)) lists.set(vpcId, list);
    }
    return lists;
  }

  domain(side: Side, name: string): DomainView | undefined {
    return this.customDomains.get(domainKey(side, name))?.loaded;
  }
}

function isOn({ status }: Lifecycle<InternetStatus>): boolean {
  return status === 'Creating' || status === 'Running';
}

export function domainKey(type: Side, domain: string): string {
  return `${type}/${domain}`;
}
