import { certIdentifier, type StoredCertificate } from '../cas/certificate.ts';
import type { VirtualClock } from '../clock.ts';
import type { Zone } from '../dns/zone.ts';
import type { Network } from '../network.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import { task } from '../tasks.ts';
import { defaultResourceGroup, type Vpc, type VSwitch } from '../vpc/state.ts';
import type { Acl } from './acl.ts';
import { Elsewhere } from './elsewhere.ts';
import { endpointZone } from './endpoint-zone.ts';
import type { HealthCheckTemplate } from './health-check-templates/template.ts';
import { Jobs } from './jobs.ts';
import type { Told } from './lifecycle.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer, ZoneMapping } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import { defaultQuotas } from './quotas.ts';
import type { Rule } from './rules/rule.ts';
import type { SecurityPolicy } from './security-policies/security-policy.ts';
import { chooseCertificate, type ServedCertificate, servedBy } from './served-certificates.ts';
import type { BackendServer, ServerGroup } from './server-groups/server-group.ts';
import { createForService, deleteForService, type MadeForService, type ServiceRequest } from './service-managed.ts';
import { Shelf } from './shelf.ts';

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

/** The load balancers of all accounts, and what belongs to them. */
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
  /** Whether the account manager opened security groups to the account: they are closed at first. */
  securityGroups: 'opened' | 'closed' = 'opened';
  readonly quotas = defaultQuotas();
  /** Servers, addresses and groups of products that are not played here. */
  readonly elsewhere = new Elsewhere();
  readonly jobs: Jobs;
  readonly clock: VirtualClock;
  readonly vpc: Neighbours['vpc'];
  readonly newId: NewId;
  readonly rules = new Shelf<Rule>('ResourceNotFound.Rule');
  readonly serverGroups = new Shelf<ServerGroup>('ResourceNotFound.ServerGroup');
  readonly acls = new Shelf<Acl>('ResourceNotFound.Acl');
  readonly securityPolicies = new Shelf<SecurityPolicy>('ResourceNotFound.SecurityPolicy');
  readonly healthCheckTemplates = new Shelf<HealthCheckTemplate>('ResourceNotFound.HealthCheckTemplate');
  private readonly loadBalancers = new Shelf<LoadBalancer>('ResourceNotFound.LoadBalancer');
  private readonly allListeners = new Shelf<Listener>('ResourceNotFound.Listener');
  private readonly progress: Progress;
  private readonly network: Network;
  private readonly certificates: Neighbours['certificates'];
  private serial = 1;

  constructor(neighbours: Neighbours) {
    this.clock = neighbours.clock;
    this.progress = neighbours.progress;
    this.vpc = neighbours.vpc;
    this.certificates = neighbours.certificates;
    this.newId = neighbours.newId;
    this.network = neighbours.network;
    this.jobs = new Jobs(neighbours, this);
  }

  /** An instance with a listener on HTTP:80 and one on HTTPS:443, for a service to use in the account of its owner. */
  createForService(request: ServiceRequest): MadeForService {
    return createForService(this, request);
  }

  /** Deletes what {@link createForService} made, whatever protects it. An id that is gone already is nothing to do. */
  deleteForService(loadBalancerId: string, whenGone?: Told): void {
    deleteForService(this, loadBalancerId, whenGone);
  }

  /** Of any account; undefined once it is deleted. */
  loadBalancer(id: string): LoadBalancer | undefined {
    return this.loadBalancers.get(id);
  }

  /** The loopback address that an instance's name resolves to while it is up, whether or not anybody listens there. */
  addressOf(loadBalancerId: string): string {
    const isPrivate = this.loadBalancers.get(loadBalancerId)?.addressType === 'Intranet';
    return isPrivate ? this.network.privateAddressOf(loadBalancerId) : this.network.addressOf(loadBalancerId);
  }

  listenersOf(loadBalancerId: string): readonly Listener[] {
    return this.allListeners.all().filter(({ loadBalancer }) => loadBalancer.id === loadBalancerId);
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
      .flatMap(([id]) => this.acls.get(id) ?? []);
    if (lists.every((acl) => acl.isEmpty)) return true;
    const isCovered = lists.some((acl) => acl.covers(address));
    return listener.aclType === 'Black' ? !isCovered : isCovered;
  }

  /** What the running HTTPS listener of an instance answers a server name (lower case) with. */
  certificateFor(loadBalancerId: string, name: string): ServedCertificate['material'] | undefined {
    const listener = this.httpsListeners(loadBalancerId).find(({ port }) => port === 443);
    if (!listener?.loadBalancer.isUp || listener.phase !== 'Running') return undefined;
    return chooseCertificate(listener.served, name, this.overlappingCertificates)?.material;
  }

  /** The service that made an instance puts these additional certificates on it, and takes off what it put there before. */
  furnish(loadBalancerId: string, certificateIds: readonly string[]): void {
    for (const listener of this.httpsListeners(loadBalancerId)) {
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
    this.progress.after('alb-certificate-effect', certificatesLoaded(this, listener));
  }

  loadCertificates(listener: Listener): void {
    const { account } = listener.owner;
    listener.served = servedBy(listener, (id) => this.certificates.find(account, id));
  }

  /** Notes that servers were added, or health checks turned on: after a while it is known how they are. */
  serversAdded(servers: readonly BackendServer[]): void {
    this.progress.after('alb-health-check', firstChecked(servers));
  }

  /** Whether a listener of its owner has a certificate, or is about to. */
  usesCertificate(certificate: StoredCertificate): boolean {
    const id = certIdentifier(certificate);
    return this.allListeners
      .all()
      .some(
        ({ owner, settings, certificates }) =>
          owner.account === certificate.account && (settings.certificateIds.includes(id) || certificates.has(id)),
      );
  }

  /** The zone of the load balancers' own names, for the name server. */
  findZone(name: string): Zone | undefined {
    return endpointZone(name, this.serial, this);
  }

  loadBalancersOf(owner: Owner): readonly LoadBalancer[] {
    return this.loadBalancers.of(owner);
  }

  /** Throws ResourceNotFound.LoadBalancer. */
  ownLoadBalancer(owner: Owner, id: string): LoadBalancer {
    return this.loadBalancers.own(owner, id);
  }

  listeners(owner: Owner): readonly Listener[] {
    return this.allListeners.of(owner);
  }

  /** Throws ResourceNotFound.Listener. */
  ownListener(owner: Owner, id: string): Listener {
    return this.allListeners.own(owner, id);
  }

  /** Whether CAS has this certificate of the account, by exactly the identifier that listeners take. */
  hasCertificate(account: string, certificateId: string): boolean {
    const found = this.certificates.find(account, certificateId);
    return found !== undefined && certIdentifier(found) === certificateId;
  }

  /** The listeners an access control list is associated with, or about to be. */
  listenersWith(acl: Acl): readonly Listener[] {
    return this.allListeners.all().filter(({ acls }) => acls.has(acl.id));
  }

  listenersBy(policy: SecurityPolicy): readonly Listener[] {
    return this.allListeners.all().filter(({ settings }) => settings.securityPolicyId === policy.id);
  }

  rulesOf(listener: Listener): readonly Rule[] {
    return this.rules.all().filter((rule) => rule.listener === listener);
  }

  /** What forwards or mirrors to a group: listeners by default, and rules. */
  usersOf({ id }: ServerGroup): readonly (Listener | Rule)[] {
    return [
      ...this.allListeners.all().filter(({ settings }) => settings.serverGroupId === id),
      ...this.rules.all().filter(({ serverGroupIds }) => serverGroupIds.includes(id)),
    ];
  }

  /** Where all load balancers are, of all accounts. */
  zoneMappings(): readonly ZoneMapping[] {
    return this.loadBalancers.all().flatMap(({ zones }) => zones);
  }

  /** The group of whatever names none. */
  defaultResourceGroup({ account }: Owner): string {
    return defaultResourceGroup(account);
  }

  addLoadBalancer(loadBalancer: LoadBalancer): void {
    this.loadBalancers.add(loadBalancer);
  }

  /** Notes that some load balancer's name began or ceased to resolve. */
  namesChanged(): void {
    this.serial += 1;
  }

  /** With its listeners. */
  removeLoadBalancer(loadBalancer: LoadBalancer): void {
    this.namesChanged();
    for (const listener of this.listenersOf(loadBalancer.id)) this.removeListener(listener);
    this.loadBalancers.remove(loadBalancer);
  }

  addListener(listener: Listener): void {
    this.allListeners.add(listener);
  }

  /** With its rules. */
  removeListener(listener: Listener): void {
    for (const rule of this.rulesOf(listener)) this.rules.remove(rule);
    this.allListeners.remove(listener);
  }

  private httpsListeners(loadBalancerId: string): readonly Listener[] {
    return this.listenersOf(loadBalancerId).filter(({ protocol }) => protocol === 'HTTPS');
  }
}

const certificatesLoaded = task('alb/certificates-loaded', (state: AlbState, listener: Listener) => {
  state.loadCertificates(listener);
});

const firstChecked = task('alb/servers-first-checked', (servers: readonly BackendServer[]) => {
  for (const server of servers) if (server.health === 'Initial') server.health = 'Normal';
});
