import { UnknownCursor } from '../cursor.ts';
import { toJson } from '../plain-json.ts';
import { ENTRIES, type JournalEntry, PAGE_BYTES, type Store } from '../store.ts';
import { bodyColumns, RowUnreadable, readBody } from './body-columns.ts';
import type { Call } from './client.ts';
import { addRow, getRange, putRow } from './operations.ts';
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
export function journalIn({ call, inTable, newId }: JournalOptions): Pick<Store, 'append' | 'amend' | 'journal'> {
  const placeOf = async (gateway: string, writeId: string): Promise<bigint | undefined> => {
    const page = await call(
      getRange(TABLE, {
        from: keyAt(gateway, INF_MAX),
        to: keyAt(gateway, INF_MIN),
        columns: ['write_id'],
        backward: true,
        limit: LATEST_ROWS,
      }),
    );
    const found = page.rows.find(({ columns }) => columns.get('write_id') === writeId);
    return found && seqOf(found);
  };
  const columnsOf = async (entry: JournalEntry, writeId: string) => ({
    write_id: writeId,
    ...(await bodyColumns(toJson(entry))),
  });

  return {
    async append(entry) {
      const gateway = joinKey(entry.account, entry.region, entry.gateway);
      const writeId = newId();
      const write = addRow(TABLE, keyAt(gateway, AUTO_INCREMENT), await columnsOf(entry, writeId));
      const place = await inTable(async (count) => {
        // The service gives every write a number of its own: one whose answer was lost must not be made twice.
        const written = count > 1 ? await placeOf(gateway, writeId) : undefined;
        if (written !== undefined) return written;
        const key = await call(write);
        return key && seqOf({ key });
      });
      // Written it is in any case; what has no place cannot be amended.
      return place === undefined ? '' : String(place);
    },

    async amend(place, entry) {
      const gateway = joinKey(entry.account, entry.region, entry.gateway);
      const write = putRow(TABLE, keyAt(gateway, readCursor(place)), await columnsOf(entry, newId()), 'there');
      await inTable(() => call(write));
    },

    async journal({ account, region, name }, { after, limit = ENTRIES, newestFirst = false } = {}) {
      const gateway = joinKey(account, region, name);
      const last = after === undefined ? undefined : readCursor(after);
      const pages = new Pages(limit);
      for (let from: PrimaryKey | undefined = startAt(gateway, last, newestFirst); from && !pages.isFull; ) {
        const to = keyAt(gateway, newestFirst ? INF_MIN : INF_MAX);
        // One more than is shown tells whether there is more.
        const range: Parameters<typeof getRange>[1] = { from, to, backward: newestFirst, limit: pages.wanted + 1 };
        const page = await inTable(() => call(getRange(TABLE, range)));
        await pages.take(page.rows);
        from = page.next;
      }
      return { entries: pages.entries, cursor: String(pages.last ?? last ?? 0), more: pages.isFull };
    },
  };
}

/** Rows as they come, until there are as many as a page may have. */
class Pages {
  readonly entries: JournalEntry[] = [];
  /** The number of the row that was taken last. */
  last: bigint | undefined;
  /** There was a row that has no room any more. */
  isFull = false;
  readonly #limit: number;
  readonly #writeIds = new Set<unknown>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get wanted(): number {
    return this.#limit - this.entries.length;
  }

  async take(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      this.isFull = this.wanted === 0 || this.#bytes >= PAGE_BYTES;
      if (this.isFull) return;
      this.last = seqOf(row);
      const id = row.columns.get('write_id');
      // An attempt that took long may have been written after the next one: the same entry counts once.
      if (this.#writeIds.has(id)) continue;
      this.#writeIds.add(id);
      const entry = (await readBody(row)) as JournalEntry;
      this.#bytes += JSON.stringify(entry).length;
      this.entries.push(entry);
    }
  }
}

/** @throws UnknownCursor */
function readCursor(text: string): bigint {
  const last = /^\d{1,19}$/.test(text) ? BigInt(text) : -1n;
  if (last < 0n || last >= LARGEST_SEQ) throw new UnknownCursor(text);
  return last;
}

/** The first row after the one that was read last. @returns undefined where there can be none */
function startAt(gateway: string, last: bigint | undefined, newestFirst: boolean): PrimaryKey | undefined {
  if (!newestFirst) return keyAt(gateway, (last ?? 0n) + 1n);
  if (last === undefined) return keyAt(gateway, INF_MAX);
  return last > 1n ? keyAt(gateway, last - 1n) : undefined;
}

function seqOf(row: Pick<Row, 'key'>): bigint {
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
