import { crc8 } from './crc8.ts';
import { invalid } from './errors.ts';
import {
  type Cell,
  type CellOperation,
  HEADER,
  type KeyCell,
  OPERATION,
  type PlainRow,
  TAG,
  VARIANT,
} from './plain-buffer.ts';
import type { Placeholder, Value } from './value.ts';

/**
 * The one row that a request carries. What follows it is not looked at: the official client for Node.js sends spare bytes
 * after keys with INF_MIN and the like.
 *
 * @throws OtsError OTSParameterInvalid, where its format or a checksum is wrong
 */
export function readRow(bytes: Buffer): PlainRow {
  return nextRow(opened(bytes));
}

/** All rows of an answer; no bytes are no rows. */
export function readRows(bytes: Buffer): readonly PlainRow[] {
  if (bytes.length === 0) return [];
  const input = opened(bytes);
  const rows: PlainRow[] = [];
  while (!input.isAtEnd()) rows.push(nextRow(input));
  return rows;
}

function opened(bytes: Buffer): Input {
  const input = new Input(bytes);
  const header = input.uint32();
  if (header !== HEADER) throw invalid(`Cell data broken, mismatch header, actual: ${header} , expect: ${HEADER}.`);
  return input;
}

function nextRow(input: Input): PlainRow {
  input.expect(TAG.rowPrimaryKey);
  const keys = readCells(input);
  const data = input.skip(TAG.rowData) ? readCells(input) : [];
  const isDelete = input.skip(TAG.deleteRowMarker);
  if (!input.skip(TAG.rowChecksum)) throw invalid('Cell data broken, row is not end with checksum tag.');
  const sums = [...keys, ...data].map(({ checksum }) => checksum);
  checkSum(input.byte(), crc8(0, [...sums, isDelete ? 1 : 0]));
  return {
    primaryKey: keys.map(({ cell }) => asKey(cell)),
    cells: data.map(({ cell }) => asAttribute(cell)),
    isDelete,
  };
}

/** A value by itself, as filters carry it. */
export function readVariant(bytes: Buffer): Value {
  const input = new Input(bytes);
  const value = input.variant();
  if (!input.isAtEnd() || isPlaceholderType(value)) throw invalid('data format is invalid.');
  return value;
}

interface ReadCell {
  readonly name: string;
  readonly value?: Value | Placeholder;
  readonly operation?: CellOperation;
  readonly timestamp?: bigint;
}

function readCells(input: Input): readonly { readonly cell: ReadCell; readonly checksum: number }[] {
  const cells = [];
  while (input.skip(TAG.cell)) cells.push(readCell(input));
  return cells;
}

function readCell(input: Input): { readonly cell: ReadCell; readonly checksum: number } {
  input.expect(TAG.cellName);
  const nameBytes = input.take(input.uint32());
  const value = input.skip(TAG.cellValue) ? readValue(input) : undefined;
  const operation = input.skip(TAG.cellOperation) ? input.byte() : undefined;
  const timestamp = input.skip(TAG.cellTimestamp) ? input.take(8) : undefined;
  if (!input.skip(TAG.cellChecksum)) throw invalid('Cell data broken, cell is not end with checksum[0x0A] tag.');
  const checksum = input.byte();
  const covered = [nameBytes, value?.bytes ?? [], timestamp ?? [], operation === undefined ? [] : [operation]];
  checkSum(
    checksum,
    covered.reduce((sum, bytes) => crc8(sum, bytes), 0),
  );
  const cell: ReadCell = {
    name: utf8(nameBytes),
    ...(value && { value: value.value }),
    ...(operation !== undefined && { operation: operationOf(operation) }),
    ...(timestamp && { timestamp: timestamp.readBigInt64LE() }),
  };
  return { cell, checksum };
}

function readValue(input: Input): { readonly value: Value | Placeholder; readonly bytes: Buffer } {
  const bytes = input.take(input.uint32());
  const inner = new Input(bytes);
  const value = inner.variant();
  if (!inner.isAtEnd()) throw invalid('data format is invalid.');
  return { value, bytes };
}

function operationOf(byte: number): CellOperation {
  for (const [name, code] of Object.entries(OPERATION)) if (code === byte) return name as CellOperation;
  throw invalid(`Invalid op type of cell: ${byte}.`);
}

function asKey({ name, value, operation, timestamp }: ReadCell): KeyCell {
  if (operation) throw invalid(`OpType cannot be given for primary key name :${name}.`);
  if (timestamp !== undefined) throw invalid(`Timestamp cannot be given for primary key name:${name}.`);
  if (!value) throw invalid(`Cell data broken, PK value cannot be NULL, name: ${name}.`);
  if (value.type === 'double') throw invalid('double can not be used as primary key.');
  if (value.type === 'boolean') throw invalid('Invalid column type, only STRING,INTEGER,BINARY is allowed.');
  return { name, value };
}

function asAttribute({ name, value, ...rest }: ReadCell): Cell {
  if (value && isPlaceholderType(value)) throw invalid('data format is invalid, unknown variant type occured.');
  return { name, ...rest, ...(value && { value }) };
}

function isPlaceholderType(value: Value | Placeholder): value is Placeholder {
  return !('value' in value);
}

function checkSum(given: number, computed: number): void {
  if (given !== computed) throw invalid(`Cell data broken, checksum is mismatch, ${given} :${computed} :`);
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid(`Cell data broken, wrong string format, size: ${bytes.length}.`);
  }
}

class Input {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  take(count: number): Buffer {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw invalid('Input encoded PK broken, length is shorter than expect.');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** Whether this tag comes next; if so it is read. */
  skip(tag: number): boolean {
    if (this.#bytes[this.#at] !== tag) return false;
    this.#at += 1;
    return true;
  }

  expect(tag: number): void {
    const actual = this.#bytes[this.#at];
    if (!this.skip(tag)) throw invalid(`Cell data broken, mismatch tag, actual tag(${actual}), expect(${tag}).`);
  }

  variant(): Value | Placeholder {
    switch (this.byte()) {
      case VARIANT.integer:
        return { type: 'integer', value: this.take(8).readBigInt64LE() };
      case VARIANT.double:
        return { type: 'double', value: finite(this.take(8).readDoubleLE()) };
      case VARIANT.boolean:
        return { type: 'boolean', value: this.byte() !== 0 };
      case VARIANT.string:
        return { type: 'string', value: utf8(this.take(this.uint32())) };
      case VARIANT.binary:
        return { type: 'binary', value: Buffer.from(this.take(this.uint32())) };
      case VARIANT['inf-min']:
        return { type: 'inf-min' };
      case VARIANT['inf-max']:
        return { type: 'inf-max' };
      case VARIANT['auto-increment']:
        return { type: 'auto-increment' };
      default:
        throw invalid('data format is invalid, unknown variant type occured.');
    }
  }
}

function finite(value: number): number {
  if (Number.isNaN(value)) throw invalid("NaN can't be set to double value.");
  if (!Number.isFinite(value)) throw invalid("Infinity can't be set to double value.");
  return value;
}
