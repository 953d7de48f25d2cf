import { withSince } from '../domain-rules/condition.ts';
import {
  approvalState,
  awaitingApproval,
  neededSteps,
  type Plan,
  readySteps,
  type StepHead,
} from '../domain-rules/plan.ts';
import { stepDigest } from './apply-steps.ts';
import { tellingId } from './tell-all.ts';
import { settlingLookMs, soonestLookMs } from './waiting.ts';
import type { Assignment, Decision, DeclarationDocument, WorkerDocument } from './worker.ts';

/** Splits the plan into what may run now, what wants an approval, and what has to wait after a failure. */
export function assess<Memory, Step extends StepHead>(
  decision: Decision<Step, Memory>,
  before: WorkerDocument<Memory>,
  declared: Assignment,
  now: number,
): { document: WorkerDocument<Memory>; runnable: Step[]; retryAt: number[] } {
  const { plan, memory, findings } = decision;
  // Only who declared something can be asked: whatever else is kept true has no steps with effects.
  const awaiting = isDeclaration(declared)
    ? awaitingApproval(plan.steps, approvalState(declared, before.settledAt))
    : [];
  const planned = new Map(plan.steps.map((step) => [step.id, step]));
  // Young ones may still come to light, planned or not: who deletes a gateway plans no more to create it.
  const intents = filterEntries(before.intents, (_, at) => now - at < SETTLE_MS);
  const done = filterEntries(before.done, (id, { at, digest }) => {
    const step = planned.get(id);
    return step !== undefined && stepDigest(step) === digest && now - at < SETTLE_MS;
  });
  const failures = filterEntries(before.failures, (id) => planned.has(id));
  const held = plan.steps.filter(
    ({ id, repeatable }) => done[id] !== undefined || (!repeatable && intents[id] !== undefined),
  );
  const mayAct = declared.mode === 'enforce' ? readySteps(plan) : [];
  const runnable = mayAct.filter(
    (step) =>
      !awaiting.some(({ id }) => id === step.id) && !held.includes(step) && (failures[step.id]?.retryAt ?? 0) <= now,
  );
  const somethingWasLeft = before.openSteps.length > 0 || Object.keys(before.waitingSince).length > 0;
  const waitIds = new Set(plan.waits.map(({ id }) => id));
  const isUnderWay = runnable.length > 0 || held.length > 0 || plan.waits.some(({ on }) => on === 'cloud');
  const { outOfTime: _isOver, ...known } = before;
  const document: WorkerDocument<Memory> = {
    ...known,
    generation: declared.generation,
    memory,
    conditions: withSince(findings, before.conditions, now),
    intents,
    done,
    failures,
    waitingSince: {
      ...Object.fromEntries(plan.waits.map(({ id }) => [id, now])),
      ...filterEntries(before.waitingSince, (id) => waitIds.has(id)),
    },
    busySince: isUnderWay ? (before.busySince ?? now) : null,
    awaiting,
    blocked: plan.blocked,
    kept: plan.kept,
    openSteps: neededSteps(plan).map(({ id }) => id),
    settledAt: isAtItsEnd(plan) && (somethingWasLeft || before.settledAt === null) ? now : before.settledAt,
    told: [...new Set([...before.told, ...decision.tell.map(tellingId)])],
  };
  const settling = [...Object.values(intents), ...Object.values(done).map(({ at }) => at)];
  const retryAt = [
    ...Object.values(failures).map((failure) => failure.retryAt),
    ...settling.map((at) => now + settlingLookMs(now - at, SETTLE_MS)),
  ];
  return { document, runnable, retryAt: retryAt.filter((at) => at > now) };
}

function isDeclaration(declared: Assignment): declared is DeclarationDocument {
  return 'declaration' in declared;
}

/** Steps whose calls were cut off, or not answered, and that nothing is left to do of. */
export function settledIntents(before: WorkerDocument, after: WorkerDocument): string[] {
  return Object.keys(before.intents).filter((id) => after.intents[id] === undefined);
}

/** ms from now; undefined where nothing is under way. */
export function nextLook<Memory, Step extends StepHead>(
  { plan }: Decision<Step, Memory>,
  document: WorkerDocument<Memory>,
  retryAt: number[],
  now: number,
): number | undefined {
  const poll = soonestLookMs(plan.waits, document, now);
  const looks = [...(poll === undefined ? [] : [poll]), ...retryAt.map((at) => at - now)];
  return looks.length > 0 ? Math.min(...looks) : undefined;
}

export function isAtItsEnd(plan: Plan): boolean {
  return neededSteps(plan).length === 0 && plan.waits.length === 0;
}

function filterEntries<Value>(
  entries: Record<string, Value>,
  keep: (id: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([id, value]) => keep(id, value)));
}

/** How long what a call did may take to show: lists can be stale. */
const SETTLE_MS = 60_000;
