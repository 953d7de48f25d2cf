import { describe, expect, it } from 'vitest';
import { issueWhileDying } from '../scenario/dying-issuance.ts';

/** No issuance takes more calls of certificate-rotator than this. */
export const MOST_CALLS = 290;
/** And none takes fewer. */
const FEWEST_CALLS = 220;
const PARTS = 4;
/** All deaths take a quarter of an hour: `npm run test:crash`. The suite takes every so many-th; the crash sweep has others. */
const STRIDE = process.env.TORII_EVERY_CALL ? 1 : 24;

/** Those of the deaths that are died in this run. */
export function sampled<Death>(deaths: Death[]): Death[] {
  return deaths.filter((_, index) => index % STRIDE === 0);
}

/** One of so many parts of all the deaths: a file for each is what one worker runs. */
export function dieInIssuance(part: number): void {
  const calls = Array.from({ length: MOST_CALLS }, (_, index) => index + 1).filter((call) => call % PARTS === part);
  const deaths = sampled(calls).flatMap((afterCalls) =>
    (['before', 'after'] as const).map((when) => ({ afterCalls, when })),
  );

  describe('certificate-rotator, while it gets a certificate', () => {
    it.each(deaths)('dies $when call $afterCalls took effect: one order, one upload, no key lost', async (death) => {
      const { deaths } = await issueWhileDying(death);
      if (death.afterCalls <= FEWEST_CALLS) expect(deaths).toBe(1);
    });
  });
}
