import { changedConditions, withSince } from '../domain-rules/condition.ts';
import {
  approvalState,
  awaitingApproval,
  neededSteps,
  type Plan,
  readySteps,
  type StepHead,
} from '../domain-rules/plan.ts';
import type { Deadline } from '../function-compute/deadline.ts';
import { type DocumentKey, isVersionConflict, type StoredDocument } from '../state/store.ts';
import { applySteps, stepDigest } from './apply-steps.ts';
import { canWaitHere, type Polling, waitForArrival } from './arrival.ts';
import type { Deps } from './deps.ts';
import { journal, journalConditions, journalFailure } from './journal.ts';
import { takeLease } from './lease.ts';
import { isOutOfTime, saveOutOfTime } from './out-of-time.ts';
import { readPeers } from './peers.ts';
import { tell } from './tell.ts';
import { settlingLookMs, soonestLookMs } from './waiting.ts';
import {
  type Assignment,
  type Decision,
  type DeclarationDocument,
  freshDocument,
  type Looking,
  type Subject,
  type Telling,
  type Worker,
  type WorkerDocument,
} from './worker.ts';
import { documentKey, forGeneration } from './worker-document.ts';

/** Which gateway. */
export interface Reference {
  account: string;
  region: string;
  name: string;
}

/** How one run ended, and when (ms since the epoch) it wants to go on, if it does. */
export type RunResult =
  | { outcome: 'busy' | 'unknown-gateway' | 'lost-lease' | 'heard-before' }
  | { outcome: 'settled' | 'waiting-for-others' }
  | { outcome: 'continue'; dueAt: number /** That it was about. */; generation: number };

/**
 * The loop that all event functions share: lease → observe → decide → remember → apply → tell → wait, until nothing is
 * left that this run can do before its deadline.
 *
 * ```
 * of a sweep ─▶ survey ──confirms──▶ ends
 *                 └─else─▶ whole ──▶ steps, waits ──▶ changed ──▶ …  ──nothing left──▶ whole ──▶ settled
 * ```
 *
 * @param run.ofSweep the first look may answer from what the sweep asked once for all its gateways; and waiting is left to
 *   an invocation of its own, because other gateways stand in line
 * @param run.eventIds the events that started it; a look takes in whatever they tell of
 */
export async function reconcile<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  reference: Reference,
  deps: Deps,
  run: { holder: string; deadline: Deadline; signal: AbortSignal; ofSweep?: boolean; eventIds?: readonly string[] },
): Promise<RunResult> {
  const { eventIds = [] } = run;
  if (await wereHeard(worker.kind, reference, eventIds, deps)) return { outcome: 'heard-before' };
  const lease = await takeLease(deps, leaseKey(worker.kind, reference), run.holder, LEASE_MS);
  if (!lease) return { outcome: 'busy' };
  const looking: Looking = { how: run.ofSweep && worker.beginSweep ? 'survey' : 'whole' };
  let started = 0;
  // One at least, so that no run is for nothing.
  const mayStart = () => started++ === 0 || run.deadline.remainingMs(deps.clock.now()) > 0;
  const afterOwnDoing = worker.maySpareWholeLook ? 'changed' : 'whole';
  try {
    for (;;) {
      if (!(await lease.renew())) return { outcome: 'lost-lease' };
      const { polling, ...result } = await look(worker, reference, deps, {
        signal: run.signal,
        looking,
        eventIds,
        mayStart,
        holdsLease: lease.holds,
      });
      if (result.outcome === 'again') {
        if (run.deadline.remainingMs(deps.clock.now()) > 0) continue;
        return { outcome: 'continue', dueAt: deps.clock.now() + A_MOMENT_MS, generation: result.generation };
      }
      const waitMs = result.outcome === 'continue' ? Math.max(0, result.dueAt - deps.clock.now()) : undefined;
      if (waitMs !== undefined && !run.ofSweep && canWaitHere(waitMs, run.deadline, deps.clock.now())) {
        await deps.clock.sleep(waitMs, run.signal);
        const arrived = polling && (await waitForArrival(worker, polling, lease, deps.clock, { ...run, looking }));
        // What a call did may take a while to show anywhere; what is only waited for was asked about.
        looking.how = polling && arrived !== 'everything' ? afterOwnDoing : 'whole';
        continue;
      }
      if (await lease.release()) {
        looking.how = afterOwnDoing;
        continue;
      }
      return result;
    }
  } catch (error) {
    if (isOutOfTime(error)) {
      const later = await saveOutOfTime(worker, reference, deps);
      return later ? { outcome: 'continue', ...later } : { outcome: 'unknown-gateway' };
    }
    await journalFailure(deps, reference, worker.functionName, error);
    throw error;
  } finally {
    await lease.letGo();
  }
}

/** One look at the world, and what can be done about it at once. */
async function look<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  reference: Reference,
  deps: Deps,
  under: {
    signal: AbortSignal;
    looking: Looking;
    eventIds: readonly string[];
    mayStart: () => boolean;
    holdsLease: () => Promise<boolean>;
  },
): Promise<(RunResult | { outcome: 'again'; generation: number }) & { polling?: Polling<Memory, Declared> }> {
  const { signal, looking, eventIds } = under;
  const now = deps.clock.now();
  const declared = await deps.store.get<Declared>({ ...reference, kind: worker.assignedBy ?? 'declaration' });
  if (!declared) return { outcome: 'unknown-gateway' };
  if (declared.body.mode === 'paused') return { outcome: 'settled' };
  const { generation } = declared.body;
  const key = documentKey(worker.kind, reference);
  const stored = await deps.store.get<WorkerDocument<Memory>>(key);
  const before = forGeneration(stored?.body ?? freshDocument(worker.freshMemory, 0), declared.body.generation);
  const subject: Subject<Memory, Declared> = {
    ...reference,
    declared: declared.body,
    memory: before.memory,
    intents: before.intents,
    settledAt: before.settledAt,
    peers: worker.assignedBy ? {} : await readPeers(deps, worker.kind, reference),
    now,
  };
  const observation = await worker.observe(subject, signal, looking);
  const decision = worker.decide(subject, observation);
  if (decision.isOver && worker.assignedBy) {
    const written = stored ? [declared, stored] : [declared];
    if (looking.how === 'whole' && (await forget(deps, written))) {
      return { outcome: 'settled' };
    }
    looking.how = 'whole';
    return { outcome: 'again', generation };
  }
  const { document, runnable, retryAt } = assess(decision, before, declared.body, now);

  const lookAgainMs = nextLook(decision, document, retryAt, now);
  const busy = runnable.length > 0 || lookAgainMs !== undefined;
  if (
    (looking.how === 'survey' && (busy || !(worker.reportsFromSurvey || confirms(decision, document, stored?.body)))) ||
    (looking.how === 'changed' && !runnable.every((step) => worker.maySpareWholeLook?.(step))) ||
    (looking.how === 'changed' && !busy && isAtItsEnd(decision.plan))
  ) {
    // What is shared or kept is good for going on. What must not happen twice, and the last word, want a whole look.
    looking.how = 'whole';
    return { outcome: 'again', generation };
  }
  const checkAt = spread(decision.nextCheckAt, now, deps.random());
  const dueAt = soonest([checkAt, lookAgainMs === undefined ? null : now + lookAgainMs]);
  const intended = {
    ...document,
    memory: runnable.length > 0 && worker.intend ? worker.intend(runnable, document.memory) : document.memory,
    intents: { ...document.intents, ...intentsOf(runnable, now) },
    // With steps to call, the events are answered when these are: a run that dies on the way is started by them again.
    heard: runnable.length > 0 ? before.heard : [...new Set([...before.heard, ...eventIds])].slice(-HEARD),
  };
  const version = await write(deps, key, intended, runnable.length > 0 ? now + LEASE_MS : dueAt, stored?.version ?? 0);
  if (version === undefined) {
    looking.how = 'whole';
    return { outcome: 'again', generation };
  }
  const conditions = changedConditions(document.conditions, before.conditions);
  await journalConditions(deps, reference, worker.functionName, conditions);
  await tellAll(deps, worker.functionName, { ...reference, generation }, decision.tell, before.told);

  if (runnable.length > 0) {
    const after = await applySteps(worker, runnable, subject, intended, deps, under);
    await write(deps, key, after, now, version);
    const isLast = decision.plan.steps.length === runnable.length && decision.plan.waits.length === 0;
    looking.how = worker.maySpareWholeLook && !isLast ? 'changed' : 'whole';
    return { outcome: 'again', generation };
  }
  if (lookAgainMs !== undefined) {
    const again = { outcome: 'continue', dueAt: now + lookAgainMs, generation } as const;
    if (retryAt.length > 0) return again;
    const waits = decision.plan.waits.filter(({ on }) => on === 'cloud');
    return {
      ...again,
      polling: { waits, since: document, lookedAt: now, subject: { ...subject, memory: document.memory } },
    };
  }
  return { outcome: isAtItsEnd(decision.plan) ? 'settled' : 'waiting-for-others' };
}

/** Splits the plan into what may run now, what wants an approval, and what has to wait after a failure. */
function assess<Memory, Step extends StepHead>(
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

function nextLook<Memory, Step extends StepHead>(
  { plan }: Decision<Step, Memory>,
  document: WorkerDocument<Memory>,
  retryAt: number[],
  now: number,
): number | undefined {
  const poll = soonestLookMs(plan.waits, document, now);
  const looks = [...(poll === undefined ? [] : [poll]), ...retryAt.map((at) => at - now)];
  return looks.length > 0 ? Math.min(...looks) : undefined;
}

/** Whether a look says what is written down already: then it does not matter that others share what it was read from. */
function confirms<Memory, Step extends StepHead>(
  decision: Decision<Step, Memory>,
  document: WorkerDocument<Memory>,
  stored: WorkerDocument<Memory> | undefined,
): boolean {
  return (
    stored !== undefined &&
    stored.generation === document.generation &&
    stored.conditions.length === document.conditions.length &&
    changedConditions(document.conditions, stored.conditions).length === 0 &&
    document.openSteps.join() === stored.openSteps.join() &&
    decision.tell.every((telling) => stored.told.includes(tellingId(telling)))
  );
}

/** A little sooner than asked for, each by another bit: what was looked at together does not come due together for ever. */
function spread(at: number | null, now: number, random: number): number | null {
  return at === null || at <= now ? at : at - Math.floor((at - now) * SPREAD * random);
}

function isAtItsEnd(plan: Plan): boolean {
  return neededSteps(plan).length === 0 && plan.waits.length === 0;
}

function soonest(instants: (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** Events come at least once, and the second copy often long after the first was answered. */
async function wereHeard(
  kind: DocumentKey['kind'],
  reference: Reference,
  eventIds: readonly string[],
  { store }: Pick<Deps, 'store'>,
): Promise<boolean> {
  if (eventIds.length === 0) return false;
  const stored = await store.get<WorkerDocument>(documentKey(kind, reference));
  return stored !== undefined && eventIds.every((id) => stored.body.heard.includes(id));
}

async function tellAll(
  deps: Deps,
  from: string,
  reference: Reference & { generation: number },
  tellings: Telling[],
  told: string[],
): Promise<void> {
  const fresh = tellings.filter((telling) => !told.includes(tellingId(telling)));
  await Promise.all(fresh.map(({ type, of }) => tell(deps, from, { type, data: { ...reference, ...of } })));
}

function tellingId({ type, key, of }: Telling): string {
  return of ? `${type}:${key}:${of.region}/${of.name}` : `${type}:${key}`;
}

function intentsOf(steps: StepHead[], now: number): Record<string, number> {
  return Object.fromEntries(steps.map(({ id }) => [id, now]));
}

/** @returns the new version, or undefined where somebody else wrote in between */
async function write(
  deps: Deps,
  key: DocumentKey,
  body: WorkerDocument<unknown>,
  dueAt: number | null,
  expectedVersion: number,
): Promise<number | undefined> {
  try {
    return await deps.store.put(key, { body, dueAt }, expectedVersion);
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    await journal(deps, key, {
      from: key.kind,
      kind: 'note',
      reason: error.code,
      message: 'two runs met; this one looks again',
    });
    return undefined;
  }
}

/** @returns false where somebody wrote in between: then it may be wanted again */
async function forget({ store }: Pick<Deps, 'store'>, documents: StoredDocument[]): Promise<boolean> {
  try {
    for (const { key, version } of documents) await store.delete(key, version);
    return true;
  } catch (error) {
    if (!isVersionConflict(error)) throw error;
    return false;
  }
}

function filterEntries<Value>(
  entries: Record<string, Value>,
  keep: (id: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([id, value]) => keep(id, value)));
}

function leaseKey(kind: string, { account, region, name }: Reference): DocumentKey {
  return { account, region, kind: 'lease', name: `${kind}/${name}` };
}

/** Longer than the longest sleep between two renewals. */
const LEASE_MS = 90_000;
/** The next instant, which has an id of its own. */
const A_MOMENT_MS = 1;
/** Events remembered by their ids. */
const HEARD = 20;
/** Of the time until the next look. */
const SPREAD = 0.2;
/** How long what a call did may take to show: lists can be stale. */
const SETTLE_MS = 60_000;
