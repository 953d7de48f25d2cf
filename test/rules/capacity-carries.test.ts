import { describe, expect, it } from 'vitest';
import { capacityRow, capacityRows } from '../../shared/domain-rules/capacity-carries.ts';

describe('what a size carries (G20)', () => {
  it('adds up over nodes and doubles with each specification; a cell that the appendix does not have is null', () => {
    expect(capacityRow({ specification: '4c8g', nodes: 3 }, {})).toEqual({
      specification: '4c8g',
      nodes: 3,
      carries: {
        connections: { security: 72_000, warning: 144_000, overload: 240_000 },
        newHttpsConnectionsPerSecond: { security: 2_400, warning: 4_800, overload: null },
        bandwidthGbps: { security: 6, warning: 6, overload: null },
        qps: { 'short-http': 10_500, 'short-https': 3_200, 'long-http': 13_000, 'long-https': null },
      },
      levels: [],
      level: 'Security',
    });
    expect(capacityRow({ specification: '2c4g', nodes: 4 }, {}).carries.qps).toEqual({
      'short-http': null,
      'short-https': null,
      'long-http': null,
      'long-https': null,
    });
  });

  it.each([
    [{ connections: 1 }, 'Security'],
    [{ connections: 30_000 }, 'Warning'],
    [{ connections: 90_000, qps: 1_000_000 }, 'Overload'],
    [{ connections: 1, qps: 1_000_000 }, 'NotKnown'],
  ])('says the worst of where a load stands on it: %j is %s', (load, level) => {
    expect(capacityRow({ specification: '2c4g', nodes: 2 }, load).level).toBe(level);
  });

  it('is shown of every size around which there are numbers, and of a larger one that was chosen', () => {
    const rows = capacityRows({});
    expect(rows).toHaveLength(16);
    expect(rows[0]).toMatchObject({ specification: '2c4g', nodes: 2 });
    expect(capacityRows({}, { specification: '8c16g', nodes: 5 })).toHaveLength(16);
    expect(capacityRows({}, { specification: '16c32g', nodes: 9 }).at(-1)).toMatchObject({ nodes: 9 });
  });
});
