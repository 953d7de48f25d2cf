import { describe, it } from 'vitest';
import { SCENARIOS } from './all.ts';
import type { Condition } from './conditions.ts';

/** Tells every story under these conditions. A file for some of them is what one worker runs. */
export function tellAllStories(...conditions: Condition[]): void {
  describe.each(conditions)('$name', (condition) => {
    it.each(SCENARIOS)('$name', ({ run }) => run(condition));
  });
}
