import { ConnectionDropped } from '../faults/meeting.ts';
import { Refusal } from '../front-door/refusal.ts';
import type { AcmeAnswer } from './answer.ts';
import { Problem } from './problem.ts';
import type { ResourceRow } from './resources.ts';

/** An answer, and what the journal keeps of it. */
export interface Outcome {
  readonly answer: AcmeAnswer;
  /** The last word of the problem's URN; absent on success. */
  readonly code?: string;
  /** Our own mistake behind a 500. */
  readonly failure?: unknown;
}

/**
 * The answer to a request that ended in an error; status 0 where a fault came before anything was done. A problem that
 * the resource's row does not list is a mistake of ours.
 */
export function refused(error: unknown, row: Pick<ResourceRow, 'errors'> | undefined): Outcome {
  if (error instanceof ConnectionDropped) return { answer: { status: 0 } };
  if (error instanceof Problem && (row?.errors.includes(error.type) ?? true)) return outcomeOf(error);
  if (error instanceof Refusal) return outcomeOf(translated(error));
  return { ...outcomeOf(new Problem('serverInternal', 'Internal error')), failure: error };
}

function outcomeOf(problem: Problem): Outcome {
  const { status, headers, type } = problem;
  const text = JSON.stringify(problem.document());
  return { answer: { status, headers, document: { type: 'application/problem+json', text } }, code: type };
}

/** Faults refuse in the words of Alibaba Cloud's API. */
function translated({ status, code, message, headers }: Refusal): Problem {
  if (code === 'RequestTooLarge') return new Problem('malformed', message, { status });
  if (code === 'BadNonce') return new Problem('badNonce', 'JWS has an invalid nonce');
  if (!code.startsWith('Throttling')) return new Problem('serverInternal', 'Service busy; retry later.', { status });
  const ms = Number(headers['x-acs-retry-after'] ?? USUAL_WAIT_MS);
  const retryAfter = String(Math.ceil(ms / 1000));
  return new Problem('rateLimited', 'Service busy; retry later.', { headers: { 'retry-after': retryAfter } });
}

const USUAL_WAIT_MS = 60_000;
