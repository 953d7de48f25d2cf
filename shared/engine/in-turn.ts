/**
 * Works through a list, at most `limit` at a time, so that what is held at once does not grow with the list.
 *
 * @param mayStart asked before each: from the first no on nothing more is started
 * @returns what became of those that were started, and how many were not
 */
export async function inTurn<Item, Result>(
  items: readonly Item[],
  { limit, mayStart }: { limit: number; mayStart: () => boolean },
  work: (item: Item) => Promise<Result>,
): Promise<{ results: PromiseSettledResult<Result>[]; left: number }> {
  const results: PromiseSettledResult<Result>[] = [];
  let next = 0;
  const workThrough = async (): Promise<void> => {
    while (next < items.length && mayStart()) {
      const [item] = items.slice(next, ++next);
      if (item === undefined) return;
      const [result] = await Promise.allSettled([work(item)]);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, workThrough));
  return { results, left: items.length - next };
}
