import type { Context } from './operation.ts';
import type { Table } from './table.ts';

/** Where a request reads or writes: the table, or what its transaction sees of it. */
export function tableFor(
  { state, instance, now }: Context,
  { tableName, transactionId }: { readonly tableName: string; readonly transactionId?: string | undefined },
): Table {
  const table = state.readyTable(instance, tableName);
  return transactionId ? state.transactions.rowsOf(transactionId, instance, table, now) : table;
}
