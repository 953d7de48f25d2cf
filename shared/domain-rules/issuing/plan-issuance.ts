import { emptyPlan } from '../plan.ts';
import type { IssuanceDecision, IssuanceInput } from './input.ts';

/** The plan for one source and set of names: wish + observation + memory → steps, waits, what is blocked, what is kept. */
export function planIssuance({ memory, now }: IssuanceInput): IssuanceDecision {
  return { plan: emptyPlan(), findings: [], memory, nextCheckAt: now, renewed: undefined };
}
