import type { CrashResult } from './files.ts';
import type { Trace } from './life.ts';

type Story = Pick<Trace, 'end' | 'made' | 'told' | 'openIntents'>;

/** What a story with a death in it came to, beside the same story without one. */
export function compare(
  before: Story,
  after: Story,
): Pick<CrashResult, 'converged' | 'duplicates' | 'lost' | 'differences'> {
  const missing = without(before.end, after.end);
  const instead = without(after.end, before.end);
  const untold = more(before.told, after.told);
  const twice = [...more(after.made, before.made), ...more(after.told, before.told)];
  const open = without(after.openIntents, before.openIntents);
  const differences = [
    ...missing.map((line) => `missing: ${line}`),
    ...instead.map((line) => `instead: ${line}`),
    ...untold.map(({ what }) => `never told: ${what}`),
    ...twice.map(({ what, times }) => `${times} more: ${what}`),
    ...open.map((intent) => `no outcome: ${intent}`),
  ];
  return {
    converged: missing.length + instead.length === 0,
    duplicates: total(twice),
    lost: missing.length + total(untold) + open.length,
    ...(differences.length > 0 && { differences }),
  };
}

/** The lines of one list that the other has not, or not as often. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function more(counts: Record<string, number>, than: Record<string, number>): { what: string; times: number }[] {
  return Object.entries(counts).flatMap(([what, count]) => {
    const times = count - (than[what] ?? 0);
    return times > 0 ? [{ what, times }] : [];
  });
}

function total(counted: readonly { times: number }[]): number {
  return counted.reduce((sum, { times }) => sum + times, 0);
}
