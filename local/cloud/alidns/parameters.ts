import type { ParameterTable } from '../product.ts';

/** Of most actions. Texts are answered in English whatever the language. */
export const common = { Lang: { type: 'string' }, UserClientIp: { type: 'string' } } as const satisfies ParameterTable;

/** @param max the largest page */
export function paging<const Max extends number>(max: Max) {
  return {
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 20, min: 1, max },
  } as const satisfies ParameterTable;
}

/** One page, and the totals that most lists of this product have. */
export function pageOf<Item>(
  all: readonly Item[],
  { PageNumber, PageSize }: { readonly PageNumber: number; readonly PageSize: number },
) {
  return {
    items: all.slice((PageNumber - 1) * PageSize, PageNumber * PageSize),
    totals: { TotalCount: all.length, PageNumber, PageSize },
  };
}

/** The `%KeyWord%` search: anywhere in the text, in any case; no word finds everything. */
export function bySearch(word: string | undefined): (text: string) => boolean {
  const wanted = (word ?? '').toLowerCase();
  return (text) => text.toLowerCase().includes(wanted);
}
