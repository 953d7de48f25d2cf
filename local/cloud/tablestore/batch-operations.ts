import { unitsRead } from './capacity.ts';
import { invalid, OF_A_WRITTEN_ROW, OtsError } from './errors.ts';
import { BATCH_GET_ROW, BATCH_RESPONSE, BATCH_WRITE_ROW, type RowInBatchResponse } from './messages.ts';
import { type Context, operation } from './operation.ts';
import { readRow } from './plain-buffer-reader.ts';
import { readKey, readOne } from './read-row.ts';
import { sizeOfCells } from './row.ts';
import { readSelection } from './selection.ts';
import { tableFor } from './table-for.ts';
import { asRowError, type WriteKind, writeRow } from './write-row.ts';

const MAX_ROWS_READ = 100;
const MAX_ROWS_WRITTEN = 200;
const MAX_BYTES_WRITTEN = 4 * 1024 * 1024;
const KINDS: readonly WriteKind[] = ['put', 'update', 'delete'];

export const batchGetRow = operation({
  name: 'BatchGetRow',
  isRead: true,
  request: BATCH_GET_ROW,
  response: BATCH_RESPONSE,
  // No transaction reads a batch.
  errors: ['OTSObjectNotExist', 'OTSTableNotReady', 'OTSInvalidPK', 'OTSServerBusy'],
  tables: ({ tables }) => tables.map(({ tableName }) => tableName),
  rows: ({ tables }) => tables.reduce((sum, { primaryKey }) => sum + primaryKey.length, 0),
  run: ({ tables }, context) => {
    const count = tables.reduce((sum, { primaryKey }) => sum + primaryKey.length, 0);
    if (count === 0) throw invalid('No row specified in the request of BatchGetRow.');
    checkBatch(tables, count, MAX_ROWS_READ);
    for (const { primaryKey } of tables) {
      if (new Set(primaryKey.map((key) => key.toString('hex'))).size < primaryKey.length) {
        throw invalid('Duplicate rows detected in MultiGet.');
      }
    }
    const selections = tables.map(readSelection);
    const serve = server(context);
    return {
      tables: tables.map(({ tableName, primaryKey }, index) => ({
        tableName,
        rows: primaryKey.map((key) =>
          serve(() => {
            const table = context.state.readyTable(context.instance, tableName);
            const selection = selections[index] ?? readSelection({ columnsToGet: [] });
            const { bytes, row } = readOne(table, readKey(table, key), selection, context.now);
            return { consumed: unitsRead(bytes), row };
          }),
        ),
      })),
    };
  },
});

/** Each row by itself: some may be written and others not. */
export const batchWriteRow = operation({
  name: 'BatchWriteRow',
  isRead: false,
  request: BATCH_WRITE_ROW,
  response: BATCH_RESPONSE,
  errors: [...OF_A_WRITTEN_ROW, 'OTSServerBusy'],
  tables: ({ tables }) => tables.map(({ tableName }) => tableName),
  rows: ({ tables }) => tables.reduce((sum, { rows }) => sum + rows.length, 0),
  run: (request, context) => {
    const { tables, transactionId } = request;
    const changes = tables.flatMap(({ rows }) => rows);
    if (changes.length === 0) throw invalid('No row is specified in BatchWriteRow.');
    const [idle] = tables.filter(({ rows }) => rows.length === 0);
    if (idle) throw invalid(`No operation is specified for table:${idle.tableName}.`);
    checkBatch(tables, changes.length, MAX_ROWS_WRITTEN);
    checkSize(changes);
    for (const { rows } of tables) checkRepeated(rows);
    const serve = server(context);
    return {
      tables: tables.map(({ tableName, rows }) => ({
        tableName,
        rows: rows.map((row) => {
          const kind = KINDS[row.type - 1];
          if (!kind) throw invalid('The modify type is invalid.');
          return serve(() => writeRow(tableFor(context, { tableName, transactionId }), { ...row, kind }, context.now));
        }),
      })),
    };
  },
});

type Done = Pick<RowInBatchResponse, 'consumed' | 'row'>;

/** Does row after row, until the service has had enough of this batch. */
function server({ state }: Context): (run: () => Done) => RowInBatchResponse {
  let served = 0;
  return (run) => {
    try {
      if (served >= state.rowsServedOfABatch) throw new OtsError('OTSServerBusy');
      served += 1;
      return { isOk: true, ...run() };
    } catch (error) {
      return { isOk: false, error: asRowError(error) };
    }
  };
}

function checkBatch(tables: readonly { readonly tableName: string }[], rows: number, limit: number): void {
  const names = tables.map(({ tableName }) => tableName);
  const [twice] = names.filter((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw invalid(`Duplicated table name: '${twice}'.`);
  if (rows > limit) throw invalid(`Rows count exceeds the upper limit: ${limit}.`);
}

function checkSize(rows: readonly { readonly rowChange: Buffer }[]): void {
  const size = rows.reduce((sum, { rowChange }) => {
    const { primaryKey, cells } = readRow(rowChange);
    return sum + sizeOfCells(primaryKey) + sizeOfCells(cells);
  }, 0);
  if (size <= MAX_BYTES_WRITTEN) return;
  throw invalid(
    `The total data size of BatchWriteRow request exceeds the limit, limit size: ${MAX_BYTES_WRITTEN}, data size:${size}.`,
  );
}

/** A row may come twice in a batch only where no condition stands in the way. */
function checkRepeated(
  rows: readonly {
    readonly rowChange: Buffer;
    readonly condition: { readonly rowExistence: number; readonly columnCondition?: Buffer | undefined };
  }[],
): void {
  const keyed = rows.map((row) => ({ ...row, key: keyText(row.rowChange) }));
  for (const { key, condition } of keyed) {
    if (keyed.filter((other) => other.key === key).length < 2) continue;
    if (condition.rowExistence !== 0) {
      throw invalid('Repeated rows do not support row exist expectation check in BatchModify.');
    }
    if (condition.columnCondition?.length) {
      throw invalid('Repeated rows do not support row condition check in BatchModify.');
    }
  }
}

function keyText(rowChange: Buffer): string {
  return readRow(rowChange)
    .primaryKey.map(({ name, value }) => `${name}=${value.type}:${'value' in value ? String(value.value) : ''}`)
    .join('\n');
}
