import { batchGetRow, batchWriteRow } from './batch-operations.ts';
import { getRange } from './get-range.ts';
import type { Operation } from './operation.ts';
import { deleteRow, getRow, putRow, updateRow } from './row-operations.ts';
import { computeSplitPointsBySize } from './split-points.ts';
import { createTable, deleteTable, describeTable, listTable, updateTable } from './table-operations.ts';
import { abortTransaction, commitTransaction, startLocalTransaction } from './transaction-operations.ts';

export const OPERATIONS: readonly Operation[] = [
  ...[createTable, listTable, describeTable, updateTable, deleteTable],
  ...[startLocalTransaction, commitTransaction, abortTransaction, computeSplitPointsBySize],
  ...[getRow, putRow, updateRow, deleteRow, getRange, batchGetRow, batchWriteRow],
];

/** By the path of a request; indexes, search, SQL and streams are not played. */
export function findOperation(path: string): Operation | undefined {
  return OPERATIONS.find(({ name }) => path === `/${name}`);
}
