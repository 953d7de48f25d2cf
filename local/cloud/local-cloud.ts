import type { Account, Accounts } from './accounts.ts';
import type { AcmeState } from './acme/state.ts';
import type { ActionTrail } from './action-trail.ts';
import type { AlbState } from './alb/state.ts';
import type { AlidnsState } from './alidns/state.ts';
import type { LocalCa } from './ca/local-ca.ts';
import type { Calls } from './calls.ts';
import type { CasState } from './cas/state.ts';
import type { VirtualClock } from './clock.ts';
import type { Controlled } from './control/controlled.ts';
import type { Switches } from './control/switches.ts';
import type { DataPlane } from './data-plane/data-plane.ts';
import type { OtherDns } from './dns/other-dns.ts';
import type { DnsServer } from './dns/server.ts';
import type { EasState } from './eas/state.ts';
import type { EventBridgeState } from './eventbridge/state.ts';
import type { Faults } from './faults/faults.ts';
import type { PutEvent } from './fc/run/destinations.ts';
import type { FunctionSource } from './fc/run/function-source.ts';
import type { FunctionRuns } from './fc/run/start-function-runs.ts';
import type { FcState } from './fc/state.ts';
import type { RateLimits } from './limits/rate-limits.ts';
import type { Network } from './network.ts';
import type { Permissions } from './permissions.ts';
import type { Progress } from './progress.ts';
import type { PvtzState } from './pvtz/state.ts';
import type { RamState } from './ram/state.ts';
import type { Snapshot } from './snapshot/snapshot.ts';
import type { StsState } from './sts/state.ts';
import type { TablestoreState } from './tablestore/state.ts';
import type { TimeFlow } from './time-flow.ts';
import type { VpcState } from './vpc/state.ts';

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
  readonly dataPlane: Pick<DataPlane, 'httpPort' | 'httpsPort' | 'addressOf' | 'privateAddressOf' | 'requests'>;
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
