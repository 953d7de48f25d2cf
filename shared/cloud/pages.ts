import { CloudError } from './cloud-errors.ts';
import type { CloudProduct } from './endpoints.ts';

export interface ListPage<Item> {
  items: readonly Item[];
  /** How many items the whole list has, as this page says. */
  totalCount: number | string | undefined;
}

export interface ListWalk<Item> {
  product: CloudProduct;
  action: string;
  /** Pages count from 1. */
  read: (pageNumber: number) => Promise<ListPage<Item>>;
  /** Tells items apart: the same one may come on two pages while the list moves. */
  idOf: (item: Item) => string;
}

const WALKS = 2;

/**
 * Reads all pages one after the other (skipping about is answered with `Throttling.DeepPageSkip`) and guards against
 * pages that are short, empty or the same again. A list that stays shorter than its own total is not returned:
 * whoever concludes from it that something is absent would create it a second time.
 * @throws CloudError `IncompleteList`
 */
export async function allPages<Item>(walk: ListWalk<Item>): Promise<Item[]> {
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

async function walkOnce<Item>(walk: ListWalk<Item>): Promise<{ items: Item[]; complete: boolean }> {
  const found = new Map<string, Item>();
  for (let pageNumber = 1; ; pageNumber++) {
    const { items, totalCount } = await walk.read(pageNumber);
    const foundBefore = found.size;
    for (const item of items) found.set(walk.idOf(item), item);
    const complete = totalCount === undefined ? found.size === foundBefore : found.size >= Number(totalCount);
    if (complete || found.size === foundBefore) return { items: [...found.values()], complete };
  }
}
