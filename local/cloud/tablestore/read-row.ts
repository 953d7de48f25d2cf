import { invalid } from './errors.ts';
import type { KeyCell } from './plain-buffer.ts';
import { readRow } from './plain-buffer-reader.ts';
import { writeRows } from './plain-buffer-writer.ts';
import { cellsOf, exactKey } from './primary-key.ts';
import { alive, sizeOfCells } from './row.ts';
import { type Selection, select } from './selection.ts';
import type { Table } from './table.ts';
import type { KeyValue } from './value.ts';

/** The cells of a primary key in a request that only reads. */
export function readKeyCells(bytes: Buffer): readonly KeyCell[] {
  const { primaryKey, cells, isDelete } = readRow(bytes);
  if (cells.length > 0) throw invalid('Attribute column cannot be given while reading data.');
  if (isDelete) throw invalid('Delete marker cannot be given.');
  return primaryKey;
}

export function readKey(table: Table, bytes: Buffer): readonly KeyValue[] {
  return exactKey(table, readKeyCells(bytes));
}

/** A row as PlainBuffer, empty where there is none or the selection shows nothing of it; and the bytes that were read. */
export function readOne(
  table: Table,
  key: readonly KeyValue[],
  selection: Selection,
  now: number,
): { readonly bytes: number; readonly row: Buffer } {
  const stored = alive(table.find(key), table.options, now);
  const cells = stored && select(table, stored, selection);
  if (!cells) return { bytes: 0, row: Buffer.alloc(0) };
  const primaryKey = cellsOf(table, key);
  return { bytes: sizeOfCells(primaryKey) + sizeOfCells(cells), row: writeRows([{ primaryKey, cells }]) };
}
