import { byRegionAndName } from '../key-order.ts';
import { generationOf, toJson } from '../plain-json.ts';
import { currentSchema, type Schemas, upToDate } from '../schema.ts';
import { type DocumentHead, type DocumentKey, type Store, type StoredDocument, VersionConflict } from '../store.ts';
import { bodyColumns, integer, RowUnreadable, readBody } from './body-columns.ts';
import type { Call } from './client.ts';
import { DocumentTooLarge, isTablestoreError } from './errors.ts';
import { type Condition, deleteRow, getRange, getRow, putRow } from './operations.ts';
import { type ColumnValue, INF_MAX, INF_MIN, type PrimaryKey, type Row } from './plain-buffer.ts';
import { joinKey, splitKey } from './row-keys.ts';
import { readRows } from './rows.ts';
import type { InTable } from './tables.ts';

const HEAD_COLUMNS = ['version', 'due_at', 'generation'];

/** The size of one write (documented: 4 MB for PutRow), whichever way it is counted. */
const WRITE_BYTES = 4_000_000;

/** What a Store has of documents. */
export type Documents = Omit<Store, 'append' | 'amend' | 'journal'>;

export interface DocumentsOptions {
  table: string;
  call: Call;
  inTable: InTable;
  schemas: Schemas;
  /** Unlike any other, ever: it tells whose write it was that is in the table. */
  newId: () => string;
}

/** Documents in one table, a row each. */
export function documentsIn({ table, call, inTable, schemas, newId }: DocumentsOptions): Documents {
  const readOne = (key: DocumentKey, columns?: readonly string[]) => call(getRow(table, rowKey(key), columns));

  const readAll = async (account: string, kind: DocumentKey['kind'], columns: readonly string[]) => {
    const partition = ['partition', joinKey(account, kind)] as const;
    const to: PrimaryKey = [partition, ['name', INF_MAX]];
    const rows: Row[] = [];
    for (let from: PrimaryKey | undefined = [partition, ['name', INF_MIN]]; from; ) {
      const range: Parameters<typeof getRange>[1] = { from, to, columns };
      const page = await inTable(() => call(getRange(table, range)));
      rows.push(...page.rows);
      from = page.next;
    }
    return rows.map((row) => ({ row, key: keyOf(account, kind, row) })).sort(byRegionAndName);
  };

  const read = async <Body>(key: DocumentKey, row: Row): Promise<StoredDocument<Body>> => {
    const { account, region, kind, name } = key;
    return {
      key: { account, region, kind, name },
      version: integer(row, 'version'),
      dueAt: dueAtOf(row),
      body: upToDate(schemas, key, integer(row, 'schema'), await readBody(row)) as Body,
    };
  };

  return {
    async get<Body>(key: DocumentKey) {
      const row = await inTable(() => readOne(key));
      return row && (await read<Body>(key, row));
    },

    async put(key, { body, dueAt }, expectedVersion) {
      const version = expectedVersion + 1;
      const writeId = newId();
      const columns: Record<string, ColumnValue> = {
        version: BigInt(version),
        // A timer counts in whole ms, and never looks too early.
        ...(dueAt === null ? {} : { due_at: BigInt(Math.ceil(dueAt)) }),
        generation: BigInt(generationOf(body)),
        schema: BigInt(currentSchema(schemas, key.kind)),
        write_id: writeId,
        ...(await bodyColumns(toJson(body))),
      };
      const write = putRow(table, rowKey(key), columns, expectedVersion === 0 ? 'not-there' : at(expectedVersion));
      if (write.body.length > WRITE_BYTES) throw new DocumentTooLarge(titleOf(key), write.body.length, WRITE_BYTES);

      await inTable((count) =>
        unlessRefused(
          () => call(write),
          // An earlier attempt may have written, though its answer was lost: then what stands in our way is our own write.
          async () => count > 1 && (await readOne(key, ['write_id']))?.columns.get('write_id') === writeId,
          () => new VersionConflict(key, expectedVersion),
        ),
      );
      return version;
    },

    async delete(key, expectedVersion) {
      const isGone = async () => (await readOne(key, ['version'])) === undefined;
      const conflict = () => new VersionConflict(key, expectedVersion);
      if (expectedVersion === 0) {
        if (await inTable(isGone)) return;
        throw conflict();
      }
      // Gone after a lost answer: by us, or by somebody who deleted the same version. Both is what was wanted.
      const deletion = deleteRow(table, rowKey(key), at(expectedVersion));
      await inTable((count) =>
        unlessRefused(
          () => call(deletion),
          async () => count > 1 && (await isGone()),
          conflict,
        ),
      );
    },

    async list<Body>(account: string, kind: DocumentKey['kind']) {
      const rows = await readAll(account, kind, []);
      return Promise.all(rows.map(({ key, row }) => read<Body>(key, row)));
    },

    async heads(account, kind) {
      const rows = await readAll(account, kind, HEAD_COLUMNS);
      return rows.map(
        ({ key, row }): DocumentHead => ({
          key,
          version: integer(row, 'version'),
          dueAt: dueAtOf(row),
          generation: integer(row, 'generation'),
        }),
      );
    },

    async getMany<Body>(keys: readonly DocumentKey[]) {
      const rows = await readRows({ call, inTable }, table, keys.map(rowKey));
      return Promise.all(
        keys.map((key, index) => {
          const row = rows[index];
          return row && read<Body>(key, row);
        }),
      );
    },
  };
}

/** Makes a conditional write; where the condition does not hold, it may be done nevertheless. */
async function unlessRefused(write: () => Promise<void>, isDone: () => Promise<boolean>, conflict: () => Error) {
  try {
    await write();
  } catch (error) {
    if (!isTablestoreError(error, 'OTSConditionCheckFail')) throw error;
    if (!(await isDone())) throw conflict();
  }
}

function at(version: number): Condition {
  return { column: 'version', equals: BigInt(version) };
}

function rowKey({ account, region, kind, name }: DocumentKey): PrimaryKey {
  return [
    ['partition', joinKey(account, kind)],
    ['name', joinKey(region, name)],
  ];
}

function keyOf(account: string, kind: DocumentKey['kind'], row: Row): DocumentKey {
  const key = row.key.get('name');
  const [region, name, ...more] = typeof key === 'string' ? splitKey(key) : [];
  if (region === undefined || name === undefined || more.length > 0) throw new RowUnreadable('its key is not ours');
  return { account, region, kind, name };
}

function dueAtOf(row: Row): number | null {
  return row.columns.has('due_at') ? integer(row, 'due_at') : null;
}

function titleOf({ kind, region, name }: DocumentKey): string {
  return `${kind} ${region}/${name}`;
}
