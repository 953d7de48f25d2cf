import type { DomainView, GatewayView, KeyMaterial, ServiceView, Side } from '../data-plane/gateway-view.ts';
import type { Gateway } from './gateway.ts';
import { SharedGateway } from './shared-gateway.ts';

/** What decides, besides the gateway itself, who gets in and with which certificate. */
interface Surroundings {
  readonly albCertificates: 'eas' | 'listener';
  readonly loadBalancers: {
    admits(loadBalancerId: string, port: number, address: string): boolean;
    certificateFor(loadBalancerId: string, name: string): KeyMaterial | undefined;
  };
  readonly vpc: { vpcsOf(account: string): readonly { readonly vpcId: string; readonly region: string }[] };
}

/** What the data plane sees of a gateway: live, and no part of what is saved. */
export function faceOf(state: Surroundings, gateway: Gateway | SharedGateway): GatewayView {
  return gateway instanceof SharedGateway ? new SharedFace(state, gateway) : new DedicatedFace(state, gateway);
}

class DedicatedFace implements GatewayView {
  private readonly state: Surroundings;
  private readonly gateway: Gateway;
  readonly id: string;
  readonly region: string;
  readonly names: Readonly<Record<Side, string>>;

  constructor(state: Surroundings, gateway: Gateway) {
    this.state = state;
    this.gateway = gateway;
    this.id = gateway.id;
    this.region = gateway.region;
    this.names = gateway.names;
  }

  get internetOpen(): boolean {
    return this.gateway.internetDomain !== undefined;
  }

  get internetAllowlist(): readonly string[] {
    return [...this.gateway.internetAcl.keys()];
  }

  get vpcAllowlists(): ReadonlyMap<string, readonly string[]> {
    return this.gateway.vpcAllowlists;
  }

  get redirectsToHttps(): boolean {
    return this.gateway.redirectsToHttps;
  }

  /** An application gateway has no lists of its own: its load balancers decide. */
  get admits(): GatewayView['admits'] {
    if (this.gateway.type === 'classic') return undefined;
    const { loadBalancers } = this.state;
    return (side, port, address) => {
      const carrier = this.gateway.loadBalancerOf(side);
      return carrier !== undefined && loadBalancers.admits(carrier.id, port, address);
    };
  }

  /** Where the load balancers end TLS themselves. */
  get certificateFor(): ((side: Side, name: string) => KeyMaterial | undefined) | undefined {
    if (this.gateway.loadBalancers.length === 0 || this.state.albCertificates === 'eas') return undefined;
    const { loadBalancers } = this.state;
    return (side, name) => {
      const carrier = this.gateway.loadBalancerOf(side);
      return carrier && loadBalancers.certificateFor(carrier.id, name);
    };
  }

  domain(side: Side, name: string): DomainView | undefined {
    return this.gateway.domain(side, name);
  }

  service(name: string): ServiceView | undefined {
    return this.gateway.routes.get(name);
  }
}

const EVERYBODY = ['0.0.0.0/0'];

/** Its access policy is fixed (G01), and it takes no custom domains. */
class SharedFace implements GatewayView {
  readonly internetOpen = true;
  readonly internetAllowlist = EVERYBODY;
  readonly redirectsToHttps = false;
  readonly id: string;
  readonly region: string;
  readonly names: Readonly<Record<Side, string>>;
  private readonly state: Surroundings;
  private readonly gateway: SharedGateway;

  constructor(state: Surroundings, gateway: SharedGateway) {
    this.state = state;
    this.gateway = gateway;
    this.id = gateway.id;
    this.region = gateway.region;
    this.names = gateway.names;
  }

  /** From every VPC of the account in the region (inferred: the private name is documented, who may use it is not). */
  get vpcAllowlists(): ReadonlyMap<string, readonly string[]> {
    const { account, region } = this.gateway;
    const vpcs = this.state.vpc.vpcsOf(account).filter((vpc) => vpc.region === region);
    return new Map(vpcs.map(({ vpcId }) => [vpcId, EVERYBODY]));
  }

  domain(): undefined {
    return undefined;
  }

  service(name: string): ServiceView | undefined {
    return this.gateway.routes.get(name);
  }
}
