import type { Target } from './target.ts';

/** The bus of each account and region that only the cloud's own products publish to. */
export const DEFAULT_BUS = 'default';

export interface EventBus {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  description: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  /** By name. */
  readonly rules: Map<string, Rule>;
}

export interface Rule {
  readonly bus: EventBus;
  readonly name: string;
  readonly createdAt: number;
  description: string;
  /** JSON text. */
  filterPattern: string;
  enabled: boolean;
  /** By id. */
  readonly targets: Map<string, Target>;
}

/** Documented for names of buses and of rules alike. */
export function isName(name: string): boolean {
  return /^[a-zA-Z0-9][a-zA-Z0-9-]{0,126}$/.test(name) && !name.startsWith('eventbridge-reserved-');
}
