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

  record(call: CallRecord): void {
    this.#records.push(call);
  }

  all(): readonly CallRecord[] {
    return this.#records;
  }

  of(action: string): readonly CallRecord[] {
    return this.#records.filter((call) => call.action === action);
  }

  /** Number of calls of one action, or of all. */
  count(action?: string): number {
    return action === undefined ? this.#records.length : this.of(action).length;
  }

  /** Action → number of calls. */
  countByAction(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { action } of this.#records) counts.set(action, (counts.get(action) ?? 0) + 1);
    return counts;
  }

  clear(): void {
    this.#records = [];
  }
}
