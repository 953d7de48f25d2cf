import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assessCapacity,
  type CapacityLevel,
  chooseCapacity,
  type Traffic,
} from '../../shared/domain-rules/capacity.ts';
import type { Metric } from '../../shared/domain-rules/capacity-table.ts';
import { SPECIFICATIONS, type Specification } from '../../shared/domain-rules/specifications.ts';

describe('where a load stands on a gateway (G20)', () => {
  it.each<[Specification, number, Metric, number, CapacityLevel]>([
    // One node of each specification, at the edges of the appendix's cells.
    ['2c4g', 1, 'connections', 12_000, 'Security'],
    ['2c4g', 1, 'connections', 12_001, 'Warning'],
    ['2c4g', 1, 'connections', 24_001, 'Warning'],
    ['2c4g', 1, 'connections', 39_999, 'Warning'],
    ['2c4g', 1, 'connections', 40_000, 'Overload'],
    ['4c8g', 1, 'connections', 24_000, 'Security'],
    ['4c8g', 1, 'connections', 80_000, 'Overload'],
    ['8c16g', 1, 'connections', 48_000, 'Security'],
    ['8c16g', 1, 'connections', 160_000, 'Overload'],
    ['16c32g', 1, 'connections', 96_000, 'Security'],
    ['16c32g', 1, 'connections', 320_000, 'Overload'],
    ['2c4g', 1, 'newHttpsConnectionsPerSecond', 400, 'Security'],
    ['2c4g', 1, 'newHttpsConnectionsPerSecond', 401, 'Warning'],
    ['2c4g', 1, 'newHttpsConnectionsPerSecond', 800, 'Warning'],
    ['2c4g', 1, 'newHttpsConnectionsPerSecond', 801, 'NotKnown'],
    ['4c8g', 1, 'newHttpsConnectionsPerSecond', 800, 'Security'],
    ['4c8g', 1, 'newHttpsConnectionsPerSecond', 1600, 'Warning'],
    ['8c16g', 1, 'newHttpsConnectionsPerSecond', 1600, 'Security'],
    ['8c16g', 1, 'newHttpsConnectionsPerSecond', 3200, 'Warning'],
    ['16c32g', 1, 'newHttpsConnectionsPerSecond', 3200, 'Security'],
    ['16c32g', 1, 'newHttpsConnectionsPerSecond', 6400, 'Warning'],
    ['2c4g', 1, 'bandwidthGbps', 1, 'Security'],
    ['2c4g', 1, 'bandwidthGbps', 1.1, 'NotKnown'],
    ['4c8g', 1, 'bandwidthGbps', 2, 'Security'],
    ['8c16g', 1, 'bandwidthGbps', 4, 'Security'],
    ['16c32g', 1, 'bandwidthGbps', 8, 'Security'],
    // Nodes add up.
    ['2c4g', 3, 'connections', 36_000, 'Security'],
    ['2c4g', 3, 'connections', 36_001, 'Warning'],
    ['4c8g', 2, 'newHttpsConnectionsPerSecond', 1600, 'Security'],
    ['16c32g', 4, 'bandwidthGbps', 32, 'Security'],
  ])('%s × %i with %s %d: %s', (specification, nodes, metric, value, level) => {
    expect(assessCapacity(specification, nodes, { [metric]: value })).toMatchObject([{ metric, level }]);
  });

  const SHORT_HTTP = { https: false };
  const LONG_HTTP = { https: false, keepAlive: true };
  it.each<[string, Traffic, Partial<Record<Specification, [three: number, five: number]>>]>([
    [
      'short HTTP',
      SHORT_HTTP,
      { '2c4g': [5200, 8700], '4c8g': [10500, 17500], '8c16g': [21000, 35000], '16c32g': [42000, 70000] },
    ],
    [
      'short HTTPS',
      {},
      { '2c4g': [1600, 2700], '4c8g': [3200, 5500], '8c16g': [6500, 11000], '16c32g': [13000, 22000] },
    ],
    ['long HTTP', LONG_HTTP, { '2c4g': [6500, 10800], '4c8g': [13000, 21700] }],
  ])('requests over %s connections are known at 3 and 5 nodes; above that nothing is known', (_, kind, table) => {
    for (const [specification, [three, five]] of Object.entries(table) as [Specification, [number, number]][]) {
      const level = (nodes: number, qps: number) => assessCapacity(specification, nodes, { ...kind, qps })[0]?.level;
      expect([level(3, three), level(3, three + 1)], specification).toEqual(['Security', 'NotKnown']);
      expect([level(5, five), level(5, five + 1)], specification).toEqual(['Security', 'NotKnown']);
      // Between and beyond, the smaller known number is a floor.
      expect([level(4, three), level(4, three + 1)], specification).toEqual(['Security', 'NotKnown']);
      expect([level(9, five), level(9, five + 1)], specification).toEqual(['Security', 'NotKnown']);
      expect(level(2, 1), specification).toBe('NotKnown');
    }
  });

  it('a larger node carries what a smaller one does, where its own number is missing', () => {
    const load = { ...LONG_HTTP, qps: 13_000 };
    const [level] = assessCapacity('8c16g', 3, load);
    expect(level).toMatchObject({ level: 'Security' });
    expect(level?.message).toBe(
      'qps 13000: 3 × 4c8g carry 13000 over long HTTP connections (answers of 1 KB), and 3 × 8c16g carry no less.',
    );
    expect(assessCapacity('8c16g', 3, { ...load, qps: 13_001 })).toMatchObject([{ level: 'NotKnown' }]);
  });

  it('says the numbers it follows from, and what it does not know', () => {
    const message = (load: Traffic) => assessCapacity('2c4g', 2, load)[0]?.message;
    expect(message({ connections: 30_000 })).toBe('connections 30000: Security ends at 24000 on 2 × 2c4g.');
    expect(message({ connections: 80_000 })).toBe('connections 80000: Overload begins at 80000 on 2 × 2c4g.');
    expect(message({ bandwidthGbps: 3 })).toContain('where Overload begins is not known');
    expect(message({ qps: 1 })).toBe('qps 1: no number is known for 2 × 2c4g with short HTTPS connections.');
  });

  it('judges what is declared and nothing else', () => {
    expect(assessCapacity('2c4g', 2, {})).toEqual([]);
  });
});

describe('choosing a size for traffic (G20)', () => {
  it.each<[Traffic, number, Specification]>([
    [{ connections: 1 }, 2, '2c4g'],
    [{ connections: 24_000 }, 2, '2c4g'],
    [{ connections: 24_001 }, 3, '2c4g'],
    // 5 × 2c4g is as large as 2.5 × 4c8g.
    [{ connections: 60_000 }, 5, '2c4g'],
    [{ connections: 60_001 }, 3, '4c8g'],
    [{ newHttpsConnectionsPerSecond: 1601 }, 5, '2c4g'],
    [{ bandwidthGbps: 6.5 }, 4, '4c8g'],
    // Fewer than three nodes have no number of requests.
    [{ qps: 1 }, 3, '2c4g'],
    [{ qps: 1601 }, 5, '2c4g'],
    [{ qps: 2701 }, 3, '4c8g'],
    [{ qps: 2701, https: false }, 3, '2c4g'],
    [{ qps: 21_700, https: false, keepAlive: true }, 5, '4c8g'],
    [{ qps: 22_000 }, 5, '16c32g'],
    // The metric that needs most decides.
    [{ qps: 100, connections: 100_000, bandwidthGbps: 2 }, 5, '4c8g'],
    // More than five nodes only where the largest five do not do.
    [{ connections: 480_000 }, 5, '16c32g'],
    [{ connections: 480_001 }, 6, '16c32g'],
    [{ connections: 480_001, qps: 22_000, bandwidthGbps: 80 }, 10, '16c32g'],
    [{}, 2, '2c4g'],
  ])('%j takes %i × %s', (traffic, nodes, specification) => {
    expect(chooseCapacity(traffic)).toMatchObject({ nodes, specification, reason: 'SmallestInSecurity', notKnown: [] });
  });

  it('says why', () => {
    expect(chooseCapacity({ connections: 25_000 }).message).toBe(
      '3 × 2c4g is the smallest gateway that stays in Security. connections 25000: Security goes to 36000 on 3 × 2c4g.',
    );
    expect(chooseCapacity({}).message).toContain('two nodes are the least that have an SLA');
  });

  it('says that short HTTPS requests are new connections too, where that would be too many', () => {
    const counted = 'declare newHttpsConnectionsPerSecond';
    expect(chooseCapacity({ qps: 1201 }).message).toContain(counted);
    expect(chooseCapacity({ qps: 1200 }).message).not.toContain(counted);
    expect(chooseCapacity({ qps: 1201, https: false }).message).not.toContain(counted);
    expect(chooseCapacity({ qps: 1201, newHttpsConnectionsPerSecond: 5 }).message).not.toContain(counted);
  });

  it.each<[Traffic, string, string]>([
    [{ qps: 22_001 }, '22000 requests per second on 5 × 16c32g', 'Measure'],
    [{ qps: 21_701, https: false, keepAlive: true }, '21700 requests per second on 5 × 4c8g', 'Measure'],
    [{ qps: 1, keepAlive: true }, 'long HTTPS connections', 'Leave keepAlive out'],
  ])('%j is more than is known, and it is said', (traffic, message, wayOut) => {
    const choice = chooseCapacity(traffic);
    expect(choice).toMatchObject({ specification: undefined, reason: 'CapacityNotKnown', notKnown: ['qps'] });
    expect(choice.message).toContain(message);
    expect(choice).toHaveProperty('wayOut', expect.stringContaining(wayOut));
  });

  it('stays in Security for all that is declared, has an SLA, and nothing smaller of five nodes does', () => {
    fc.assert(
      fc.property(traffics, (traffic) => {
        const choice = chooseCapacity(traffic);
        const isSafe = (specification: Specification, nodes: number) =>
          assessCapacity(specification, nodes, traffic).every(({ level }) => level === 'Security');
        const size = (specification: Specification, nodes: number) =>
          nodes * 2 ** SPECIFICATIONS.indexOf(specification);
        const smaller = choice.specification ? size(choice.specification, choice.nodes) : Number.POSITIVE_INFINITY;
        if (choice.specification) {
          expect(choice.nodes).toBeGreaterThanOrEqual(2);
          expect(isSafe(choice.specification, choice.nodes)).toBe(true);
        }
        for (const specification of SPECIFICATIONS) {
          for (const nodes of [2, 3, 4, 5]) {
            if (size(specification, nodes) < smaller) expect(isSafe(specification, nodes)).toBe(false);
          }
        }
      }),
    );
  });

  it('never chooses less for more', () => {
    fc.assert(
      fc.property(traffics, fc.nat({ max: 40_000 }), (traffic, more) => {
        const sizeFor = (load: Traffic) => {
          const { specification, ...choice } = chooseCapacity(load);
          return specification && 'nodes' in choice
            ? choice.nodes * 2 ** SPECIFICATIONS.indexOf(specification)
            : Number.POSITIVE_INFINITY;
        };
        const grown = { ...traffic, connections: (traffic.connections ?? 0) + more };
        expect(sizeFor(grown)).toBeGreaterThanOrEqual(sizeFor(traffic));
      }),
    );
  });
});

const some = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
const traffics: fc.Arbitrary<Traffic> = fc.record({
  qps: some(30_000),
  connections: some(600_000),
  newHttpsConnectionsPerSecond: some(20_000),
  bandwidthGbps: some(60),
  keepAlive: fc.constantFrom(true, false, undefined),
  https: fc.constantFrom(true, false, undefined),
});
