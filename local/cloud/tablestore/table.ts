import { OtsError } from './errors.ts';
import type { StoredRow } from './row.ts';
import type { TableOptions, TableShape } from './table-shape.ts';
import { compareKeys, type KeyValue, type Placeholder } from './value.ts';

/** A table and its rows, in the order of their primary keys. */
export class Table {
  readonly shape: TableShape;
  options: TableOptions;
  /** Nothing can be read or written before the service has loaded it. */
  isReady = false;
  /** Whether local transactions were asked for when it was made. */
  hasTransactions = false;
  private rows: readonly StoredRow[] = [];
  /** By value of the partition key: until when a transaction has it to itself, ms since the epoch. */
  private readonly locks = new Map<string, number>();
  private lastNumber = 0n;

  constructor(shape: TableShape, options: TableOptions) {
    this.shape = shape;
    this.options = options;
  }

  find(key: readonly KeyValue[]): StoredRow | undefined {
    const row = this.rows[this.indexOf(key)];
    return row && compareKeys(row.key, key) === 0 ? row : undefined;
  }

  /** In place of the row with this key, if there is one. */
  put(row: StoredRow): void {
    const at = this.indexOf(row.key);
    const replaced = this.find(row.key) ? 1 : 0;
    this.rows = this.rows.toSpliced(at, replaced, row);
  }

  remove(key: readonly KeyValue[]): void {
    if (this.find(key)) this.rows = this.rows.toSpliced(this.indexOf(key), 1);
  }

  /** From `start` on, and before `end`; backwards the greater key is the start. */
  between(start: readonly Bound[], end: readonly Bound[], direction: 'forward' | 'backward'): readonly StoredRow[] {
    if (direction === 'forward') return this.rows.slice(this.indexOf(start), this.indexOf(end));
    return this.rows.slice(this.indexAfter(end), this.indexAfter(start)).reverse();
  }

  all(): readonly StoredRow[] {
    return this.rows;
  }

  rowsOf(partition: KeyValue): readonly StoredRow[] {
    const rest = this.shape.primaryKey.slice(1);
    const [first, last] = (['inf-min', 'inf-max'] as const).map((type) => [partition, ...rest.map(() => ({ type }))]);
    if (!first || !last) return [];
    if (rest.length === 0) return this.rows.slice(this.indexOf(first), this.indexAfter(first));
    return this.rows.slice(this.indexOf(first), this.indexOf(last));
  }

  /** Has these rows in place of all of that partition. */
  replace(partition: KeyValue, rows: readonly StoredRow[]): void {
    for (const { key } of this.rowsOf(partition)) this.remove(key);
    for (const row of rows) this.put(row);
  }

  /** @throws OtsError OTSRowOperationConflict */
  lock(partition: KeyValue, until: number, now: number): void {
    this.checkUnlocked(partition, now);
    this.locks.set(lockOf(partition), until);
  }

  unlock(partition: KeyValue): void {
    this.locks.delete(lockOf(partition));
  }

  /** @throws OtsError OTSRowOperationConflict, while a transaction has that partition to itself */
  checkUnlocked(partition: KeyValue | undefined, now: number): void {
    const until = partition && this.locks.get(lockOf(partition));
    if (until !== undefined && now < until) throw new OtsError('OTSRowOperationConflict');
  }

  /** A number for an AUTO_INCREMENT column: greater than each before, not necessarily the next one (document 47745). */
  nextNumber(now: number): bigint {
    const byTime = BigInt(now) * 1000n;
    this.lastNumber = byTime > this.lastNumber ? byTime : this.lastNumber + 1n;
    return this.lastNumber;
  }

  /** Where the first row stands that is not below the key. */
  private indexOf(key: readonly Bound[]): number {
    return this.partition((row) => compareKeys(row.key, key) < 0);
  }

  private indexAfter(key: readonly Bound[]): number {
    return this.partition((row) => compareKeys(row.key, key) <= 0);
  }

  private partition(isBefore: (row: StoredRow) => boolean): number {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = this.rows[middle];
      if (row && isBefore(row)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

type Bound = KeyValue | Placeholder;

function lockOf({ type, value }: KeyValue): string {
  return `${type} ${Buffer.isBuffer(value) ? value.toString('hex') : value}`;
}
