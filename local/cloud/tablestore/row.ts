import type { TableOptions } from './table-shape.ts';
import { type KeyValue, sizeOf, type Value } from './value.ts';

/** One value that a column had. */
export interface Version {
  /** Ms since the epoch. */
  readonly timestamp: number;
  readonly value: Value;
}

export interface StoredRow {
  readonly key: readonly KeyValue[];
  /** By column name; the newest version first, none without a version. */
  readonly columns: ReadonlyMap<string, readonly Version[]>;
  /** When it was written last, ms since the epoch: a row may have no columns at all. */
  readonly writtenAt: number;
}

/** What is left of a row at an instant: versions that are too old or too many are gone. Undefined where nothing is. */
export function alive(row: StoredRow | undefined, options: TableOptions, now: number): StoredRow | undefined {
  if (!row) return undefined;
  const { timeToLiveSeconds, maxVersions } = options;
  const oldest = timeToLiveSeconds === -1 ? Number.NEGATIVE_INFINITY : now - timeToLiveSeconds * 1000;
  const columns = new Map<string, readonly Version[]>();
  for (const [name, versions] of row.columns) {
    const left = versions.filter(({ timestamp }) => timestamp >= oldest).slice(0, maxVersions);
    if (left.length > 0) columns.set(name, left);
  }
  return columns.size > 0 || row.writtenAt >= oldest ? { ...row, columns } : undefined;
}

/** The versions with one more; one of the same timestamp is overwritten. */
export function withVersion(versions: readonly Version[], version: Version): readonly Version[] {
  return [...withoutVersion(versions, version.timestamp), version].sort(
    (one, other) => other.timestamp - one.timestamp,
  );
}

export function withoutVersion(versions: readonly Version[], timestamp: number): readonly Version[] {
  return versions.filter((version) => version.timestamp !== timestamp);
}

/** Bytes of everything that is stored of a row, but the names of its primary key. */
export function sizeOfRow({ key, columns }: StoredRow): number {
  const values = [...columns].flatMap(([name, versions]) => versions.map(({ value }) => ({ name, value })));
  return key.reduce((sum, value) => sum + sizeOf(value), 0) + sizeOfCells(values);
}

/** Bytes of names and values. */
export function sizeOfCells(
  cells: readonly { readonly name: string; readonly value?: Value | { type: string } }[],
): number {
  return cells.reduce(
    (sum, { name, value }) => sum + Buffer.byteLength(name) + (value && 'value' in value ? sizeOf(value) : 0),
    0,
  );
}
