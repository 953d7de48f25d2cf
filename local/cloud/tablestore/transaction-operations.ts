import { OtsError } from './errors.ts';
import { ENDED_TRANSACTION, START_LOCAL_TRANSACTION, START_LOCAL_TRANSACTION_RESPONSE } from './messages.ts';
import { operation } from './operation.ts';
import { readKeyCells } from './read-row.ts';
import { isPlaceholder } from './value.ts';

/** Of one value of the partition key, which is the first column of the primary key. */
export const startLocalTransaction = operation({
  name: 'StartLocalTransaction',
  isRead: false,
  request: START_LOCAL_TRANSACTION,
  response: START_LOCAL_TRANSACTION_RESPONSE,
  errors: ['OTSObjectNotExist', 'OTSTableNotReady', 'OTSInvalidPK', 'OTSRowOperationConflict'],
  tables: ({ tableName }) => [tableName],
  run: ({ tableName, key }, { state, instance, now }) => {
    const table = state.readyTable(instance, tableName);
    const [column] = table.shape.primaryKey;
    const [cell, ...others] = readKeyCells(key);
    if (!cell || others.length > 0 || cell.name !== column?.name) throw new OtsError('OTSInvalidPK');
    if (isPlaceholder(cell.value) || cell.value.type !== column.type) throw new OtsError('OTSInvalidPK');
    const transactionId = state.newTransactionId();
    state.transactions.start(transactionId, instance, table, cell.value, now);
    return { transactionId };
  },
});

export const commitTransaction = operation({
  name: 'CommitTransaction',
  isRead: false,
  request: ENDED_TRANSACTION,
  response: {},
  errors: ['OTSSessionNotExist'],
  tables: () => [],
  run: ({ transactionId }, { state, instance, now }) => {
    state.transactions.commit(transactionId, instance, now);
    return {};
  },
});

export const abortTransaction = operation({
  name: 'AbortTransaction',
  isRead: false,
  request: ENDED_TRANSACTION,
  // The official client reads the answer as a request, which has this field.
  response: ENDED_TRANSACTION,
  errors: ['OTSSessionNotExist'],
  tables: () => [],
  run: ({ transactionId }, { state, instance, now }) => {
    state.transactions.abort(transactionId, instance, now);
    return { transactionId };
  },
});
