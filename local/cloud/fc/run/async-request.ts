import type { AsyncInvokeConfig, AsyncStart, DeployedFunction } from '../functions.ts';

/** An accepted asynchronous invocation, until nothing more happens to it. */
export interface AsyncRequest {
  /** Of the function: it may be deployed anew meanwhile. */
  readonly arn: string;
  /** `LATEST`, a version or an alias. */
  readonly qualifier: string;
  readonly event: Buffer;
  readonly by: AsyncStart['by'];
  /** Of what was accepted; each attempt may have another. */
  readonly requestId: string;
  readonly taskId: string;
  readonly enqueuedAt: number;
  readonly expiresAt: number;
  status: TaskStatus;
  /** Runs that ended, whichever way. */
  attempts: number;
  /** Refusals for want of an instance, in a row. */
  throttled: number;
  /** The latest run. */
  runId: string;
  instanceId: string;
  startedAt: number | undefined;
  endedAt: number | undefined;
  returned: string;
  error: string;
  destination: 'Succeeded' | 'Failed' | undefined;
  readonly events: TaskEvent[];
}

export interface TaskEvent {
  readonly eventId: number;
  readonly status: TaskStatus;
  readonly timestamp: number;
  readonly eventDetail: string;
}

/** Documented. */
export type TaskStatus =
  | 'Enqueued'
  | 'Dequeued'
  | 'Running'
  | 'Retrying'
  | 'Succeeded'
  | 'Failed'
  | 'Stopping'
  | 'Stopped'
  | 'Expired'
  | 'Invalid';

export const ENDED: readonly TaskStatus[] = ['Succeeded', 'Failed', 'Stopped', 'Expired', 'Invalid'];

export function setStatus(request: AsyncRequest, status: TaskStatus, timestamp: number, eventDetail = ''): void {
  request.status = status;
  request.events.push({ eventId: request.events.length + 1, status, timestamp, eventDetail });
}

/** Documented defaults: three retries, 24 hours. */
export function asyncConfigOf(owner: DeployedFunction, qualifier = 'LATEST'): AsyncInvokeConfig {
  const { asyncInvokeConfig } = qualifier === 'LATEST' ? owner : (owner.settings?.get(qualifier) ?? {});
  return (
    asyncInvokeConfig ?? {
      asyncTask: false,
      maxAsyncRetryAttempts: 3,
      maxAsyncEventAgeInSeconds: 86_400,
      onSuccess: undefined,
      onFailure: undefined,
    }
  );
}
