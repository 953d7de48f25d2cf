import type { Call } from './client.ts';
import { isTablestoreError } from './errors.ts';
import { createTable, type TableSchema } from './operations.ts';
import { NEW_TABLE, type RetryOptions, retrying } from './retry.ts';

/** Ninety days: nobody asks for longer why something happened, and a journal that only grows costs more every year. */
const JOURNAL_SECONDS = 90 * 86_400;

/** Two days: twice as long as they are asked for. A table takes no less than one (86,400 s). */
const ANSWERS_SECONDS = 2 * 86_400;

export const DOCUMENTS: TableSchema = {
  name: 'torii_documents',
  primaryKey: [
    // Account and kind: a sweep reads all documents of a kind, and this way they lie in one range.
    { name: 'partition', type: 'STRING' },
    { name: 'name', type: 'STRING' },
  ],
  timeToLiveSeconds: -1,
};

export const JOURNAL: TableSchema = {
  name: 'torii_journal',
  primaryKey: [
    { name: 'gateway', type: 'STRING' },
    { name: 'seq', type: 'INTEGER', autoIncrement: true },
  ],
  timeToLiveSeconds: JOURNAL_SECONDS,
};

/** What requests with an `Idempotency-Key` were answered: the service clears it away, however many there are. */
export const ANSWERS: TableSchema = { ...DOCUMENTS, name: 'torii_answers', timeToLiveSeconds: ANSWERS_SECONDS };

/** All that Torii has. */
export const TABLES: readonly TableSchema[] = [DOCUMENTS, JOURNAL, ANSWERS];

/** Attempts of something in one table, repeated while that can help. See {@link retrying}. */
export type InTable = <Result>(attempt: (count: number) => Promise<Result>) => Promise<Result>;

/** The table is made when it is missing, so that an owner makes the instance and nothing else. */
export function inTable(schema: TableSchema, call: Call, retry: RetryOptions): InTable {
  let making: Promise<void> | undefined;

  return async (attempt) => {
    try {
      return await retrying(retry, attempt);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    making ??= make(schema, call, retry).finally(() => {
      making = undefined;
    });
    await making;
    // It is loaded first, and until then some servers do not know it and others refuse.
    return await retrying(retry, attempt, NEW_TABLE, (error) => isMissing(error) || isRetryable(error));
  };
}

async function make(schema: TableSchema, call: Call, retry: RetryOptions): Promise<void> {
  try {
    await retrying(retry, () => call(createTable(schema)));
  } catch (error) {
    // Another function was faster, or our own call whose answer was lost.
    if (!isTablestoreError(error, 'OTSObjectAlreadyExist')) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return isTablestoreError(error, 'OTSObjectNotExist');
}

function isRetryable(error: unknown): boolean {
  return isTablestoreError(error) && error.retryable;
}
