/** When an invocation must have stopped starting things. */
export interface Deadline {
  /** ms since the epoch */
  at: number;
  /** ms left at `now`; never below 0. */
  remainingMs(now: number): number;
}

/**
 * @param startedAt when the invocation began, ms since the epoch, by the clock that `remainingMs` is asked with
 * @param timeoutSeconds the function's own timeout (`context.function.timeout`); after it the instance is killed
 * @param marginSeconds kept back for writing down what was reached; longer than the timeout leaves nothing at all
 */
export function deadlineOf(invocation: { startedAt: number; timeoutSeconds: number; marginSeconds: number }): Deadline {
  const usableSeconds = Math.max(0, invocation.timeoutSeconds - invocation.marginSeconds);
  const at = invocation.startedAt + usableSeconds * 1000;
  return { at, remainingMs: (now) => Math.max(0, at - now) };
}
