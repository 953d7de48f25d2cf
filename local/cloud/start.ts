import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Account, Accounts } from './accounts.ts';
import { acmeDoor } from './acme/door.ts';
import { AcmeState } from './acme/state.ts';
import { TxtLookup } from './acme/txt-lookup.ts';
import { ActionTrail } from './action-trail.ts';
import { alb } from './alb/product.ts';
import { AlbState } from './alb/state.ts';
import { startNameServers } from './alidns/name-servers.ts';
import { alidns } from './alidns/product.ts';
import { AlidnsState } from './alidns/state.ts';
import { createLocalCa, type LocalCa } from './ca/local-ca.ts';
import { Calls } from './calls.ts';
import { cas } from './cas/product.ts';
import { CasState } from './cas/state.ts';
import { VirtualClock } from './clock.ts';
import type { Controlled } from './control/controlled.ts';
import { controlDoor } from './control/door.ts';
import { Switches } from './control/switches.ts';
import { type DataPlane, startDataPlane } from './data-plane/data-plane.ts';
import { OtherDns } from './dns/other-dns.ts';
import { privateView } from './dns/private-view.ts';
import { resolve } from './dns/resolve.ts';
import { ResolverCache } from './dns/resolver-cache.ts';
import { type DnsServer, startDnsServer } from './dns/server.ts';
import { joinSources } from './dns/zone.ts';
import { eas } from './eas/product.ts';
import { EasState } from './eas/state.ts';
import { followTriggers } from './eventbridge/follow-triggers.ts';
import { fromActionTrail } from './eventbridge/own-events.ts';
import { eventBridge } from './eventbridge/product.ts';
import { putEventsDoor } from './eventbridge/put-events-door.ts';
import { EventBridgeState } from './eventbridge/state.ts';
import { Faults } from './faults/faults.ts';
import { codeBucketDoor } from './fc/code-bucket-door.ts';
import { leadsTo } from './fc/leads-to.ts';
import { fc } from './fc/product.ts';
import type { PutEvent } from './fc/run/destinations.ts';
import type { FunctionSource } from './fc/run/function-source.ts';
import { type FunctionRuns, startFunctionRuns } from './fc/run/start-function-runs.ts';
import { FcState } from './fc/state.ts';
import { fcUploads } from './fc/temp-bucket-token.ts';
import { DATE_TOLERANCE_MS } from './front-door/authenticate.ts';
import { frontDoor } from './front-door/front-door.ts';
import { IdempotentAnswers } from './front-door/idempotency.ts';
import { Nonces } from './front-door/nonces.ts';
import { KeptState } from './kept-state.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { Network } from './network.ts';
import type { Permissions } from './permissions.ts';
import { mount } from './product.ts';
import { Progress } from './progress.ts';
import { pvtz } from './pvtz/product.ts';
import { PvtzState } from './pvtz/state.ts';
import { ram } from './ram/product.ts';
import { RamState } from './ram/state.ts';
import { RandomStreams, seededIds, seededRequestIds } from './random.ts';
import { resourceManager } from './resource-manager/product.ts';
import { rememberStates, restoreSnapshot, type SavedParts, type Snapshot, takeSnapshot } from './snapshot/snapshot.ts';
import { readStateFile, StateFileError } from './state-file.ts';
import { sts } from './sts/product.ts';
import { StsState } from './sts/state.ts';
import { tablestoreDoor } from './tablestore/door.ts';
import { TablestoreState } from './tablestore/state.ts';
import { TimeFlow } from './time-flow.ts';
import { vpc } from './vpc/product.ts';
import { VpcState } from './vpc/state.ts';

export interface LocalCloudOptions {
  /** Everything random that a client can see follows from it, but secrets. */
  seed?: number;
  /** The first virtual instant. */
  start?: Date;
  /** Factor on every delay; 0 does everything at once. */
  delayScale?: number;
  accountId?: string;
  /** The region of requests that name none. */
  defaultRegion?: string;
  /** What is deployed to Function Compute, in place of what its API is told. */
  functions?: FunctionSource;
  /** What roles may do, in place of what their policies say. */
  permissions?: Permissions;
  /** Where destinations that are event buses are told, in place of EventBridge. */
  putEvent?: PutEvent;
  /** The port of a function's HTTP trigger; any free one unless given. */
  httpPort?: (functionName: string) => number | undefined;
  /** Virtual seconds that pass by themselves in one second of the machine; none unless given. */
  timeScale?: number;
  /** The port of the API; any free one unless given. The three after it are then those of the DNS and the gateways. */
  port?: number;
  /** Where the cloud is kept across restarts: read at the start, where it is there; saved after changes and at the end. */
  stateFile?: string;
}

export interface LocalCloud extends Controlled {
  /** `http://127.0.0.1:PORT`, for every product. */
  readonly endpoint: string;
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly accounts: Accounts;
  readonly calls: Calls;
  /** Hears of what changed, where a product is recorded: VPC so far. */
  readonly actionTrail: ActionTrail;
  readonly progress: Progress;
  /** What goes wrong, by product and action. Nothing, until told. */
  readonly faults: Faults;
  /** A certificate authority for any ACME client; `cloud.acme.directoryUrl` is all that it has to be told. */
  readonly acme: AcmeState;
  readonly alb: AlbState;
  readonly alidns: AlidnsState;
  readonly cas: CasState;
  readonly pvtz: PvtzState;
  /** Roles and their policies: what whoever has taken one on may do. */
  readonly ram: RamState;
  readonly sts: StsState;
  /** Tables; an instance is made by hand, as in the console: `cloud.tablestore.addInstance(account, region, name)`. */
  readonly tablestore: TablestoreState;
  readonly vpc: VpcState;
  readonly eas: EasState;
  /** Event buses, and who hears what of them. Functions hear once `functions` is there. */
  readonly eventbridge: EventBridgeState;
  /** Functions, as they were deployed. */
  readonly fc: FcState;
  /** The region of requests that name none. */
  readonly defaultRegion: string;
  /** Deployed functions, running: each instance is a process of its own. */
  readonly functions: FunctionRuns;
  /** Signs the platform's own certificates, and whatever a test needs. */
  readonly ca: LocalCa;
  /**
   * Authoritative for the zones made through the API, and for the own names of gateways and load balancers. Stand-ins
   * inside a VPC see its private zones first.
   */
  readonly dns: Pick<DnsServer, 'address' | 'port'>;
  /**
   * What clients would have as their resolver: it knows what `dns` knows and remembers it, in virtual time, for as long
   * as the records allow. `flush` has it forget.
   */
  readonly resolver: Pick<DnsServer, 'address' | 'port'> & { flush(): void };
  /** The name servers of Alibaba Cloud DNS one by one, whoever the public DNS asks; by name. */
  readonly nameServers: Readonly<Record<string, Pick<DnsServer, 'address' | 'port'>>>;
  /** Zones that somebody else hosts: the public DNS asks there, also for a zone of that name in Alibaba Cloud DNS. */
  readonly otherDns: OtherDns;
  /** Where gateways answer: ports that all share, on an address each. */
  readonly dataPlane: Pick<DataPlane, 'httpPort' | 'httpsPort' | 'addressOf' | 'requests'>;
  /** Who is who on the loopback interface. */
  readonly network: Network;
  /** How time goes by itself: not at all, unless `timeScale` or `cloud.time.scale` says so. */
  readonly time: TimeFlow;
  /** The published rates of calls: `cloud.limits.enforce = true`. */
  readonly limits: RateLimits;
  /** Every assumption by its name in text; `/_local/switches` is the same. */
  readonly switches: Switches;
  /** Another account with a key of its own; what it owns is invisible to the others. */
  addAccount(id: string): Account;
  /** Everything that this cloud holds and that is under way in it, as of when nothing is in flight. */
  snapshot(): Promise<Snapshot>;
  /** Makes it as it was when it started. Keys and root certificate stay; calls and faults are forgotten. */
  reset(): Promise<void>;
  /** Takes the place of everything in this cloud. Things of it that somebody still holds are not part of it any more. */
  restore(snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}

/** Opens a cloud of its own on a free port of 127.0.0.1. */
export async function startLocalCloud({
  seed = 1,
  start = new Date('2026-03-02T08:00:00Z'),
  delayScale = 1,
  accountId = '1234567890123456',
  defaultRegion = 'cn-hangzhou',
  httpPort,
  timeScale = 0,
  port = 0,
  stateFile,
  ...instead
}: LocalCloudOptions = {}): Promise<LocalCloud> {
  const before = stateFile === undefined ? undefined : await readStateFile(stateFile);
  const clock = new VirtualClock(start);
  const time = new TimeFlow(clock, { machineNow: Date.now });
  const progress = new Progress(clock, seed, delayScale);
  // Who waits for a table may be in flight meanwhile, and time with it: it is ready when it was asked for often enough.
  if (delayScale > 0) progress.mode('tablestore', { reads: 2 });
  const faults = new Faults(clock, seed);
  const streams = new RandomStreams(seed);
  const newId = seededIds(streams.of('ids'));
  const accounts = new Accounts();
  accounts.add(accountId);
  const calls = new Calls();

  const network = new Network();
  const ca = await createLocalCa({ now: () => clock.now() });
  const dataPlane = await startDataPlane({ network, ca, clock, ports: port === 0 ? undefined : [port + 2, port + 3] });

  const alidnsState = new AlidnsState({ clock, progress, newId, publicNames: () => publicNames });
  const casState = new CasState({ clock, progress, newId, ca, publicNames: () => publicNames });
  const actionTrail = new ActionTrail();
  const ramState = new RamState({ accounts, clock, newId, machineNow: Date.now });
  const permissions = instead.permissions ?? ramState;
  const stsState = new StsState(ramState);
  const tablestoreState = new TablestoreState({
    ...{ clock, progress },
    newTransactionId: seededRequestIds(streams.of('tablestore-transactions')),
  });
  const vpcState = new VpcState(clock, newId, actionTrail);
  const albState = new AlbState({ clock, progress, newId, network, vpc: vpcState, certificates: casState });
  const easState = new EasState({
    clock,
    network,
    vpc: vpcState,
    certificates: casState,
    loadBalancers: albState,
    dataPlane,
  });
  casState.uses.register('ALB', (certificate) => albState.usesCertificate(certificate));
  casState.uses.register('EAS', (certificate) => easState.usesCertificate(certificate));
  const fcState = new FcState({
    ...{ clock, newId, accounts, machineNow: Date.now },
    leadsTo: (name, domainEndpoint) => leadsTo(publicNames, name, domainEndpoint),
  });
  linkServices(ramState, { eas: easState, alb: albState });
  const pvtzState = new PvtzState({ clock, progress, vpc: vpcState });
  const home = { account: accountId, region: defaultRegion };
  const eventBridgeState = new EventBridgeState({
    ...{ clock, seed, delayScale, home },
    newId: seededRequestIds(streams.of('eventbridge-ids')),
  });
  actionTrail.listen((owner, record) => eventBridgeState.emit(fromActionTrail(owner, record)));
  const otherDns = new OtherDns();
  const publicNames = joinSources([otherDns, alidnsState, easState, albState]);
  const namesIn = (vpcId: string | undefined) =>
    vpcId === undefined ? publicNames : privateView(vpcId, [pvtzState, easState], publicNames);
  const dns = await startDnsServer(
    (client) => namesIn(network.origin(client).vpcId),
    port === 0 ? {} : { port: port + 1 },
  );
  const cache = new ResolverCache();
  const resolver = await startDnsServer((client) => {
    const { vpcId } = network.origin(client);
    const resolving = { source: namesIn(vpcId), cache, now: clock.now(), view: vpcId ?? '' };
    return (name, type) => resolve(name, type, resolving);
  });
  const nameServers = await startNameServers(alidnsState, clock);
  const acme = new AcmeState({ clock, progress, streams, ca, txt: new TxtLookup(dns, nameServers) });
  let endpoint = '';
  const functions = startFunctionRuns({
    ...{
      clock,
      accounts,
      functions: instead.functions ?? fcState,
      calls,
      faults,
      network,
      dataPlane,
      dns,
      nameServers,
      defaultRegion,
    },
    cidrOf: (vpcId) => vpcState.vpcById(vpcId)?.cidrBlock,
    newRequestId: seededRequestIds(streams.of('fc-request-ids')),
    machineNow: Date.now,
    endpoint: () => endpoint,
    ...(httpPort && { httpPort }),
    permissions,
    assumeRole: (_owner, role, sessionName) => ramState.assumeAsService(role, 'fc.aliyuncs.com', sessionName),
    putEvent: instead.putEvent ?? ((busArn, event) => eventBridgeState.putEvent(busArn, event)),
  });
  eventBridgeState.functions = functions;
  fcState.running = functions;
  fcState.onChange(followTriggers(eventBridgeState));
  const answers = new IdempotentAnswers();
  const limits = new RateLimits();
  let controlsUsed = 0;
  const server = frontDoor({
    products: [
      mount(alb, albState),
      mount(alidns, alidnsState),
      mount(cas, casState),
      mount(eas, easState),
      mount(eventBridge, eventBridgeState),
      mount(fc, fcState),
      mount(fcUploads, fcState),
      mount(pvtz, pvtzState),
      mount(ram, ramState),
      mount(resourceManager, ramState),
      mount(sts, stsState),
      mount(vpc, vpcState),
    ],
    accounts,
    ca,
    calls,
    clock,
    progress,
    faults,
    newId,
    newRequestId: seededRequestIds(streams.of('request-ids')),
    machineNow: Date.now,
    defaultRegion,
    permissions,
    answers,
    limits,
    elsewhere: [
      controlDoor(
        () => cloud,
        () => {
          controlsUsed += 1;
        },
      ),
      acmeDoor(acme, {
        ...{ calls, faults },
        newRequestId: seededRequestIds(streams.of('acme-request-ids')),
      }),
      tablestoreDoor(tablestoreState, {
        ...{ accounts, calls, faults, progress, permissions },
        newRequestId: seededRequestIds(streams.of('tablestore-request-ids')),
        machineNow: Date.now,
      }),
      putEventsDoor(eventBridgeState, {
        ...{ accounts, calls, faults, clock, defaultRegion, permissions },
        nonces: new Nonces(2 * DATE_TOLERANCE_MS),
        machineNow: Date.now,
        newRequestId: seededRequestIds(streams.of('eventbridge-request-ids')),
      }),
      codeBucketDoor(fcState.codeBucket, {
        ...{ accounts, calls, clock },
        machineNow: Date.now,
        newRequestId: seededRequestIds(streams.of('oss-request-ids')),
      }),
      ...functions.doors,
    ],
    boundaries: functions.boundaries,
  });
  // What a snapshot holds, and what the things in it may point to besides.
  const parts: SavedParts = {
    clock,
    ca,
    states: {
      ...{ accounts, answers, limits, network, progress, streams, vpc: vpcState, alb: albState, eas: easState },
      ...{ acme, cas: casState, ram: ramState, sts: stsState },
      ...{ fc: fcState, ...functions.saved.states },
      ...{ eventbridge: eventBridgeState, tablestore: tablestoreState },
      ...{ alidns: alidnsState, pvtz: pvtzState, otherDns, resolver: cache },
    },
    known: {
      ...{ clock, dataPlane, newId, actionTrail, functions, ...functions.saved.known },
      ...{ acmeWorld: acme.world, acmeNonces: acme.world.newNonce },
      ...{ casWorld: casState.world, casUsers: casState.world.users, ramWorld: ramState.world },
      ...{ eventBridgeOptions: eventBridgeState.options, fcListeners: fcState.listeners, fcUrls: fcState.urls },
      ...{ fcWorld: fcState.world, tablestoreWorld: tablestoreState.world },
      ...{ alidnsWorld: alidnsState.world, pvtzWorld: pvtzState.world },
    },
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  acme.listensAt(endpoint);

  const products = {
    ...{ acme, alb: albState, alidns: alidnsState, cas: casState, eas: easState, eventbridge: eventBridgeState },
    ...{ fc: fcState, functions, pvtz: pvtzState, sts: stsState, tablestore: tablestoreState, vpc: vpcState },
  };
  let kept: KeptState | undefined;
  let closed: Promise<void> | undefined;
  const cloud: LocalCloud = {
    endpoint,
    time,
    limits,
    switches: new Switches(products),
    clock,
    get account() {
      return accountNamed(accounts, accountId);
    },
    accounts,
    calls,
    actionTrail,
    progress,
    faults,
    ...products,
    defaultRegion,
    ram: ramState,
    ca,
    dns,
    resolver: { address: resolver.address, port: resolver.port, flush: () => cache.clear() },
    nameServers,
    otherDns,
    dataPlane,
    network,
    addAccount: (id) => accounts.add(id),
    snapshot: () => time.alone(() => takeSnapshot(parts)),
    restore: (snapshot) => time.alone(() => restoreSnapshot(snapshot, parts)),
    reset: async () => {
      await time.alone(beginAnew);
      calls.clear();
      faults.clear();
      for (const { name, value } of switchesAtFirst) cloud.switches.set(name, value);
      time.scale = timeScale;
      time.resume();
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
  const close = async () => {
    const stopped = time.close();
    // That it could not be saved is told once everything is closed all the same.
    const saved = await Promise.allSettled([kept?.close()]);
    await functions.close();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await Promise.all([
      closed,
      dns.close(),
      resolver.close(),
      ...Object.values(nameServers).map((one) => one.close()),
      dataPlane.close(),
      stopped,
    ]);
    for (const one of saved) if (one.status === 'rejected') throw one.reason;
  };
  // Who has a key goes on with it.
  const { accounts: _kept, ...others } = parts.states;
  const beginAnew = rememberStates({ ...parts, states: others, known: { ...parts.known, accounts } });
  const switchesAtFirst = cloud.switches.all();
  if (stateFile !== undefined) {
    try {
      if (before !== undefined) await restoredFrom(stateFile, cloud.restore(before));
      kept = new KeptState({
        path: stateFile,
        snapshot: cloud.snapshot,
        failed: (error) =>
          process.emitWarning(
            new Error(`${stateFile} could not be saved: the cloud of the last time is in it`, { cause: error }),
          ),
        mark: () => `${calls.recorded} ${controlsUsed} ${clock.nextDue()}`,
      });
      // A file that cannot be written is told of at once, not at the end.
      if (before === undefined) await kept.save();
    } catch (error) {
      await kept?.stop();
      kept = undefined;
      await cloud.close();
      throw error;
    }
  }
  time.scale = timeScale;
  return cloud;
}

/**
 * The roles that EAS and ALB want for themselves are there while those products say that they were granted. Names of the
 * roles are documented, the service of EAS is inferred (`langstudio.pai.aliyuncs.com` is that of a sister).
 */
function linkServices(ramState: RamState, products: { eas: EasState; alb: AlbState }): void {
  const named = [
    { name: 'AliyunServiceRoleForPaiEas', service: 'eas.pai.aliyuncs.com', product: products.eas },
    { name: 'AliyunServiceRoleForAlb', service: 'alb.aliyuncs.com', product: products.alb },
  ];
  for (const { name, service, product } of named) {
    ramState.link({
      ...{ name, service },
      isGranted: () => product.serviceLinkedRole === 'granted',
      grant: () => {
        product.serviceLinkedRole = 'granted';
      },
    });
  }
}

async function restoredFrom(stateFile: string, restoring: Promise<void>): Promise<void> {
  await restoring.catch((error: unknown) => {
    throw new StateFileError(stateFile, error instanceof Error ? error.message : 'it does not fit', { cause: error });
  });
}

function accountNamed(accounts: Accounts, id: string): Account {
  // A snapshot of a cloud with another account may have been restored.
  const account = accounts.account(id) ?? accounts.all()[0];
  if (!account) throw new Error(`this cloud has no account ${id}`);
  return account;
}
