import { invalid, OtsError } from './errors.ts';
import type { KeyCell } from './plain-buffer.ts';
import type { Table } from './table.ts';
import { isPlaceholder, type KeyValue, type Placeholder, sizeOf } from './value.ts';

const MAX_KEY_BYTES = 1024;

/** The key of one row that is read or deleted: every column has its value. */
export function exactKey(table: Table, cells: readonly KeyCell[]): readonly KeyValue[] {
  return checked(table, cells).map((value) => {
    if (!isPlaceholder(value)) return value;
    throw value.type === 'auto-increment' ? invalid("PKAutoIncr can't be used for read operations.") : mismatch();
  });
}

/** The key of one row that is written, and whether the service chose it. */
export function keyToWrite(
  table: Table,
  cells: readonly KeyCell[],
  now: number,
): { readonly key: readonly KeyValue[]; readonly isNumbered: boolean } {
  let isNumbered = false;
  const key = checked(table, cells).map((value): KeyValue => {
    if (!isPlaceholder(value)) return value;
    if (value.type !== 'auto-increment') throw mismatch();
    isNumbered = true;
    return { type: 'integer', value: table.nextNumber(now) };
  });
  return { key, isNumbered };
}

/** One end of a range: a column may stand before or after every value. */
export function rangeKey(table: Table, cells: readonly KeyCell[]): readonly (KeyValue | Placeholder)[] {
  const values = checked(table, cells);
  if (values.some(({ type }) => type === 'auto-increment')) {
    throw invalid("PKAutoIncr can't be used for read operations.");
  }
  return values;
}

export function cellsOf(table: Table, key: readonly KeyValue[]): readonly KeyCell[] {
  return key.map((value, index) => ({ name: table.shape.primaryKey[index]?.name ?? '', value }));
}

function checked(table: Table, cells: readonly KeyCell[]): readonly (KeyValue | Placeholder)[] {
  const { primaryKey } = table.shape;
  if (cells.length !== primaryKey.length) throw mismatch();
  return cells.map(({ name, value }, index) => {
    const column = primaryKey[index];
    if (!column || column.name !== name) throw mismatch();
    if (isPlaceholder(value)) {
      if (value.type === 'auto-increment' && !column.isAutoIncrement) throw mismatch();
      return value;
    }
    if (value.type !== column.type) throw mismatch();
    const size = sizeOf(value);
    if (size > MAX_KEY_BYTES) {
      throw invalid(
        `The length of primary key column: '${name}' exceeds the MaxLength: ${MAX_KEY_BYTES} with CurrentLength: ${size}.`,
      );
    }
    return value;
  });
}

function mismatch(): OtsError {
  return new OtsError('OTSInvalidPK');
}
