import { changedConditions, type Finding, withSince } from '../domain-rules/condition.ts';
import type { StepHead } from '../domain-rules/plan.ts';
import { type DocumentKey, isVersionConflict } from '../state/store.ts';
import type { Deps } from './deps.ts';
import { codeOf, journal, journalConditions } from './journal.ts';
import { retryAfterMs } from './waiting.ts';
import { type Assignment, freshDocument, type Worker, type WorkerDocument } from './worker.ts';
import { documentKey, forGeneration } from './worker-document.ts';

/** Told by its code, because whoever gave the signal may be in another bundle. */
export function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && codeOf(error) === OUT_OF_TIME;
}

/**
 * A look did not come to its end before the function had to. That is no failure of anything: it is written down, and
 * another invocation looks. What never comes to its end must not spin, so each in a row comes later than the one before
 * it, and from the second on the condition says why nothing moves.
 *
 * | in a row  | looked again after       | condition           |
 * |-----------|--------------------------|---------------------|
 * | the first | a moment                 | as it was           |
 * | others    | 10 s, 20 s … up to 15 min | `Unknown/OutOfTime` |
 *
 * @returns when to look again, in ms since the epoch; undefined where there is nothing any more to look at
 */
export async function saveOutOfTime<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  reference: Omit<DocumentKey, 'kind'>,
  deps: Pick<Deps, 'store' | 'clock'>,
): Promise<{ dueAt: number; generation: number } | undefined> {
  const { functionName, kind, assignedBy = 'declaration', freshMemory, speaksOf } = worker;
  const { store, clock } = deps;
  const declared = await store.get<Declared>({ ...reference, kind: assignedBy });
  if (!declared) return undefined;
  const { generation } = declared.body;
  const key = documentKey(kind, reference);
  const stored = await store.get<WorkerDocument<Memory>>(key);
  const before = stored?.body ?? freshDocument(freshMemory, 0);
  const now = clock.now();
  const outOfTime = (before.outOfTime ?? 0) + 1;
  const waitMs = outOfTime === 1 ? A_MOMENT_MS : retryAfterMs(outOfTime - 1, true);
  const when = outOfTime === 1 ? 'at once' : `in ${waitMs / 1000} s`;
  const message = `time ran out before everything was looked at, ${outOfTime} in a row; looks again ${when}`;
  const finding: Finding = { type: speaksOf, status: 'Unknown', reason: OUT_OF_TIME, message };
  const after = {
    ...(outOfTime === 1 ? before : saying(finding, forGeneration(before, generation), before, now)),
    outOfTime,
  };
  await journal(deps, reference, { from: functionName, kind: 'note', reason: OUT_OF_TIME, message });
  try {
    await store.put(key, { body: after, dueAt: now + waitMs }, stored?.version ?? 0);
    const changed = changedConditions(after.conditions, before.conditions);
    await journalConditions(deps, reference, functionName, changed);
  } catch (error) {
    // Whoever wrote in between has looked to the end.
    if (!isVersionConflict(error)) throw error;
  }
  return { dueAt: now + waitMs, generation };
}

/** Conditions of an older generation say nothing about this one. */
function saying<Memory>(
  finding: Finding,
  document: WorkerDocument<Memory>,
  { generation, conditions }: WorkerDocument<Memory>,
  now: number,
): WorkerDocument<Memory> {
  const others = generation === document.generation ? conditions.filter(({ type }) => type !== finding.type) : [];
  return { ...document, conditions: [...withSince([finding], conditions, now), ...others] };
}

const OUT_OF_TIME = 'OutOfTime';
/** Not this very instant, which may be the one that this invocation was started for under an id of its own. */
const A_MOMENT_MS = 1;
