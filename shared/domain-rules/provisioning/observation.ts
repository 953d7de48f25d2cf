import type { ObservedAcl, ObservedLoadBalancer } from './load-balancer.ts';

/** What the cloud says about one gateway now. Field meanings: EAS API 2021-07-01. */
export interface GatewayObservation {
  /** Undefined where no gateway of ours exists. */
  gateway: ObservedGateway | undefined;
  /** Which other gateway is the region's default, where one is and ours should be. */
  defaultHolder: { gatewayId: string; name: string } | undefined;
  /** Gateways of the same name that are not known to be ours, by id. */
  namesakes: { gatewayId: string; createdAt: number; owner: string | undefined }[];
  links: ObservedLink[];
  /** By the id of the linked VPC; looked at only where peers are declared or remembered. */
  peers: Record<string, ObservedPeer[]>;
  internetAllowlist: string[];
  vpcAllowlists: Record<string, string[]>;
  domains: ObservedDomain[];
  /** Of the ALB kind: its load balancers in the owner's account, as ALB shows them. */
  loadBalancers: ObservedLoadBalancer[];
  /** Our access control lists, and others' that are on the listeners. */
  acls: ObservedAcl[];
  /** By service name; undefined where there is no such service. */
  services: Record<string, ObservedService | undefined>;
}

/** A gateway's kind never changes (G02). */
export type GatewayKind = 'alb' | 'managed';

export interface ObservedGateway {
  gatewayId: string;
  /** Undefined where neither its description nor a list by kind has told yet. */
  kind: GatewayKind | undefined;
  status: string;
  instanceType: string;
  replicas: number;
  chargeType: string;
  isDefault: boolean;
  intranetEnabled: boolean;
  internetEnabled: boolean;
  internetStatus: string;
  internetDomain: string | undefined;
  intranetDomain: string | undefined;
  /** The load balancers that EAS says are in front of it; ALB kind only, and in no published model (inferred). */
  balancers: ListedBalancer[];
  /** HTTP callers are sent to HTTPS. */
  redirectsToHttps: boolean;
  /** The owner mark in its labels. */
  owner: string | undefined;
  /** Its other labels. */
  labels: Record<string, string>;
}

/** A row is a (VPC, vSwitch): one VPC may have several. */
export interface ObservedLink {
  vpcId: string;
  vSwitchId: string;
  status: string;
  /** Absent: off. */
  authoritativeDns?: boolean | undefined;
}

export interface ObservedPeer {
  vpcId: string;
  region: string;
  /** Its values are not documented. */
  status: string;
}

/** A load balancer as EAS lists it with its gateway. Whatever it leaves out is empty. */
export interface ListedBalancer {
  vpcId: string;
  vSwitchIds: string[];
  status: string;
  /** Its DNS name. */
  address: string;
}

export interface ObservedDomain {
  name: string;
  access: 'internet' | 'intranet';
  certificateId: string | undefined;
  status: string;
}

export interface ObservedService {
  name: string;
  status: string;
  gatewayId: string | undefined;
  /** The service's whole JSON configuration, as text. */
  config: string;
  /** Grows with each update that is more than a scaling. */
  latestVersion?: number | undefined;
  /** MinReplica of its autoscaler, where it has one. */
  minReplica?: number | undefined;
  /** Where it was asked what it can be called by. */
  endpoints?: ShownEndpoints | undefined;
}

/** What EAS says a service can be called by, of one gateway. Host names only: the token beside them is nobody's. */
export interface ShownEndpoints {
  /** The gateway is among the backends of the service. */
  gateway: boolean;
  internet: string[];
  intranet: string[];
}

/** Nothing seen: what there is before a gateway exists. */
export const NOTHING_OBSERVED: GatewayObservation = {
  gateway: undefined,
  defaultHolder: undefined,
  namesakes: [],
  links: [],
  peers: {},
  internetAllowlist: [],
  vpcAllowlists: {},
  domains: [],
  loadBalancers: [],
  acls: [],
  services: {},
};
