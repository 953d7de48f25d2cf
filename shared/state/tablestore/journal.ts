import { UnknownCursor } from '../cursor.ts';
import { toJson } from '../plain-json.ts';
import type { JournalEntry, Store } from '../store.ts';
import { bodyColumns, RowUnreadable, readBody } from './body-columns.ts';
import type { Call } from './client.ts';
import { getRange, putRow } from './operations.ts';
import { AUTO_INCREMENT, INF_MAX, INF_MIN, type PrimaryKey, type Row } from './plain-buffer.ts';
import { joinKey } from './row-keys.ts';
import { type InTable, JOURNAL } from './tables.ts';

const TABLE = JOURNAL.name;

/** Where an entry is looked for whose answer was lost: others may have written since, but not that many. */
const LATEST_ROWS = 50;

const LARGEST_SEQ = 2n ** 63n - 1n;

export interface JournalOptions {
  call: Call;
  inTable: InTable;
  newId: () => string;
}

/** Journals in `torii_journal`: a partition each, numbered by the service in the order of the writes. */
export function journalIn({ call, inTable, newId }: JournalOptions): Pick<Store, 'append' | 'journal'> {
  const isAppended = async (gateway: string, writeId: string) => {
    const page = await call(
      getRange(TABLE, {
        from: keyAt(gateway, INF_MAX),
        to: keyAt(gateway, INF_MIN),
        columns: ['write_id'],
        backward: true,
        limit: LATEST_ROWS,
      }),
    );
    return page.rows.some(({ columns }) => columns.get('write_id') === writeId);
  };

  return {
    async append(entry) {
      const gateway = joinKey(entry.account, entry.region, entry.gateway);
      const writeId = newId();
      const columns = { write_id: writeId, ...(await bodyColumns(toJson(entry))) };
      const write = putRow(TABLE, keyAt(gateway, AUTO_INCREMENT), columns, 'none');
      await inTable(async (count) => {
        // The service gives every write a number of its own: one whose answer was lost must not be made twice.
        if (count > 1 && (await isAppended(gateway, writeId))) return;
        await call(write);
      });
    },

    async journal({ account, region, name }, after = '0') {
      const gateway = joinKey(account, region, name);
      const last = /^\d{1,19}$/.test(after) ? BigInt(after) : -1n;
      if (last < 0n || last >= LARGEST_SEQ) throw new UnknownCursor(after);
      const rows: Row[] = [];
      for (let from: PrimaryKey | undefined = keyAt(gateway, last + 1n); from; ) {
        const range: Parameters<typeof getRange>[1] = { from, to: keyAt(gateway, INF_MAX) };
        const page = await inTable(() => call(getRange(TABLE, range)));
        rows.push(...page.rows);
        from = page.next;
      }
      const newest = rows.at(-1);
      return { entries: await entriesOf(rows), cursor: String(newest ? seqOf(newest) : last) };
    },
  };
}

/** An attempt that took long may have been written after the next one: the same entry counts once. */
async function entriesOf(rows: readonly Row[]): Promise<JournalEntry[]> {
  const distinct = new Map<unknown, Row>();
  for (const row of rows) {
    const id = row.columns.get('write_id');
    if (!distinct.has(id)) distinct.set(id, row);
  }
  return Promise.all([...distinct.values()].map(async (row) => (await readBody(row)) as JournalEntry));
}

function seqOf(row: Row): bigint {
  const seq = row.key.get('seq');
  if (typeof seq !== 'bigint') throw new RowUnreadable('its number is no INTEGER');
  return seq;
}

function keyAt(gateway: string, seq: PrimaryKey[number][1]): PrimaryKey {
  return [
    ['gateway', gateway],
    ['seq', seq],
  ];
}
