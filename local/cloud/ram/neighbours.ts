import type { Accounts } from '../accounts.ts';
import type { VirtualClock } from '../clock.ts';
import type { NewId } from '../random.ts';

export interface RamNeighbours {
  readonly accounts: Accounts;
  readonly clock: VirtualClock;
  readonly newId: NewId;
  /** Machine time in ms: temporary credentials expire with the wall clock, like signatures. */
  readonly machineNow: () => number;
}
