import { randomUUID } from 'node:crypto';
import { SCHEMAS, type Schemas } from '../schema.ts';
import type { DocumentKind, Store } from '../store.ts';
import { type TablestoreOptions, tablestoreCalls } from './client.ts';
import { type Documents, documentsIn } from './documents.ts';
import { journalIn } from './journal.ts';
import type { RetryOptions } from './retry.ts';
import { ANSWERS, DOCUMENTS, inTable, JOURNAL } from './tables.ts';

export interface TablestoreStoreOptions extends TablestoreOptions, RetryOptions {
  schemas?: Schemas;
}

/**
 * A Store on Alibaba Cloud Tablestore. An owner makes the instance; the tables are made on first use.
 *
 * Beyond what {@link Store} says, its methods throw `TablestoreError` (with the service's own code), `DocumentTooLarge`,
 * `SchemaTooNew` and `RowUnreadable`.
 */
export function tablestoreStore({ sleep, random, schemas = SCHEMAS, ...options }: TablestoreStoreOptions): Store {
  const call = tablestoreCalls(options);
  const retry = { sleep, random };
  // Not from `random`: two functions that were given the same seed must not take each other's writes for their own.
  const newId = randomUUID;
  const tableOf = (schema: typeof DOCUMENTS) =>
    documentsIn({ table: schema.name, call, inTable: inTable(schema, call, retry), schemas, newId });
  return {
    ...byKind(tableOf(DOCUMENTS), tableOf(ANSWERS)),
    ...journalIn({ call, inTable: inTable(JOURNAL, call, retry), newId }),
  };
}

/** What ends by itself lies in a table of its own: a time to live is one table's. */
function byKind(documents: Documents, answers: Documents): Documents {
  const of = (kind: DocumentKind) => (kind === 'idempotency' ? answers : documents);
  return {
    get: (key) => of(key.kind).get(key),
    put: (key, document, expectedVersion) => of(key.kind).put(key, document, expectedVersion),
    delete: (key, expectedVersion) => of(key.kind).delete(key, expectedVersion),
    list: (account, kind) => of(kind).list(account, kind),
    heads: (account, kind) => of(kind).heads(account, kind),
    getMany: <Body>(keys: Parameters<Documents['getMany']>[0]) =>
      keys.some(({ kind }) => of(kind) === answers)
        ? Promise.all(keys.map((key) => of(key.kind).get<Body>(key)))
        : documents.getMany<Body>(keys),
  };
}
