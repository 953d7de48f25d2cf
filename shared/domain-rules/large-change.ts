/** How much of what was there a change touches; adds and the vendor's own default are not counted. */
export interface Touched {
  existing: number;
  updated: number;
  removed: number;
}

/** More than 30 % of ten or more: such a change is refused unless forced. */
export function overThreshold({ existing, updated, removed }: Touched): boolean {
  return existing >= 10 && (updated + removed) * 10 > existing * 3;
}
