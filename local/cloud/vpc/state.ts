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
  readonly name: string;
  readonly cidrBlock: string;
  readonly createdAt: number;
}

export interface VSwitch {
  readonly account: string;
  readonly region: string;
  readonly vSwitchId: string;
  readonly vpcId: string;
  readonly zoneId: string;
  readonly cidrBlock: string;
  readonly name: string;
  readonly description: string;
  readonly tags: readonly Tag[];
  readonly createdAt: number;
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
  addVpc(vpc: { account: string; region: string; cidrBlock: string; name?: string; vpcId?: string }): Vpc {
    const made = { name: '', vpcId: this.newId('vpc-'), ...vpc, createdAt: this.clock.now() };
    this.vpcs.set(made.vpcId, made);
    return made;
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
      ...vSwitch,
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

  removeVSwitch(vSwitchId: string): void {
    this.vSwitches.delete(vSwitchId);
  }
}

/** The first and the last three addresses of a vSwitch are reserved. */
function usableAddresses(cidrBlock: string): number {
  const [, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
  return 2 ** (32 - prefix) - 4;
}
