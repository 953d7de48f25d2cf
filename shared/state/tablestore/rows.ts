import type { Call } from './client.ts';
import { TablestoreError } from './errors.ts';
import { batchGetRow, getRow } from './operations.ts';
import type { PrimaryKey, Row } from './plain-buffer.ts';
import type { InTable } from './tables.ts';

/** How many rows one BatchGetRow may ask for. */
const BATCH_ROWS = 100;

/**
 * Many rows by their keys, in the order of the keys; undefined where there is none. A batch answers row by row, and a row
 * may fail while others are read: such a row is asked for again, by itself, where large neighbours cannot stand in its way.
 */
export async function readRows(
  { call, inTable }: { call: Call; inTable: InTable },
  table: string,
  keys: readonly PrimaryKey[],
): Promise<(Row | undefined)[]> {
  // A batch that has the same row twice is refused as a whole.
  const distinct = new Map(keys.map((key) => [idOf(key), key]));
  const found = new Map<string, Row | undefined>();
  const ids = [...distinct.keys()];
  for (let at = 0; at < ids.length; at += BATCH_ROWS) {
    const batch = [...distinct].slice(at, at + BATCH_ROWS);
    const answers = await inTable(() =>
      call(
        batchGetRow(
          table,
          batch.map(([, key]) => key),
        ),
      ),
    );
    for (const [index, [id, key]] of batch.entries()) {
      const answer = answers[index];
      if (answer && 'row' in answer) found.set(id, answer.row);
      else found.set(id, await inTable((count) => (count === 1 && answer ? refuse(answer) : call(getRow(table, key)))));
    }
  }
  return keys.map((key) => found.get(idOf(key)));
}

/** The batch was the first attempt: what it said of this row decides whether there is a second one. */
async function refuse({ code, message }: { code: string; message: string }): Promise<never> {
  throw new TablestoreError({ operation: 'BatchGetRow', code, status: 200, message });
}

function idOf(key: PrimaryKey): string {
  return JSON.stringify(key.map(([, value]) => String(value)));
}
