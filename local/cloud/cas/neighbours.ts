import type { LocalCa } from '../ca/local-ca.ts';
import type { VirtualClock } from '../clock.ts';
import type { RecordSource } from '../dns/zone.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import type { UsedBy } from './uses.ts';

/** What CAS asks of the rest of the cloud. */
export interface Neighbours {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
  readonly ca: LocalCa;
  /** The DNS of the internet, where control of a name is proved. */
  readonly publicNames: () => RecordSource;
}

/** Who is around, besides the products that may use certificates. No part of what is saved. */
export interface CasWorld extends Neighbours {
  readonly users: Map<string, UsedBy>;
}
