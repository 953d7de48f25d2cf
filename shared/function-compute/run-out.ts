/** The function's time is up in a moment: what is under way is given up, so that it can be written down. */
export class OutOfTime extends Error {
  readonly code = 'OutOfTime';
  readonly retryable = true;

  constructor() {
    super('the function is about to be killed for having reached its timeout; what is left is taken up again');
    this.name = 'OutOfTime';
  }
}

/**
 * A signal for everything that an invocation has under way, aborted shortly before Function Compute kills it. By the
 * machine's time: calls that hang do so whatever another clock says.
 *
 * @returns `end` takes it back; a frozen instance would else wake up to it in its next invocation
 */
export function runOut({ timeoutSeconds, marginSeconds }: { timeoutSeconds: number; marginSeconds: number }): {
  signal: AbortSignal;
  end(): void;
} {
  const controller = new AbortController();
  const ms = Math.max(0, timeoutSeconds - marginSeconds) * 1000;
  const timer = setTimeout(() => controller.abort(new OutOfTime()), ms);
  timer.unref();
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}
