import { unitsRead } from './capacity.ts';
import { invalid, OF_A_ROW } from './errors.ts';
import { GET_RANGE, GET_RANGE_RESPONSE } from './messages.ts';
import { operation } from './operation.ts';
import type { Cell, KeyCell } from './plain-buffer.ts';
import { writeRows } from './plain-buffer-writer.ts';
import { cellsOf, rangeKey } from './primary-key.ts';
import { readKeyCells } from './read-row.ts';
import { alive, type StoredRow, sizeOfCells } from './row.ts';
import { readSelection, type Selection, select } from './selection.ts';
import type { Table } from './table.ts';
import { tableFor } from './table-for.ts';
import { compareKeys } from './value.ts';

/** What one call looks at, at most; the rest begins at the primary key that it answers with (document 27309). */
const MAX_ROWS = 5000;
const MAX_BYTES = 4 * 1024 * 1024;

export const getRange = operation({
  name: 'GetRange',
  isRead: true,
  request: GET_RANGE,
  response: GET_RANGE_RESPONSE,
  errors: OF_A_ROW,
  tables: ({ tableName }) => [tableName],
  run: (request, context) => {
    const { now } = context;
    const table = tableFor(context, request);
    const { direction, limit } = request;
    if (limit !== undefined && limit <= 0) throw invalid('The limit must be greater than 0.');
    const start = rangeKey(table, readKeyCells(request.inclusiveStartPrimaryKey));
    const end = rangeKey(table, readKeyCells(request.exclusiveEndPrimaryKey));
    const difference = compareKeys(start, end);
    if (direction === 0 && difference >= 0) throw invalid('Begin key must less than end key in FORWARD.');
    if (direction !== 0 && difference <= 0) throw invalid('Begin key must more than end key in BACKWARD.');
    const rows = table.between(start, end, direction === 0 ? 'forward' : 'backward');
    const page = readPage(table, rows, { selection: readSelection(request), limit: limit ?? MAX_ROWS, now });
    return {
      consumed: unitsRead(page.bytes),
      rows: writeRows(page.found),
      ...(page.next && { nextStartPrimaryKey: writeRows([{ primaryKey: cellsOf(table, page.next.key), cells: [] }]) }),
    };
  },
});

interface Page {
  readonly found: readonly { readonly primaryKey: readonly KeyCell[]; readonly cells: readonly Cell[] }[];
  readonly bytes: number;
  /** Where the next page begins; none after the last one. */
  readonly next: StoredRow | undefined;
}

/** Rows that a filter refuses count as looked at, so a page may be empty and not the last one. */
function readPage(
  table: Table,
  rows: readonly StoredRow[],
  { selection, limit, now }: { readonly selection: Selection; readonly limit: number; readonly now: number },
): Page {
  const found = [];
  let [seen, bytes] = [0, 0];
  for (const stored of rows) {
    const row = alive(stored, table.options, now);
    if (!row) continue;
    if (found.length >= limit || seen >= MAX_ROWS || bytes >= MAX_BYTES) return { found, bytes, next: stored };
    seen += 1;
    const primaryKey = cellsOf(table, row.key);
    const cells = select(table, row, selection);
    const size = sizeOfCells(primaryKey) + sizeOfCells(cells ?? []);
    if (found.length > 0 && bytes + size > MAX_BYTES) return { found, bytes, next: stored };
    bytes += size;
    if (cells) found.push({ primaryKey, cells });
  }
  return { found, bytes, next: undefined };
}
