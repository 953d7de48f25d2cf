import { randomUUID } from 'node:crypto';
import { SCHEMAS, type Schemas } from '../schema.ts';
import type { Store } from '../store.ts';
import { type TablestoreOptions, tablestoreCalls } from './client.ts';
import { documentsIn } from './documents.ts';
import { journalIn } from './journal.ts';
import type { RetryOptions } from './retry.ts';
import { DOCUMENTS, inTable, JOURNAL } from './tables.ts';

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
  return {
    ...documentsIn({ call, inTable: inTable(DOCUMENTS, call, retry), schemas, newId }),
    ...journalIn({ call, inTable: inTable(JOURNAL, call, retry), newId }),
  };
}
