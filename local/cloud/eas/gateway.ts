import type { DomainView, GatewayView, KeyMaterial, ServiceView, Side } from '../data-plane/gateway-view.ts';
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

/** A certificate as it was in Certificate Management Service when it was attached; the gateway keeps its own copy. */
export interface AttachedCertificate {
  readonly id: string;
  readonly name: string;
  /** ms since the epoch */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly material: KeyMaterial;
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
  loaded: DomainView | undefined;
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
  readonly intranetEnabled: boolean;
  readonly createdAt: number;
}

/** A dedicated gateway: what the API shows and, at the same time, what the data plane reads live. */
export class Gateway implements GatewayView {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly type: GatewayType;
  readonly chargeType: string;
  readonly autoRenewal: boolean;
  readonly resourceName: string;
  readonly createdAt: number;
  readonly names: Readonly<Record<Side, string>>;
  name: string;
  instanceType: string;
  replicas: number;
  updatedAt: number;
  isDefault = false;
  redirectsToHttps = false;
  intranetEnabled: boolean;
  /** Only of the application type. */
  vpcId: string | undefined;
  vSwitchIds: readonly string[] = [];
  readonly lifecycle = new Lifecycle<GatewayStatus>();
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
    this.intranetEnabled = created.intranetEnabled;
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
    return this.internet.status === 'Creating' || this.internet.status === 'Running';
  }

  /** When a domain name first shows is not documented: here, once something answers under it (inferred). */
  get internetDomain(): string | undefined {
    return this.isUp && this.internet.status === 'Running' ? this.names.internet : undefined;
  }

  get intranetDomain(): string | undefined {
    return this.isUp && this.intranetEnabled ? this.names.intranet : undefined;
  }

  /** Traffic of the application type goes through its load balancer, which this version does not have. */
  get internetOpen(): boolean {
    return this.type === 'classic' && this.internetDomain !== undefined;
  }

  get internetAllowlist(): readonly string[] {
    return [...this.internetAcl.keys()];
  }

  get vpcAllowlists(): ReadonlyMap<string, readonly string[]> {
    const lists = new Map<string, readonly string[]>();
    if (this.type !== 'classic' || this.intranetDomain === undefined) return lists;
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

  service(name: string): ServiceView | undefined {
    return this.routes.get(name);
  }
}

export function domainKey(type: Side, domain: string): string {
  return `${type}/${domain}`;
}
