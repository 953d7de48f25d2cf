import { invalid } from './errors.ts';
import type { Cell } from './plain-buffer.ts';
import { type Version, withoutVersion, withVersion } from './row.ts';
import type { TableOptions } from './table-shape.ts';

/** What a column's versions are after a change of it. */
export function versionsAfter(
  versions: readonly Version[],
  cell: Cell,
  options: TableOptions,
  now: number,
): readonly Version[] {
  const { name, operation, value } = cell;
  if (operation === 'delete-all') return [];
  if (operation === 'delete-one') return withoutVersion(versions, Number(cell.timestamp ?? 0n));
  if (!value) return versions;
  const timestamp = timestampOf(cell, options, now);
  if (operation !== 'increment') return newest(withVersion(versions, { timestamp, value }), options);
  const [latest] = versions;
  if (value.type !== 'integer' || (latest && latest.value.type !== 'integer')) {
    throw invalid(`Invalid column type: only INTEGER can be incremented, name: ${name}.`);
  }
  const sum = (latest?.value.type === 'integer' ? latest.value.value : 0n) + value.value;
  if (BigInt.asIntN(64, sum) !== sum) throw invalid(`Integer overflow while incrementing column: ${name}.`);
  return newest(withVersion(versions, { timestamp, value: { type: 'integer', value: sum } }), options);
}

function newest(versions: readonly Version[], { maxVersions }: TableOptions): readonly Version[] {
  return versions.slice(0, maxVersions);
}

/** Within the valid version range of document 89926, or that of the service itself. */
function timestampOf({ name, timestamp }: Cell, options: TableOptions, now: number): number {
  if (timestamp === undefined) return now;
  const { timeToLiveSeconds, maxDeviationSeconds } = options;
  const deviation = maxDeviationSeconds * 1000;
  const oldest = Math.max(now - deviation, timeToLiveSeconds === -1 ? 0 : now - timeToLiveSeconds * 1000);
  if (timestamp < oldest || timestamp >= now + deviation) throw invalid(`Invalid timestamp. Cell:${name}.`);
  return Number(timestamp);
}
