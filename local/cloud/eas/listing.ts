import type { ParameterTable } from '../product.ts';

/** Paging and order of the list actions. What the largest page is, is not known: none is refused. */
export const listing = {
  Sort: { type: 'string', default: 'CreateTime' },
  Order: { type: 'string', enum: ['asc', 'desc'], ignoreCase: true, default: 'desc' },
  PageNumber: { type: 'integer', default: 1, min: 1 },
  PageSize: { type: 'integer', default: 100, min: 1 },
} as const satisfies ParameterTable;

interface Listing {
  readonly Sort: string;
  readonly Order: string;
  readonly PageNumber: number;
  readonly PageSize: number;
}

/** One page of response items, ordered by one of their fields; equal ones stay in order of creation. */
export function pageOf<Item extends object>(items: readonly Item[], { Sort, Order, PageNumber, PageSize }: Listing) {
  const keys = new Map(items.map((item) => [item, ownField(item, Sort)]));
  const direction = Order === 'asc' ? 1 : -1;
  const sorted = [...items].sort((one, other) => direction * compare(keys.get(one), keys.get(other)));
  const first = (PageNumber - 1) * PageSize;
  return { PageNumber, PageSize, TotalCount: items.length, items: sorted.slice(first, first + PageSize) };
}

function ownField(item: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(item, name)?.value;
}

/** Numbers by size, anything else by its text; what is not there comes first. */
function compare(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [left, right] = [String(one ?? ''), String(other ?? '')];
  return left === right ? 0 : left < right ? -1 : 1;
}
