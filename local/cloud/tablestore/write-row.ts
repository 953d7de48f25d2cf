import { unitsWritten } from './capacity.ts';
import { checkCondition, type Existence, existenceOf } from './condition.ts';
import { invalid, OtsError } from './errors.ts';
import type { ConditionMessage, Consumed, ReturnContent } from './messages.ts';
import { checkColumnName } from './names.ts';
import type { Cell, PlainRow } from './plain-buffer.ts';
import { readRow } from './plain-buffer-reader.ts';
import { writeRows } from './plain-buffer-writer.ts';
import { cellsOf, exactKey, keyToWrite } from './primary-key.ts';
import { alive, type StoredRow, sizeOfCells } from './row.ts';
import { cellsOfColumn } from './selection.ts';
import type { Table } from './table.ts';
import { sizeOf } from './value.ts';
import { versionsAfter } from './versions.ts';

export type WriteKind = 'put' | 'update' | 'delete';

export interface RowWrite {
  readonly kind: WriteKind;
  readonly rowChange: Buffer;
  readonly condition: ConditionMessage;
  readonly returnContent?: ReturnContent | undefined;
}

export interface Written {
  readonly consumed: Consumed;
  /** As PlainBuffer, where the writer asked for something back. */
  readonly row?: Buffer;
}

const MAX_COLUMNS = 1024;
const MAX_COLUMN_BYTES = 2 * 1024 * 1024;
const RETURN_TYPES = ['none', 'primary-key', 'after-modify'] as const;

/**
 * Writes one row, or nothing of it.
 *
 * @param now ms since the epoch
 */
export function writeRow(table: Table, write: RowWrite, now: number): Written {
  const change = readRow(write.rowChange);
  checkShape(table, write.kind, change);
  const existence = existenceOf(write.condition);
  checkExistence(write.kind, existence);
  const returnType = returnTypeOf(write);
  const { key, isNumbered } = keyOf(table, write.kind, change, now);
  checkNumbered(table, write, existence, isNumbered);
  table.checkUnlocked(key[0], now);
  const before = alive(table.find(key), table.options, now);
  checkCondition(write.condition, before);

  const after = rowAfter(table, write.kind, change, { key, before, now });
  if (after) table.put(after);
  else table.remove(key);

  const isConditional = existence !== 'IGNORE' || write.condition.columnCondition !== undefined;
  const size = sizeOfCells(change.primaryKey) + sizeOfCells(change.cells);
  const consumed = unitsWritten(size, isConditional);
  if (returnType === 'none') return { consumed };
  const names = write.returnContent?.returnColumnNames ?? [];
  const cells =
    returnType === 'primary-key'
      ? []
      : names.flatMap((name) => cellsOfColumn(name, after?.columns.get(name)?.slice(0, 1) ?? []));
  return { consumed, row: writeRows([{ primaryKey: cellsOf(table, key), cells }]) };
}

function keyOf(table: Table, kind: WriteKind, { primaryKey }: PlainRow, now: number) {
  if (kind === 'put') return keyToWrite(table, primaryKey, now);
  if (primaryKey.some(({ value }) => value.type === 'auto-increment')) {
    throw invalid(
      kind === 'delete'
        ? 'Invalid row to delete which with pk auto increment.'
        : 'Invalid row to update which with pk auto increment.',
    );
  }
  return { key: exactKey(table, primaryKey), isNumbered: false };
}

function rowAfter(
  table: Table,
  kind: WriteKind,
  { cells }: PlainRow,
  { key, before, now }: { key: StoredRow['key']; before: StoredRow | undefined; now: number },
): StoredRow | undefined {
  if (kind === 'delete') return undefined;
  // A row does not come to be by what is taken away from it: inferred.
  const onlyTakesAway = cells.every(({ operation }) => operation?.startsWith('delete'));
  if (kind === 'update' && !before && onlyTakesAway) return undefined;
  const columns = new Map(kind === 'put' ? [] : before?.columns);
  for (const cell of cells) {
    const versions = versionsAfter(columns.get(cell.name) ?? [], cell, table.options, now);
    if (versions.length > 0) columns.set(cell.name, versions);
    else columns.delete(cell.name);
  }
  return { key, columns, writtenAt: now };
}

function checkShape(table: Table, kind: WriteKind, { cells, isDelete }: PlainRow): void {
  if (kind === 'delete') {
    if (!isDelete) throw invalid('Invalid request of delete row: missing RowDeleteMarker in request.');
    if (cells.length > 0) throw invalid('Invalid delete row request: unexpected cells in request.');
    return;
  }
  if (isDelete) throw invalid('Invalid request of put/update row: unexpected RowDeleteMarker in request.');
  if (kind === 'update' && cells.length === 0) throw invalid('Invalid update row request: missing cells in request.');
  if (kind === 'update' && !table.options.allowUpdate) throw invalid('Invalid ModifyType:UPDATE.');
  if (cells.length > MAX_COLUMNS) {
    throw invalid(
      `The number of attribute columns exceeds the limit, limit count:${MAX_COLUMNS}, column count: ${cells.length}.`,
    );
  }
  const keys = new Set(table.shape.primaryKey.map(({ name }) => name));
  for (const cell of cells) {
    checkColumnName(cell.name);
    if (keys.has(cell.name)) throw invalid(`Duplicated attribute column name with primary key column: ${cell.name}.`);
    checkCell(kind, cell);
  }
}

function checkCell(kind: WriteKind, { name, value, operation, timestamp }: Cell): void {
  const isDelete = operation === 'delete-one' || operation === 'delete-all';
  if (kind === 'put' && operation) throw invalid(`OpType cannot be given for column name:${name} in PutRow.`);
  if (isDelete && value) {
    throw invalid('Column value cannot be given when type is DELETE_ONE_VERSION,DELETE_ALL_VERSION.');
  }
  if (operation === 'delete-one' && timestamp === undefined) {
    throw invalid('Timestamp must be given when type is DELETE_ONE_VERSION.');
  }
  if (operation === 'delete-all' && timestamp !== undefined) {
    throw invalid('Timestamp cannot be given when type is DELETE_ALL_VERSION.');
  }
  if (!isDelete && !value) throw invalid(`Cell data broken, attr has no value, name:${name}.`);
  const size = value ? sizeOf(value) : 0;
  if (size > MAX_COLUMN_BYTES) {
    throw invalid(
      `The length of attribute column: '${name}' exceeded the MaxLength:${MAX_COLUMN_BYTES} with Current Length:${size}.`,
    );
  }
}

/** UpdateRow and DeleteRow document only IGNORE and EXPECT_EXIST (documents 27307, 27308). */
function checkExistence(kind: WriteKind, existence: Existence): void {
  if (kind === 'put' || existence !== 'EXPECT_NOT_EXIST') return;
  throw invalid(`Invalid condition: ${existence} while ${kind === 'update' ? 'updating' : 'deleting'} row.`);
}

function checkNumbered(table: Table, { kind, condition }: RowWrite, existence: Existence, isNumbered: boolean): void {
  if (isNumbered) {
    if (existence !== 'IGNORE') throw invalid(`Invalid expect:${existence} when modify row with pk auto increment.`);
    if (condition.columnCondition?.length) {
      throw invalid("Can't set condition when modify row with pk auto increment.");
    }
    return;
  }
  const numbersItself = table.shape.primaryKey.some(({ isAutoIncrement }) => isAutoIncrement);
  if (numbersItself && kind !== 'delete' && existence !== 'EXPECT_EXIST') {
    throw invalid(`Invalid expect: ${existence} when modify a specific row for table with pk auto increment.`);
  }
}

function returnTypeOf({ kind, returnContent }: RowWrite): (typeof RETURN_TYPES)[number] {
  const number = returnContent?.returnType ?? 0;
  const type = RETURN_TYPES[number];
  if (!type || (type === 'after-modify' && kind !== 'update')) throw invalid(`Invalid return type: ${number}.`);
  return type;
}

/** How a refusal looks inside a batch; anything else is a mistake of ours and goes on. */
export function asRowError(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof OtsError)) throw error;
  return { code: error.code, message: error.message };
}
