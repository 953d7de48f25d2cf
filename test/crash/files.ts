import { readFileSync } from 'node:fs';
import type { Death, Trace } from './life.ts';

/** What became of each story without a death, by its name. */
export type Undisturbed = Record<string, Trace>;

/** One death in one story. */
export interface CrashPoint extends Death {
  life: string;
}

/** What came of it; `error` where the story itself did not come to its end. */
export interface CrashResult extends CrashPoint {
  deaths: number;
  /** Whether it came to the same end: the owner's account, and what Torii has written down. */
  converged: boolean;
  /** Things made, and events told, more often than without the death. */
  duplicates: number;
  /** Things and documents of the other end that are missing here, events that nobody was told, intents without outcome. */
  lost: number;
  /** Which they are, and what is there instead. */
  differences?: string[];
  error?: string;
}

/** Where the parts of a crash sweep leave word for each other. */
export function directory(): string {
  const { TORII_CRASH_DIRECTORY: given } = process.env;
  if (!given) throw new Error('run these through npm run crash-sweep');
  return given;
}

export function readJson<Content>(name: string): Content {
  return JSON.parse(readFileSync(`${directory()}/${name}`, 'utf8'));
}
