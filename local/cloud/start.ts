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
import { createLocalCa } from './ca/local-ca.ts';
import { Calls } from './calls.ts';
import { cas } from './cas/product.ts';
import { CasState } from './cas/state.ts';
import { VirtualClock } from './clock.ts';
import { controlDoor } from './control/door.ts';
import { Switches } from './control/switches.ts';
import { startDataPlane } from './data-plane/data-plane.ts';
import { OtherDns } from './dns/other-dns.ts';
import { privateView } from './dns/private-view.ts';
import { resolve } from './dns/resolve.ts';
import { ResolverCache } from './dns/resolver-cache.ts';
import { startDnsServer } from './dns/server.ts';
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
import { startFunctionRuns } from './fc/run/start-function-runs.ts';
import { FcState } from './fc/state.ts';
import { fcUploads } from './fc/temp-bucket-token.ts';
import { DATE_TOLERANCE_MS } from './front-door/authenticate.ts';
import { frontDoor } from './front-door/front-door.ts';
import { IdempotentAnswers } from './front-door/idempotency.ts';
import { Nonces } from './front-door/nonces.ts';
import { KeptState } from './kept-state.ts';
import { RateLimits } from './limits/rate-limits.ts';
import type { LocalCloud, LocalCloudOptions } from './local-cloud.ts';
import { Network } from './network.ts';
import { mount } from './product.ts';
import { Progress } from './progress.ts';
import { pvtz } from './pvtz/product.ts';
import { PvtzState } from './pvtz/state.ts';
import { ram } from './ram/product.ts';
import { RamState } from './ram/state.ts';
import { RandomStreams, seededIds, seededRequestIds } from './random.ts';
import { resourceManager } from './resource-manager/product.ts';
import { linkServices } from './service-linked-roles.ts';
import { rememberStates, restoreSnapshot, type SavedParts, takeSnapshot } from './snapshot/snapshot.ts';
import { readStateFile, StateFileError } from './state-file.ts';
import { sts } from './sts/product.ts';
import { StsState } from './sts/state.ts';
import { tablestoreDoor } from './tablestore/door.ts';
import { TablestoreState } from './tablestore/state.ts';
import { TimeFlow } from './time-flow.ts';
import { vpc } from './vpc/product.ts';
import { VpcState } from './vpc/state.ts';

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
    hasRole: (arn) => ramState.roleByArn(arn) !== undefined,
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
  fcState.onChange(followTriggers(eventBridgeState, [], (arn) => ramState.roleByArn(arn) !== undefined));
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
    ...{
      fc: fcState,
      functions,
      pvtz: pvtzState,
      ram: ramState,
      sts: stsState,
      tablestore: tablestoreState,
      vpc: vpcState,
    },
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
