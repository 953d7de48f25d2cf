import { changedConditions } from '../domain-rules/condition.ts';
import type { StepHead } from '../domain-rules/plan.ts';
import type { Deadline } from '../function-compute/deadline.ts';
import { type DocumentKey, isVersionConflict, type StoredDocument } from '../state/store.ts';
import { applySteps } from './apply-steps.ts';
import { canWaitHere, type Polling, waitForArrival } from './arrival.ts';
import { assess, isAtItsEnd, nextLook, settledIntents } from './assess.ts';
import type { Deps } from './deps.ts';
import { journal, journalConditions, journalFailure, journalFoundOut } from './journal.ts';
import { takeLease } from './lease.ts';
import { isOutOfTime, saveOutOfTime } from './out-of-time.ts';
import { readPeers } from './peers.ts';
import { tellAll, tellingId } from './tell-all.ts';
import {
  type Assignment,
  type Decision,
  freshDocument,
  type Looking,
  type Subject,
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
  const heard = await heardBefore(worker.kind, reference, eventIds, deps);
  if (heard) return heard;
  const lease = await takeLease(deps, leaseKey(worker.kind, reference), run.holder, LEASE_MS);
  if (!lease) return { outcome: 'busy' };
  const looking: Looking = { how: run.ofSweep && worker.beginSweep ? 'survey' : 'whole' };
  let started = 0;
  // One at least, so that no run is for nothing.
  const isTimeForMore = () => run.deadline.remainingMs(deps.clock.now()) > TIME_FOR_A_STEP_MS;
  const mayStart = () => started++ === 0 || isTimeForMore();
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
        if (isTimeForMore()) continue;
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
      if (!(await lease.holds())) return { outcome: 'lost-lease' };
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
  const untold = decision.tell.filter((telling) => !before.told.includes(tellingId(telling)));

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
  const heard = [...new Set([...before.heard, ...eventIds])].slice(-HEARD);
  // The events are answered, and due times count, when all is called and told: a run that dies on the way is started again.
  const isAnswered = runnable.length === 0 && untold.length === 0;
  const intended = {
    ...document,
    memory: runnable.length > 0 && worker.intend ? worker.intend(runnable, document.memory) : document.memory,
    intents: { ...document.intents, ...intentsOf(runnable, now) },
    told: before.told,
    heard: isAnswered ? heard : before.heard,
  };
  await journalFoundOut(deps, reference, worker.functionName, settledIntents(before, intended));
  let version = await write(deps, key, intended, isAnswered ? dueAt : now + LEASE_MS, stored?.version ?? 0);
  if (version === undefined) {
    looking.how = 'whole';
    return { outcome: 'again', generation };
  }
  const conditions = changedConditions(document.conditions, before.conditions);
  await journalConditions(deps, reference, worker.functionName, conditions);
  await tellAll(deps, worker.functionName, { ...reference, generation }, declared.body, untold);

  if (runnable.length > 0) {
    const begun = { ...intended, told: document.told };
    const after = await applySteps(worker, runnable, subject, begun, deps, under);
    await write(deps, key, after, now, version);
    const isLast = decision.plan.steps.length === runnable.length && decision.plan.waits.length === 0;
    looking.how = worker.maySpareWholeLook && !isLast ? 'changed' : 'whole';
    return { outcome: 'again', generation };
  }
  if (!isAnswered) {
    version = await write(deps, key, { ...intended, told: document.told, heard }, dueAt, version);
    if (version === undefined) return { outcome: 'again', generation };
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

function soonest(instants: (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/**
 * Events come at least once, and the second copy often long after the first was answered. Whoever answered it may have died
 * before it asked to be invoked again: that is asked for anew, under the id that it has already where it was not in vain.
 */
async function heardBefore(
  kind: DocumentKey['kind'],
  reference: Reference,
  eventIds: readonly string[],
  { store }: Pick<Deps, 'store'>,
): Promise<RunResult | undefined> {
  if (eventIds.length === 0) return undefined;
  const stored = await store.get<WorkerDocument>(documentKey(kind, reference));
  if (!stored || !eventIds.every((id) => stored.body.heard.includes(id))) return undefined;
  const { dueAt, body } = stored;
  if (body.busySince === null || dueAt === null) return { outcome: 'heard-before' };
  return { outcome: 'continue', dueAt, generation: body.generation };
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

function leaseKey(kind: string, { account, region, name }: Reference): DocumentKey {
  return { account, region, kind: 'lease', name: `${kind}/${name}` };
}

/** Longer than the longest sleep between two renewals. */
const LEASE_MS = 90_000;
/** With less time left a step would only be begun: it calls, and often looks before and after. */
const TIME_FOR_A_STEP_MS = 5_000;
/** The next instant, which has an id of its own. */
const A_MOMENT_MS = 1;
/** Events remembered by their ids. */
const HEARD = 20;
/** Of the time until the next look. */
const SPREAD = 0.2;
