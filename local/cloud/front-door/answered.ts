import { channel } from 'node:diagnostics_channel';
import type { Outcome } from './answer.ts';

/** An answer as it left, for whoever watches the cloud from inside its process: a check of how much of the tables is met. */
export interface AnsweredCall {
  readonly product: string;
  readonly action: string;
  readonly status: number;
  /** Absent on success. */
  readonly code: string | undefined;
  /** JSON. */
  readonly text: string;
  /** The `User-Agent` that asked; empty where the client says nothing of itself. */
  readonly userAgent: string;
}

/** Name of the diagnostics channel on which every answer of every cloud of this process is told. */
export const ANSWERS = 'local-cloud:answer';

const answers = channel(ANSWERS);

export function tellOfAnswer(
  product: string,
  action: string,
  { status, code, text }: Outcome,
  userAgent: string | undefined,
): void {
  if (!answers.hasSubscribers) return;
  answers.publish({ product, action, status, code, text, userAgent: userAgent ?? '' } satisfies AnsweredCall);
}
