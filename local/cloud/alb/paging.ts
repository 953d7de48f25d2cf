import { ApiError, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';

/** Paging of every list action. */
export const paging = {
  MaxResults: { type: 'integer', default: 20, min: 1, max: 100 },
  NextToken: { type: 'string', default: '' },
} as const satisfies ParameterTable;

interface Paging {
  readonly MaxResults: number;
  readonly NextToken: string;
}

/** One page, and what leads to the next: no token where this is the last. */
export function pageOf<Item>(items: readonly Item[], { MaxResults, NextToken }: Paging) {
  const first = NextToken === '' ? 0 : positionOf(NextToken);
  const next = first + MaxResults;
  return {
    page: items.slice(first, next),
    MaxResults,
    TotalCount: items.length,
    NextToken: next < items.length ? tokenOf(next) : undefined,
  };
}

function tokenOf(position: number): string {
  return Buffer.from(`after ${position}`).toString('base64url');
}

function positionOf(token: string): number {
  const [, position] = /^after (\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (position === undefined) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'NextToken' });
  return Number(position);
}
