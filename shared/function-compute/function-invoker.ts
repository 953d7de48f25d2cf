import {
  type AsyncCall,
  type Attempt,
  type AttemptResult,
  InvocationFailed,
  isPassing,
  payloadOf,
} from './invocation-attempt.ts';
import type { Invoker } from './invoker.ts';

/** Whether this instance has learned that the gateway refuses the `FC` scheme; shared by the invocations it serves. */
export interface Learned {
  refusesFc: boolean;
}

/**
 * Invokes functions asynchronously: with the `FC` signature of `@alicloud/fc2` first and, where the gateway refuses that
 * scheme on version 3.0 (nobody documents that it takes it), with the documented ACS3 signature from then on.
 *
 * Both refuse a role that may not invoke with 403, so one that is refused is asked the other way before it counts.
 */
export function functionInvoker(options: {
  fc: Attempt;
  acs3: Attempt;
  learned: Learned;
  /** Rejects with the signal's reason when aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  random: () => number;
  signal?: AbortSignal;
}): Invoker {
  const { fc, acs3, learned, sleep, random, signal } = options;

  const once = async (call: AsyncCall): Promise<AttemptResult> => {
    if (learned.refusesFc) return acs3(call);
    const first = await fc(call);
    if (first.kind !== 'refused' || !REFUSES_SCHEME.has(first.status)) return first;
    const second = await acs3(call);
    if (second.kind === 'scheduled' || second.kind === 'already-scheduled') learned.refusesFc = true;
    return second;
  };

  return {
    /** @throws InvocationFailed, PayloadTooLarge, or the signal's reason when the deadline passes first */
    async invokeAsync(functionName, payload, { delaySeconds, taskId }) {
      const call = { functionName, payload: payloadOf(functionName, payload), delaySeconds, taskId };
      for (let attempt = 1; ; attempt += 1) {
        signal?.throwIfAborted();
        const result = await once(call);
        if (result.kind === 'scheduled') return 'scheduled';
        // What a lost attempt scheduled answers so when it is asked again.
        if (result.kind === 'already-scheduled') return 'already-scheduled';
        const refused = result.kind === 'refused' ? result : { code: 'NoAnswer', status: 0 };
        if (!isPassing(refused.status) || attempt === MAX_ATTEMPTS) throw new InvocationFailed(functionName, refused);
        const ceiling = FIRST_WAIT_MS * 2 ** (attempt - 1);
        await sleep(Math.round(ceiling / 2 + (random() * ceiling) / 2), signal);
      }
    },
  };
}

/**
 * Where a function is invoked: the account's own host (documented), or the address that stands for everything.
 * @param override TORII_ENDPOINT, an origin
 */
export function functionComputeEndpoint(accountId: string, region: string, override?: string): string {
  return override ? new URL(override).origin : `https://${accountId}.${region}.fc.aliyuncs.com`;
}

/** What a gateway answers to a scheme that it does not take is not documented. */
const REFUSES_SCHEME = new Set([400, 401, 403]);
const MAX_ATTEMPTS = 4;
const FIRST_WAIT_MS = 500;
