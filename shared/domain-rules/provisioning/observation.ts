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
  /** By service name; undefined where there is no such service. */
  services: Record<string, ObservedService | undefined>;
}

export interface ObservedGateway {
  gatewayId: string;
  status: string;
  instanceType: string;
  replicas: number;
  chargeType: string;
  isDefault: boolean;
  internetEnabled: boolean;
  internetStatus: string;
  internetDomain: string | undefined;
  intranetDomain: string | undefined;
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
  services: {},
};
