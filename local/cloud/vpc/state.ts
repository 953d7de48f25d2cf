import ipaddr from 'ipaddr.js';
import { ActionTrail } from '../action-trail.ts';
import type { VirtualClock } from '../clock.ts';
import type { NewId } from '../random.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Vpc {
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly vRouterId: string;
  readonly routeTableId: string;
  readonly secondaryCidrBlocks: readonly string[];
  readonly userCidrs: readonly string[];
  readonly resourceGroupId: string;
  readonly createdAt: number;
  /** `Pending` while it is made. */
  status: 'Pending' | 'Available';
  name: string;
  description: string;
  cidrBlock: string;
  /** A /56, where IPv6 is on. */
  ipv6CidrBlock: string | undefined;
  dnsHostnames: boolean;
  tags: readonly Tag[];
}

export interface VSwitch {
  readonly account: string;
  readonly region: string;
  readonly vSwitchId: string;
  readonly vpcId: string;
  readonly zoneId: string;
  readonly cidrBlock: string;
  readonly createdAt: number;
  readonly routeTableId: string;
  /** When nothing had an address of it yet. */
  readonly firstIpAddressCount: number;
  name: string;
  description: string;
  tags: readonly Tag[];
  /** A /64 of its VPC's, where IPv6 is on. */
  ipv6CidrBlock: string | undefined;
  /** `Pending` while it is made or deleted. */
  status: 'Pending' | 'Available';
  availableIpAddressCount: number;
}

/** The VPCs and vSwitches of all accounts. Clouds are furnished through `addVpc` and `addVSwitch`, without an API call. */
export class VpcState {
  /**
   * Assumption: how DescribeVSwitchAttributes answers for an id that does not exist. The metadata lists
   * InvalidVSwitchId.NotFound; Terraform treats a 200 with an empty VSwitchId as "not found".
   */
  missingVSwitchIs: 'refused' | 'empty' = 'refused';
  /** Assumption: whether a list that leaves out pages is refused with Throttling.DeepPageSkip, or answered. */
  pageSkipping: 'answered' | 'throttled' = 'answered';
  /** VPCs of an account in a region. */
  vpcQuota = 10;
  /** The page that each account read last of each list. */
  readonly lastPages = new Map<string, number>();
  /** Hears of each vSwitch that is made or removed through the API. */
  readonly trail: ActionTrail;
  private readonly vpcs = new Map<string, Vpc>();
  private readonly vSwitches = new Map<string, VSwitch>();
  private readonly clock: VirtualClock;
  private readonly newId: NewId;

  constructor(clock: VirtualClock, newId: NewId, trail: ActionTrail = new ActionTrail()) {
    this.trail = trail;
    this.clock = clock;
    this.newId = newId;
  }

  /** @param vpc `account` is an account id; without `vpcId` one is made up */
  addVpc(vpc: Pick<Vpc, 'account' | 'region' | 'cidrBlock'> & Partial<Vpc>): Vpc {
    const made: Vpc = {
      vpcId: this.newId('vpc-'),
      vRouterId: this.newId('vrt-'),
      routeTableId: this.newId('vtb-'),
      secondaryCidrBlocks: [],
      userCidrs: [],
      resourceGroupId: defaultResourceGroup(vpc.account),
      status: 'Available',
      name: '',
      description: '',
      ipv6CidrBlock: undefined,
      dnsHostnames: false,
      tags: [],
      ...vpc,
      createdAt: this.clock.now(),
    };
    this.vpcs.set(made.vpcId, made);
    return made;
  }

  /** A block of IPv6 that no other VPC has. */
  freeIpv6Block(): string {
    const taken = new Set([...this.vpcs.values()].map(({ ipv6CidrBlock }) => ipv6CidrBlock));
    let number = 0;
    const block = () => `2408:4005:${(0x300 + (number >> 8)).toString(16)}:${((number & 0xff) << 8).toString(16)}::/56`;
    while (taken.has(block())) number += 1;
    return block();
  }

  /** A vSwitch that is `Available` at once, unless told otherwise. Throws where the VPC does not exist. */
  addVSwitch(vSwitch: {
    vpcId: string;
    zoneId: string;
    cidrBlock: string;
    name?: string;
    vSwitchId?: string;
    availableIpAddressCount?: number;
    status?: VSwitch['status'];
    description?: string;
    tags?: readonly Tag[];
    ipv6CidrBlock?: string | undefined;
  }): VSwitch {
    const vpc = this.vpcs.get(vSwitch.vpcId);
    if (!vpc) throw new Error(`no VPC ${vSwitch.vpcId}`);
    const made: VSwitch = {
      vSwitchId: this.newId('vsw-'),
      name: '',
      description: '',
      tags: [],
      status: 'Available',
      availableIpAddressCount: usableAddresses(vSwitch.cidrBlock),
      ipv6CidrBlock: undefined,
      ...vSwitch,
      firstIpAddressCount: vSwitch.availableIpAddressCount ?? usableAddresses(vSwitch.cidrBlock),
      routeTableId: vpc.routeTableId,
      account: vpc.account,
      region: vpc.region,
      createdAt: this.clock.now(),
    };
    this.vSwitches.set(made.vSwitchId, made);
    return made;
  }

  vpcById(vpcId: string): Vpc | undefined {
    return this.vpcs.get(vpcId);
  }

  vSwitch(vSwitchId: string): VSwitch | undefined {
    return this.vSwitches.get(vSwitchId);
  }

  vpcsOf(account: string): readonly Vpc[] {
    return [...this.vpcs.values()].filter((vpc) => vpc.account === account);
  }

  vSwitchesOf(account: string): readonly VSwitch[] {
    return [...this.vSwitches.values()].filter((vSwitch) => vSwitch.account === account);
  }

  vSwitchesIn(vpcId: string): readonly VSwitch[] {
    return [...this.vSwitches.values()].filter((vSwitch) => vSwitch.vpcId === vpcId);
  }

  removeVpc(vpcId: string): void {
    this.vpcs.delete(vpcId);
  }

  removeVSwitch(vSwitchId: string): void {
    this.vSwitches.delete(vSwitchId);
  }
}

/** Where things are that name no resource group (the real id is of another form). */
export function defaultResourceGroup(account: string): string {
  return `rg-acfmx${account.slice(-10)}`;
}

/** The first and the last three addresses of a vSwitch are reserved. */
function usableAddresses(cidrBlock: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
  return 2 ** (32 - prefix) - 4;
}
