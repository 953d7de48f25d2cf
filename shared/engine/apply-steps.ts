import type { StepHead } from '../domain-rules/plan.ts';
import type { Deps } from './deps.ts';
import { codeOf, journal } from './journal.ts';
import { retryAfterMs } from './waiting.ts';
import type { Subject, Worker, WorkerDocument } from './worker.ts';

/**
 * Runs steps that may run, at the same time: the intents are written down already; each outcome is journaled.
 *
 * @returns the worker's document with what was learned, what failed and which outcomes stayed unknown
 */
export async function applySteps<Memory, Observation, Step extends StepHead>(
  worker: Worker<Memory, Observation, Step>,
  steps: Step[],
  subject: Subject<Memory>,
  document: WorkerDocument<Memory>,
  deps: Deps,
  signal: AbortSignal,
): Promise<WorkerDocument<Memory>> {
  const from = worker.functionName;
  const results = await Promise.all(
    steps.map(async (step) => {
      await journal(deps, subject, { from, kind: 'intent', reason: step.id, message: step.summary });
      try {
        const applied = await worker.apply(step, subject, signal);
        await journal(deps, subject, { from, kind: 'outcome', reason: step.id, message: applied.message ?? 'done' });
        return { step, applied };
      } catch (error) {
        const failure = describe(error);
        await journal(deps, subject, {
          from,
          kind: 'outcome',
          reason: failure.code,
          message: failure.message,
          data: { step: step.id },
        });
        return { step, failure };
      }
    }),
  );
  const after: WorkerDocument<Memory> = {
    ...document,
    intents: { ...document.intents },
    failures: { ...document.failures },
  };
  for (const { step, applied, failure } of results) {
    if (!failure?.outcomeUnknown) delete after.intents[step.id];
    if (applied) {
      if (applied.learn) after.memory = applied.learn(after.memory);
      delete after.failures[step.id];
    } else if (failure) {
      const count = (document.failures[step.id]?.count ?? 0) + 1;
      const retryAt = deps.clock.now() + retryAfterMs(count, failure.retryable);
      after.failures[step.id] = { count, code: failure.code, message: failure.message, retryAt };
    }
  }
  return after;
}

function describe(error: unknown): { code: string; message: string; retryable: boolean; outcomeUnknown: boolean } {
  if (!(error instanceof Error)) throw error;
  const code = codeOf(error);
  const outcomeUnknown = code === 'CallOutcomeUnknown';
  const { retryable } = error as { retryable?: unknown };
  return { code, message: error.message, retryable: retryable === true || outcomeUnknown, outcomeUnknown };
}
