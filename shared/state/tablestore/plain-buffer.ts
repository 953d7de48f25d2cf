import { crc8 } from './crc8.ts';
import { UnreadableAnswer } from './protobuf.ts';

/** A bigint is an INTEGER and a number a DOUBLE: nothing that counts can become a DOUBLE by mistake. */
export type ColumnValue = string | bigint | number | boolean | Uint8Array;

/** Not values, but places in the order of keys, or a value the server is to give. */
export type KeyMark = typeof INF_MIN | typeof INF_MAX | typeof AUTO_INCREMENT;
export const INF_MIN = Symbol('INF_MIN');
export const INF_MAX = Symbol('INF_MAX');
export const AUTO_INCREMENT = Symbol('AUTO_INCREMENT');

/** Name and value of each primary key column, in the order of the table's schema. */
export type PrimaryKey = readonly (readonly [name: string, value: ColumnValue | KeyMark])[];

export interface Row {
  key: ReadonlyMap<string, ColumnValue>;
  columns: ReadonlyMap<string, ColumnValue>;
}

// The tags and types of PlainBuffer as the official client has them (`tablestore` 5.6.5, lib/protocol).
const HEADER = 0x75;
const TAG = {
  rowKey: 0x01,
  rowData: 0x02,
  cell: 0x03,
  cellName: 0x04,
  cellValue: 0x05,
  cellType: 0x06,
  cellTimestamp: 0x07,
  deleteRow: 0x08,
  rowChecksum: 0x09,
  cellChecksum: 0x0a,
} as const;
const TYPE = { integer: 0x00, double: 0x01, boolean: 0x02, string: 0x03, null: 0x06, blob: 0x07 } as const;
const MARK_TYPE = { [INF_MIN]: 0x09, [INF_MAX]: 0x0a, [AUTO_INCREMENT]: 0x0b } as const;

/** The key alone, as reads take it; with `delete`, as DeleteRow takes it; with columns, as PutRow does. */
export function encodeRow(
  key: PrimaryKey,
  columns: Readonly<Record<string, ColumnValue>> = {},
  options: { delete?: boolean } = {},
): Uint8Array {
  const parts: Uint8Array[] = [int32(HEADER), Uint8Array.of(TAG.rowKey)];
  let rowSum = 0;
  const write = (name: string, value: ColumnValue | KeyMark) => {
    const cell = encodeCell(name, value);
    parts.push(...cell.parts);
    rowSum = crc8(rowSum, [cell.checksum]);
  };
  for (const [name, value] of key) write(name, value);
  const entries = Object.entries(columns);
  if (entries.length > 0) parts.push(Uint8Array.of(TAG.rowData));
  for (const [name, value] of entries) write(name, value);
  if (options.delete) parts.push(Uint8Array.of(TAG.deleteRow));
  rowSum = crc8(rowSum, [options.delete ? 1 : 0]);
  parts.push(Uint8Array.of(TAG.rowChecksum, rowSum));
  return Buffer.concat(parts);
}

function encodeCell(name: string, value: ColumnValue | KeyMark): { parts: Uint8Array[]; checksum: number } {
  const nameBytes = Buffer.from(name, 'utf8');
  const variant = encodeVariant(value);
  const checksum = variant.reduce(crc8, crc8(0, nameBytes));
  const length = variant.reduce((sum, part) => sum + part.length, 0);
  const before = [Uint8Array.of(TAG.cell, TAG.cellName), int32(nameBytes.length), nameBytes];
  const parts = [...before, Uint8Array.of(TAG.cellValue), int32(length), ...variant];
  return { parts: [...parts, Uint8Array.of(TAG.cellChecksum, checksum)], checksum };
}

/** Type and value, which is also how a column condition carries the value it compares with. */
export function encodeVariant(value: ColumnValue | KeyMark): Uint8Array[] {
  if (typeof value === 'symbol') return [Uint8Array.of(MARK_TYPE[value])];
  if (typeof value === 'boolean') return [Uint8Array.of(TYPE.boolean, value ? 1 : 0)];
  if (typeof value === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return [Uint8Array.of(TYPE.integer), bytes];
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return [Uint8Array.of(TYPE.double), bytes];
  }
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return [Uint8Array.of(TYPE.string), int32(bytes.length), bytes];
  }
  return [Uint8Array.of(TYPE.blob), int32(value.length), value];
}

/**
 * All rows of an answer; none where it is empty, which is how a row that does not exist comes.
 * @throws UnreadableAnswer also where a checksum is wrong
 */
export function decodeRows(bytes: Uint8Array | undefined): Row[] {
  if (!bytes || bytes.length === 0) return [];
  const reader = new PlainBufferReader(bytes);
  if (reader.int32() !== HEADER) throw new UnreadableAnswer('rows without their header');
  const rows: Row[] = [];
  while (!reader.atEnd) rows.push(decodeRow(reader));
  return rows;
}

function decodeRow(reader: PlainBufferReader): Row {
  const key = new Map<string, ColumnValue>();
  const columns = new Map<string, ColumnValue>();
  let rowSum = 0;
  const readCells = (into: Map<string, ColumnValue>) => {
    while (reader.takes(TAG.cell)) {
      const cell = decodeCell(reader);
      // The newest version of a column comes first; ours keep one.
      if (cell.value !== undefined && !into.has(cell.name)) into.set(cell.name, cell.value);
      rowSum = crc8(rowSum, [cell.checksum]);
    }
  };
  if (reader.takes(TAG.rowKey)) readCells(key);
  if (reader.takes(TAG.rowData)) readCells(columns);
  rowSum = crc8(rowSum, [reader.takes(TAG.deleteRow) ? 1 : 0]);
  reader.expect(TAG.rowChecksum);
  if (reader.byte() !== rowSum) throw new UnreadableAnswer('the checksum of a row is wrong');
  return { key, columns };
}

function decodeCell(reader: PlainBufferReader): { name: string; value: ColumnValue | undefined; checksum: number } {
  reader.expect(TAG.cellName);
  const nameBytes = reader.take(reader.int32());
  let checksum = crc8(0, nameBytes);
  let value: ColumnValue | undefined;
  if (reader.takes(TAG.cellValue)) {
    const variant = reader.take(reader.int32());
    checksum = crc8(checksum, variant);
    value = decodeVariant(new PlainBufferReader(variant));
  }
  const type = reader.takes(TAG.cellType) ? reader.byte() : undefined;
  if (reader.takes(TAG.cellTimestamp)) checksum = crc8(checksum, reader.take(8));
  if (type !== undefined) checksum = crc8(checksum, [type]);
  reader.expect(TAG.cellChecksum);
  if (reader.byte() !== checksum) throw new UnreadableAnswer('the checksum of a cell is wrong');
  return { name: nameBytes.toString('utf8'), value, checksum };
}

function decodeVariant(reader: PlainBufferReader): ColumnValue | undefined {
  const type = reader.byte();
  switch (type) {
    case TYPE.integer:
      return reader.take(8).readBigInt64LE();
    case TYPE.double:
      return reader.take(8).readDoubleLE();
    case TYPE.boolean:
      return reader.byte() !== 0;
    case TYPE.string:
      return reader.take(reader.int32()).toString('utf8');
    case TYPE.blob:
      return reader.take(reader.int32());
    case TYPE.null:
      return undefined;
    default:
      throw new UnreadableAnswer(`a value of type ${type}`);
  }
}

class PlainBufferReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  int32(): number {
    return this.take(4).readUInt32LE();
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new UnreadableAnswer('a row is cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** Goes past the tag if it is the next one. */
  takes(tag: number): boolean {
    if (this.#bytes[this.#at] !== tag) return false;
    this.#at += 1;
    return true;
  }

  expect(tag: number): void {
    if (!this.takes(tag)) throw new UnreadableAnswer(`tag ${tag} is missing`);
  }
}

function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
