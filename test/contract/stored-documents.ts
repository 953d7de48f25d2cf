import { readFileSync } from 'node:fs';
import type { DocumentKind } from '../../shared/state/store.ts';

/** A document as it lies in a store. */
export interface StoredLine {
  kind: DocumentKind;
  region: string;
  name: string;
  /** Of the body, as `shared/state/schema.ts` counts them for this kind. */
  schema: number;
  /** ms since the epoch. */
  dueAt: number | null;
  body: unknown;
}

/** What is sealed in the fixture is sealed under this: it is of a local cloud, and opens nothing else. */
export const FIXTURE_KEYS = `fixture:${Buffer.alloc(32, 7).toString('base64')}`;

/** Of the account of a local cloud, as the first version wrote them (`test/suite/documents-written.test.ts`). */
export function readStoredDocuments(): StoredLine[] {
  return readFileSync('test/fixtures/documents-v1.ndjson', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): StoredLine => JSON.parse(line));
}
