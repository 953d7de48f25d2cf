/** What a shell learns from a run of `torii`. */
export const EXIT = {
  /** Done, and nothing is left to do. */
  done: 0,
  /** It went wrong: refused, not reachable, superseded, not in time. */
  failed: 1,
  /** `plan` found something to do. */
  changes: 2,
  /** Somebody has to act: approve, take the way out of a block, or switch the mode. */
  waiting: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of several runs: an error before all, then what wants somebody, then what is only not done yet. */
export function worst(codes: ExitCode[]): ExitCode {
  return [EXIT.failed, EXIT.waiting, EXIT.changes].find((code) => codes.includes(code)) ?? EXIT.done;
}
