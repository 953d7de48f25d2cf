import type { Owner } from './owner.ts';

/** What load balancers name and this cloud does not play: servers, addresses, groups. */
export interface OtherThing extends Owner {
  readonly kind: 'Ecs' | 'Eni' | 'Eci' | 'Eip' | 'CommonBandwidthPackage' | 'SecurityGroup' | 'ResourceGroup';
  readonly id: string;
  /** Of what is in a network. */
  readonly vpcId?: string;
  /** Of servers and addresses: IPv4. */
  readonly address?: string;
  /** Of addresses. */
  readonly payType?: 'PostPaid' | 'PrePaid';
  /** Of addresses and bandwidth packages. */
  readonly businessStatus?: 'Normal' | 'FinancialLocked';
}

/** Things of other products, told of by hand: `cloud.alb.elsewhere.add({ kind: 'Ecs', … })`. What is not told of is not there. */
export class Elsewhere {
  private readonly things: OtherThing[] = [];

  add(thing: OtherThing): void {
    this.things.push(thing);
  }

  find({ account, region }: Owner, kind: OtherThing['kind'], id: string): OtherThing | undefined {
    return this.things.find(
      (each) => each.kind === kind && each.id === id && each.account === account && each.region === region,
    );
  }
}
