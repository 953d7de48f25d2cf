import { describe, it } from 'vitest';
import { SCENARIOS } from './all.ts';
import { type Condition, OTHER_READINGS } from './conditions.ts';

/** Tells every story under these conditions. A file for some of them is what one worker runs. */
export function tellAllStories(...conditions: Condition[]): void {
  describe.each(conditions)('$name', (condition) => {
    it.each(SCENARIOS)('$name', ({ run }) => run(condition));
  });
}

/**
 * Tells stories under a third of the other readings, for one worker: all of them with TORII_EVERY_READING=1, else every third
 * one, so that each reading is met by stories of both kinds of gateway.
 */
export function tellUnderOtherReadings(part: number): void {
  const isEvery = process.env.TORII_EVERY_READING === '1';
  const told = SCENARIOS.filter((_, index) => isEvery || index % PARTS === part);
  describe.each(OTHER_READINGS.filter((_, index) => index % PARTS === part))('$name', (condition) => {
    it.each(told)('$name', ({ run }) => run(condition));
  });
}

const PARTS = 3;
