import { assessCapacity, type CapacityLevel, type MetricLevel, TABLED_SIZES, type Traffic } from './capacity.ts';
import { type ConnectionKind, QPS_IN_SECURITY, type Size, sizeOf, THRESHOLDS } from './capacity-table.ts';

/** Where the levels of one metric end. Null: the appendix has no number. */
export interface Thresholds {
  security: number;
  warning: number;
  overload: number | null;
}

/** What a size of a fully managed gateway carries, by the guide's capacity appendix (G20). */
export interface Carries {
  connections: Thresholds;
  newHttpsConnectionsPerSecond: Thresholds;
  /** Gbit/s */
  bandwidthGbps: Thresholds;
  /** Requests per second in Security, answers of 1 KB, by kind of connection. Null: the appendix has no cell for it. */
  qps: Record<ConnectionKind, number | null>;
}

export interface CapacityRow extends Size {
  carries: Carries;
  /** Where each metric of the load stands, if there is a load. */
  levels: MetricLevel[];
  /** The worst of these. */
  level: CapacityLevel;
}

/** One size with what it carries and where a load stands on it. Thresholds add up over nodes; a cell is never extrapolated. */
export function capacityRow({ specification, nodes }: Size, load: Traffic): CapacityRow {
  const factor = nodes * sizeOf(specification);
  const of = ({ security, warning, overload }: (typeof THRESHOLDS)['connections']): Thresholds => ({
    security: security * factor,
    warning: warning * factor,
    overload: overload === undefined ? null : overload * factor,
  });
  const cell = (kind: ConnectionKind): number | null =>
    QPS_IN_SECURITY[kind].find((one) => one.specification === specification && one.nodes === nodes)?.qps ?? null;
  const levels = assessCapacity(specification, nodes, load);
  return {
    specification,
    nodes,
    carries: {
      connections: of(THRESHOLDS.connections),
      newHttpsConnectionsPerSecond: of(THRESHOLDS.newHttpsConnectionsPerSecond),
      bandwidthGbps: of(THRESHOLDS.bandwidthGbps),
      qps: {
        'short-http': cell('short-http'),
        'short-https': cell('short-https'),
        'long-http': cell('long-http'),
        'long-https': cell('long-https'),
      },
    },
    levels,
    level: WORST_FIRST.find((level) => levels.some((one) => one.level === level)) ?? 'Security',
  };
}

/** Each size that the appendix has numbers around, the smallest first, and the given one where it is none of them. */
export function capacityRows(load: Traffic, also?: Size): CapacityRow[] {
  const isTabled = TABLED_SIZES.some(
    ({ specification, nodes }) => also?.specification === specification && also.nodes === nodes,
  );
  return [...TABLED_SIZES, ...(also && !isTabled ? [also] : [])].map((size) => capacityRow(size, load));
}

const WORST_FIRST: CapacityLevel[] = ['Overload', 'Warning', 'NotKnown'];
