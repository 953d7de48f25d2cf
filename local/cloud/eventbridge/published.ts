import type { CloudEvent } from './event.ts';

/** One event that came onto a bus, and which of its rules wanted it. */
export interface PublishedEvent {
  readonly account: string;
  readonly region: string;
  readonly bus: string;
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  readonly event: CloudEvent;
  /** Names of the rules, whatever became of the deliveries. */
  readonly rules: readonly string[];
}

/** The newest events of all buses, oldest first: for whoever looks for one. */
export class Published {
  private events: PublishedEvent[] = [];

  record(published: PublishedEvent): void {
    this.events.push(published);
    // Trimmed rarely, so that keeping the limit costs nothing for each event.
    if (this.events.length > 2 * KEPT) this.events = this.events.slice(-KEPT);
  }

  on({ account, region, name }: { account: string; region: string; name: string }): readonly PublishedEvent[] {
    return this.events.filter((one) => one.account === account && one.region === region && one.bus === name);
  }
}

const KEPT = 2_000;
