import type { Account, Accounts } from '../accounts.ts';
import type { LocalCa } from '../ca/local-ca.ts';
import type { Calls } from '../calls.ts';
import type { VirtualClock } from '../clock.ts';
import type { OtherDns } from '../dns/other-dns.ts';
import type { Faults } from '../faults/faults.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Network } from '../network.ts';
import type { Progress } from '../progress.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { TimeFlow } from '../time-flow.ts';
import type { ControlledProducts } from './controlled-products.ts';
import type { Switches } from './switches.ts';

/** A running cloud, as far as its controls go. */
export interface Controlled extends ControlledProducts {
  readonly endpoint: string;
  readonly account: Account;
  readonly accounts: Accounts;
  readonly ca: LocalCa;
  readonly calls: Calls;
  readonly clock: VirtualClock;
  readonly dataPlane: { readonly httpPort: number; readonly httpsPort: number };
  readonly defaultRegion: string;
  readonly dns: Server;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly nameServers: Readonly<Record<string, Server>>;
  readonly network: Network;
  readonly otherDns: OtherDns;
  readonly progress: Progress;
  readonly switches: Switches;
  readonly time: TimeFlow;
  reset(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  restore(snapshot: Snapshot): Promise<void>;
}

interface Server {
  readonly address: string;
  readonly port: number;
}
