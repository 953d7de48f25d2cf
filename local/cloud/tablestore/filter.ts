import { invalid } from './errors.ts';
import { COLUMN_PAGINATION_FILTER, COMPOSITE_FILTER, FILTER, SINGLE_COLUMN_VALUE_FILTER } from './messages.ts';
import { readVariant } from './plain-buffer-reader.ts';
import { decode, MalformedMessage, type MessageOf, type Schema } from './protobuf.ts';
import type { Version } from './row.ts';
import { compareValues, type Value } from './value.ts';

/** A condition on the columns of a row. */
export type Filter =
  | {
      readonly kind: 'column';
      readonly name: string;
      readonly holds: (difference: number) => boolean;
      readonly value: Value;
      readonly passesIfMissing: boolean;
      readonly latestOnly: boolean;
    }
  | { readonly kind: 'not' | 'and' | 'or'; readonly filters: readonly Filter[] }
  | Pagination;

/** Only so many columns of a row, after so many others. */
export interface Pagination {
  readonly kind: 'pagination';
  readonly offset: number;
  readonly limit: number;
}

/** Conditions in one filter or condition: 32 (limits page of August 2025; 10 before). */
const MAX_FILTERS = 32;

const COMPARATORS: readonly ((difference: number) => boolean)[] = [
  (difference) => difference === 0,
  (difference) => difference !== 0,
  (difference) => difference > 0,
  (difference) => difference >= 0,
  (difference) => difference < 0,
  (difference) => difference <= 0,
];
const COMBINATORS = ['not', 'and', 'or'] as const;

/** @throws OtsError OTSParameterInvalid */
export function readFilter(bytes: Buffer): Filter {
  const filter = parse(read(FILTER, bytes, 'Deserialize filter failed.'));
  if (count(filter) > MAX_FILTERS) throw invalid(`The count of filter exceeds the max:${MAX_FILTERS}.`);
  return filter;
}

/** Whether a row with these columns passes. */
export function passes(filter: Filter, columns: ReadonlyMap<string, readonly Version[]>): boolean {
  switch (filter.kind) {
    case 'column': {
      const versions = columns.get(filter.name) ?? [];
      if (versions.length === 0) return filter.passesIfMissing;
      return (filter.latestOnly ? versions.slice(0, 1) : versions).some(({ value }) => {
        const difference = compareValues(value, filter.value);
        return difference !== undefined && filter.holds(difference);
      });
    }
    case 'not':
      return !filter.filters.some((inner) => passes(inner, columns));
    case 'and':
      return filter.filters.every((inner) => passes(inner, columns));
    case 'or':
      return filter.filters.some((inner) => passes(inner, columns));
    case 'pagination':
      return true;
  }
}

function parse({ type, filter }: MessageOf<typeof FILTER>): Filter {
  if (type === 1) return single(read(SINGLE_COLUMN_VALUE_FILTER, filter, 'Deserialize relation filter failed.'));
  if (type === 2) return composite(read(COMPOSITE_FILTER, filter, 'Deserialize composite filter failed.'));
  if (type === 3)
    return pagination(read(COLUMN_PAGINATION_FILTER, filter, 'Deserialize column pagination filter failed.'));
  throw invalid(`Invalid type of filter: ${type}.`);
}

function single(message: MessageOf<typeof SINGLE_COLUMN_VALUE_FILTER>): Filter {
  const holds = COMPARATORS[message.comparator - 1];
  if (!holds) throw invalid(`Invalid relation operator: ${message.comparator}.`);
  return {
    kind: 'column',
    name: message.columnName,
    holds,
    value: readVariant(message.columnValue),
    passesIfMissing: !message.filterIfMissing,
    latestOnly: message.latestVersionOnly,
  };
}

function composite({ combinator, subFilters }: MessageOf<typeof COMPOSITE_FILTER>): Filter {
  const kind = COMBINATORS[combinator - 1];
  if (!kind) throw invalid(`Invalid relation operator: ${combinator}.`);
  if (kind === 'not' && subFilters.length !== 1) {
    throw invalid('Invalid NOT operator: the number of sub-filters must be 1.');
  }
  // The reference says "must be 2"; clients send as many as the limit allows, so fewer are what it means.
  if (kind !== 'not' && subFilters.length < 2) {
    throw invalid('Invalid AND/OR operator: the number of sub-filters must be 2.');
  }
  const filters = subFilters.map(parse);
  if (filters.some((inner) => inner.kind === 'pagination')) throw invalid('Invalid type of sub-filter: 3.');
  return { kind, filters };
}

function pagination({ offset, limit }: MessageOf<typeof COLUMN_PAGINATION_FILTER>): Filter {
  if (offset < 0) throw invalid('Offset in ColumnPaginationFilter must be greater than or equal to 0.');
  if (limit <= 0) throw invalid('Limit in ColumnPaginationFilter must be greater than 0.');
  return { kind: 'pagination', offset, limit };
}

function count(filter: Filter): number {
  return 'filters' in filter ? filter.filters.reduce((sum, inner) => sum + count(inner), 0) : 1;
}

function read<S extends Schema>(schema: S, bytes: Buffer, failure: string): MessageOf<S> {
  try {
    return decode(schema, bytes);
  } catch (error) {
    throw error instanceof MalformedMessage ? invalid(failure) : error;
  }
}
