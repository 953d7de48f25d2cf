import { crc8 } from './crc8.ts';
import { type Cell, HEADER, type KeyCell, TAG, VARIANT } from './plain-buffer.ts';
import { isPlaceholder, type Placeholder, type Value } from './value.ts';

/** Rows as answers carry them; no rows are no bytes. */
export function writeRows(
  rows: readonly { readonly primaryKey: readonly KeyCell[]; readonly cells: readonly Cell[] }[],
): Buffer {
  if (rows.length === 0) return Buffer.alloc(0);
  return Buffer.concat([uint32(HEADER), ...rows.flatMap(({ primaryKey, cells }) => writeRow(primaryKey, cells))]);
}

function writeRow(primaryKey: readonly KeyCell[], cells: readonly Cell[]): Buffer[] {
  const keys = primaryKey.map(writeCell);
  const data = cells.map(writeCell);
  const checksum = crc8(0, [...keys.map((one) => one.checksum), ...data.map((one) => one.checksum), NOT_DELETED]);
  return [
    Buffer.of(TAG.rowPrimaryKey),
    ...keys.map((one) => one.bytes),
    ...(data.length > 0 ? [Buffer.of(TAG.rowData)] : []),
    ...data.map((one) => one.bytes),
    Buffer.of(TAG.rowChecksum, checksum),
  ];
}

const NOT_DELETED = 0;

function writeCell({ name, value, timestamp }: CellToWrite): { readonly bytes: Buffer; readonly checksum: number } {
  const nameBytes = Buffer.from(name);
  const variant = value === undefined ? Buffer.alloc(0) : writeVariant(value);
  const version = timestamp === undefined ? Buffer.alloc(0) : int64(timestamp);
  const checksum = crc8(crc8(crc8(0, nameBytes), variant), version);
  const bytes = Buffer.concat([
    Buffer.of(TAG.cell, TAG.cellName),
    uint32(nameBytes.length),
    nameBytes,
    ...(value === undefined ? [] : [Buffer.of(TAG.cellValue), uint32(variant.length), variant]),
    ...(timestamp === undefined ? [] : [Buffer.of(TAG.cellTimestamp), version]),
    Buffer.of(TAG.cellChecksum, checksum),
  ]);
  return { bytes, checksum };
}

interface CellToWrite {
  readonly name: string;
  readonly value?: Value | Placeholder;
  readonly timestamp?: bigint;
}

function writeVariant(value: Value | Placeholder): Buffer {
  const type = Buffer.of(VARIANT[value.type]);
  return isPlaceholder(value) ? type : Buffer.concat([type, ...contentOf(value)]);
}

function contentOf({ type, value }: Value): readonly Buffer[] {
  switch (type) {
    case 'integer':
      return [int64(value)];
    case 'double': {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(value);
      return [bytes];
    }
    case 'boolean':
      return [Buffer.of(value ? 1 : 0)];
    case 'string':
      return [uint32(Buffer.byteLength(value)), Buffer.from(value)];
    case 'binary':
      return [uint32(value.length), value];
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}
