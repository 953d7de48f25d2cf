import { UnknownCursor } from './cursor.ts';
import { byRegionAndName } from './key-order.ts';
import { generationOf, toJson } from './plain-json.ts';
import { currentSchema, SCHEMAS, type Schemas, upToDate } from './schema.ts';
import {
  type DocumentKey,
  ENTRIES,
  type JournalEntry,
  PAGE_BYTES,
  type Store,
  type StoredDocument,
  VersionConflict,
} from './store.ts';

interface Row {
  key: DocumentKey;
  version: number;
  dueAt: number | null;
  schema: number;
  /** JSON text: whoever holds the object that went in, or one that came out, cannot change what is stored. */
  body: string;
}

/** What is remembered. Two stores over one memory are two versions of Torii over the same state. */
export interface Memory {
  documents: Map<string, Row>;
  journals: Map<string, string[]>;
}

export function emptyMemory(): Memory {
  return { documents: new Map(), journals: new Map() };
}

/** A Store that lives and dies with the process. Bodies and entries that are not plain JSON are refused with a TypeError. */
export function createMemoryStore({
  schemas = SCHEMAS,
  memory = emptyMemory(),
}: {
  schemas?: Schemas;
  memory?: Memory;
} = {}): Store {
  const { documents, journals } = memory;

  const versionOf = (id: string) => documents.get(id)?.version ?? 0;

  const rowsOf = (account: string, kind: DocumentKey['kind']) =>
    [...documents.values()].filter((row) => row.key.account === account && row.key.kind === kind).sort(byRegionAndName);
  const read = <Body>({ key, version, dueAt, schema, body }: Row): StoredDocument<Body> => ({
    key: copyKey(key),
    version,
    dueAt,
    body: upToDate(schemas, key, schema, JSON.parse(body)) as Body,
  });
  const get = async <Body>(key: DocumentKey) => {
    const row = documents.get(documentId(key));
    return row && read<Body>(row);
  };

  return {
    get,

    async put(key, document, expectedVersion) {
      const id = documentId(key);
      const body = toJson(document.body);
      if (versionOf(id) !== expectedVersion) throw new VersionConflict(key, expectedVersion);
      const version = expectedVersion + 1;
      documents.set(id, {
        key: copyKey(key),
        version,
        dueAt: document.dueAt,
        schema: currentSchema(schemas, key.kind),
        body,
      });
      return version;
    },

    async delete(key, expectedVersion) {
      const id = documentId(key);
      if (versionOf(id) !== expectedVersion) throw new VersionConflict(key, expectedVersion);
      documents.delete(id);
    },

    async list<Body>(account: string, kind: DocumentKey['kind']) {
      return rowsOf(account, kind).map((row) => read<Body>(row));
    },

    async heads(account, kind) {
      return rowsOf(account, kind).map((row) => {
        const { key, version, dueAt, body } = row;
        return { key: copyKey(key), version, dueAt, generation: generationOf(JSON.parse(body)) };
      });
    },

    getMany: <Body>(keys: readonly DocumentKey[]) => Promise.all(keys.map((key) => get<Body>(key))),

    async append(entry) {
      const id = partition(entry.account, entry.region, entry.gateway);
      const line = toJson(entry);
      const lines = journals.get(id) ?? [];
      journals.set(id, lines);
      return String(lines.push(line));
    },

    async amend(place, entry) {
      const lines = journals.get(partition(entry.account, entry.region, entry.gateway)) ?? [];
      if (lines[Number(place) - 1] === undefined) throw new UnknownCursor(place);
      lines[Number(place) - 1] = toJson(entry);
    },

    async journal(gateway, { after, limit = ENTRIES, newestFirst = false } = {}) {
      const lines = journals.get(partition(gateway.account, gateway.region, gateway.name)) ?? [];
      // The place of the entry that was read last: the first one has place 1.
      const last =
        after === undefined ? (newestFirst ? lines.length + 1 : 0) : /^\d+$/.test(after) ? Number(after) : -1;
      if (last < 0 || (after !== undefined && last > lines.length)) throw new UnknownCursor(after ?? '');
      const entries: JournalEntry[] = [];
      const step = newestFirst ? -1 : 1;
      let at = last;
      for (let bytes = 0; entries.length < limit && bytes < PAGE_BYTES; at += step) {
        const line = lines[at + step - 1];
        if (line === undefined) break;
        entries.push(JSON.parse(line));
        bytes += line.length;
      }
      const more = lines[at + step - 1] !== undefined;
      // Of a journal without entries, newest first: from its beginning on there is nothing older.
      return { entries, cursor: String(Math.min(at, lines.length)), more };
    },
  };
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
