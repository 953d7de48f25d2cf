import type { KeyValue, Placeholder, Value } from './value.ts';

/**
 * PlainBuffer, how rows travel inside of messages (help.aliyun.com/document_detail/50600):
 *
 *   header 0x75 (4 bytes) · rows
 *   row    = 0x01 cells · [0x02 cells] · [0x08: delete the row] · 0x09 checksum
 *   cell   = 0x03 · 0x04 name · [0x05 value] · [0x06 operation] · [0x07 timestamp] · 0x0a checksum
 *   name   = length (4) · bytes
 *   value  = length of what follows (4) · type (1) · 8 bytes, or 1, or length (4) · bytes
 *
 * Everything is little-endian. A cell's checksum goes over name, value, timestamp and operation; a row's over those of its
 * cells and whether it is to be deleted.
 */
export const HEADER = 0x75;

export const TAG = {
  rowPrimaryKey: 0x01,
  rowData: 0x02,
  cell: 0x03,
  cellName: 0x04,
  cellValue: 0x05,
  cellOperation: 0x06,
  cellTimestamp: 0x07,
  deleteRowMarker: 0x08,
  rowChecksum: 0x09,
  cellChecksum: 0x0a,
} as const;

export const VARIANT = {
  integer: 0x0,
  double: 0x1,
  boolean: 0x2,
  string: 0x3,
  binary: 0x7,
  'inf-min': 0x9,
  'inf-max': 0xa,
  'auto-increment': 0xb,
} as const satisfies Record<(Value | Placeholder)['type'], number>;

export const OPERATION = { 'delete-all': 0x1, 'delete-one': 0x3, increment: 0x4 } as const;
export type CellOperation = keyof typeof OPERATION;

export interface KeyCell {
  readonly name: string;
  readonly value: KeyValue | Placeholder;
}

/** An attribute column in a request or an answer. */
export interface Cell {
  readonly name: string;
  readonly value?: Value;
  readonly operation?: CellOperation;
  /** Version: ms since the epoch. */
  readonly timestamp?: bigint;
}

export interface PlainRow {
  readonly primaryKey: readonly KeyCell[];
  readonly cells: readonly Cell[];
  readonly isDelete: boolean;
}
