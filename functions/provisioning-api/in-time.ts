import type { Deps } from '../../shared/engine/deps.ts';
import { deadlineOf } from '../../shared/function-compute/deadline.ts';
import type { HttpResult } from '../../shared/function-compute/http-event.ts';
import { toHttpResult } from '../../shared/function-compute/http-event.ts';
import { OutOfTime, runOut } from '../../shared/function-compute/run-out.ts';
import { ApiProblem, problemResponse } from './problem.ts';
import { ANSWER_HEADERS } from './security/answer-headers.ts';

/** What an answer is made with, as long as there is time for it. */
export interface InTime {
  /** The same, but that nothing is started or slept through once time is up. */
  deps: Deps;
  /** Aborted with {@link OutOfTime} when calls have to be given up. */
  signal: AbortSignal;
}

/**
 * Answers before Function Compute kills the invocation, whatever hangs: calls to the cloud are given up first, so that the
 * request itself can say what became of it; where even that hangs, the caller is told to ask again.
 *
 * @param byMachineTime whether calls that hang do so on the function's own clock
 */
export async function inTime(
  deps: Deps,
  { timeoutSeconds, byMachineTime }: { timeoutSeconds: number; byMachineTime: boolean },
  answer: (within: InTime) => Promise<HttpResult>,
): Promise<HttpResult> {
  const { clock } = deps;
  const deadline = deadlineOf({ startedAt: clock.now(), timeoutSeconds, marginSeconds: CALLS_END_SECONDS });
  const late = new AbortController();
  const calls = byMachineTime ? runOut({ timeoutSeconds, marginSeconds: CALLS_END_SECONDS }) : undefined;
  const all = byMachineTime ? runOut({ timeoutSeconds, marginSeconds: ANSWER_SECONDS }) : undefined;
  const giveUp = () => late.abort(new OutOfTime());
  const within: Deps = {
    ...deps,
    fetch: async (...given) => {
      if (deadline.remainingMs(clock.now()) === 0) giveUp();
      late.signal.throwIfAborted();
      return deps.fetch(...given);
    },
    clock: {
      now: () => clock.now(),
      async sleep(ms, signal) {
        const leftMs = deadline.remainingMs(clock.now());
        await clock.sleep(Math.min(ms, leftMs), signal);
        if (ms < leftMs) return;
        giveUp();
        late.signal.throwIfAborted();
      },
    },
  };
  const signal = AbortSignal.any([late.signal, ...(calls ? [calls.signal] : [])]);
  try {
    const answered = answer({ deps: within, signal });
    return await (all ? Promise.race([answered, unanswered(all.signal)]) : answered);
  } finally {
    calls?.end();
    all?.end();
  }
}

/** 503, and when to come back. What was asked for may have been done: asking again is safe. */
export function outOfTime(): ApiProblem {
  const detail =
    'there was no time left to answer: something that is needed for it is slow. What was asked for may have been done; look, and ask again in a moment';
  return new ApiProblem(503, 'OutOfTime', detail, {}, { ...ANSWER_HEADERS, 'retry-after': String(COME_BACK_SECONDS) });
}

function unanswered(signal: AbortSignal): Promise<HttpResult> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(toHttpResult(problemResponse(outOfTime()))), { once: true });
  });
}

/** Kept back from calls, for saying what became of the request: some reads and writes of the state. */
const CALLS_END_SECONDS = 10;
/** Kept back from everything, for the answer itself. */
const ANSWER_SECONDS = 3;
const COME_BACK_SECONDS = 10;
