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

/**
 * Reads all pages one after the other (skipping about is answered with `Throttling.DeepPageSkip`) and guards against
 * pages that are short, empty or the same again. A list that stays shorter than its own total is not returned:
 * whoever concludes from it that something is absent would create it a second time.
 *
 * Others write while it is read. What came meanwhile pushed the rest along, so that nothing was missed but the newcomers:
 * another walk adds them. What went meanwhile pulled the rest back, perhaps onto a page that was read: all is read anew.
 * @throws CloudError `IncompleteList`
 */
export async function allPages<Item>(walk: ListWalk<Item>): Promise<Item[]> {
  let found = new Map<string, Item>();
  let counted = 0;
  for (let walks = 1, stood = 0; walks <= MOST_WALKS && stood < MOST_STANDING; walks++) {
    const { complete, moved, most } = await walkOnce(walk, found, counted);
    if (complete) return [...found.values()];
    if (moved === 'not') stood++;
    if (moved !== 'grew') found = new Map();
    counted = moved === 'grew' ? most : 0;
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

/**
 * @param found gets what is on the pages
 * @param counted how many items the list had when `found` was filled so far
 */
async function walkOnce<Item>(
  walk: ListWalk<Item>,
  found: Map<string, Item>,
  counted: number,
): Promise<{ complete: boolean; moved: 'grew' | 'shrank' | 'not'; most: number }> {
  let [first, most, last] = [0, counted, 0];
  const seen = new Set<string>();
  for (let pageNumber = 1; ; pageNumber++) {
    const { items, totalCount } = await walk.read(pageNumber);
    const seenBefore = seen.size;
    for (const item of items) {
      seen.add(walk.idOf(item));
      found.set(walk.idOf(item), item);
    }
    const isOver = seen.size === seenBefore;
    if (totalCount === undefined) {
      if (isOver) return { complete: true, moved: 'not', most };
      continue;
    }
    last = Number(totalCount);
    if (pageNumber === 1) first = last;
    most = Math.max(most, last);
    // One that shrank under way is complete only where it has all that it ever counted.
    const complete = found.size >= most;
    if (complete || isOver) return { complete, moved: last < most ? 'shrank' : last > first ? 'grew' : 'not', most };
  }
}

/** Walks over a list that never stands still. */
const MOST_WALKS = 5;
/** Walks over one that stood still all the while, and was short. */
const MOST_STANDING = 2;
