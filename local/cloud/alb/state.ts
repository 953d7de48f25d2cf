import { certIdentifier, type StoredCertificate } from '../cas/certificate.ts';
import type { VirtualClock } from '../clock.ts';
import type { Zone } from '../dns/zone.ts';
import type { Network } from '../network.ts';
import { ApiError } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import type { Task } from '../tasks.ts';
import type { Vpc, VSwitch } from '../vpc/state.ts';
import type { Acl } from './acl.ts';
import { endpointZone } from './endpoint-zone.ts';
import type { AlbErrorCode } from './errors.ts';
import { Jobs } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer, ZoneMapping } from './load-balancer.ts';
import { defaultQuotas } from './quotas.ts';
import { chooseCertificate, type ServedCertificate, servedBy } from './served-certificates.ts';
import type { ServerGroup } from './server-group.ts';
import { createForService, deleteForService, type MadeForService, type ServiceRequest } from './service-managed.ts';

/** What ALB asks of the rest of the cloud. */
export interface Neighbours {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
  readonly network: Network;
  readonly vpc: { vpcById(id: string): Vpc | undefined; vSwitch(id: string): VSwitch | undefined };
  /** Certificate Management Service, as far as a listener is concerned. */
  readonly certificates: { find(account: string, id: string): StoredCertificate | undefined };
}

/** Whose, and where: every endpoint knows its own region only. */
export interface Owner {
  readonly account: string;
  readonly region: string;
}

/** The load balancers, listeners, access control lists and server groups of all accounts. */
export class AlbState {
  /**
   * Assumption: whether the API changes an instance that a service made for itself. The guide of dedicated gateways
   * sends owners to the instance for most settings (G16); the metadata knows OperationDenied.ServiceManagedResource.
   */
  serviceManagedEdits: 'refused' | 'allowed' = 'allowed';
  /** Assumption: whether a list takes 255.255.255.255/32 as an entry. No document says which ranges it refuses. */
  broadcastEntry: 'taken' | 'refused' = 'taken';
  /** Assumption: which of several additional certificates for a name answers while they are all there. */
  overlappingCertificates: 'newest' | 'oldest' = 'newest';
  /** Whether the account granted ALB its service-linked role. */
  serviceLinkedRole: 'granted' | 'missing' = 'granted';
  readonly quotas = defaultQuotas();
  readonly jobs: Jobs;
  readonly clock: VirtualClock;
  readonly vpc: Neighbours['vpc'];
  readonly newId: NewId;
  readonly #progress: Progress;
  readonly #network: Network;
  readonly #certificates: Neighbours['certificates'];
  readonly #loadBalancers = new Map<string, LoadBalancer>();
  readonly #listeners = new Map<string, Listener>();
  readonly #acls = new Map<string, Acl>();
  readonly #serverGroups = new Map<string, ServerGroup>();
  #serial = 1;

  constructor(neighbours: Neighbours) {
    this.clock = neighbours.clock;
    this.#progress = neighbours.progress;
    this.vpc = neighbours.vpc;
    this.#certificates = neighbours.certificates;
    this.newId = neighbours.newId;
    this.#network = neighbours.network;
    this.jobs = new Jobs(neighbours.clock, neighbours.progress, neighbours.newId);
  }

  /** An instance with a listener on HTTP:80 and one on HTTPS:443, for a service to use in the account of its owner. */
  createForService(request: ServiceRequest): MadeForService {
    return createForService(this, request);
  }

  /** Deletes what {@link createForService} made, whatever protects it. An id that is gone already is nothing to do. */
  deleteForService(loadBalancerId: string, whenGone?: Task): void {
    deleteForService(this, loadBalancerId, whenGone);
  }

  /** Of any account; undefined once it is deleted. */
  loadBalancer(id: string): LoadBalancer | undefined {
    return this.#loadBalancers.get(id);
  }

  /** The loopback address that an instance's name resolves to while it is up, whether or not anybody listens there. */
  addressOf(loadBalancerId: string): string {
    return this.#network.addressOf(loadBalancerId);
  }

  listenersOf(loadBalancerId: string): readonly Listener[] {
    return [...this.#listeners.values()].filter(({ loadBalancer }) => loadBalancer.id === loadBalancerId);
  }

  /**
   * Whether the listener on `port` lets a client in: one that runs, by the access control lists in effect on it. A
   * whitelist without entries lets everybody in (SDK remarks of AssociateAclsWithListener.AclType).
   * @param address IPv4 of the client
   */
  admits(loadBalancerId: string, port: number, address: string): boolean {
    const listener = this.listenersOf(loadBalancerId).find((each) => each.port === port);
    if (!listener?.loadBalancer.isUp || listener.phase !== 'Running') return false;
    const lists = [...listener.acls]
      .filter(([, status]) => status !== 'Associating')
      .flatMap(([id]) => this.#acls.get(id) ?? []);
    if (lists.every((acl) => acl.isEmpty)) return true;
    const isCovered = lists.some((acl) => acl.covers(address));
    return listener.aclType === 'Black' ? !isCovered : isCovered;
  }

  /** What the running HTTPS listener of an instance answers a server name (lower case) with. */
  certificateFor(loadBalancerId: string, name: string): ServedCertificate['material'] | undefined {
    const listener = this.#httpsListeners(loadBalancerId).find(({ port }) => port === 443);
    if (!listener?.loadBalancer.isUp || listener.phase !== 'Running') return undefined;
    return chooseCertificate(listener.served, name, this.overlappingCertificates)?.material;
  }

  /** The service that made an instance puts these additional certificates on it, and takes off what it put there before. */
  furnish(loadBalancerId: string, certificateIds: readonly string[]): void {
    for (const listener of this.#httpsListeners(loadBalancerId)) {
      const { certificates, fromService, settings } = listener;
      const outdated = [...fromService].filter((id) => !certificateIds.includes(id));
      const missing = certificateIds.filter((id) => !certificates.has(id) && !settings.certificateIds.includes(id));
      for (const id of outdated) {
        certificates.delete(id);
        fromService.delete(id);
      }
      for (const id of missing) {
        certificates.set(id, 'Associated');
        fromService.add(id);
      }
      if (outdated.length + missing.length > 0) this.certificatesChanged(listener);
    }
  }

  /** Notes that a listener was given other certificates: after a while its nodes serve what it has by then. */
  certificatesChanged(listener: Listener): void {
    const { account } = listener.loadBalancer.facts;
    this.#progress.after('alb-certificate-effect', () => {
      listener.served = servedBy(listener, (id) => this.#certificates.find(account, id));
    });
  }

  /** Whether a listener of its owner has a certificate, or is about to. */
  usesCertificate(certificate: StoredCertificate): boolean {
    const id = certIdentifier(certificate);
    return [...this.#listeners.values()].some(
      ({ loadBalancer, settings, certificates }) =>
        loadBalancer.facts.account === certificate.account &&
        (settings.certificateIds.includes(id) || certificates.has(id)),
    );
  }

  /** The zone of the load balancers' own names, for the name server. */
  findZone(name: string): Zone | undefined {
    return endpointZone(name, this.#serial, this);
  }

  loadBalancersOf({ account, region }: Owner): readonly LoadBalancer[] {
    return [...this.#loadBalancers.values()].filter(
      ({ facts }) => facts.account === account && facts.region === region,
    );
  }

  /** Throws ResourceNotFound.LoadBalancer. */
  ownLoadBalancer(owner: Owner, id: string): LoadBalancer {
    const found = this.loadBalancersOf(owner).find((each) => each.id === id);
    if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.LoadBalancer', { id });
    return found;
  }

  listeners(owner: Owner): readonly Listener[] {
    return this.loadBalancersOf(owner).flatMap(({ id }) => this.listenersOf(id));
  }

  /** Throws ResourceNotFound.Listener. */
  ownListener(owner: Owner, id: string): Listener {
    const found = this.listeners(owner).find((each) => each.id === id);
    if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.Listener', { id });
    return found;
  }

  acls({ account, region }: Owner): readonly Acl[] {
    return [...this.#acls.values()].filter((acl) => acl.account === account && acl.region === region);
  }

  /** Throws ResourceNotFound.Acl. */
  ownAcl(owner: Owner, id: string): Acl {
    const found = this.acls(owner).find((each) => each.id === id);
    if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.Acl', { id });
    return found;
  }

  /** Whether CAS has this certificate of the account, by exactly the identifier that listeners take. */
  hasCertificate(account: string, certificateId: string): boolean {
    const found = this.#certificates.find(account, certificateId);
    return found !== undefined && certIdentifier(found) === certificateId;
  }

  /** The listeners an access control list is associated with, or about to be. */
  listenersWith(acl: Acl): readonly Listener[] {
    return [...this.#listeners.values()].filter(({ acls }) => acls.has(acl.id));
  }

  serverGroups({ account, region }: Owner): readonly ServerGroup[] {
    return [...this.#serverGroups.values()].filter((group) => group.account === account && group.region === region);
  }

  /** Throws ResourceNotFound.ServerGroup. */
  ownServerGroup(owner: Owner, id: string): ServerGroup {
    const found = this.serverGroups(owner).find((each) => each.id === id);
    if (!found) throw new ApiError<AlbErrorCode>('ResourceNotFound.ServerGroup', { id });
    return found;
  }

  listenersTo(group: ServerGroup): readonly Listener[] {
    return [...this.#listeners.values()].filter(({ settings }) => settings.serverGroupId === group.id);
  }

  /** Where all load balancers are, of all accounts. */
  zoneMappings(): readonly ZoneMapping[] {
    return [...this.#loadBalancers.values()].flatMap(({ zones }) => zones);
  }

  #httpsListeners(loadBalancerId: string): readonly Listener[] {
    return this.listenersOf(loadBalancerId).filter(({ protocol }) => protocol === 'HTTPS');
  }

  addLoadBalancer(loadBalancer: LoadBalancer): void {
    this.#loadBalancers.set(loadBalancer.id, loadBalancer);
  }

  /** Notes that some load balancer's name began or ceased to resolve. */
  namesChanged(): void {
    this.#serial += 1;
  }

  /** With its listeners. */
  removeLoadBalancer({ id }: LoadBalancer): void {
    this.namesChanged();
    for (const listener of this.listenersOf(id)) this.removeListener(listener);
    this.#loadBalancers.delete(id);
  }

  addListener(listener: Listener): void {
    this.#listeners.set(listener.id, listener);
  }

  removeListener({ id }: Listener): void {
    this.#listeners.delete(id);
  }

  addAcl(acl: Acl): void {
    this.#acls.set(acl.id, acl);
  }

  removeAcl({ id }: Acl): void {
    this.#acls.delete(id);
  }

  addServerGroup(group: ServerGroup): void {
    this.#serverGroups.set(group.id, group);
  }

  removeServerGroup({ id }: ServerGroup): void {
    this.#serverGroups.delete(id);
  }
}
