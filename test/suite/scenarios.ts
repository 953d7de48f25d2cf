import type { Condition } from './conditions.ts';

/** A story from a declaration to what callers meet, told under any condition. */
export interface Scenario {
  name: string;
  run(condition: Condition): Promise<void>;
}
