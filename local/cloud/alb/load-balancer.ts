import type { Busy } from './jobs.ts';
import type { Owner } from './owner.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** An elastic IP address, in a zone of an instance on the internet. */
export interface ZoneEip {
  readonly allocationId: string;
  readonly type: 'Common' | 'Anycast';
}

export interface ZoneMapping {
  readonly zoneId: string;
  readonly vSwitchId: string;
  /** IPv4 in the vSwitch. */
  readonly intranetAddress: string;
  /** IPv6, of a DualStack instance. */
  readonly ipv6Address?: string | undefined;
  readonly eip?: ZoneEip | undefined;
  /** Taken out of the name's resolution. */
  readonly isShifted?: boolean | undefined;
}

export type AddressType = 'Internet' | 'Intranet';
export type AddressIpVersion = 'IPv4' | 'DualStack';
export type AddressAllocatedMode = 'Fixed' | 'Dynamic';
export type Edition = 'Basic' | 'Standard' | 'StandardWithWaf';

/** Why the business side of the cloud locked an instance. */
export interface OperationLock {
  readonly type: 'SecurityLocked' | 'RelatedResourceLocked' | 'FinancialLocked' | 'ResidualLocked';
  readonly reason: string;
}

/** What a load balancer is made with and keeps. */
export interface LoadBalancerFacts {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** `alb-….cn-beijing.alb.aliyuncs.com` */
  readonly dnsName: string;
  readonly vpcId: string;
  readonly ipVersion: AddressIpVersion;
  readonly addressAllocatedMode: AddressAllocatedMode;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  /** The service that made it for itself (`eas`); absent where the owner did. */
  readonly managedBy?: string | undefined;
}

export type LoadBalancerPhase = 'Provisioning' | 'Active' | 'CreateFailed' | 'Deleting';

export class LoadBalancer implements Busy {
  readonly facts: LoadBalancerFacts;
  readonly jobs = new Set<string>();
  /** Jobs that bind or unbind access control lists: one at a time on an instance. */
  readonly aclBinding: Busy = { jobs: new Set() };
  phase: LoadBalancerPhase = 'Provisioning';
  name: string;
  edition: Edition;
  addressType: AddressType;
  zones: readonly ZoneMapping[];
  tags: Tag[];
  resourceGroupId: string;
  securityGroupIds: readonly string[] = [];
  bandwidthPackageId: string | undefined;
  /** With any of them it is `Abnormal`, and cannot be changed. */
  readonly locks: OperationLock[] = [];
  /** Virtual time since when it cannot be deleted, or undefined. */
  deletionProtectedSince: number | undefined;
  /** The reason of ConsoleProtection; undefined is NonProtection. */
  consoleProtection: string | undefined;
  accessLog: { readonly project: string; readonly store: string } | undefined;

  constructor(
    facts: LoadBalancerFacts,
    more: {
      name: string;
      edition: Edition;
      addressType: AddressType;
      zones: readonly ZoneMapping[];
      resourceGroupId: string;
      tags?: readonly Tag[] | undefined;
    },
  ) {
    this.facts = facts;
    this.name = more.name;
    this.edition = more.edition;
    this.addressType = more.addressType;
    this.zones = more.zones;
    this.resourceGroupId = more.resourceGroupId;
    this.tags = [...(more.tags ?? [])];
  }

  get id(): string {
    return this.facts.id;
  }

  get owner(): Owner {
    return this.facts;
  }

  get dnsName(): string {
    return this.facts.dnsName;
  }

  /** `LoadBalancerStatus`: Configuring while any job of it or of its listeners runs (inferred for its listeners). */
  get status(): LoadBalancerPhase | 'Configuring' {
    return this.phase === 'Active' && this.jobs.size > 0 ? 'Configuring' : this.phase;
  }

  /** `LoadBalancerBussinessStatus` (sic). */
  get businessStatus(): 'Normal' | 'Abnormal' {
    return this.locks.length > 0 ? 'Abnormal' : 'Normal';
  }

  /** Serves traffic, and so answers to its name. */
  get isUp(): boolean {
    return this.phase === 'Active';
  }
}
