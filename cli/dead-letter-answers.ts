/** An invocation or event that the platform gave up. */
export interface DeadLetterAnswer {
  id: string;
  function?: string;
  about: string;
  /** ms since the epoch. */
  at: number;
  condition: string;
  error?: string;
  count: number;
  replayable: boolean;
}

export interface ReplayAnswer {
  replayed: string[];
  left: { id: string; reason: string; message: string }[];
}
