import type { CloudCredentials } from './acs3.ts';
import { type Answer, lostAnswer, readAnswer, secretsOf } from './answer.ts';
import { CallOutcomeUnknown, CloudError } from './cloud-errors.ts';
import { type CloudRequest, signedRequest } from './cloud-request.ts';
import type { EndpointResolver } from './endpoints.ts';
import { hintFor } from './hints.ts';
import { retryRuleFor } from './retry-rules.ts';

export interface TransportDeps {
  fetch: typeof globalThis.fetch;
  /** Asked before each attempt: temporary credentials run out. */
  credentials: () => CloudCredentials;
  /** The machine's time in ms since the epoch: signatures are compared with the cloud's clock. */
  machineNow: () => number;
  newNonce: () => string;
  /** Rejects with the signal's reason when aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  random: () => number;
  endpoint: EndpointResolver;
  /** The deadline of everything this transport does. */
  signal?: AbortSignal;
  /** A fresh limit on one attempt, so that a connection that died silently does not eat the whole deadline. */
  attemptSignal?: () => AbortSignal;
}

export interface Transport {
  /**
   * Makes the call, again after answers that say so, and returns the answer's JSON object ({} if it has none).
   * @throws CloudError · CallOutcomeUnknown · the signal's reason when the deadline passes first
   */
  call<T>(request: CloudRequest): Promise<T>;
}

const MAX_ATTEMPTS = 4;
const LONGEST_BACKOFF_MS = 10_000;
/** A longer wait asked for by the cloud is not slept through but reported: the caller can come back later. */
const LONGEST_WAIT_MS = 20_000;
const NO_ANSWER_WAIT_MS = 250;

export function createTransport(deps: TransportDeps): Transport {
  return {
    async call<T>(request: CloudRequest): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        deps.signal?.throwIfAborted();
        const answer = await send(deps, request);
        if (answer.kind === 'body') return answer.body as T;
        const { error, firstWaitMs } = judge(deps, request, answer);
        if (!error.retryable || attempt === MAX_ATTEMPTS) throw error;
        const waitMs = error.retryAfterMs ?? backoffMs(firstWaitMs, attempt, deps.random());
        if (waitMs > LONGEST_WAIT_MS) throw error;
        await deps.sleep(waitMs, deps.signal);
      }
    },
  };
}

/** Signed anew for each attempt: a date grows old and a nonce is good once. */
async function send(deps: TransportDeps, request: CloudRequest): Promise<Answer> {
  const credentials = deps.credentials();
  const { url, init } = signedRequest(request, {
    endpoint: deps.endpoint,
    credentials,
    now: deps.machineNow(),
    nonce: deps.newNonce(),
  });
  const limits = [deps.signal, deps.attemptSignal?.()].filter((signal) => signal !== undefined);
  try {
    const response = await deps.fetch(url, { ...init, signal: AbortSignal.any(limits) });
    return readAnswer(response, await response.text(), () => secretsOf(request, credentials));
  } catch (error) {
    return lostAnswer(error);
  }
}

/**
 * What an answer without a result means for the caller.
 * @throws CallOutcomeUnknown · the signal's reason
 */
function judge(
  deps: TransportDeps,
  request: CloudRequest,
  answer: Exclude<Answer, { kind: 'body' }>,
): { error: CloudError; firstWaitMs: number } {
  const { product, action, idempotent } = request;
  if (answer.kind === 'lost') {
    const why = deps.signal?.aborted ? 'deadline' : answer.why;
    if (!idempotent) throw new CallOutcomeUnknown(product, action, why);
    deps.signal?.throwIfAborted();
    const message = `${product} ${action} got no usable answer (${why})`;
    const error = new CloudError({ product, action, code: 'NoAnswer', status: 0, message, retryable: true });
    return { error, firstWaitMs: NO_ANSWER_WAIT_MS };
  }
  const { refusal } = answer;
  const rule = retryRuleFor(product, refusal.code, refusal.status);
  if (rule?.done === 'unknown' && !idempotent) throw new CallOutcomeUnknown(product, action, refusal.code);
  const error = new CloudError({
    ...refusal,
    product,
    action,
    message: `${product} ${action} was refused: ${refusal.code}: ${refusal.message}`,
    retryable: rule !== undefined,
    hint: hintFor(refusal.code, action),
  });
  return { error, firstWaitMs: rule?.firstWaitMs ?? 0 };
}

/** Half of the wait is fixed, half is random, so that functions refused together do not come back together. */
function backoffMs(firstWaitMs: number, attempt: number, random: number): number {
  const ceiling = Math.min(firstWaitMs * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}
