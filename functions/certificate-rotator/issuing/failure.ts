import type { AcmeError } from '../../../shared/acme/acme-error.ts';
import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import { type AttemptFailed, noteFailure } from '../../../shared/domain-rules/issuing/backoff.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import type { RotatorMemory } from './memory.ts';

/** The attempt that a step belongs to. */
export interface Attempt {
  step: IssuanceStep;
  memory: RotatorMemory;
  /** Of the wish. */
  generation: number;
  /** ms since the epoch. */
  now: number;
}

/**
 * What becomes of an attempt whose step failed.
 *
 * ```
 *  nobody knows whether it happened ......... thrown: it is looked for
 *  the authority asks to wait, or refuses ... learned: this attempt is over, another one comes later
 *  it cannot be reached, or is broken ....... thrown and tried again, three times; then learned
 * ```
 * @throws the error itself, where the engine is to try the step again
 */
export function orLearn(error: unknown, { step, memory, generation, now }: Attempt): Applied<RotatorMemory> {
  if (!isAcmeError(error) && !(error instanceof CloudError)) throw error;
  const triedBefore = memory.tries?.[step.id] ?? 0;
  if (error.retryable && error.code !== RATE_LIMITED && triedBefore + 1 < TRIES) throw error;
  const askedToWaitUntil = error.retryAfterMs === undefined ? undefined : now + error.retryAfterMs;
  return attemptFailed({ code: error.code, message: error.message, askedToWaitUntil }, { generation, now });
}

/** Learns that nothing comes of the attempt under way. */
export function attemptFailed(
  failure: AttemptFailed,
  { generation, now }: Pick<Attempt, 'generation' | 'now'>,
): Applied<RotatorMemory> {
  return {
    learn: (memory) => ({
      ...memory,
      ...noteFailure(memory, failure, { generation, now }),
      order: undefined,
      tries: {},
    }),
    message: `the attempt is over (${failure.code}): ${failure.message}`,
  };
}

/** Told by its name: its class is loaded only where something is due. */
export function isAcmeError(error: unknown): error is AcmeError {
  return error instanceof Error && error.name === 'AcmeError';
}

const TRIES = 3;
const RATE_LIMITED = 'rateLimited';
