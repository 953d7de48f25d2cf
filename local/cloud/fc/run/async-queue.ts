import type { ScheduledTask, VirtualClock } from '../../clock.ts';
import { task as named } from '../../tasks.ts';
import type { AsyncStart, DeployedFunction, FunctionInvocations } from '../functions.ts';
import type { RunAssumptions } from './assumptions.ts';
import { type AsyncRequest, asyncConfigOf, ENDED, setStatus } from './async-request.ts';
import type { Destinations } from './destinations.ts';
import { type FunctionSource, findByArn, functionArn, qualifiedBy, qualifierOf } from './function-source.ts';
import type { Ended, Runner } from './runner.ts';

export interface AsyncQueueOptions {
  readonly clock: VirtualClock;
  readonly functions: FunctionSource;
  readonly runner: Runner;
  readonly destinations: Destinations;
  readonly newRequestId: () => string;
  readonly assumptions: RunAssumptions;
  /** Has all instances end, and triggers wait for what is deployed now. */
  readonly endEverything: () => Promise<void>;
}

/** Asynchronous invocations: delay, task ids, retries, expiry, and who hears of the end. */
export class AsyncQueue implements FunctionInvocations {
  readonly options: AsyncQueueOptions;
  /** By function and task id. */
  private readonly tasks = new Map<string, AsyncRequest>();
  private readonly scheduled = new Map<AsyncRequest, ScheduledTask>();
  /** Those that an instance has now. */
  private readonly running = new Set<AsyncRequest>();
  /** Whether what is due at one instant runs at once, each in a process of its own, or one after another. */
  together = false;
  private open = true;

  constructor(options: AsyncQueueOptions) {
    this.options = options;
  }

  enqueue(arn: string, event: Buffer, start: AsyncStart): boolean {
    const owner = findByArn(this.options.functions, arn);
    const qualifier = start.qualifier ?? qualifierOf(arn);
    if (owner) this.accept(owner, event, { ...start, ...(qualifier !== undefined && { qualifier }) });
    return owner !== undefined;
  }

  /** Accepts it; from here on it is the platform's. */
  accept(
    owner: DeployedFunction,
    event: Buffer,
    {
      by,
      qualifier = 'LATEST',
      delayMs = 0,
      taskId,
      requestId = this.options.newRequestId(),
    }: AsyncStart & { requestId?: string },
  ): AsyncRequest {
    const now = this.options.clock.now();
    const config = asyncConfigOf(owner, qualifier);
    const request: AsyncRequest = {
      arn: functionArn(owner),
      qualifier,
      ...{ event, by, requestId },
      taskId: taskId ?? requestId,
      enqueuedAt: now,
      expiresAt: now + delayMs + config.maxAsyncEventAgeInSeconds * 1000,
      status: 'Enqueued',
      ...{ attempts: 0, throttled: 0, runId: requestId, instanceId: '', returned: '', error: '', events: [] },
      ...{ startedAt: undefined, endedAt: undefined, destination: undefined },
    };
    setStatus(request, 'Enqueued', now);
    if (config.asyncTask) this.tasks.set(keyOf(request.arn, request.taskId), request);
    this.schedule(request, now + delayMs);
    return request;
  }

  /** A task that can still be queried, which it can for seven days (documented). */
  task(arn: string, taskId: string): AsyncRequest | undefined {
    const key = keyOf(arn, taskId);
    const task = this.tasks.get(key);
    if (!task || this.options.clock.now() < task.enqueuedAt + TASK_MEMORY_MS) return task;
    this.tasks.delete(key);
    return undefined;
  }

  tasksOf(arn: string): AsyncRequest[] {
    return [...this.tasks.values()].filter((task) => task.arn === arn && this.task(arn, task.taskId) === task);
  }

  /** Ends a task wherever it is; nobody hears of it. */
  stop(task: AsyncRequest): void {
    if (ENDED.includes(task.status)) return;
    this.scheduled.get(task)?.cancel();
    this.scheduled.delete(task);
    const { clock, runner } = this.options;
    setStatus(task, 'Stopped', clock.now());
    task.endedAt = clock.now();
    runner.stop(task.runId);
  }

  close(): void {
    this.open = false;
    for (const task of this.scheduled.values()) task.cancel();
    this.scheduled.clear();
  }

  private schedule(request: AsyncRequest, at: number): void {
    if (!this.open) return;
    this.scheduled.set(request, this.options.clock.schedule(at, fallenDue(this, request)));
  }

  /** Its time has come. */
  due(request: AsyncRequest): void {
    this.scheduled.delete(request);
    // The clock is held by the run itself: its owner must not wait for the whole of it.
    void this.attempt(request);
    if (this.together) this.attemptAllDue();
  }

  /**
   * After a snapshot was restored: instances are gone as if their machine had failed, so what they had is delivered
   * again. Nothing is left that answers those who called them.
   */
  async restored(): Promise<void> {
    await this.options.endEverything();
    for (const request of [...this.running]) {
      this.running.delete(request);
      const owner = findByArn(this.options.functions, request.arn);
      request.attempts += 1;
      if (owner) this.conclude(request, owner, GONE);
    }
  }

  private attemptAllDue(): void {
    const now = this.options.clock.now();
    for (const [request, task] of this.scheduled) {
      if (task.at > now) continue;
      task.cancel();
      this.scheduled.delete(request);
      void this.attempt(request);
    }
  }

  private async attempt(request: AsyncRequest): Promise<void> {
    const { clock, functions, runner } = this.options;
    const now = clock.now();
    const deployed = findByArn(functions, request.arn);
    const owner = deployed && qualifiedBy(functions, deployed, request.qualifier);
    if (!owner) setStatus(request, 'Invalid', now, deployed ? 'VersionNotFound' : 'FunctionNotFound');
    else if (now > request.expiresAt) {
      this.finish(request, owner, 'Expired', { kind: 'EventAgeExceeded', body: '' });
    } else if (isDisabled(owner)) {
      this.finish(request, owner, 'Failed', { kind: 'FunctionInvocationDisabled', body: '' });
    } else if (isThrottled(owner, runner)) this.tryLater(request, owner);
    else await this.run(request, owner, now);
  }

  private async run(request: AsyncRequest, owner: DeployedFunction, now: number): Promise<void> {
    const { runner, newRequestId, assumptions } = this.options;
    request.throttled = 0;
    request.startedAt ??= now;
    if (request.attempts > 0 && assumptions.retriedRequestId === 'new') request.runId = newRequestId();
    setStatus(request, 'Running', now);
    this.running.add(request);
    const ended = await runner.run(owner, request.event, {
      trigger: request.by,
      requestId: request.runId,
      attempt: request.attempts + 1,
      ...(asyncConfigOf(owner, request.qualifier).asyncTask && { taskId: request.taskId }),
    });
    // Not any more where the cloud was restored meanwhile: this is a request of a cloud that is gone.
    if (!this.running.delete(request)) return;
    request.attempts += 1;
    request.instanceId = ended.record.instanceId ?? '';
    if (!ENDED.includes(request.status) && this.open) this.conclude(request, owner, ended);
  }

  private conclude(
    request: AsyncRequest,
    owner: DeployedFunction,
    { errorType, body, mayRetry }: Pick<Ended, 'errorType' | 'body' | 'mayRetry'>,
  ): void {
    const { clock } = this.options;
    const now = clock.now();
    const outcome = { kind: errorType ?? '', body: body.toString('utf8') };
    const retryAt = now + retryDelayMs(request.attempts);
    const isLast =
      request.attempts > asyncConfigOf(owner, request.qualifier).maxAsyncRetryAttempts || retryAt > request.expiresAt;
    if (errorType === undefined) this.finish(request, owner, 'Succeeded', outcome);
    else if (!mayRetry) setStatus(request, 'Failed', now, errorType);
    else if (isLast) this.finish(request, owner, 'Failed', outcome);
    else {
      setStatus(request, 'Retrying', now, errorType);
      this.schedule(request, retryAt);
    }
  }

  /** Documented: for up to five hours, 0.5 s, 1 s, 2 s, … after each refusal; no attempt is used up. */
  private tryLater(request: AsyncRequest, owner: DeployedFunction): void {
    const retryAt = this.options.clock.now() + 500 * 2 ** request.throttled;
    request.throttled += 1;
    if (retryAt <= Math.min(request.expiresAt, request.enqueuedAt + THROTTLED_FOR_MS)) this.schedule(request, retryAt);
    else this.finish(request, owner, 'Failed', { kind: 'FunctionResourceExhausted', body: '' });
  }

  private finish(
    request: AsyncRequest,
    owner: DeployedFunction,
    status: 'Succeeded' | 'Failed' | 'Expired',
    { kind, body }: { kind: string; body: string },
  ): void {
    const { clock, destinations, assumptions } = this.options;
    setStatus(request, status, clock.now(), kind);
    request.endedAt = clock.now();
    request.returned = status === 'Succeeded' ? body : '';
    request.error = status === 'Succeeded' ? '' : body || kind;
    if (request.by === 'timer' && assumptions.timerDestinations === 'not-told') return;
    const { onSuccess, onFailure } = asyncConfigOf(owner, request.qualifier);
    const destination = status === 'Succeeded' ? onSuccess : onFailure;
    if (!destination) return;
    const delivered = destinations.tell(destination, owner, { request, condition: kind, body, now: clock.now() });
    request.destination = delivered ? 'Succeeded' : 'Failed';
  }
}

const fallenDue = named('fc/invocation-due', (queue: AsyncQueue, request: AsyncRequest) => queue.due(request));

/** How an invocation ends whose machine is gone. */
const GONE = { errorType: 'ProcessExitedError', body: Buffer.alloc(0), mayRetry: true } as const;

/** No instance may be started for it now: as many run as were reserved. */
export function isThrottled(owner: DeployedFunction, runner: Runner): boolean {
  const { reservedConcurrency } = owner.latest ?? owner;
  return reservedConcurrency !== undefined && runner.countOf(owner) >= reservedConcurrency;
}

/** Nobody may invoke it now (DisableFunctionInvocation). */
export function isDisabled(owner: DeployedFunction): boolean {
  return (owner.latest ?? owner).invocationRestriction !== undefined;
}

function keyOf(arn: string, taskId: string): string {
  return `${arn}#${taskId}`;
}

const TASK_MEMORY_MS = 7 * 24 * 3_600_000;
const THROTTLED_FOR_MS = 5 * 3_600_000;

/** 1 s, 2 s, 4 s … (inferred: the vendor documents the number of retries after a function error, not their pace). */
function retryDelayMs(failedAttempts: number): number {
  return 1000 * 2 ** (failedAttempts - 1);
}
