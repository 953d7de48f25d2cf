import { invalid } from './errors.ts';
import { type Filter, passes, readFilter } from './filter.ts';
import type { TimeRange } from './messages.ts';
import type { Cell } from './plain-buffer.ts';
import type { StoredRow, Version } from './row.ts';
import type { Table } from './table.ts';

/** Which columns and versions of a row a read asks for. */
export interface Selection {
  /** None: all of them. */
  readonly columns: ReadonlySet<string>;
  readonly maxVersions: number;
  /** Ms since the epoch; a version of `from` is in, one of `until` is not. */
  readonly from: number;
  readonly until: number;
  /** Column names from the first on, and before the second. */
  readonly startColumn: string | undefined;
  readonly endColumn: string | undefined;
  readonly filter: Filter | undefined;
}

interface Asked {
  readonly columnsToGet: readonly string[];
  readonly timeRange?: TimeRange | undefined;
  readonly maxVersions?: number | undefined;
  readonly filter?: Buffer | undefined;
  readonly startColumn?: string | undefined;
  readonly endColumn?: string | undefined;
}

/** At least one of versions and times has to be said (document 27305). */
export function readSelection(asked: Asked): Selection {
  const { maxVersions, timeRange, filter } = asked;
  if (maxVersions === undefined && !timeRange) throw invalid('No version condition is specified while querying row.');
  if (maxVersions !== undefined && maxVersions <= 0) {
    throw invalid(`Invalid max versions: ${maxVersions} . Reason: Max versions must be positive.`);
  }
  return {
    columns: new Set(asked.columnsToGet),
    maxVersions: maxVersions ?? Number.POSITIVE_INFINITY,
    ...times(timeRange),
    startColumn: asked.startColumn,
    endColumn: asked.endColumn,
    filter: filter?.length ? readFilter(filter) : undefined,
  };
}

function times(range: TimeRange | undefined): { readonly from: number; readonly until: number } {
  const { startTime, endTime, specificTime } = range ?? {};
  if (specificTime !== undefined) {
    if (startTime !== undefined || endTime !== undefined) {
      throw invalid('Specific tiemstamp and time range cannot be given at the same time.');
    }
    return { from: Number(specificTime), until: Number(specificTime) + 1 };
  }
  if ((startTime === undefined) !== (endTime === undefined)) {
    throw invalid('Start and end time must be given at the same time.');
  }
  if (startTime === undefined || endTime === undefined) return { from: 0, until: Number.POSITIVE_INFINITY };
  return { from: Number(startTime), until: Number(endTime) };
}

/**
 * The columns that a read shows of a row, in the order of their names, the newest version first. Undefined where it shows
 * nothing of it: a filter refuses, or the row has none of the columns asked for. A filter sees no other columns either
 * (document 35193).
 */
export function select(table: Table, row: StoredRow, selection: Selection): readonly Cell[] | undefined {
  const { filter, columns } = selection;
  const chosen = chosenColumns(row, selection);
  if (filter && !passes(filter, chosen)) return undefined;
  const asksForKey = table.shape.primaryKey.some(({ name }) => columns.has(name));
  if (columns.size > 0 && chosen.size === 0 && !asksForKey) return undefined;
  const page = filter?.kind === 'pagination' ? filter : { offset: 0, limit: chosen.size };
  return [...chosen]
    .slice(page.offset, page.offset + page.limit)
    .flatMap(([name, versions]) => cellsOfColumn(name, versions));
}

export function cellsOfColumn(name: string, versions: readonly Version[]): readonly Cell[] {
  return versions.map(({ value, timestamp }) => ({ name, value, timestamp: BigInt(timestamp) }));
}

function chosenColumns(row: StoredRow, selection: Selection): ReadonlyMap<string, readonly Version[]> {
  const { columns, maxVersions, from, until, startColumn = '', endColumn } = selection;
  const chosen = new Map<string, readonly Version[]>();
  for (const name of [...row.columns.keys()].sort()) {
    if (columns.size > 0 && !columns.has(name)) continue;
    if (name < startColumn || (endColumn !== undefined && name >= endColumn)) continue;
    const versions = (row.columns.get(name) ?? [])
      .filter(({ timestamp }) => timestamp >= from && timestamp < until)
      .slice(0, maxVersions);
    if (versions.length > 0) chosen.set(name, versions);
  }
  return chosen;
}
