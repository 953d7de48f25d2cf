import { expect, onTestFinished } from 'vitest';
import { alb } from '../../local/cloud/alb/product.ts';
import { type AlbCloud, REGION, startAlbCloud } from '../contract/alb-cloud.ts';
import { type Call, officialCalls } from './official-calls.ts';
import { type Answered, ask, type Parameters, type Value } from './signed-calls.ts';

export const ZONES = ['h', 'i'].map((letter) => ({ ZoneId: `${REGION}-${letter}`, VSwitchId: `vsw-${letter}` }));

/** Calls of ALB in a cloud that has a little of everything. Jobs end at once, unless told otherwise. */
export class AlbHouse {
  readonly world: AlbCloud;
  readonly #official: Call;

  constructor(world: AlbCloud) {
    this.world = world;
    this.#official = officialCalls(alb, '@alicloud/alb20200616', world.cloud);
  }

  ask(action: string, parameters: Parameters = {}): Promise<Answered> {
    return ask(this.world.cloud, '2020-06-16', action, parameters);
  }

  /** The answer of a call that has to succeed, by the official SDK. */
  done(action: string, parameters: Parameters = {}): Promise<Record<string, unknown>> {
    return this.#official(action, parameters);
  }

  /** A dry run, where the action takes one, and then the same for good. */
  async tried(action: string, parameters: Parameters = {}): Promise<Record<string, unknown>> {
    const row = alb.actions.find(({ name }) => name === action);
    if (row?.parameters.DryRun) {
      expect(await this.ask(action, { ...parameters, DryRun: true })).toMatchObject({ code: 'DryRunOperation' });
    }
    return this.done(action, parameters);
  }

  /** What one listing holds. */
  async listed(action: string, parameters: Parameters = {}): Promise<readonly Record<string, unknown>[]> {
    const body = await this.done(action, parameters);
    return Object.values(body).find(Array.isArray) ?? [];
  }

  /** Jobs stay under way from now on, or not. */
  slow(isSlow: boolean): void {
    this.world.cloud.progress.mode('alb', isSlow ? 'after-delay' : 'at-once');
  }
}

export async function openHouse(): Promise<AlbHouse> {
  const world = await startAlbCloud();
  onTestFinished(() => world.cloud.close());
  return furnished(world);
}

/** Things of other products: two of most, and those that are of no use. */
export function furnished(world: AlbCloud): AlbHouse {
  const { cloud } = world;
  const owner = { account: cloud.account.id, region: REGION };
  const { elsewhere } = cloud.alb;
  elsewhere.add({ ...owner, kind: 'Ecs', id: 'i-1', vpcId: 'vpc-a', address: '10.0.0.5' });
  elsewhere.add({ ...owner, kind: 'Ecs', id: 'i-2', vpcId: 'vpc-a', address: '10.0.0.6' });
  elsewhere.add({ ...owner, kind: 'Ecs', id: 'i-b', vpcId: 'vpc-b', address: '10.1.0.5' });
  for (const letter of ['h', 'i']) elsewhere.add({ ...owner, kind: 'Eip', id: `eip-${letter}` });
  elsewhere.add({ ...owner, kind: 'Eip', id: 'eip-prepaid', payType: 'PrePaid' });
  elsewhere.add({ ...owner, kind: 'Eip', id: 'eip-locked', businessStatus: 'FinancialLocked' });
  elsewhere.add({ ...owner, kind: 'CommonBandwidthPackage', id: 'cbwp-1' });
  const locked = { kind: 'CommonBandwidthPackage', id: 'cbwp-locked', businessStatus: 'FinancialLocked' } as const;
  elsewhere.add({ ...owner, ...locked });
  for (const id of ['sg-1', 'sg-2']) elsewhere.add({ ...owner, kind: 'SecurityGroup', id, vpcId: 'vpc-a' });
  elsewhere.add({ ...owner, kind: 'ResourceGroup', id: 'rg-1' });
  const house = new AlbHouse(world);
  house.slow(false);
  return house;
}

export function forwardTo(serverGroupId: string): Value {
  return [{ Type: 'ForwardGroup', ForwardGroupConfig: { ServerGroupTuples: [{ ServerGroupId: serverGroupId }] } }];
}

/** What a load balancer is made with. */
export const NEW_LOAD_BALANCER = {
  VpcId: 'vpc-a',
  AddressType: 'Internet',
  LoadBalancerEdition: 'Standard',
  LoadBalancerBillingConfig: { PayType: 'PostPay' },
  ZoneMappings: ZONES,
} as const satisfies Parameters;

/** What a server group is made with. */
export const NEW_GROUP = {
  ServerGroupName: 'servers',
  ServerGroupType: 'Ip',
  VpcId: 'vpc-a',
  HealthCheckConfig: { HealthCheckEnabled: true },
} as const satisfies Parameters;

/** A rule that forwards. */
export function newRule(serverGroupId: string, priority: number): { readonly [name: string]: Value } {
  return {
    RuleName: `rule-${priority}`,
    Priority: priority,
    RuleConditions: [{ Type: 'Host', HostConfig: { Values: ['chat.example.com'] } }],
    RuleActions: [
      {
        Order: 1,
        Type: 'ForwardGroup',
        ForwardGroupConfig: { ServerGroupTuples: [{ ServerGroupId: serverGroupId, Weight: 100 }] },
      },
    ],
  };
}
