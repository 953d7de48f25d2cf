import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
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
