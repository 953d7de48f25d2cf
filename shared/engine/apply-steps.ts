import { createHash } from 'node:crypto';
import type { StepHead } from '../domain-rules/plan.ts';
import type { Deps } from './deps.ts';
import { inTurn } from './in-turn.ts';
import { codeOf, journal } from './journal.ts';
import { retryAfterMs } from './waiting.ts';
import type { Applied, Assignment, Looking, Subject, Worker, WorkerDocument } from './worker.ts';

/**
 * Runs steps that may run, at the same time: the intents are written down already; each outcome is journaled. What is not
 * started for want of time, or is given up because it has run out, did not fail: the next invocation does it.
 *
 * @param run.mayStart asked before each
 * @param run.holdsLease asked at the last moment before each call
 * @returns the worker's document with what was learned, what failed and which outcomes stayed unknown
 */
export async function applySteps<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  steps: Step[],
  subject: Subject<Memory, Declared>,
  document: WorkerDocument<Memory>,
  deps: Deps,
  {
    signal,
    looking,
    mayStart,
    holdsLease,
  }: { signal: AbortSignal; looking: Looking; mayStart: () => boolean; holdsLease: () => Promise<boolean> },
): Promise<WorkerDocument<Memory>> {
  const from = worker.functionName;
  const { results: attempts, left } = await inTurn(
    steps.map((step, index) => ({ step, index })),
    { limit: AT_A_TIME, mayStart },
    async ({ step, index }) => {
      await journal(deps, subject, {
        from,
        kind: 'intent',
        reason: step.id,
        message: step.summary,
        ...(step.reason !== undefined && { data: { because: step.reason } }),
      });
      const result = await attempt(async () => {
        if (!(await holdsLease())) throw new LeaseLost();
        return worker.apply(step, subject, signal, looking);
      });
      await journal(deps, subject, {
        from,
        kind: 'outcome',
        ...(result.failure
          ? { reason: result.failure.code, message: result.failure.message, data: { step: step.id } }
          : { reason: step.id, message: result.applied.message ?? 'done' }),
      });
      return { step, index, result };
    },
  );
  // Thrown when no call is under way any more. The intents stay written down, so the next run looks what became of them.
  const broken = attempts.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  const results = attempts
    .flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    .sort((one, other) => one.index - other.index);
  const after: WorkerDocument<Memory> = {
    ...document,
    intents: { ...document.intents },
    done: { ...document.done },
    failures: { ...document.failures },
  };
  for (const { id } of steps.slice(steps.length - left)) delete after.intents[id];
  for (const { step, result } of results) {
    const { failure } = result;
    if (!failure?.outcomeUnknown) delete after.intents[step.id];
    if (failure && NOT_ITS_FAULT.includes(failure.code)) continue;
    if (failure) {
      const count = (document.failures[step.id]?.count ?? 0) + 1;
      const waitMs = Math.max(retryAfterMs(count, failure.retryable), failure.askedToWaitMs);
      // Those that were refused together do not come back together.
      const retryAt = deps.clock.now() + Math.round(waitMs * (1 + JITTER * deps.random()));
      after.failures[step.id] = { count, code: failure.code, message: failure.message, retryAt };
    } else {
      if (result.applied.learn) after.memory = result.applied.learn(after.memory);
      delete after.failures[step.id];
      after.done[step.id] = { at: deps.clock.now(), digest: stepDigest(step) };
    }
  }
  return after;
}

const JITTER = 0.2;
/** Steps under way at the same time. */
const AT_A_TIME = 50;
/** Codes of what is no failure of the step: calls are given up shortly before the function is killed, or are not made. */
const NOT_ITS_FAULT = ['OutOfTime', 'LeaseLost'];

/** This run stalled for so long that another took over: the call is that one's to make. */
class LeaseLost extends Error {
  readonly code = 'LeaseLost';
  readonly retryable = true;

  constructor() {
    super('not done: this run stalled, and another one took over meanwhile');
    this.name = 'LeaseLost';
  }
}

/** What a step does, in a form that two plans can be compared by; how and why it is asked for and what it comes after is not. */
export function stepDigest(step: StepHead): string {
  const { summary: _summary, reason: _reason, terms: _terms, after: _after, ...values } = step;
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16);
}

interface Failure {
  code: string;
  message: string;
  retryable: boolean;
  outcomeUnknown: boolean;
  /** How long the cloud asked to wait. */
  askedToWaitMs: number;
}

type Attempt<Memory> = { applied: Applied<Memory>; failure?: never } | { applied?: never; failure: Failure };

async function attempt<Memory>(apply: () => Promise<Applied<Memory>>): Promise<Attempt<Memory>> {
  try {
    return { applied: await apply() };
  } catch (error) {
    return { failure: describe(error) };
  }
}

function describe(error: unknown): Failure {
  if (!(error instanceof Error)) throw error;
  const code = codeOf(error);
  const outcomeUnknown = code === 'CallOutcomeUnknown';
  const { retryable, retryAfterMs: asked } = error as { retryable?: unknown; retryAfterMs?: unknown };
  return {
    code,
    message: error.message,
    retryable: retryable === true || outcomeUnknown,
    outcomeUnknown,
    askedToWaitMs: typeof asked === 'number' ? asked : 0,
  };
}
