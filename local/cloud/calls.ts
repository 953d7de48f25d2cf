import type { FaultKind } from './faults/fault.ts';

/** One request as the journal keeps it. */
export interface CallRecord {
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  /** Empty where the request reached no product. */
  readonly product: string;
  readonly action: string;
  /** Access key id; empty where nobody was authenticated. */
  readonly caller: string;
  readonly account: string;
  /** HTTP status of what was done, also where a fault kept the answer; 0 where a fault came before anything was done. */
  readonly status: number;
  /** Error code, or undefined for a success. */
  readonly code: string | undefined;
  readonly requestId: string;
  /** Our own mistake behind a 500, for whoever debugs the cloud itself. */
  readonly failure?: unknown;
  /** Which faults struck it, in order. */
  readonly faults?: readonly FaultKind[];
  /** As parsed by the action's table, secrets masked. Empty where validation was not reached. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The journal of every call, in order of arrival at the end of the front door. */
export class Calls {
  #records: CallRecord[] = [];
  #byAction = new Map<string, CallRecord[]>();
  #recorded = 0;

  record(call: CallRecord): void {
    this.#recorded += 1;
    this.#records.push(call);
    const same = this.#byAction.get(call.action);
    if (same) same.push(call);
    else this.#byAction.set(call.action, [call]);
  }

  /** How many there ever were, those that were cleared included. */
  get recorded(): number {
    return this.#recorded;
  }

  all(): readonly CallRecord[] {
    return this.#records;
  }

  of(action: string): readonly CallRecord[] {
    return [...(this.#byAction.get(action) ?? [])];
  }

  /** Number of calls of one action, or of all. */
  count(action?: string): number {
    return action === undefined ? this.#records.length : (this.#byAction.get(action)?.length ?? 0);
  }

  /** Action → number of calls. */
  countByAction(): ReadonlyMap<string, number> {
    return new Map([...this.#byAction].map(([action, calls]) => [action, calls.length]));
  }

  clear(): void {
    this.#records = [];
    this.#byAction = new Map();
  }
}
