import { OtsError } from './errors.ts';
import { ENDED_TRANSACTION, START_LOCAL_TRANSACTION, START_LOCAL_TRANSACTION_RESPONSE } from './messages.ts';
import { operation } from './operation.ts';
import { encode } from './protobuf.ts';
import { readKeyCells } from './read-row.ts';
import { isPlaceholder } from './value.ts';

const EMPTY = Buffer.alloc(0);

/** Of one value of the partition key, which is the first column of the primary key. */
export const startLocalTransaction = operation({
  name: 'StartLocalTransaction',
  isRead: false,
  request: START_LOCAL_TRANSACTION,
  tables: ({ tableName }) => [tableName],
  run: ({ tableName, key }, { state, instance, now }) => {
    const table = state.readyTable(instance, tableName);
    const [column] = table.shape.primaryKey;
    const [cell, ...others] = readKeyCells(key);
    if (!cell || others.length > 0 || cell.name !== column?.name) throw new OtsError('OTSInvalidPK');
    if (isPlaceholder(cell.value) || cell.value.type !== column.type) throw new OtsError('OTSInvalidPK');
    const transactionId = state.newTransactionId();
    state.transactions.start(transactionId, instance, table, cell.value, now);
    return encode(START_LOCAL_TRANSACTION_RESPONSE, { transactionId });
  },
});

export const commitTransaction = operation({
  name: 'CommitTransaction',
  isRead: false,
  request: ENDED_TRANSACTION,
  tables: () => [],
  run: ({ transactionId }, { state, instance, now }) => {
    state.transactions.commit(transactionId, instance, now);
    return EMPTY;
  },
});

export const abortTransaction = operation({
  name: 'AbortTransaction',
  isRead: false,
  request: ENDED_TRANSACTION,
  tables: () => [],
  run: ({ transactionId }, { state, instance, now }) => {
    state.transactions.abort(transactionId, instance, now);
    // The official client reads the answer as a request, which has this field.
    return encode(ENDED_TRANSACTION, { transactionId });
  },
});
