/** An asynchronous invocation, ready to be sent. */
export interface AsyncCall {
  functionName: string;
  /** JSON. */
  payload: string;
  /** 0 to 3599. */
  delaySeconds: number;
  taskId: string;
}

/** What came of sending it once. */
export type AttemptResult =
  | { kind: 'scheduled' | 'already-scheduled' }
  | { kind: 'refused'; status: number; code: string; requestId?: string | undefined }
  /** No usable answer. The task's id makes it safe to send it again: what was taken is `already-scheduled`. */
  | { kind: 'lost'; why: string };

/** Sends a call once, in one way of signing it. */
export type Attempt = (call: AsyncCall) => Promise<AttemptResult>;

/** Function Compute did not take an invocation, also when asked again. */
export class InvocationFailed extends Error {
  /** The cloud's own code, or `HttpStatus<n>`, or `NoAnswer`. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly retryable: boolean;
  readonly requestId: string | undefined;

  constructor(
    functionName: string,
    { code, status, requestId }: { code: string; status: number; requestId?: string | undefined },
  ) {
    super(`${functionName} could not be invoked: ${code}${wayOut(status)}`);
    this.name = 'InvocationFailed';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryable = isPassing(status);
  }
}

/** An asynchronous invocation takes 128 KB (documented). */
export class PayloadTooLarge extends Error {
  readonly code = 'PayloadTooLarge';
  readonly retryable = false;

  constructor(functionName: string, bytes: number) {
    super(`${functionName} cannot be handed ${bytes} bytes: an asynchronous invocation takes ${LARGEST_PAYLOAD}`);
    this.name = 'PayloadTooLarge';
  }
}

/** @throws PayloadTooLarge */
export function payloadOf(functionName: string, payload: unknown): string {
  const json = JSON.stringify(payload) ?? 'null';
  const bytes = Buffer.byteLength(json);
  if (bytes > LARGEST_PAYLOAD) throw new PayloadTooLarge(functionName, bytes);
  return json;
}

/** Headers of an asynchronous invocation (documented; the delay by a page of 2026). No delay is not sent at all. */
export function asyncHeaders({ delaySeconds, taskId }: AsyncCall): Record<string, string> {
  return {
    'x-fc-invocation-type': 'Async',
    'x-fc-async-task-id': taskId,
    ...(delaySeconds > 0 && { 'x-fc-async-delay': String(delaySeconds) }),
  };
}

/** Throttled, or failed inside; 0: no answer at all. */
export function isPassing(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function wayOut(status: number): string {
  if (status === 403 || status === 401)
    return "; let this function's role do fc:InvokeFunction on it (torii doctor --policies)";
  if (status === 404) return '; deploy it (s deploy)';
  return '';
}

const LARGEST_PAYLOAD = 128 * 1024;
