import type { AcmeState } from '../acme/state.ts';
import type { AlbState } from '../alb/state.ts';
import type { AlidnsState } from '../alidns/state.ts';
import type { CasState } from '../cas/state.ts';
import type { EasState } from '../eas/state.ts';
import type { EventBridgeState } from '../eventbridge/state.ts';
import type { RunAssumptions } from '../fc/run/assumptions.ts';
import type { FcState } from '../fc/state.ts';
import type { PvtzState } from '../pvtz/state.ts';
import type { RamState } from '../ram/state.ts';
import type { StsState } from '../sts/state.ts';
import type { TablestoreState } from '../tablestore/state.ts';
import type { VpcState } from '../vpc/state.ts';

/** The products whose switches and fixtures there are. */
export interface ControlledProducts {
  readonly acme: AcmeState;
  readonly alb: AlbState;
  readonly alidns: AlidnsState;
  readonly cas: CasState;
  readonly eas: EasState;
  readonly eventbridge: EventBridgeState;
  readonly fc: FcState;
  readonly functions: { readonly assumptions: RunAssumptions };
  readonly pvtz: PvtzState;
  readonly ram: RamState;
  readonly sts: StsState;
  readonly tablestore: TablestoreState;
  readonly vpc: VpcState;
}
