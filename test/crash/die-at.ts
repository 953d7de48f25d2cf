import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CrashPoint, type CrashResult, directory, readJson, type Undisturbed } from './files.ts';
import { LIVES, type Trace } from './life.ts';

/** Tells the stories of one part of the sweep, each with its death. */
export function dieAtEach(part: number): void {
  const undisturbed = readJson<Undisturbed>('undisturbed.json');
  const points = readJson<CrashPoint[]>(`points-${part}.json`);

  describe('a function dies', () => {
    it.each(points)('$functionName $when its call $afterCalls: $life', async (point) => {
      const result = await dieAt(point, undisturbed[point.life]);
      appendFileSync(`${directory()}/results-${part}.jsonl`, `${JSON.stringify(result)}\n`);
      expect(result).toMatchObject({ converged: true, duplicates: 0, lost: 0 });
    });
  });
}

async function dieAt(point: CrashPoint, before: Trace | undefined): Promise<CrashResult> {
  const life = LIVES.find(({ name }) => name === point.life);
  if (!life || !before) throw new Error(`nobody told "${point.life}" without a death`);
  const { functionName, afterCalls, when } = point;
  try {
    const after = await life.live({ functionName, afterCalls, when });
    return { ...point, deaths: after.deaths, ...compare(before, after) };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    return { ...point, deaths: 0, converged: false, duplicates: 0, lost: 1, error: message };
  }
}

function compare(before: Trace, after: Trace): Pick<CrashResult, 'converged' | 'duplicates' | 'lost' | 'differences'> {
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
