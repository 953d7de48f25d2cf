import { channel } from 'node:diagnostics_channel';
import type { Outcome } from './answer.ts';
import { toJson } from './serialise.ts';

/** An answer as it left, for whoever watches the cloud from inside its process: a check of how much of the tables is met. */
export interface AnsweredCall {
  readonly product: string;
  readonly action: string;
  readonly status: number;
  /** Absent on success. */
  readonly code: string | undefined;
  /** JSON. */
  readonly text: string;
  /** Codes of what was refused inside of a success: rows of a batch, events of a list. */
  readonly parts?: readonly string[];
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

/** An answer of a protocol of its own. */
export interface OwnAnswer {
  readonly status: number;
  /** Absent on success. */
  readonly code?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** A body that is a JSON object; anything else is a `body` in one. */
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly parts?: readonly string[];
}

/** @param read takes the answer apart, only where somebody watches */
export function tellOfOwnAnswer(
  product: string,
  action: string,
  userAgent: string | undefined,
  read: () => OwnAnswer,
): void {
  if (!answers.hasSubscribers) return;
  const { status, code, headers = {}, fields, parts } = read();
  const own = Object.entries(headers).filter(([name]) => !OF_HTTP.has(name));
  const text = toJson({ ...(own.length > 0 && { headers: Object.fromEntries(own) }), ...fields });
  const told = { product, action, status, code, text, userAgent: userAgent ?? '', ...(parts && { parts }) };
  answers.publish(told satisfies AnsweredCall);
}

/** Headers that say nothing of a protocol beyond HTTP. */
const OF_HTTP: ReadonlySet<string> = new Set(['cache-control', 'content-length', 'content-type', 'date']);
