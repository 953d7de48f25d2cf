import type { VirtualClock } from '../clock.ts';
import type { GatewayView, KeyMaterial } from '../data-plane/gateway-view.ts';
import type { PrivateZone, Zone } from '../dns/zone.ts';
import type { Network } from '../network.ts';
import { ApiError } from '../product.ts';
import type { NamedTask } from '../tasks.ts';
import type { Vpc, VSwitch } from '../vpc/state.ts';
import { CrossAccount } from './cross-account.ts';
import { endpointZone } from './endpoint-zone.ts';
import type { EasErrorCode } from './errors.ts';
import { faceOf } from './faces.ts';
import type { Gateway } from './gateway.ts';
import type { Group } from './groups/group.ts';
import { publishedDomains } from './published-domains.ts';
import { ResourceGroups } from './resources/resource-group.ts';
import { gatewayOf, type MergeDepth } from './services/config.ts';
import { ServiceFailures } from './services/failures.ts';
import type { Service } from './services/service.ts';
import { SharedGateway } from './shared-gateway.ts';
import { SupportedZones } from './supported-zones.ts';

/** What EAS asks of the rest of the cloud. */
export interface Neighbours {
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly vpc: VpcSource;
  readonly certificates: CertificateSource;
  readonly loadBalancers: LoadBalancerSource;
  /** Told when what can reach a gateway changed. */
  readonly dataPlane: Callers;
}

/** Those who call gateways, as far as they have to be told. */
export interface Callers {
  networksChanged(gateway: GatewayView): Promise<void>;
  /** Lets go of every gateway it was ever told of. */
  forgetGateways(): Promise<void>;
}

/** The VPC product, as far as a gateway is concerned. */
export interface VpcSource {
  vpcById(id: string): Vpc | undefined;
  vSwitch(id: string): VSwitch | undefined;
  vpcsOf(account: string): readonly Vpc[];
}

/** The load balancers of the account, as far as an application gateway is made of them (G12). */
export interface LoadBalancerSource {
  createForService(request: {
    readonly account: string;
    readonly region: string;
    readonly managedBy: string;
    readonly name: string;
    readonly vpcId: string;
    readonly vSwitchIds: readonly string[];
    readonly addressType: 'Internet' | 'Intranet';
    readonly whenActive: NamedTask;
  }): { readonly loadBalancerId: string; readonly dnsName: string };
  /** What is gone already, is gone. */
  deleteForService(loadBalancerId: string, whenGone: NamedTask): void;
  loadBalancer(id: string): { readonly status: string } | undefined;
  /** Whether the listener on `port` lets the client at `address` in. */
  admits(loadBalancerId: string, port: number, address: string): boolean;
  /** What its HTTPS listener answers a server name with. */
  certificateFor(loadBalancerId: string, name: string): KeyMaterial | undefined;
  /** Puts additional certificates, by their identifiers in CAS, in the place of those put there before. */
  furnish(loadBalancerId: string, certificateIds: readonly string[]): void;
}

/** Certificate Management Service, as far as a gateway is concerned. */
export interface CertificateSource {
  find(accountId: string, certificateId: string): (KeyMaterial & { readonly name: string }) | undefined;
}

/** The gateways and services of all accounts. */
export class EasState {
  /** Assumption: how deep an update with `UpdateType=merge` reaches. */
  serviceMerge: MergeDepth = 'deep';
  /** Assumption: what attaching a (domain, type) again does. The success text says "update", no page says more. */
  reattachingDomain: 'replaces' | 'refused' = 'replaces';
  /** Whether the account granted EAS the service-linked role that application gateways need (G11). */
  serviceLinkedRole: 'granted' | 'missing' = 'granted';
  /** Assumption: private and public access of an application gateway have a load balancer `each`, or share `one` (G12). */
  albPerAccess: 'one' | 'each' = 'each';
  /**
   * Assumption: which certificate a gateway behind a load balancer answers handshakes with. `eas`: the attached one, which
   * EAS also shows on the listener. `listener`: the listener's own; attaching a domain to the gateway changes none.
   */
  albCertificates: 'eas' | 'listener' = 'eas';
  /** Assumption: deleting an application gateway whose access is on `removes` its load balancers, or is `refused`. */
  deletingWithAccessOn: 'removes' | 'refused' = 'removes';
  /** Assumption: whether a VPC may be linked through a second vSwitch while it is linked through one (G30). */
  secondLinkOfVpc: 'allowed' | 'refused' = 'allowed';
  /** Assumption: whether a second gateway may hold a domain name that one holds already. */
  domainOnTwoGateways: 'allowed' | 'refused' = 'allowed';
  /** Assumption: whether the API itself refuses a service on a dedicated gateway that may have no instance (G03). */
  scalingFromZero: 'refused' | 'allowed' = 'refused';
  /** Assumption: whether `UpdateTime` of a gateway moves with every UpdateGateway. */
  gatewayUpdateTime: 'moves' | 'stays' = 'moves';
  /** Assumption: what `CertificateStatus` shows until it is Succeeded. */
  certificateStatusInFlight = 'Pending';
  /** Assumption: whether the platform itself publishes intranet custom domains inside the linked VPCs (G42). */
  privateDomains: 'published' | 'not-published' = 'not-published';
  readonly clock: VirtualClock;
  readonly vpc: VpcSource;
  readonly certificates: CertificateSource;
  readonly loadBalancers: LoadBalancerSource;
  readonly serviceFailures = new ServiceFailures();
  readonly resourceGroups = new ResourceGroups();
  readonly supportedZones = new SupportedZones();
  readonly crossAccount = new CrossAccount();
  private readonly network: Network;
  private readonly dataPlane: Callers;
  private readonly gateways = new Map<string, Gateway>();
  private readonly sharedGateways = new Map<string, SharedGateway>();
  private readonly services = new Map<string, Service>();
  private readonly groups = new Map<string, Group>();
  private readonly changing = new Set<Promise<void>>();
  private serial = 1;

  constructor(neighbours: Neighbours) {
    this.clock = neighbours.clock;
    this.vpc = neighbours.vpc;
    this.certificates = neighbours.certificates;
    this.loadBalancers = neighbours.loadBalancers;
    this.network = neighbours.network;
    this.dataPlane = neighbours.dataPlane;
  }

  /** Lets gateways of the account `guest` link VPCs of the account `owner` (G27). */
  allowCrossAccount(owner: string, guest: string): void {
    this.crossAccount.allow(owner, guest);
  }

  /** @param zones zone ids, in the order the cloud names them */
  setSupportedZones(region: string, zones: readonly string[]): void {
    this.supportedZones.set(region, zones);
  }

  addGateway(gateway: Gateway): void {
    this.gateways.set(gateway.id, gateway);
  }

  removeGateway(gateway: Gateway): void {
    this.gateways.delete(gateway.id);
  }

  allGateways(): readonly Gateway[] {
    return [...this.gateways.values()];
  }

  /** The one of an account in a region; it is there from its first use on. */
  sharedGateway(account: string, region: string): SharedGateway {
    const key = `${account}/${region}`;
    const known = this.sharedGateways.get(key);
    if (known) return known;
    const shared = new SharedGateway(account, region);
    this.sharedGateways.set(key, shared);
    return shared;
  }

  gatewaysOf(account: string, region: string): readonly Gateway[] {
    return [...this.gateways.values()].filter((each) => each.account === account && each.region === region);
  }

  /** Throws InvalidGateway.NotFound. */
  gateway(account: string, region: string, id: string): Gateway {
    const gateway = this.gateways.get(id);
    if (gateway?.account !== account || gateway.region !== region) {
      throw new ApiError<EasErrorCode>('InvalidGateway.NotFound', { gateway: id });
    }
    return gateway;
  }

  /** As above, and throws IncorrectGatewayStatus while it is not up. */
  gatewayThatIsUp(account: string, region: string, id: string): Gateway {
    const gateway = this.gateway(account, region, id);
    if (!gateway.isUp) throw incorrectStatus(gateway);
    return gateway;
  }

  addService(service: Service): void {
    this.services.set(ownKey(service.account, service.region, service.name), service);
  }

  removeService(service: Service): void {
    this.services.delete(ownKey(service.account, service.region, service.name));
  }

  findService(account: string, region: string, name: string): Service | undefined {
    return this.services.get(ownKey(account, region, name));
  }

  /** Throws InvalidService.NotFound. */
  service(account: string, region: string, name: string): Service {
    const service = this.findService(account, region, name);
    if (!service) throw new ApiError<EasErrorCode>('InvalidService.NotFound');
    return service;
  }

  servicesOf(account: string, region: string): readonly Service[] {
    return [...this.services.values()].filter((each) => each.account === account && each.region === region);
  }

  /** Those that are bound to it, and those whose traffic still comes through it. */
  servicesOn(gateway: Gateway): readonly Service[] {
    return this.servicesOf(gateway.account, gateway.region).filter(
      ({ config, name }) => gatewayOf(config) === gateway.id || gateway.routes.has(name),
    );
  }

  /** Those of its group, itself among them. */
  servicesOfGroup({ account, region, group }: Service): readonly Service[] {
    return this.servicesOf(account, region).filter((each) => each.group === group);
  }

  addGroup(group: Group): void {
    this.groups.set(ownKey(group.account, group.region, group.name), group);
  }

  removeGroup(group: Group): void {
    this.groups.delete(ownKey(group.account, group.region, group.name));
  }

  findGroup(account: string, region: string, name: string): Group | undefined {
    return this.groups.get(ownKey(account, region, name));
  }

  /** Throws InvalidGroup.NotFound. */
  group(account: string, region: string, name: string): Group {
    const group = this.findGroup(account, region, name);
    if (!group) throw new ApiError<EasErrorCode>('InvalidGroup.NotFound', { group: name });
    return group;
  }

  groupsOf(account: string, region: string): readonly Group[] {
    return [...this.groups.values()].filter((each) => each.account === account && each.region === region);
  }

  /** Whether a custom domain of its owner has a certificate, or is still served with it. */
  usesCertificate({ account, id }: { readonly account: string; readonly id: number }): boolean {
    return [...this.gateways.values()]
      .filter((gateway) => gateway.account === account)
      .flatMap(({ customDomains }) => [...customDomains.values()])
      .some(({ certificate, loaded }) => [certificate?.id, loaded?.certificateId].includes(String(id)));
  }

  /** Tells the data plane. The promise is through once connections meet the new state. */
  networksChanged(gateway: Gateway | SharedGateway): Promise<void> {
    this.serial += 1;
    const change = this.dataPlane.networksChanged(faceOf(this, gateway));
    this.changing.add(change);
    const done = () => this.changing.delete(change);
    change.then(done, done);
    return change;
  }

  /** Through once connections meet what was changed so far: what an action changes is true when it answers. */
  async settled(): Promise<void> {
    await Promise.all(this.changing);
  }

  /** After everything here was replaced: whoever calls gateways meets those that are there now. */
  async restored(): Promise<void> {
    await this.dataPlane.forgetGateways();
    const gateways = [...this.gateways.values(), ...this.sharedGateways.values()];
    await Promise.all(gateways.map((gateway) => this.networksChanged(gateway)));
  }

  /** From now on the name of the load balancer leads where the gateway answers. */
  standsInFront(loadBalancerId: string, gateway: Gateway): void {
    this.network.standsFor(loadBalancerId, gateway.id);
  }

  /** The custom domains that the platform publishes inside a VPC, for the name server. */
  privateZones(vpcId: string): readonly PrivateZone[] {
    if (this.privateDomains === 'not-published') return [];
    return publishedDomains([...this.gateways.values()], vpcId, this.serial, (id) => this.network.privateAddressOf(id));
  }

  /** The zone of the gateways' own names, for the name server. */
  findZone(name: string): Zone | undefined {
    const gatewayById = (id: string) => this.gateways.get(id);
    const addressOf = (id: string) => this.network.addressOf(id);
    const privateAddressOf = (id: string) => this.network.privateAddressOf(id);
    const sharedGateways = [...this.sharedGateways.values()];
    return endpointZone(name, this.serial, { gatewayById, sharedGateways, addressOf, privateAddressOf });
  }
}

export function incorrectStatus(gateway: Gateway): ApiError {
  const values = { gateway: gateway.id, status: gateway.lifecycle.status ?? '' };
  return new ApiError<EasErrorCode>('IncorrectGatewayStatus', values);
}

function ownKey(account: string, region: string, name: string): string {
  return `${account}/${region}/${name}`;
}
