import type { Declaration } from './declaration.ts';
import type { Effect } from './declaration-schema.ts';

/** One idempotent change, as data. The rest of a step (what to call with which values) hangs on its `kind`. */
export interface StepHead {
  /** Stable from plan to plan: an approval names it. */
  id: string;
  kind: string;
  target: string;
  summary: string;
  /** Ids of steps and waits that come first; those that are not in the plan any more are done. */
  after: string[];
  effects: Effect[];
  /** False for a create without idempotency token: after a lost answer it is looked for, not called again. */
  repeatable: boolean;
}

/** Something that takes its time. */
export interface Wait {
  id: string;
  /** `cloud`: polled. `peer`: another function decides it and says so. */
  on: 'cloud' | 'peer';
  reason: string;
  message: string;
  /** When it usually gets ready, counted from its beginning. */
  typicalSeconds: number;
}

/** Something that cannot go on by itself. */
export interface Blocked {
  what: string;
  reason: string;
  message: string;
  wayOut: string;
  rule?: string;
}

/** Something that is there, is not ours to change, and stays. */
export interface Kept {
  what: string;
  message: string;
}

export interface Plan<Step extends StepHead = StepHead> {
  steps: Step[];
  waits: Wait[];
  blocked: Blocked[];
  kept: Kept[];
}

/** The owner's yes to the effects of one plan. */
export interface Approval {
  generation: number;
  planHash: string;
  /** ms since the epoch. */
  at: number;
  /** What was said yes to: step id → effects. */
  steps: Record<string, Effect[]>;
}

export function emptyPlan<Step extends StepHead>(): Plan<Step> {
  return { steps: [], waits: [], blocked: [], kept: [] };
}

export function mergePlans<Step extends StepHead>(...plans: Plan<Step>[]): Plan<Step> {
  return {
    steps: plans.flatMap(({ steps }) => steps),
    waits: plans.flatMap(({ waits }) => waits),
    blocked: plans.flatMap(({ blocked }) => blocked),
    kept: plans.flatMap(({ kept }) => kept),
  };
}

/** Steps whose predecessors are all done: neither a step nor a wait of this plan is named in `after`. */
export function readySteps<Step extends StepHead>(plan: Plan<Step>): Step[] {
  const open = new Set([...plan.steps.map(({ id }) => id), ...plan.waits.map(({ id }) => id)]);
  return plan.steps.filter(({ after }) => !after.some((id) => open.has(id)));
}

/** What an approval is asked for: the effects nobody has said yes to, in a form that hashes the same for the same ones. */
export function approvalSubject(generation: number, awaiting: { id: string; effects: Effect[] }[]): string {
  const subject = awaiting
    .map(({ id, effects }) => [id, [...effects].sort()] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([generation, subject]);
}

export interface ApprovalState {
  generation: number;
  /** Kinds of effect that the declaration approves in advance. */
  inAdvance: Effect[];
  /** A subscription always asks, whatever is approved in advance. */
  subscription: boolean;
  approvals: Approval[];
  /** When the plan of this generation last came to its end; an approval given before then is used up. */
  settledAt: number | null;
}

/** The effects of a step that nobody has said yes to. */
export function unapprovedEffects(step: StepHead, state: ApprovalState): Effect[] {
  const approved = state.approvals
    .filter(
      ({ generation, at }) => generation === state.generation && (state.settledAt === null || at > state.settledAt),
    )
    .flatMap(({ steps }) => steps[step.id] ?? []);
  const inAdvance = state.inAdvance.filter((effect) => !(effect === 'bills' && state.subscription));
  return step.effects.filter((effect) => !approved.includes(effect) && !inAdvance.includes(effect));
}

export interface AwaitingStep {
  id: string;
  summary: string;
  effects: Effect[];
}

/** The steps that somebody has to say yes to, with just the effects that nobody has said yes to yet. */
export function awaitingApproval(steps: StepHead[], state: ApprovalState): AwaitingStep[] {
  return steps
    .map((step) => ({ id: step.id, summary: step.summary, effects: unapprovedEffects(step, state) }))
    .filter(({ effects }) => effects.length > 0);
}

/** What was approved for a declaration, as `awaitingApproval` wants it. */
export function approvalState(
  declared: { generation: number; declaration: Declaration; approvals: Approval[] },
  settledAt: number | null,
): ApprovalState {
  const { generation, declaration, approvals } = declared;
  const { spec } = declaration;
  const subscription = spec.type === 'managed' && spec.charge === 'PrePaid';
  return { generation, inAdvance: spec.approve, subscription, approvals, settledAt };
}
