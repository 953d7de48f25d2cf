/** Time as leases, schedules and certificates count it. */
export interface TimeSource {
  /** ms since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own: what a function in an account goes by. */
export function machineClock(): TimeSource {
  return {
    // biome-ignore lint/plugin: this is what is injected
    now: () => Date.now(),
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', stop);
          resolve();
        }, ms);
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
  };
}

/** The clock of TORII_CLOCK does not answer, and nothing that counts time may go on without it. */
export class ClockUnreachable extends Error {
  readonly code = 'ClockUnreachable';
  readonly retryable = true;

  constructor(why: string) {
    super(`the clock that TORII_CLOCK names does not answer (${why}); leave it empty for the machine's own`);
    this.name = 'ClockUnreachable';
  }
}

/** Time that passes elsewhere. */
export interface ClockElsewhere extends TimeSource {
  /** The fetch that was given, which also hears what time it is there. */
  readonly fetch: typeof globalThis.fetch;
}

/**
 * A virtual clock in another process, which stands still while an invocation computes and moves while it sleeps or waits for
 * an answer that takes long there. `GET url` answers `{now}`, in ms since the epoch; `POST url/sleep` takes `{requestId, ms}`
 * and answers `{now}` when that time has come. An answer to any request may say the same in its header `x-clock-now`: so the
 * time last told stays true until the next sleep or answer.
 *
 * @throws ClockUnreachable
 */
export async function clockAt(
  url: string,
  { requestId, fetch }: { requestId: string; fetch: typeof globalThis.fetch },
): Promise<ClockElsewhere> {
  let told = await ask(fetch, url, {});
  return {
    now: () => told,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const body = JSON.stringify({ requestId, ms: Math.max(0, Math.ceil(ms)) });
      const headers = { 'content-type': 'application/json' };
      try {
        told = await ask(fetch, `${url}/sleep`, { method: 'POST', headers, body, ...(signal && { signal }) });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
    async fetch(...request) {
      const response = await fetch(...request);
      const now = Number(response.headers.get('x-clock-now'));
      if (now > told) told = now;
      return response;
    },
  };
}

async function ask(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<number> {
  const response = await fetch(url, init).catch(() => undefined);
  if (!response?.ok) throw new ClockUnreachable(response ? `HTTP status ${response.status}` : 'no answer');
  const { now } = Object(await response.json().catch(() => undefined)) as { now?: unknown };
  if (typeof now !== 'number' || !Number.isFinite(now)) throw new ClockUnreachable('it tells no time');
  return now;
}
