import type { Operation } from '../shared/state/tablestore/client.ts';

/** The names of an instance's tables. Reading a table by the store would make it. */
export const LIST_TABLES: Operation<string[]> = {
  name: 'ListTable',
  body: new Uint8Array(),
  read: (answer) => answer.repeated(1).map((name) => Buffer.from(name).toString('utf8')),
};
