import type { Command } from 'commander';
import type { CloudControl } from './control.ts';

/** What a command about a running cloud is given. */
export interface Driving {
  readonly cloud: CloudControl;
  /** Shows an answer in the format that was asked for. */
  answer<Answer>(answer: Answer, inWords: (answer: Answer) => string): void;
}

/** Registers one subcommand that drives a running cloud, wherever it is. */
export type Drive = (
  name: string,
  description: string,
  run: (driving: Driving, given: Record<string, unknown>, ...args: string[]) => Promise<void>,
) => Command;
