import { describe, it } from 'vitest';
import { SCENARIOS } from './all.ts';
import { type Condition, OTHER_READINGS } from './conditions.ts';

/** Tells every story under these conditions. A file for some of them is what one worker runs. */
export function tellAllStories(...conditions: Condition[]): void {
  describe.each(conditions)('$name', (condition) => {
    it.each(SCENARIOS)('$name', ({ run }) => run(condition));
  });
}

/** One of three parts of all stories, each with some of both kinds of gateway; all of them with TORII_EVERY_STORY=1. */
export function tellPart(part: number, ...conditions: Condition[]): void {
  const isEvery = process.env.TORII_EVERY_STORY === '1';
  const told = SCENARIOS.filter((_, index) => isEvery || index % PARTS === part);
  describe.each(conditions)('$name', (condition) => {
    it.each(told)('$name', ({ run }) => run(condition));
  });
}

/** A third of the other readings, for one worker, with a part of the stories under each. */
export function tellUnderOtherReadings(part: number): void {
  tellPart(part, ...OTHER_READINGS.filter((_, index) => index % PARTS === part));
}

const PARTS = 3;
