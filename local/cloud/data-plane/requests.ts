import type { Origin } from '../network.ts';

/** One request that reached a gateway, as tests count them. Holds no token: only whether one came, and how safely. */
export interface RequestRecord {
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  readonly gatewayId: string;
  readonly origin: Origin;
  readonly encrypted: boolean;
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  readonly carriedAuthorization: boolean;
  readonly status: number;
}

/** The newest requests of all gateways, oldest first. */
export class Requests {
  #records: RequestRecord[] = [];

  record(request: RequestRecord): void {
    this.#records.push(request);
    // Trimmed rarely, so that keeping the limit costs nothing for each request.
    if (this.#records.length > 2 * KEPT) this.#records = this.#records.slice(-KEPT);
  }

  all(): readonly RequestRecord[] {
    return this.#records;
  }

  clear(): void {
    this.#records = [];
  }
}

const KEPT = 10_000;
