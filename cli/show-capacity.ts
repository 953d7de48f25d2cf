import type { CapacityRow, Thresholds } from '../shared/domain-rules/capacity-carries.ts';
import type { CapacityAnswer } from './answers.ts';
import { indented, table } from './output.ts';
import type { Shell } from './shell.ts';

type Paint = Pick<Shell, 'paint'>;

/** The chosen size with its reason and each size's row of the vendor's table; or one size, with all that it carries. */
export function showCapacity({ paint }: Paint, { choice, rows }: CapacityAnswer): string {
  const [row] = rows;
  if (!choice) return row ? showSize({ paint }, row) : '';
  const isChosen = ({ specification, nodes }: CapacityRow) =>
    choice.reason === 'SmallestInSecurity' && choice.specification === specification && choice.nodes === nodes;
  const head =
    choice.reason === 'SmallestInSecurity'
      ? [paint('green', `${choice.specification} × ${choice.nodes}`), `  ${choice.message}`]
      : [paint('yellow', choice.reason), `  ${choice.message}`, `  way out: ${choice.wayOut}`];
  const cells = rows.map((one) => [
    isChosen(one) ? '*' : '',
    `${one.specification} × ${one.nodes}`,
    one.levels.length > 0 ? spoken(one.level) : '-',
    ...QPS.map(([kind]) => number(one.carries.qps[kind])),
    number(one.carries.connections.security),
    number(one.carries.newHttpsConnectionsPerSecond.security),
    number(one.carries.bandwidthGbps.security),
  ]);
  const heads = ['', 'SIZE', 'LEVEL', ...QPS.map(([, label]) => label), 'CONNECTIONS', 'NEW HTTPS/S', 'GBIT/S'];
  return [
    ...head,
    paint('bold', 'What each size carries in Security (QPS by kind of connection)'),
    indented(table(heads, cells)),
  ].join('\n');
}

function showSize({ paint }: Paint, { specification, nodes, carries, levels }: CapacityRow): string {
  const limits: [string, Thresholds][] = [
    ['connections', carries.connections],
    ['new HTTPS connections/s', carries.newHttpsConnectionsPerSecond],
    ['bandwidth, Gbit/s', carries.bandwidthGbps],
  ];
  const rows = [
    ...limits.map(([metric, { security, warning, overload }]) => [
      metric,
      ...[security, warning, overload].map(number),
    ]),
    ...QPS.map(([kind, label]) => [label, number(carries.qps[kind]), number(null), number(null)]),
  ];
  return [
    paint('bold', `${specification} × ${nodes} carries`),
    indented(table(['METRIC', 'SECURITY', 'WARNING', 'OVERLOAD'], rows)),
    ...levels.map(
      ({ level, message }) => `  ${paint(level === 'Security' ? 'green' : 'yellow', spoken(level))}: ${message}`,
    ),
  ].join('\n');
}

function number(value: number | null): string {
  return value === null ? 'not known' : String(value);
}

function spoken(level: CapacityRow['level']): string {
  return level === 'NotKnown' ? 'not known' : level;
}

const QPS = [
  ['short-http', 'QPS SHORT HTTP'],
  ['short-https', 'QPS SHORT HTTPS'],
  ['long-http', 'QPS LONG HTTP'],
  ['long-https', 'QPS LONG HTTPS'],
] as const;
