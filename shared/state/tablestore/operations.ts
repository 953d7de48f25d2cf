import type { Operation } from './client.ts';
import { readError } from './client.ts';
import { type ColumnValue, decodeRows, encodeRow, encodeVariant, type PrimaryKey, type Row } from './plain-buffer.ts';
import { ProtobufMessage, ProtobufWriter, UnreadableAnswer } from './protobuf.ts';

// Field numbers: tablestore.proto and tablestore_filter.proto of the official client (`tablestore` 5.6.5).

export interface TableSchema {
  name: string;
  /** The first column is the partition key. */
  primaryKey: readonly { name: string; type: 'STRING' | 'INTEGER'; autoIncrement?: boolean }[];
  /** Rows older than that vanish; -1 keeps them. */
  timeToLiveSeconds: number;
}

/** On demand: no throughput is reserved, and one version of each column is kept. */
export function createTable({ name, primaryKey, timeToLiveSeconds }: TableSchema): Operation<void> {
  const meta = new ProtobufWriter().bytes(1, name);
  for (const column of primaryKey) {
    const schema = new ProtobufWriter().bytes(1, column.name).int(2, column.type === 'INTEGER' ? 1 : 2);
    meta.bytes(2, column.autoIncrement ? schema.int(3, 1) : schema);
  }
  const reserved = new ProtobufWriter().bytes(1, new ProtobufWriter().int(1, 0).int(2, 0));
  const options = new ProtobufWriter().int(1, timeToLiveSeconds).int(2, 1);
  const body = new ProtobufWriter().bytes(1, meta).bytes(2, reserved).bytes(3, options).finish();
  return { name: 'CreateTable', body, read: () => undefined };
}

/** @param columns all of them where none is named */
export function getRow(table: string, key: PrimaryKey, columns: readonly string[] = []): Operation<Row | undefined> {
  const body = new ProtobufWriter().bytes(1, table).bytes(2, encodeRow(key));
  for (const column of columns) body.bytes(3, column);
  return {
    name: 'GetRow',
    body: body.int(5, 1).finish(),
    read: (answer) => decodeRows(answer.bytes(2))[0],
  };
}

/** What has to hold for a write to happen; otherwise `OTSConditionCheckFail`. */
export type Condition = 'none' | 'there' | 'not-there' | { column: string; equals: ColumnValue };

/** Replaces the whole row. */
export function putRow(
  table: string,
  key: PrimaryKey,
  columns: Readonly<Record<string, ColumnValue>>,
  condition: Condition,
): Operation<void> {
  const body = new ProtobufWriter().bytes(1, table).bytes(2, encodeRow(key, columns)).bytes(3, encoded(condition));
  return { name: 'PutRow', body: body.finish(), read: () => undefined };
}

/** Writes a row with a number of the service's own. @returns its key; undefined where the service does not tell it */
export function addRow(
  table: string,
  key: PrimaryKey,
  columns: Readonly<Record<string, ColumnValue>>,
): Operation<Row['key'] | undefined> {
  const primaryKey = 1;
  const body = new ProtobufWriter()
    .bytes(1, table)
    .bytes(2, encodeRow(key, columns))
    .bytes(3, encoded('none'))
    .bytes(4, new ProtobufWriter().int(1, primaryKey));
  return { name: 'PutRow', body: body.finish(), read: (answer) => decodeRows(answer.bytes(2))[0]?.key };
}

export function deleteRow(table: string, key: PrimaryKey, condition: Condition): Operation<void> {
  const row = encodeRow(key, {}, { delete: true });
  const body = new ProtobufWriter().bytes(1, table).bytes(2, row).bytes(3, encoded(condition));
  return { name: 'DeleteRow', body: body.finish(), read: () => undefined };
}

function encoded(condition: Condition): ProtobufWriter {
  if (condition === 'none') return new ProtobufWriter().int(1, 0);
  if (condition === 'there') return new ProtobufWriter().int(1, 1);
  if (condition === 'not-there') return new ProtobufWriter().int(1, 2);
  const equal = 1;
  const comparison = new ProtobufWriter()
    .int(1, equal)
    .bytes(2, condition.column)
    .bytes(3, Buffer.concat(encodeVariant(condition.equals)))
    // A row that lacks the column is not at the version we know: it must not pass.
    .int(4, true)
    .int(5, true);
  const filter = new ProtobufWriter().int(1, 1).bytes(2, comparison);
  return new ProtobufWriter().int(1, 1).bytes(2, filter);
}

export interface RangePage {
  rows: Row[];
  /** Where the next page starts. Absent: that was all. */
  next: PrimaryKey | undefined;
}

export interface Range {
  /** Inclusive. */
  from: PrimaryKey;
  /** Exclusive. */
  to: PrimaryKey;
  columns?: readonly string[];
  backward?: boolean;
  limit?: number;
}

/** A page of rows in the order of their keys: at most 5000 of them or 4 MB. */
export function getRange(table: string, { from, to, columns = [], backward, limit }: Range): Operation<RangePage> {
  const body = new ProtobufWriter().bytes(1, table).int(2, backward ? 1 : 0);
  for (const column of columns) body.bytes(3, column);
  body.int(5, 1);
  if (limit) body.int(6, limit);
  body.bytes(7, encodeRow(from)).bytes(8, encodeRow(to));
  return {
    name: 'GetRange',
    body: body.finish(),
    read: (answer) => {
      const next = decodeRows(answer.bytes(3))[0];
      return { rows: decodeRows(answer.bytes(2)), next: next && [...next.key] };
    },
  };
}

/** In the order of the keys. */
export type RowAnswer = { row: Row | undefined } | { code: string; message: string };

/** At most 100 rows, each at most once; some may fail while others are read. */
export function batchGetRow(table: string, keys: readonly PrimaryKey[]): Operation<RowAnswer[]> {
  const rows = new ProtobufWriter().bytes(1, table);
  for (const key of keys) rows.bytes(2, encodeRow(key));
  return {
    name: 'BatchGetRow',
    body: new ProtobufWriter().bytes(1, rows.int(6, 1)).finish(),
    read: (answer) => {
      const answers = new ProtobufMessage(answer.bytes(1) ?? new Uint8Array()).repeated(2).map(readRowAnswer);
      if (answers.length !== keys.length) throw new UnreadableAnswer('it has not as many rows as were asked for');
      return answers;
    },
  };
}

function readRowAnswer(bytes: Uint8Array): RowAnswer {
  const answer = new ProtobufMessage(bytes);
  if (answer.int(1) === 1n) return { row: decodeRows(answer.bytes(4))[0] };
  return (
    readError(answer.bytes(2) ?? new Uint8Array()) ?? { code: 'UnreadableAnswer', message: 'a row without a reason' }
  );
}
