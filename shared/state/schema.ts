import type { DocumentKind } from './store.ts';

/** Makes a body of one schema version into one of the next. Pure: reading a document twice gives the same. */
export type Migration = (body: unknown) => unknown;

/** The migrations of a kind, oldest first; its current schema version is one more than their number. */
export type Schemas = Readonly<Partial<Record<DocumentKind, readonly Migration[]>>>;

/**
 * A change of what a stored body looks like adds a migration here. Nothing is rewritten in the tables: a document is
 * brought up to date as it is read, and stored with its new version by its next write. Bodies of every kind, as the first
 * version wrote them, are in `test/fixtures/documents-v1.ndjson`.
 */
export const SCHEMAS: Schemas = {};

export function currentSchema(schemas: Schemas, kind: DocumentKind): number {
  return (schemas[kind]?.length ?? 0) + 1;
}

/** @throws SchemaTooNew */
export function upToDate(schemas: Schemas, key: { kind: DocumentKind; name: string }, schema: number, body: unknown) {
  const migrations = schemas[key.kind] ?? [];
  if (!(schema >= 1 && schema <= migrations.length + 1)) {
    throw new SchemaTooNew(key, schema, currentSchema(schemas, key.kind));
  }
  return migrations.slice(schema - 1).reduce((older, migrate) => migrate(older), body);
}

/** A newer Torii wrote this document, and what it means is not known here. It is left as it is. */
export class SchemaTooNew extends Error {
  readonly code = 'SchemaTooNew';
  readonly retryable = false;

  constructor(key: { kind: DocumentKind; name: string }, schema: number, known: number) {
    super(
      `${key.kind} "${key.name}" was stored in schema ${schema} by a newer Torii, and this one knows ${known} at most: ` +
        'deploy the newer version to every function again',
    );
    this.name = 'SchemaTooNew';
  }
}
