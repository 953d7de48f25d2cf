import { invalid, OtsError } from './errors.ts';
import type { Table } from './table.ts';
import { LockedPartition } from './transaction-table.ts';
import type { KeyValue } from './value.ts';

/** "The validity period of a local transaction can be up to 60 seconds." */
export const TRANSACTION_MS = 60_000;

interface Transaction {
  /** The instance that it belongs to. */
  readonly instance: object;
  readonly table: Table;
  /** What the transaction sees of its partition, and has written to it. */
  readonly rows: LockedPartition;
  /** Virtual time, ms. */
  readonly expiresAt: number;
}

/**
 * Local transactions: all rows of one value of the partition key are locked, read and written together, and written to
 * the table at once, or not at all ("Local transaction": pessimistic locks, read committed).
 */
export class Transactions {
  private readonly open = new Map<string, Transaction>();

  /** @throws OtsError OTSRowOperationConflict, where another transaction has that partition */
  start(id: string, instance: object, table: Table, partition: KeyValue, now: number): void {
    if (!table.hasTransactions) throw disabled();
    table.lock(partition, now + TRANSACTION_MS, now);
    this.open.set(id, {
      instance,
      table,
      rows: new LockedPartition(table, partition),
      expiresAt: now + TRANSACTION_MS,
    });
  }

  /** @throws OtsError OTSSessionNotExist */
  commit(id: string, instance: object, now: number): void {
    const { table, rows } = this.end(id, instance, now);
    table.replace(rows.partitionKey, rows.all());
  }

  /** @throws OtsError OTSSessionNotExist */
  abort(id: string, instance: object, now: number): void {
    this.end(id, instance, now);
  }

  /** @throws OtsError OTSSessionNotExist, OTSParameterInvalid where it is about another table */
  rowsOf(id: string, instance: object, table: Table, now: number): LockedPartition {
    if (!table.hasTransactions) throw disabled();
    const found = this.find(id, instance, now);
    if (found.table !== table) throw invalid('The transaction belongs to another table.');
    return found.rows;
  }

  private end(id: string, instance: object, now: number): Transaction {
    const found = this.find(id, instance, now);
    this.open.delete(id);
    found.table.unlock(found.rows.partitionKey);
    return found;
  }

  private find(id: string, instance: object, now: number): Transaction {
    const found = this.open.get(id);
    if (found && found.instance === instance && now < found.expiresAt) return found;
    if (found && now >= found.expiresAt) this.open.delete(id);
    throw new OtsError('OTSSessionNotExist');
  }
}

function disabled(): OtsError {
  return invalid('Try to call method using explicit transaction on explicit-transaction-disabled table.');
}
