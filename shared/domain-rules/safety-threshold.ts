import { overThreshold, type Touched } from './large-change.ts';
import { askedFor, type Blocked, type Plan, type StepHead } from './plan.ts';

export interface ThresholdQuestion<Step extends StepHead> {
  /** The set's name in a plan, such as `domains`. */
  set: string;
  /** What its entries are called, such as `domains of the gateway`. */
  entries: string;
  touched: Touched;
  /** All that would be done to the set. */
  steps: Step[];
  /** What of the existing they touch, each in the same words in all plans. */
  touches: string[];
  /** What the owner has forced. */
  forced: readonly string[];
  rule?: string;
}

export type ThresholdAnswer<Step extends StepHead> =
  | { held: false; steps: Step[] }
  /** All of the steps are held back, so that a set is never left half changed by what a brake lets through. */
  | { held: true; steps: []; blocked: Blocked };

/**
 * The brake on large changes: a plan that updates or removes more than 30 % of a set of ten or more waits for its owner's
 * force. A force is for the entries that were shown: less than these is covered, one more is not.
 */
export function withinThreshold<Step extends StepHead>({
  set,
  entries,
  touched,
  steps,
  touches,
  forced,
  rule,
}: ThresholdQuestion<Step>): ThresholdAnswer<Step> {
  if (!overThreshold(touched) || touches.every((touch) => forced.includes(touch))) return { held: false, steps };
  const blocked = {
    what: set,
    reason: OVER_THRESHOLD,
    message: `this would ${spellTouched(touched)} of the ${touched.existing} ${entries}`,
    wayOut: 'look at what would be done and approve this plan with force, or change at most 30 % at a time',
    held: { steps: steps.map((step) => askedFor(step, step.effects)), touches },
    ...(rule !== undefined && { rule }),
  };
  return { held: true, steps: [], blocked };
}

/** Puts the steps into the plan, or what keeps them out of it. @returns what keeps them out */
export function addWithinThreshold<Step extends StepHead>(
  plan: Plan<Step>,
  question: ThresholdQuestion<Step>,
): Blocked | undefined {
  const answer = withinThreshold(question);
  plan.steps.push(...answer.steps);
  if (!answer.held) return undefined;
  plan.blocked.push(answer.blocked);
  return answer.blocked;
}

function spellTouched({ updated, removed }: Touched): string {
  const changes = [...(updated > 0 ? [`change ${updated}`] : []), ...(removed > 0 ? [`take away ${removed}`] : [])];
  return changes.join(' and ');
}

export const OVER_THRESHOLD = 'OverThreshold';
