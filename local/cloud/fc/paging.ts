import type { ParameterTable } from '../product.ts';
import type { FcErrorCode } from './errors.ts';

const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

export const paging = {
  limit: { type: 'integer', min: 1, max: 100, default: 20, invalidCode },
  nextToken: { type: 'string' },
  prefix: { type: 'string' },
} as const satisfies ParameterTable;

/** One page of what is sorted by name; the token is where the next begins. */
export function pageOf<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  {
    limit,
    nextToken = '',
    prefix = '',
  }: { limit: number; nextToken?: string | undefined; prefix?: string | undefined },
): { items: readonly Item[]; nextToken: string | undefined } {
  const rest = items.filter((item) => nameOf(item).startsWith(prefix) && nameOf(item) >= nextToken);
  const following = rest[limit];
  return { items: rest.slice(0, limit), nextToken: following && nameOf(following) };
}
