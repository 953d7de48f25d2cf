import type { Accounts } from '../accounts.ts';
import type { VirtualClock } from '../clock.ts';
import type { NewId } from '../random.ts';

/** What Function Compute is surrounded by. */
export interface FcWorld {
  readonly clock: VirtualClock;
  readonly newId: NewId;
  readonly accounts: Accounts;
  /** ms; the credentials for an upload expire with the wall clock, like signatures */
  readonly machineNow: () => number;
  /** @param arn `acs:ram::<account>:role/<name>` */
  readonly hasRole: (arn: string) => boolean;
  /** Whether a name's CNAME is that endpoint, in the public DNS. */
  readonly leadsTo: (name: string, endpoint: string) => boolean;
}
