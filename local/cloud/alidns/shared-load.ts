import type { DnsRecord, RecordContent } from './record.ts';

/**
 * Whose turn it is among records of one name, type and line whose load is shared by weight: of the sum of all weights
 * turns each gets its own weight, evenly spread (the smooth weighted round robin that nginx has). Which of them a real
 * name server picks is random; in turn it can be counted.
 */
export class SharedLoad {
  private readonly credit = new Map<string, number>();

  next(records: readonly DnsRecord[]): RecordContent | undefined {
    let chosen: DnsRecord | undefined;
    for (const record of records) {
      this.credit.set(record.recordId, this.creditOf(record) + record.weight);
      if (!chosen || this.creditOf(record) > this.creditOf(chosen)) chosen = record;
    }
    if (!chosen) return undefined;
    const total = records.reduce((sum, { weight }) => sum + weight, 0);
    this.credit.set(chosen.recordId, this.creditOf(chosen) - total);
    return chosen.content;
  }

  private creditOf({ recordId }: DnsRecord): number {
    return this.credit.get(recordId) ?? 0;
  }
}
