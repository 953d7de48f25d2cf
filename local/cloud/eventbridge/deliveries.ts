/** One attempt to hand an event to a target, or what became of it without one. Holds no data of the event. */
export interface DeliveryRecord {
  /** Virtual time, ms since the epoch. */
  readonly at: number;
  readonly account: string;
  readonly bus: string;
  readonly rule: string;
  readonly target: string;
  readonly event: { readonly id: string; readonly source: string; readonly type: string };
  /** 1 for the first. */
  readonly attempt: number;
  /**
   * `delivered`, `failed` (another attempt may follow), then one of: `parked` in the dead-letter queue, `dropped`, or
   * `blocking` its target, which tolerates no errors. `not-modelled`: a type of target that nothing here plays.
   */
  readonly outcome: 'delivered' | 'failed' | 'parked' | 'dropped' | 'blocking' | 'not-modelled';
  readonly why?: string;
}

/** What no target took, as it was when its retries were over. */
export interface ParkedEvent extends DeliveryRecord {
  /** ARN of the bus or of the other product's queue. */
  readonly deadLetterArn: string;
}

/** The newest deliveries, oldest first. */
export class Deliveries {
  private records: DeliveryRecord[] = [];

  record(delivery: DeliveryRecord): void {
    this.records.push(delivery);
    // Trimmed rarely, so that keeping the limit costs nothing for each delivery.
    if (this.records.length > 2 * KEPT) this.records = this.records.slice(-KEPT);
  }

  /** Of one event of a bus. */
  of(account: string, bus: string, eventId: string): readonly DeliveryRecord[] {
    return this.records.filter((one) => one.account === account && one.bus === bus && one.event.id === eventId);
  }

  all(): readonly DeliveryRecord[] {
    return this.records;
  }

  with(outcome: DeliveryRecord['outcome']): readonly DeliveryRecord[] {
    return this.records.filter((one) => one.outcome === outcome);
  }
}

const KEPT = 10_000;
