import { describe, expect, it } from 'vitest';
import { DRIFTS } from '../bench/drifts.ts';
import { benchSweep } from '../bench/sweep.ts';

describe('a sweep of many gateways', () => {
  it('costs no more calls than the fewest that see everything, and the next one finds a drift of each kind', async () => {
    const [figures] = await benchSweep([DRIFTS.length + 3]);
    expect(figures?.calls).toBeLessThanOrEqual(figures?.lowerBound ?? 0);
    expect(figures?.byAction).toMatchObject({
      'eas ListGateway': 2,
      'eas ListServices': 1,
      'alidns DescribeDomains': 1,
    });
    expect(figures?.byAction).not.toHaveProperty('eas DescribeGateway');
    expect(figures?.missed).toEqual([]);
    expect(figures?.driftsFound).toBe(DRIFTS.length);
  });
});
