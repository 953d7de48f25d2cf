import { createRequire } from 'node:module';

/** What the tests use of `tablestore` 5.6.5, which has no types of its own. */
export interface OfficialTablestore {
  Long: { fromNumber(value: number): unknown };
  INF_MIN: unknown;
  INF_MAX: unknown;
  PK_AUTO_INCR: unknown;
  Condition: new (existence: number, column: unknown) => unknown;
  SingleColumnCondition: new (name: string, value: unknown, comparator: number, passIfMissing: boolean) => unknown;
  ComparatorType: { EQUAL: number };
  encoder: { encode(operation: string, params: unknown): object };
  decoder: { decode(operation: string, bytes: Buffer): Record<string, unknown> };
  plainBufferCrc8: { crcString(crc: number, bytes: Buffer): number };
  PlainBufferInputStream: new (bytes: { buffer: Buffer; offset: number; limit: number }) => object;
  PlainBufferCodedInputStream: new (stream: object) => { readRows(): OfficialRow[] };
  PlainBufferBuilder: {
    serializePrimaryKey(key: object[]): Buffer;
    serializeForPutRow(key: object[], columns: object[]): Buffer;
  };
  Signer: new (request: OfficialRequest) => { addAuthorization(credentials: Record<string, string>, date: Date): void };
}

export interface OfficialRow {
  primaryKey: { name: string; value: unknown }[];
  attributes: { columnName: string; columnValue: unknown }[];
}

export interface OfficialRequest {
  path: string;
  method: string;
  headers: Record<string, string>;
}

interface Message {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

const require = createRequire(import.meta.url);
export const official: OfficialTablestore = require('tablestore');
export const officialMessages: Record<string, Message> = require('tablestore/lib/protocol/tablestore_compiled_proto.js')
  .main.proto;

/** The body of a request as the official client sends it. */
export function officialBody(operation: string, params: unknown): string {
  const request = official.encoder.encode(operation, params);
  const { encode } = Object.getPrototypeOf(request).constructor as Message;
  return Buffer.from(encode(request).finish()).toString('hex');
}

/** Rows as the official client reads them: INTEGER as text, so that a DOUBLE never looks like one. */
export function officialRows(bytes: Uint8Array): { key: Record<string, unknown>; columns: Record<string, unknown> }[] {
  const buffer = Buffer.from(bytes);
  const stream = new official.PlainBufferInputStream({ buffer, offset: 0, limit: buffer.length });
  return new official.PlainBufferCodedInputStream(stream).readRows().map(({ primaryKey, attributes }) => ({
    key: Object.fromEntries(primaryKey.map(({ name, value }) => [name, plain(value)])),
    columns: Object.fromEntries(attributes.map(({ columnName, columnValue }) => [columnName, plain(columnValue)])),
  }));
}

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return { blob: value.toString('hex') };
  return typeof value === 'object' ? { integer: String(value) } : value;
}
