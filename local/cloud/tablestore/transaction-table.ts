import { OtsError } from './errors.ts';
import type { StoredRow } from './row.ts';
import { Table } from './table.ts';
import { compareKeys, type KeyValue, type Placeholder } from './value.ts';

/** A copy of the rows of one partition, that nobody else can write meanwhile. Whatever lies outside is refused. */
export class LockedPartition extends Table {
  readonly partitionKey: KeyValue;

  constructor(table: Table, partition: KeyValue) {
    super(table.shape, table.options);
    this.partitionKey = partition;
    for (const row of table.rowsOf(partition)) super.put(row);
  }

  override all(): readonly StoredRow[] {
    return this.rowsOf(this.partitionKey);
  }

  override find(key: readonly KeyValue[]): StoredRow | undefined {
    this.check(key);
    return super.find(key);
  }

  override put(row: StoredRow): void {
    this.check(row.key);
    super.put(row);
  }

  override between(start: readonly Bound[], end: readonly Bound[], direction: 'forward' | 'backward') {
    this.check(start);
    this.check(end);
    return super.between(start, end, direction);
  }

  private check(key: readonly Bound[]): void {
    if (compareKeys(key.slice(0, 1), [this.partitionKey]) !== 0) throw new OtsError('OTSDataOutOfRange');
  }
}

type Bound = KeyValue | Placeholder;
