import type { CloudCredentials } from './acs3.ts';
import { endpointResolver } from './endpoints.ts';
import { createTransport, type Transport } from './transport.ts';

/** What one invocation of a function lends to its calls. */
export interface CallingInvocation {
  deps: {
    fetch: typeof globalThis.fetch;
    machineNow: () => number;
    newId: () => string;
    random: () => number;
    clock: { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  };
  /** Temporary credentials of the function's role: read at each call, never kept beyond the invocation. */
  context: { credentials: CloudCredentials };
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
}

/** The transport of one invocation. TORII_ENDPOINT names one address for all products; empty means the real ones. */
export function invocationTransport({ deps, context, environment, signal }: CallingInvocation): Transport {
  return createTransport({
    fetch: deps.fetch,
    credentials: () => context.credentials,
    machineNow: deps.machineNow,
    newNonce: deps.newId,
    sleep: (ms, abort) => deps.clock.sleep(ms, abort),
    random: deps.random,
    endpoint: endpointResolver(environment.TORII_ENDPOINT),
    signal,
    attemptSignal: () => AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  });
}

const ATTEMPT_TIMEOUT_MS = 10_000;
