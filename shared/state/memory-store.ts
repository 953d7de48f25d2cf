import { type DocumentKey, type JournalEntry, type Store, type StoredDocument, VersionConflict } from './store.ts';

interface Row {
  key: DocumentKey;
  version: number;
  dueAt: number | null;
  /** JSON text: whoever holds the object that went in, or one that came out, cannot change what is stored. */
  body: string;
}

/** A Store that lives and dies with the process. Bodies and entries that are not plain JSON are refused with a TypeError. */
export function createMemoryStore(): Store {
  const documents = new Map<string, Row>();
  const journals = new Map<string, string[]>();

  const versionOf = (id: string) => documents.get(id)?.version ?? 0;

  const rowsOf = (account: string, kind: DocumentKey['kind']) =>
    [...documents.values()]
      .filter((row) => row.key.account === account && row.key.kind === kind)
      .sort((a, b) => byCodeUnits(a.key.region, b.key.region) || byCodeUnits(a.key.name, b.key.name));
  const get = async <Body>(key: DocumentKey) => {
    const row = documents.get(documentId(key));
    return row && readRow<Body>(row);
  };

  return {
    get,

    async put(key, document, expectedVersion) {
      const id = documentId(key);
      const body = toJson(document.body);
      if (versionOf(id) !== expectedVersion) throw new VersionConflict(key, expectedVersion);
      const version = expectedVersion + 1;
      documents.set(id, { key: copyKey(key), version, dueAt: document.dueAt, body });
      return version;
    },

    async delete(key, expectedVersion) {
      const id = documentId(key);
      if (versionOf(id) !== expectedVersion) throw new VersionConflict(key, expectedVersion);
      documents.delete(id);
    },

    async list<Body>(account: string, kind: DocumentKey['kind']) {
      return rowsOf(account, kind).map((row) => readRow<Body>(row));
    },

    async heads(account, kind) {
      return rowsOf(account, kind).map((row) => {
        const { generation } = Object(JSON.parse(row.body));
        const { key, version, dueAt } = row;
        return { key: copyKey(key), version, dueAt, generation: typeof generation === 'number' ? generation : 0 };
      });
    },

    getMany: <Body>(keys: readonly DocumentKey[]) => Promise.all(keys.map((key) => get<Body>(key))),

    async append(entry) {
      const id = partition(entry.account, entry.region, entry.gateway);
      const line = toJson(entry);
      const lines = journals.get(id);
      if (lines) lines.push(line);
      else journals.set(id, [line]);
    },

    async journal(gateway, after = '0') {
      const lines = journals.get(partition(gateway.account, gateway.region, gateway.name)) ?? [];
      const from = /^\d+$/.test(after) ? Number(after) : Number.NaN;
      if (!(from <= lines.length)) throw new UnknownCursor(after);
      return { entries: lines.slice(from).map((line): JournalEntry => JSON.parse(line)), cursor: String(lines.length) };
    },
  };
}

/** A journal cursor that this gateway's journal never gave. */
export class UnknownCursor extends Error {
  readonly code = 'UnknownCursor';

  constructor(cursor: string) {
    super(`the journal gave no cursor "${cursor}": read from its beginning`);
    this.name = 'UnknownCursor';
  }
}

function readRow<Body>(row: Row): StoredDocument<Body> {
  return { key: copyKey(row.key), version: row.version, dueAt: row.dueAt, body: JSON.parse(row.body) };
}

function copyKey({ account, region, kind, name }: DocumentKey): DocumentKey {
  return { account, region, kind, name };
}

function documentId({ account, region, kind, name }: DocumentKey): string {
  return partition(account, region, kind, name);
}

/** JSON keeps the parts apart whatever characters they hold: "a/b" and "c" never meet "a" and "b/c". */
function partition(...parts: string[]): string {
  return JSON.stringify(parts);
}

function toJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError('only plain JSON can be stored, and this is undefined or a function');
  return text;
}

/** Like a Tablestore primary key, not like a language. */
function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
