import type { Declaration } from './declaration.ts';
import type { Effect } from './declaration-schema.ts';

/** One idempotent change, as data. The rest of a step (what to call with which values) hangs on its `kind`. */
export interface StepHead {
  /** Stable from plan to plan: an approval names it. */
  id: string;
  kind: string;
  target: string;
  summary: string;
  /** Why it is done: a constant. */
  reason?: string;
  /** Ids of steps and waits that come first; those that are not in the plan any more are done. */
  after: string[];
  effects: Effect[];
  /** What a yes to it is for, beyond what its id says. Absent: the id says all of it. */
  terms?: Terms;
  /** False for a create without idempotency token: after a lost answer it is looked for, not called again. */
  repeatable: boolean;
  /** Better, and not needed: the declaration is true without it, and it waits for the owner as long as they like. */
  offered?: true;
}

/**
 * Sentences, each of which stands for one thing in all plans of a gateway; `open`: what they will be is decided later, and
 * a yes given now covers whatever they become.
 */
export type Terms = string[] | 'open';

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
  /** What would be done if it were forced. Absent: it cannot be. */
  held?: HeldBack;
}

/** Steps that a brake keeps out of the plan until their owner forces just them. */
export interface HeldBack {
  steps: AwaitingStep[];
  /** What of the existing would be touched: a force covers these and no more. */
  touches: string[];
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
  /** Of those steps that have terms, the terms as they were shown: step id → terms. */
  terms?: Record<string, Terms>;
  /** What may be touched beyond the safety threshold. */
  forced?: string[];
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

/** The steps without which the declaration is not true. */
export function neededSteps<Step extends StepHead>({ steps }: Plan<Step>): Step[] {
  return steps.filter(({ offered }) => !offered);
}

/** Steps whose predecessors are all done: neither a step nor a wait of this plan is named in `after`. */
export function readySteps<Step extends StepHead>(plan: Plan<Step>): Step[] {
  const open = new Set([...plan.steps.map(({ id }) => id), ...plan.waits.map(({ id }) => id)]);
  return plan.steps.filter(({ after }) => !after.some((id) => open.has(id)));
}

/**
 * What an approval is asked for, in a form that hashes the same for the same: the effects nobody has said yes to with
 * their terms, and what could be forced. Steps without effects and sentences are not in it, so they may change under it.
 */
export function approvalSubject(generation: number, awaiting: Asked[], blocked: Pick<Blocked, 'held'>[] = []): string {
  const held = blocked.flatMap((one) => one.held ?? []);
  const asked = (steps: Asked[]) =>
    steps
      .map(({ id, effects, terms = [] }) =>
        JSON.stringify([id, [...effects].sort(), terms === 'open' ? terms : [...terms].sort()]),
      )
      .sort();
  const forceable = held.flatMap(({ steps, touches }) => [...asked(steps), ...[...touches].sort()]);
  return JSON.stringify([generation, asked(awaiting), ...(forceable.length > 0 ? [forceable] : [])]);
}

type Asked = Omit<AwaitingStep, 'summary'>;

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
  const current = currentApprovals(state);
  const approved = isWithinTerms(step, current) ? current.flatMap(({ steps }) => steps[step.id] ?? []) : [];
  const inAdvance = state.inAdvance.filter((effect) => !(effect === 'bills' && state.subscription));
  return step.effects.filter((effect) => !approved.includes(effect) && !inAdvance.includes(effect));
}

/** What may be touched beyond the safety threshold, by the approvals that still count. */
export function forcedTouches(state: Pick<ApprovalState, 'generation' | 'approvals' | 'settledAt'>): string[] {
  return currentApprovals(state).flatMap(({ forced = [] }) => forced);
}

function currentApprovals({
  approvals,
  generation,
  settledAt,
}: Pick<ApprovalState, 'generation' | 'approvals' | 'settledAt'>): Approval[] {
  return approvals.filter(
    (approval) => approval.generation === generation && (settledAt === null || approval.at > settledAt),
  );
}

/**
 * Whether a step is still what was said yes to: less than that is, more or something else is not. A yes to several steps
 * covers a later one that does what they did together, because a plan that is cut in two is made whole by what is left.
 */
function isWithinTerms({ id, terms }: StepHead, approvals: Approval[]): boolean {
  // What is still open cannot run yet, so nothing of it is lost by not asking now.
  if (terms === undefined || terms === 'open') return true;
  if (approvals.some((approval) => approval.terms?.[id] === 'open')) return true;
  const shown = approvals.flatMap((approval) => Object.values(approval.terms ?? {})).flat();
  return terms.every((term) => shown.includes(term));
}

/** What somebody is asked to say yes to: a step, its effects that nobody has said yes to yet, and its terms. */
export interface AwaitingStep {
  id: string;
  summary: string;
  effects: Effect[];
  terms?: Terms;
}

/** The steps that somebody has to say yes to, with just the effects that nobody has said yes to yet. */
export function awaitingApproval(steps: StepHead[], state: ApprovalState): AwaitingStep[] {
  return steps
    .map((step) => askedFor(step, unapprovedEffects(step, state)))
    .filter(({ effects }) => effects.length > 0);
}

/** A step as its owner is asked about it. */
export function askedFor({ id, summary, terms }: StepHead, effects: Effect[]): AwaitingStep {
  return { id, summary, effects, ...(terms !== undefined && { terms }) };
}

/** The yes to all that a plan asks for, and, where it is forced, to what its brakes hold back. */
export function yesTo(
  { awaiting, blocked }: { awaiting: AwaitingStep[]; blocked: Pick<Blocked, 'held'>[] },
  force: boolean,
): Pick<Approval, 'steps' | 'terms' | 'forced'> {
  const held = force ? blocked.flatMap((one) => one.held ?? []) : [];
  const steps = [...awaiting, ...held.flatMap((one) => one.steps)];
  return {
    steps: Object.fromEntries(steps.map(({ id, effects }) => [id, effects])),
    terms: Object.fromEntries(steps.flatMap(({ id, terms }) => (terms === undefined ? [] : [[id, terms]]))),
    ...(force && { forced: held.flatMap(({ touches }) => touches) }),
  };
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
