import type { Idempotency, ParameterTable } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';

/** Parameters of every action. */
export const common = { Lang: { type: 'string' }, UserClientIp: { type: 'string' } } as const satisfies ParameterTable;

/** Of every action that writes: unlike public DNS, all of them take a token. */
export const writing = { ...common, ClientToken: { type: 'string', maxLength: 64 } } as const satisfies ParameterTable;

export const once: Idempotency = { parameter: 'ClientToken', mismatch: 'ClientToken.Mismatch' satisfies PvtzErrorCode };

export const paging = {
  PageNumber: { type: 'integer', default: 1, min: 1 },
  PageSize: { type: 'integer', default: 20, min: 1, max: 100 },
} as const satisfies ParameterTable;

/** One page, and the totals that every list has. */
export function pageOf<Item>(
  all: readonly Item[],
  { PageNumber, PageSize }: { readonly PageNumber: number; readonly PageSize: number },
) {
  return {
    items: all.slice((PageNumber - 1) * PageSize, PageNumber * PageSize),
    totals: { TotalItems: all.length, TotalPages: Math.ceil(all.length / PageSize), PageNumber, PageSize },
  };
}
