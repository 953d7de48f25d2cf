import type { PlainRow } from './plain-buffer.ts';
import { readRows } from './plain-buffer-reader.ts';
import { decode, type Schema } from './protobuf.ts';

/** An answer as it left, read back: fields by their names, rows of PlainBuffer as lists of cells. */
export function answerInWords(response: Schema, message: Buffer): Readonly<Record<string, unknown>> {
  return inWords(response, decode(response, message));
}

function inWords(schema: Schema, message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, { rule, kind }]) => {
      const value = message[name];
      if (value === undefined) return [];
      if (kind === 'rows' || kind === 'keys')
        return [[name, [value].flat().flatMap((bytes) => rowsOf(bytes as Buffer))]];
      if (typeof kind === 'string') return [[name, value]];
      if (rule !== 'repeated') return [[name, inWords(kind, value as Readonly<Record<string, unknown>>)]];
      return [[name, (value as readonly Readonly<Record<string, unknown>>[]).map((one) => inWords(kind, one))]];
    }),
  );
}

function rowsOf(bytes: Buffer): readonly unknown[] {
  return readRows(bytes).map(({ primaryKey, cells }: PlainRow) => ({
    primaryKey: primaryKey.map(({ name, value }) => ({ name, value })),
    ...(cells.length > 0 && {
      attributes: cells.map(({ name, value, timestamp }) => ({ name, value, timestamp })),
    }),
  }));
}

/** Codes of the rows of a batch that were refused. */
export function refusedRows(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const { tables = [] } = fields as { readonly tables?: readonly { readonly rows?: readonly RowOfBatch[] }[] };
  return tables.flatMap(({ rows = [] }) => rows.flatMap(({ error }) => (error ? [error.code] : [])));
}

interface RowOfBatch {
  readonly error?: { readonly code: string };
}
