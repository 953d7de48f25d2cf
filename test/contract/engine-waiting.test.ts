import { describe, expect, it } from 'vitest';
import type { Wait } from '../../shared/domain-rules/plan.ts';
import { nextLookMs, retryAfterMs, settlingLookMs, soonestLookMs } from '../../shared/engine/waiting.ts';

describe('waiting is looking when it usually gets ready, and then less and less often', () => {
  it.each([
    [240, 0, 144_000],
    [240, 100_000, 44_000],
    [240, 143_500, 500],
    [240, 147_000, 3_480],
    [240, 144_000, 6_480],
    [1, 0, 1_000],
    [10, 6_000, 1_000],
  ])('of what takes %i s, %i ms in: again in %i ms', (typicalSeconds, elapsedMs, ms) => {
    expect(nextLookMs(typicalSeconds, elapsedMs)).toBe(ms);
  });

  it('looks soon after it is ready and not often: at most 4.5 % late, in 45 looks for four times the usual', () => {
    let elapsed = 0;
    let looks = 0;
    while (elapsed < 4 * 240_000) {
      const ms = nextLookMs(240, elapsed);
      if (elapsed > 0) expect(ms).toBeLessThanOrEqual(0.045 * elapsed + 1);
      elapsed += ms;
      looks += 1;
    }
    expect(looks).toBeLessThanOrEqual(45);
  });

  it('does not move what it waits for because it looks at something else', () => {
    const from = (elapsed: number) => elapsed + nextLookMs(240, elapsed);
    expect([144_001, 147_000, 150_479].map(from)).toEqual([150_480, 150_480, 150_480]);
  });

  it('asks less often for a part of a work that has lasted long: that part alone is not what is late', () => {
    expect(nextLookMs(60, 36_000)).toBe(1_620);
    expect(nextLookMs(60, 36_000, 264_000)).toBe(10_125);
  });

  it('polls the cloud only, at the soonest that any wait wants; others are heard from', () => {
    const wait = (id: string, on: Wait['on'], typicalSeconds: number): Wait => ({
      id,
      on,
      reason: 'R',
      message: '',
      typicalSeconds,
    });
    const waits = [wait('gateway', 'cloud', 240), wait('link', 'cloud', 60), wait('zones', 'peer', 1)];
    const soonest = (waitingSince: Record<string, number>, busySince: number | null = null) =>
      soonestLookMs(waits, { waitingSince, busySince }, 100_000);
    expect(soonest({ gateway: 0, link: 100_000 })).toBe(36_000);
    expect(soonest({ gateway: 0, link: 20_000 })).toBeLessThan(6_000);
    expect(soonest({})).toBe(36_000);
    expect(soonestLookMs([wait('zones', 'peer', 1)], { waitingSince: {}, busySince: null }, 0)).toBeUndefined();
  });

  it.each([
    [1, true, 10],
    [2, true, 20],
    [3, true, 40],
    [12, true, 900],
    [1, false, 300],
    [2, false, 600],
    [2_000, false, 3_600],
  ])('tries what failed %i times again (retryable: %s) after %i s', (failures, retryable, seconds) => {
    expect(retryAfterMs(failures, retryable)).toBe(seconds * 1000);
  });

  it('looks for what a call did after 2, 4, 8, 16, 32 s, and at the end of the settling time', () => {
    const looks = [];
    for (let elapsed = 0; elapsed < 60_000; ) {
      elapsed += settlingLookMs(elapsed, 60_000);
      looks.push(elapsed / 1000);
    }
    expect(looks).toEqual([2, 4, 8, 16, 32, 60]);
  });
});
