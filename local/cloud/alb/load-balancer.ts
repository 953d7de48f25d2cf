import type { Busy } from './jobs.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface ZoneMapping {
  readonly zoneId: string;
  readonly vSwitchId: string;
  /** IPv4 in the vSwitch. */
  readonly intranetAddress: string;
}

export type AddressType = 'Internet' | 'Intranet';
export type Edition = 'Basic' | 'Standard' | 'StandardWithWaf';

/** What a load balancer is made with and keeps. */
export interface LoadBalancerFacts {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** `alb-….cn-beijing.alb.aliyuncs.com` */
  readonly dnsName: string;
  readonly addressType: AddressType;
  readonly edition: Edition;
  readonly vpcId: string;
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
  zones: readonly ZoneMapping[];
  tags: Tag[];
  /** Virtual time since when it cannot be deleted, or undefined. */
  deletionProtectedSince: number | undefined;
  /** The reason of ConsoleProtection; undefined is NonProtection. */
  consoleProtection: string | undefined;
  accessLog: { readonly project: string; readonly store: string } | undefined;

  constructor(
    facts: LoadBalancerFacts,
    more: { name: string; zones: readonly ZoneMapping[]; tags?: readonly Tag[] | undefined },
  ) {
    this.facts = facts;
    this.name = more.name;
    this.zones = more.zones;
    this.tags = [...(more.tags ?? [])];
  }

  get id(): string {
    return this.facts.id;
  }

  get dnsName(): string {
    return this.facts.dnsName;
  }

  /** `LoadBalancerStatus`: Configuring while any job of it or of its listeners runs (inferred for its listeners). */
  get status(): LoadBalancerPhase | 'Configuring' {
    return this.phase === 'Active' && this.jobs.size > 0 ? 'Configuring' : this.phase;
  }

  /** Serves traffic, and so answers to its name. */
  get isUp(): boolean {
    return this.phase === 'Active';
  }
}
