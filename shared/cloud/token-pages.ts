import { CloudError } from './cloud-errors.ts';
import type { CloudProduct } from './endpoints.ts';

export interface TokenPage<Item> {
  items: readonly Item[];
  /** What leads to the next page; absent or empty at the end. */
  nextToken: string | undefined;
  /** How many items the whole list has, where this page says. */
  totalCount: number | undefined;
}

export interface TokenWalk<Item> {
  product: CloudProduct;
  action: string;
  read: (nextToken: string | undefined) => Promise<TokenPage<Item>>;
  /** Tells items apart: the same one may come on two pages while the list moves. */
  idOf: (item: Item) => string;
}

const WALKS = 2;

/**
 * Reads all pages of a list that is walked by tokens. As with numbered pages, a list that stays shorter than its own
 * total, or that leads in circles, is not returned: whoever concludes from it that something is absent would be wrong.
 * @throws CloudError `IncompleteList`
 */
export async function allTokenPages<Item>(walk: TokenWalk<Item>): Promise<Item[]> {
  for (let attempt = 1; attempt <= WALKS; attempt++) {
    const { items, complete } = await walkOnce(walk);
    if (complete) return items;
  }
  const { product, action } = walk;
  throw new CloudError({
    product,
    action,
    code: 'IncompleteList',
    status: 200,
    message: `${product} ${action} keeps returning fewer items than it counts`,
    retryable: true,
  });
}

async function walkOnce<Item>(walk: TokenWalk<Item>): Promise<{ items: Item[]; complete: boolean }> {
  const found = new Map<string, Item>();
  const taken = new Set<string>();
  for (let token: string | undefined; ; ) {
    const { items, nextToken, totalCount } = await walk.read(token);
    for (const item of items) found.set(walk.idOf(item), item);
    if (!nextToken) return { items: [...found.values()], complete: found.size >= (totalCount ?? 0) };
    if (taken.has(nextToken)) return { items: [], complete: false };
    taken.add(nextToken);
    token = nextToken;
  }
}
