import type { DocumentKind } from '../state/store.ts';

/** What was given up, by reference alone: contents are looked up anew, and may be none of the journal's business. */
export type DeadLetterAbout =
  /** A run about one gateway, or whatever else is kept true. */
  | { what: 'subject'; region: string; name: string; kind?: string }
  /** A sweep, or a part of one; the next one makes up for it, too. */
  | { what: 'sweep' }
  /** An event of ours that did not reach one of its listeners. */
  | { what: 'event'; type: string; region: string; name: string; generation: number }
  /** Nothing that can be done again. */
  | { what: 'unknown' };

/** An invocation or event that the platform gave up, as it is written down until somebody plays it again. */
export interface DeadLetterDocument {
  /** Whose invocation it was; null for an event. */
  functionName: string | null;
  about: DeadLetterAbout;
  /** When it was given up, in ms since the epoch. */
  at: number;
  /** The platform's constant, such as `UnhandledInvocationError`. */
  condition: string;
  /** What the function threw; secrets masked. */
  error: string;
  /** Attempts that were made. */
  count: number;
}

/** The kind of document that dead letters are. */
export const DEAD_LETTER: Extract<DocumentKind, 'dead-letter'> = 'dead-letter';
