import { unitsRead } from './capacity.ts';
import { invalid } from './errors.ts';
import { COMPUTE_SPLIT_POINTS, COMPUTE_SPLIT_POINTS_RESPONSE } from './messages.ts';
import { operation } from './operation.ts';
import { writeRows } from './plain-buffer-writer.ts';
import { cellsOf } from './primary-key.ts';
import { sizeOfRow } from './row.ts';
import { KEY_TYPES } from './table-operations.ts';
import { compareKeys } from './value.ts';

/** Documented: sizes are in units of 100 MB, unless told. */
const USUAL_UNIT_BYTES = 100 * 1024 * 1024;

/** Where a table may be divided into parts of about that size: between partitions, which no part divides (inferred). */
export const computeSplitPointsBySize = operation({
  name: 'ComputeSplitPointsBySize',
  isRead: true,
  request: COMPUTE_SPLIT_POINTS,
  response: COMPUTE_SPLIT_POINTS_RESPONSE,
  errors: ['OTSObjectNotExist', 'OTSTableNotReady'],
  tables: ({ tableName }) => [tableName],
  run: ({ tableName, splitSize, splitSizeUnitInByte }, { state, instance }) => {
    if (splitSize <= 0n) throw invalid('The split size must be greater than 0.');
    const table = state.readyTable(instance, tableName);
    const limit = Number(splitSize) * Number(splitSizeUnitInByte ?? BigInt(USUAL_UNIT_BYTES));
    const points: Buffer[] = [];
    let size = 0;
    let partition: Parameters<typeof cellsOf>[1] = [];
    for (const row of table.all()) {
      const begins = row.key.slice(0, 1);
      const isAnother = partition.length > 0 && compareKeys(begins, partition) !== 0;
      if (isAnother && size >= limit) {
        points.push(writeRows([{ primaryKey: cellsOf(table, begins), cells: [] }]));
        size = 0;
      }
      size += sizeOfRow(row);
      partition = begins;
    }
    return {
      consumed: unitsRead(0),
      schema: table.shape.primaryKey.map(({ name, type }) => ({ name, type: KEY_TYPES.indexOf(type) + 1 })),
      splitPoints: points,
      // Hints only; signed integers are written in zigzag.
      locations: [{ location: '', repeat: BigInt(points.length + 1) * 2n }],
    };
  },
});
