import { describe, expect, it } from 'vitest';
import { issueWhileDying, rotateWhileDying } from '../scenario/dying-issuance.ts';
import { MOST_CALLS, sampled } from './dying-issuance.ts';

describe('the deaths of certificate-rotator', () => {
  it('are at each of the calls that an issuance takes', async () => {
    expect((await issueWhileDying()).calls).toBeLessThanOrEqual(MOST_CALLS);
  });
});

describe('gateway-provisioner, while it swaps a certificate', () => {
  /** The call that attaches and all about it; then it only looks whether the newer one is served, hundreds of times. */
  const calls = [...Array.from({ length: 30 }, (_, index) => index + 1), 90, 180, 270, 360, 450];
  const deaths = sampled(calls).flatMap((afterCalls) =>
    (['before', 'after'] as const).map((when) => ({ afterCalls, when })),
  );

  it.each(deaths)('dies $when call $afterCalls took effect: swapped once, and no caller fails', async (death) => {
    const { deaths } = await rotateWhileDying(death);
    expect(deaths).toBe(1);
  });
});
