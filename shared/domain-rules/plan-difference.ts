import type { Effect } from './declaration-schema.ts';
import type { AwaitingStep, Blocked, StepHead, Terms } from './plan.ts';

/** A step as it was shown in a plan. */
export interface ShownStep {
  id: string;
  summary: string;
  effects: Effect[];
  /** Of these effects, the ones that nobody had said yes to. */
  wanted: Effect[];
  terms?: Terms;
  /** A brake keeps it out of the plan until it is forced. */
  held?: true;
}

/** A plan as it was shown to its owner, as far as a later one is compared with it. */
export interface ShownPlan {
  planHash: string;
  generation: number;
  /** ms since the epoch. */
  shownAt: number;
  steps: ShownStep[];
  /** Steps without a yes to give that were too many to keep. */
  leftOut: number;
}

/** What became of a plan since it was shown. */
export interface PlanDifference {
  added: ShownStep[];
  removed: ShownStep[];
  changed: { id: string; before: ShownStep; now: ShownStep }[];
  /** The same for people, a sentence for each. */
  sentences: string[];
}

/**
 * A plan as it is remembered. Of a very long one, the steps that want a yes are kept before all others, because what is
 * approved is these.
 */
export function shownPlan(
  plan: {
    planHash: string;
    generation: number;
    awaiting: AwaitingStep[];
    steps: Pick<StepHead, 'id' | 'summary' | 'effects'>[];
    blocked: Blocked[];
  },
  shownAt: number,
  most: number,
): ShownPlan {
  const asked = new Map(plan.awaiting.map((step) => [step.id, step]));
  const planned = plan.steps.map(({ id, summary, effects }): ShownStep => {
    const { effects: wanted = [], terms } = asked.get(id) ?? {};
    return { id, summary, effects, wanted, ...(terms !== undefined && { terms }) };
  });
  const held = plan.blocked.flatMap((one) =>
    (one.held?.steps ?? []).map((step): ShownStep => ({ ...step, wanted: step.effects, held: true })),
  );
  const all = [...planned, ...held];
  const urgent = all.filter((step) => step.held || step.wanted.length > 0);
  const kept = all.length <= most ? all : urgent.slice(0, most);
  const { planHash, generation } = plan;
  return { planHash, generation, shownAt, steps: kept, leftOut: all.length - kept.length };
}

/** Which steps are new, gone or another thing now. Where one of the plans is not whole, only what wants a yes is compared. */
export function planDifference(before: ShownPlan, now: ShownPlan): PlanDifference {
  const whole = before.leftOut + now.leftOut === 0;
  const compared = ({ steps }: ShownPlan) =>
    new Map(steps.filter((step) => whole || step.held || step.wanted.length > 0).map((step) => [step.id, step]));
  const old = compared(before);
  const current = compared(now);
  const added = [...current.values()].filter(({ id }) => !old.has(id));
  const removed = [...old.values()].filter(({ id }) => !current.has(id));
  const changed = [...old.values()].flatMap((step) => {
    const other = current.get(step.id);
    return other && !isSame(step, other) ? [{ id: step.id, before: step, now: other }] : [];
  });
  const sentences = [
    ...(before.generation === now.generation
      ? []
      : [`that plan was of generation ${before.generation}; this one is of generation ${now.generation}`]),
    ...added.map((step) => `new: ${spell(step)}`),
    ...removed.map((step) => `gone: ${spell(step)}`),
    ...changed.map((one) => `changed: ${spell(one.before)} → ${spell(one.now)}`),
    ...(whole ? [] : ['the plans are too long to be compared whole: this is what wants a yes']),
  ];
  return { added, removed, changed, sentences };
}

function isSame(one: ShownStep, other: ShownStep): boolean {
  return subjectOf(one) === subjectOf(other);
}

/** Sets have no order here. */
function subjectOf({ summary, effects, wanted, terms, held }: ShownStep): string {
  const listed = Array.isArray(terms) ? [...terms].sort() : terms;
  return JSON.stringify([summary, [...effects].sort(), [...wanted].sort(), listed, held]);
}

function spell({ summary, effects, wanted, held }: ShownStep): string {
  const given = effects.filter((effect) => !wanted.includes(effect));
  const notes = [
    ...(wanted.length > 0 ? [`${wanted.join(', ')}: wants a yes`] : []),
    ...(given.length > 0 ? [`${given.join(', ')}: has its yes`] : []),
    ...(held ? ['held back unless forced'] : []),
  ];
  return notes.length > 0 ? `${summary} (${notes.join('; ')})` : summary;
}
