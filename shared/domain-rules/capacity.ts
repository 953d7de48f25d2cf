import {
  ADDITIVE,
  type AdditiveMetric,
  type ConnectionKind,
  METRICS,
  type Metric,
  QPS_IN_SECURITY,
  type QpsCell,
  type Size,
  sizeOf,
  THRESHOLDS,
} from './capacity-table.ts';
import { SPECIFICATIONS, type Specification } from './specifications.ts';

/** The load that a gateway is to carry, at its peak. What is left out is not counted. */
export interface Traffic {
  /** Requests per second, answers of 1 KB. */
  qps?: number | undefined;
  /** Client connections open at once. */
  connections?: number | undefined;
  newHttpsConnectionsPerSecond?: number | undefined;
  /** Gbit/s */
  bandwidthGbps?: number | undefined;
  /** Whether clients keep their connections. Without it they do not: short ones cost more. */
  keepAlive?: boolean | undefined;
  /** Whether requests come encrypted. Without it they do: it costs more. */
  https?: boolean | undefined;
}

/** Security: still fine if traffic doubles. Warning: latency may rise. Overload: new connections are refused. */
export type CapacityLevel = 'Security' | 'Warning' | 'Overload' | 'NotKnown';

export interface MetricLevel {
  metric: Metric;
  level: CapacityLevel;
  /** A sentence with the numbers it follows from. */
  message: string;
}

export type CapacityChoice =
  | {
      specification: Specification;
      nodes: number;
      reason: 'SmallestInSecurity';
      message: string;
      levels: MetricLevel[];
      notKnown: [];
    }
  | {
      specification: undefined;
      reason: 'CapacityNotKnown';
      message: string;
      wayOut: string;
      /** What the appendix has no number for. */
      notKnown: [Metric, ...Metric[]];
    };

/**
 * The smallest size of a fully managed gateway on which every declared metric stays in Security (G20): least
 * nodes × size of a node, then the smaller node, because losing one of many costs less. At least two nodes (SLA), and up
 * to five, which is as far as the appendix has numbers for; only more traffic than that takes more nodes of the largest.
 *
 * @example
 * chooseCapacity({ qps: 2500 }); // 5 × 2c4g: short HTTPS connections, 2700 requests per second
 */
export function chooseCapacity(traffic: Traffic): CapacityChoice {
  const needed = ADDITIVE.map((metric) =>
    Math.ceil((traffic[metric] ?? 0) / (THRESHOLDS[metric].security * sizeOf(LARGEST))),
  );
  const beyond = { specification: LARGEST, nodes: Math.max(MOST_TABLED_NODES, ...needed) };
  const size = [...TABLED_SIZES, beyond].find((candidate) => unsafe(traffic, candidate).length === 0);
  if (!size) return capacityNotKnown(traffic, beyond);
  const { specification, nodes } = size;
  const levels = assessCapacity(specification, nodes, traffic);
  const because = [
    ...levels.map((level) => level.message),
    ...(levels.length === 0 ? ['No load is declared, and two nodes are the least that have an SLA.'] : []),
    ...handshakes(size, traffic),
  ].join(' ');
  return {
    specification,
    nodes,
    reason: 'SmallestInSecurity',
    message: `${nodes} × ${specification} is the smallest gateway that stays in Security. ${because}`,
    levels,
    notKnown: [],
  };
}

/** Where each declared metric stands on a gateway of that size. Thresholds of one node add up over nodes (G20). */
export function assessCapacity(specification: Specification, nodes: number, load: Traffic): MetricLevel[] {
  return METRICS.flatMap((metric) => {
    const value = load[metric];
    if (value === undefined) return [];
    return [
      metric === 'qps'
        ? assessQps(specification, nodes, value, load)
        : assessAdditive(metric, specification, nodes, value),
    ];
  });
}

function assessAdditive(
  metric: AdditiveMetric,
  specification: Specification,
  nodes: number,
  value: number,
): MetricLevel {
  const factor = nodes * sizeOf(specification);
  const { security, warning, overload } = THRESHOLDS[metric];
  const at = (threshold: number) => `${threshold * factor} on ${nodes} × ${specification}`;
  const told = (level: CapacityLevel, why: string): MetricLevel => ({
    metric,
    level,
    message: `${metric} ${value}: ${why}.`,
  });
  if (value <= security * factor) return told('Security', `Security goes to ${at(security)}`);
  if (overload !== undefined && value >= overload * factor)
    return told('Overload', `Overload begins at ${at(overload)}`);
  if (overload !== undefined || value <= warning * factor) return told('Warning', `Security ends at ${at(security)}`);
  return told('NotKnown', `it is past Warning, ${at(warning)}, and where Overload begins is not known`);
}

/**
 * Requests per second are known at exactly 3 and 5 nodes, in Security alone. Between and beyond, and where a cell is
 * missing, the nearest smaller gateway that has a number is a floor; above that floor it is not known. Never
 * extrapolated.
 */
function assessQps(specification: Specification, nodes: number, value: number, load: Traffic): MetricLevel {
  const told = (level: CapacityLevel, why: string): MetricLevel => ({
    metric: 'qps',
    level,
    message: `qps ${value}: ${why}.`,
  });
  const kind = connectionKind(load);
  const floor = qpsFloor(kind, specification, nodes);
  if (!floor) return told('NotKnown', `no number is known for ${nodes} × ${specification} with ${SPOKEN[kind]}`);
  const known = `${floor.nodes} × ${floor.specification} carry ${floor.qps} over ${SPOKEN[kind]} (answers of 1 KB)`;
  const exact = floor.nodes === nodes && floor.specification === specification;
  if (value <= floor.qps)
    return told('Security', exact ? known : `${known}, and ${nodes} × ${specification} carry no less`);
  return told(
    'NotKnown',
    exact
      ? `${known} in Security, and what comes above is not known`
      : `${known}, and what more ${nodes} × ${specification} carry is not known`,
  );
}

/** The most that a gateway with a number carries, among those that are no larger in nodes nor in their size. */
function qpsFloor(kind: ConnectionKind, specification: Specification, nodes: number): QpsCell | undefined {
  return QPS_IN_SECURITY[kind]
    .filter((cell) => cell.nodes <= nodes && sizeOf(cell.specification) <= sizeOf(specification))
    .sort((a, b) => b.qps - a.qps)[0];
}

function capacityNotKnown(traffic: Traffic, { specification, nodes }: Size): CapacityChoice {
  const kind = connectionKind(traffic);
  const most = qpsFloor(kind, specification, nodes);
  return {
    specification: undefined,
    reason: 'CapacityNotKnown',
    message: most
      ? `The most that a number is known for, over ${SPOKEN[kind]}, is ${most.qps} requests per second on ${most.nodes} × ${most.specification}.`
      : `No number is known for ${SPOKEN[kind]}.`,
    wayOut: most
      ? 'Measure, and declare specification and nodes.'
      : 'Leave keepAlive out: short connections cost more, and their numbers are known. Or declare specification and nodes.',
    // All other metrics add up over nodes, so a number of nodes is known for each.
    notKnown: ['qps'],
  };
}

/** The appendix counts requests and new connections apart; with short connections each request is both. */
function handshakes(
  { specification, nodes }: Size,
  { qps, newHttpsConnectionsPerSecond, ...traffic }: Traffic,
): string[] {
  if (qps === undefined || newHttpsConnectionsPerSecond !== undefined || connectionKind(traffic) !== 'short-https')
    return [];
  const [opened] = assessCapacity(specification, nodes, { newHttpsConnectionsPerSecond: qps });
  if (opened?.level === 'Security') return [];
  return ['Each request opens a connection here: declare newHttpsConnectionsPerSecond to have that counted too.'];
}

function unsafe(traffic: Traffic, { specification, nodes }: Size): MetricLevel[] {
  return assessCapacity(specification, nodes, traffic).filter(({ level }) => level !== 'Security');
}

/** A connection is short and encrypted unless declared otherwise: what costs most. */
function connectionKind({ keepAlive = false, https = true }: Traffic): ConnectionKind {
  return `${keepAlive ? 'long' : 'short'}-${https ? 'https' : 'http'}`;
}

const SPOKEN: Record<ConnectionKind, string> = {
  'short-http': 'short HTTP connections',
  'short-https': 'short HTTPS connections',
  'long-http': 'long HTTP connections',
  'long-https': 'long HTTPS connections',
};

const LEAST_NODES = 2;
const MOST_TABLED_NODES = 5;
const LARGEST: Specification = '16c32g';

/** From two nodes, the least with an SLA, to five, as far as the appendix has numbers for; the smallest first. */
export const TABLED_SIZES: readonly Size[] = SPECIFICATIONS.flatMap((specification) =>
  Array.from({ length: MOST_TABLED_NODES - LEAST_NODES + 1 }, (_, index) => ({
    specification,
    nodes: LEAST_NODES + index,
  })),
).sort(
  (a, b) =>
    a.nodes * sizeOf(a.specification) - b.nodes * sizeOf(b.specification) ||
    sizeOf(a.specification) - sizeOf(b.specification),
);
