import { SPECIFICATIONS, type Specification } from './specifications.ts';

export const METRICS = ['qps', 'connections', 'newHttpsConnectionsPerSecond', 'bandwidthGbps'] as const;
export type Metric = (typeof METRICS)[number];

export interface Size {
  specification: Specification;
  nodes: number;
}

/** How many of the smallest node one node is: each specification doubles the one before it. */
export function sizeOf(specification: Specification): number {
  return 2 ** SPECIFICATIONS.indexOf(specification);
}

export type AdditiveMetric = Exclude<Metric, 'qps'>;
export const ADDITIVE = [
  'connections',
  'newHttpsConnectionsPerSecond',
  'bandwidthGbps',
] as const satisfies AdditiveMetric[];

/** Of one node of 2c4g. Source: documented (the guide's capacity appendix); every further specification doubles them. */
export const THRESHOLDS: Record<AdditiveMetric, { security: number; warning: number; overload: number | undefined }> = {
  connections: { security: 12_000, warning: 24_000, overload: 40_000 },
  newHttpsConnectionsPerSecond: { security: 400, warning: 800, overload: undefined },
  bandwidthGbps: { security: 1, warning: 1, overload: undefined },
};

export type ConnectionKind = `${'short' | 'long'}-${'http' | 'https'}`;

export interface QpsCell extends Size {
  qps: number;
}

const qpsCells = (specification: Specification, three: number, five: number): QpsCell[] => [
  { specification, nodes: 3, qps: three },
  { specification, nodes: 5, qps: five },
];

/** Requests per second at 30 % CPU, answers of 1 KB, no gzip. Source: documented (capacity appendix, pessimistic). */
export const QPS_IN_SECURITY: Record<ConnectionKind, readonly QpsCell[]> = {
  'short-http': [
    ...qpsCells('2c4g', 5_200, 8_700),
    ...qpsCells('4c8g', 10_500, 17_500),
    ...qpsCells('8c16g', 21_000, 35_000),
    ...qpsCells('16c32g', 42_000, 70_000),
  ],
  'short-https': [
    ...qpsCells('2c4g', 1_600, 2_700),
    ...qpsCells('4c8g', 3_200, 5_500),
    ...qpsCells('8c16g', 6_500, 11_000),
    ...qpsCells('16c32g', 13_000, 22_000),
  ],
  // Larger specifications are missing in every copy of the appendix.
  'long-http': [...qpsCells('2c4g', 6_500, 10_800), ...qpsCells('4c8g', 13_000, 21_700)],
  'long-https': [],
};
