import type { Invoker } from '../../shared/function-compute/invoker.ts';
import { failureTold } from './failure-told.ts';
import type { FunctionHost } from './function-host.ts';
import type { InvocationRecord } from './invocation.ts';
import type { Ended, Start } from './run-invocation.ts';
import type { Tasks } from './tasks.ts';

/** Asynchronous invocations (Function Compute 3.0): delay, task ids, retries, failure destinations, several at once. */
export class AsyncInvocations implements Invoker {
  readonly #options: AsyncOptions;
  /** When each task was accepted, by function and task id. */
  readonly #accepted = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  /** Whether what is due at one instant starts at once and races, or each when the one before it is done or sleeps. */
  together = false;

  constructor(options: AsyncOptions) {
    this.#options = options;
  }

  /** @throws InvocationRefused */
  async invokeAsync(
    functionName: string,
    payload: unknown,
    { delaySeconds, taskId }: { delaySeconds: number; taskId: string },
  ): Promise<'scheduled' | 'already-scheduled'> {
    const host = this.#options.hosts.get(functionName);
    if (!host) throw new InvocationRefused(404, 'FunctionNotFound', `there is no function "${functionName}"`);
    const event = Buffer.from(JSON.stringify(payload) ?? '', 'utf8');
    refuseInvalid(host, event, delaySeconds, taskId);

    const task = JSON.stringify([functionName, taskId]);
    const now = this.#options.now();
    const acceptedAt = this.#accepted.get(task);
    if (acceptedAt !== undefined && now < acceptedAt + TASK_MEMORY_MS) return 'already-scheduled';
    this.#accepted.set(task, now);
    this.enqueue(host, event, { trigger: 'invocation', taskId, delayMs: delaySeconds * 1000 });
    return 'scheduled';
  }

  /** Accepts an invocation that runs after the delay; it is the platform's from here on. */
  enqueue(
    host: FunctionHost,
    event: Buffer,
    { trigger, taskId, delayMs = 0 }: { trigger: InvocationRecord['trigger']; taskId?: string; delayMs?: number },
  ): void {
    const { now } = this.#options;
    const queued = { trigger, ...(taskId !== undefined && { taskId }) };
    const expiresAt = now() + delayMs + host.declared.asyncInvokeConfig.maxAsyncEventAgeInSeconds * 1000;
    this.#schedule(now() + delayMs, () => this.#attempt(host, event, queued, 1, expiresAt));
  }

  #schedule(at: number, start: () => Promise<void>): void {
    const scheduled = this.#options.tasks.schedule(at, () => {
      this.#waiting.delete(waiting);
      // The clock is held by the run itself: its owner must not wait for the whole of it.
      void start();
      if (this.together) this.#startAllDue();
    });
    const waiting: Waiting = { at, start, cancel: () => scheduled.cancel() };
    this.#waiting.add(waiting);
  }

  #startAllDue(): void {
    const now = this.#options.now();
    for (const waiting of this.#waiting) {
      if (waiting.at > now) continue;
      waiting.cancel();
      this.#waiting.delete(waiting);
      void waiting.start();
    }
  }

  async #attempt(host: FunctionHost, event: Buffer, queued: Queued, attempt: number, expiresAt: number): Promise<void> {
    const { now, run, newId, retriedRequestId } = this.#options;
    const requestId = queued.requestId !== undefined && retriedRequestId() === 'same' ? queued.requestId : newId();
    const { record, mayRetry } = await run(host, event, { ...queued, requestId, attempt });
    if (record.outcome === 'succeeded' || !mayRetry) return;
    const retryAt = now() + retryDelayMs(attempt);
    if (attempt > host.declared.asyncInvokeConfig.maxAsyncRetryAttempts || retryAt > expiresAt) {
      return this.#tellFailure(host, event, record);
    }
    const again = { ...queued, requestId };
    this.#schedule(retryAt, () => this.#attempt(host, event, again, attempt + 1, expiresAt));
  }

  #tellFailure(host: FunctionHost, event: Buffer, record: InvocationRecord): void {
    const { hosts, now, accountId, region } = this.#options;
    const [, name = ''] = /^acs:fc:.*:functions\/([\w-]+)/.exec(host.declared.asyncInvokeConfig.onFailure ?? '') ?? [];
    const destination = hosts.get(name);
    if (!destination) return;
    const functionArn = `acs:fc:${region}:${accountId}:functions/${host.declared.name}`;
    this.enqueue(destination, failureTold(event, record, { functionArn, now: now() }), { trigger: 'destination' });
  }
}

interface AsyncOptions {
  hosts: ReadonlyMap<string, FunctionHost>;
  tasks: Tasks;
  now: () => number;
  run: (host: FunctionHost, event: Buffer, start: Start) => Promise<Ended>;
  newId: () => string;
  /** Whether a retry has the request id of the attempt before it: not documented, so it is played either way. */
  retriedRequestId: () => 'new' | 'same';
  accountId: string;
  region: string;
}

interface Waiting {
  /** ms since the epoch */
  at: number;
  start: () => Promise<void>;
  cancel: () => void;
}

interface Queued {
  trigger: InvocationRecord['trigger'];
  taskId?: string;
  /** Of the attempt before. */
  requestId?: string;
}

/** Function Compute would answer with an error. */
export class InvocationRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'InvocationRefused';
    this.status = status;
    this.code = code;
  }
}

/** Documented limits; the codes are inferred. */
function refuseInvalid({ declared }: FunctionHost, event: Buffer, delaySeconds: number, taskId: string): void {
  const invalid = (why: string) => new InvocationRefused(400, 'InvalidArgument', `${declared.name}: ${why}`);
  if (event.length > MAX_PAYLOAD_BYTES) {
    throw new InvocationRefused(
      413,
      'RequestEntityTooLarge',
      `${declared.name}: ${event.length} bytes, at most 128 KB`,
    );
  }
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 3599) {
    throw invalid(`a delay of ${delaySeconds} s is not from 0 to 3599`);
  }
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(taskId)) throw invalid(`"${taskId}" is no task id`);
  if (!declared.asyncInvokeConfig.asyncTask) throw invalid('task ids need asyncInvokeConfig.asyncTask: true in s.yaml');
}

const MAX_PAYLOAD_BYTES = 128 * 1024;

/** Tasks can be queried, and so collide, for seven days (documented). */
const TASK_MEMORY_MS = 7 * 24 * 3600 * 1000;

/** 1 s, 2 s, 4 s … (inferred: the vendor documents the number of retries after a function error, not their pace). */
function retryDelayMs(failedAttempt: number): number {
  return 1000 * 2 ** (failedAttempt - 1);
}
