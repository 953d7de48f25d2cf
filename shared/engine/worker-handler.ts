import type { StepHead } from '../domain-rules/plan.ts';
import type { FunctionContext } from '../function-compute/context.ts';
import { type Deadline, deadlineOf } from '../function-compute/deadline.ts';
import { runOut } from '../function-compute/run-out.ts';
import { readTrigger, type Trigger } from '../function-compute/trigger.ts';
import type { DocumentKind } from '../state/store.ts';
import type { Deps } from './deps.ts';
import { concernedReferences } from './hints.ts';
import { inTurn } from './in-turn.ts';
import { keepDeadLetters } from './keep-dead-letters.ts';
import { depsFor, goesByMachineTime } from './lent-deps.ts';
import { type Reference, type RunResult, reconcile } from './reconcile.ts';
import { dueReferences, loadDue, loadStillDue, shardsOf } from './sweep.ts';
import { handOn, handOut, partName, readPart, type SweepPart } from './sweep-parts.ts';
import { taskIdOf } from './task-id.ts';
import type { Assignment, Due, Worker } from './worker.ts';

/** One invocation of a function of ours. */
export interface Invocation {
  deps: Deps;
  context: FunctionContext;
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
}

export type FunctionHandler = (event: Buffer, context: FunctionContext) => Promise<unknown>;

/**
 * Turns workers into a handler: a timer sweeps what is due of each in turn; a re-invocation names what it is about; an event
 * names a gateway, which the first worker looks after; what the platform gave up is written down.
 *
 * @param environment the function's environment variables
 */
export function workerHandler<Memory, Observation, Step extends StepHead>(
  environment: Record<string, string | undefined>,
  makeWorker: (invocation: Invocation) => Worker<Memory, Observation, Step>,
  ...others: ((invocation: Invocation) => Crew)[]
): FunctionHandler {
  return async (event, context) => {
    const timeoutSeconds = context.function.timeout;
    const out = goesByMachineTime(environment) ? runOut({ timeoutSeconds, marginSeconds: LAST_SECONDS }) : undefined;
    try {
      const deps = await depsFor(environment, context);
      const signal = out?.signal ?? new AbortController().signal;
      return await answer(event, { deps, context, environment, signal });
    } finally {
      out?.end();
    }
  };

  async function answer(event: Buffer, invocation: Invocation): Promise<unknown> {
    const { deps, context } = invocation;
    const { name: from, timeout: timeoutSeconds } = context.function;
    const startedAt = deps.clock.now();
    const deadline = deadlineOf({ startedAt, timeoutSeconds, marginSeconds: DEADLINE_MARGIN_SECONDS });
    const trigger = readTrigger(event);
    const deadLetters = await keepDeadLetters(trigger, deps, { account: context.accountId, from });
    if (deadLetters !== undefined) return { deadLetters };
    const crews = [crew(makeWorker(invocation), invocation), ...others.map((make) => make(invocation))];
    const answers: Answer[] = [];
    for (const { kind, work } of crews) {
      if (isFor(trigger, kind, crews)) answers.push(await work(trigger, deadline));
    }
    const failed = answers.find(({ failure }) => failure !== undefined);
    // Thrown, so that Function Compute delivers the invocation again; what went well is remembered already.
    if (failed) throw failed.failure;
    const left = answers.reduce((sum, answer) => sum + answer.left, 0);
    return { runs: answers.flatMap(({ runs }) => runs), ...(left > 0 ? { left } : {}) };
  }
}

/** A worker at work in one invocation. */
export interface Crew {
  kind: DocumentKind;
  work(trigger: Trigger, deadline: Deadline): Promise<Answer>;
}

interface Answer {
  runs: { gateway: string; outcome: RunResult['outcome'] }[];
  /** What stays due, for want of time. */
  left: number;
  failure?: unknown;
}

export function crew<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  { deps, context, signal }: Invocation,
): Crew {
  return {
    kind: worker.kind,
    async work(trigger, deadline) {
      const { errands, ofSweep, part } = await toDo(trigger, worker, deps, context);
      const mayStart = () => deadline.remainingMs(deps.clock.now()) > TIME_FOR_A_LOOK_MS;
      const { results, left } = await inTurn(
        errands,
        { limit: AT_A_TIME, mayStart },
        async ({ reference, eventIds }) => {
          const run = { holder: context.requestId, deadline, signal, ofSweep, eventIds };
          const result = await reconcile(worker, reference, deps, run);
          await goOn(worker, reference, result, deps);
          return { gateway: `${reference.region}/${reference.name}`, outcome: result.outcome };
        },
      );
      if (left > 0) {
        deps.log.warn(`time ran out: ${left} of ${errands.length} are handed on in ${worker.kind}`);
        const sweep = errands.slice(-left).map(({ reference: { region, name } }) => ({ region, name }));
        await handOn(worker.functionName, { ...part, sweep }, results.length, deps);
      }
      const failed = results.find((run) => run.status === 'rejected');
      const runs = results.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
      return { runs, left, ...(failed && { failure: failed.reason }) };
    },
  };
}

/** An invocation may name the kind of what it is about; all else but a timer is about gateways. */
function isFor(trigger: Trigger, kind: DocumentKind, [first]: Crew[]): boolean {
  if (trigger.kind === 'timer') return true;
  const named = trigger.kind === 'invocation' ? (trigger.payload as { kind?: unknown } | null)?.kind : undefined;
  return kind === (named ?? first?.kind);
}

/** A gateway to look at, and the events that say so. */
interface Errand {
  reference: Reference;
  eventIds: string[];
}

/** What an invocation comes to. */
interface ToDo {
  errands: Errand[];
  /** Looked at by the way, with others in line: see `reconcile`. */
  ofSweep: boolean;
  /** What is left of it is handed on as this. */
  part: Omit<SweepPart, 'sweep'>;
}

/**
 * A timer's own part of what is due, the rest of which it hands to invocations of their own, so that no one of them has
 * more than it can come to; the part that was handed to this one; or what it was told of.
 */
async function toDo<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  trigger: Trigger,
  worker: Worker<Memory, Observation, Step, Declared>,
  deps: Deps,
  { accountId: account, requestId }: FunctionContext,
): Promise<ToDo> {
  const { functionName, kind } = worker;
  if (trigger.kind === 'timer') {
    const { triggerTime } = trigger;
    const [own = [], ...others] = shardsOf(await dueReferences(worker, deps, account), SHARD);
    await handOut({ functionName, kind, triggerTime }, others, deps);
    const due = await loadDue(worker, deps.store, account, own);
    return { ...swept(worker, due, account), part: { kind, of: partName(triggerTime, 0) } };
  }
  const part = trigger.kind === 'invocation' ? readPart(trigger.payload, kind) : undefined;
  if (part) {
    const due = part.told
      ? await loadDue(worker, deps.store, account, part.sweep)
      : await loadStillDue(worker, deps, account, part.sweep);
    return { ...swept(worker, due, account), part };
  }
  const errands = await errandsOf(trigger, worker, deps, account);
  return { errands, ofSweep: false, part: { kind, of: `told-${requestId}`, told: true } };
}

function swept<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  worker: Worker<Memory, Observation, Step, Declared>,
  due: Due<Memory, Declared>[],
  account: string,
): Pick<ToDo, 'errands' | 'ofSweep'> {
  worker.beginSweep?.(due);
  const errands = due.map(({ region, name }) => ({ reference: { account, region, name }, eventIds: [] }));
  return { errands, ofSweep: true };
}

async function errandsOf<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  trigger: Trigger,
  worker: Worker<Memory, Observation, Step, Declared>,
  deps: Deps,
  account: string,
): Promise<Errand[]> {
  switch (trigger.kind) {
    case 'timer':
    case 'given-up':
      return [];
    case 'events': {
      const hints = trigger.events.filter(({ source }) => source.startsWith(CLOUD_SOURCES));
      const named = trigger.events.filter((event) => !hints.includes(event));
      const hinted = await concernedReferences(worker, hints, deps, account);
      return byGateway([
        ...named.map(({ data, source, id }) => ({
          reference: readReference(data, account),
          eventIds: [`${source}/${id}`],
        })),
        ...hinted.map((reference) => ({ reference, eventIds: [] })),
      ]);
    }
    case 'invocation':
      return [{ reference: readReference(trigger.payload, account), eventIds: [] }];
  }
}

/** @throws Error when the payload names no gateway of this account */
function readReference(data: unknown, account: string): Reference {
  const { region, name, account: told } = (data ?? {}) as Partial<Record<keyof Reference, unknown>>;
  if (typeof region !== 'string' || typeof name !== 'string' || told !== account) {
    throw new Error('the event names no gateway of this account: it needs data.account, data.region and data.name');
  }
  return { account, region, name };
}

function byGateway(errands: Errand[]): Errand[] {
  const merged = new Map<string, Errand>();
  for (const { reference, eventIds } of errands) {
    const key = `${reference.region}/${reference.name}`;
    merged.set(key, { reference, eventIds: [...(merged.get(key)?.eventIds ?? []), ...eventIds] });
  }
  return [...merged.values()];
}

/**
 * Asks to be invoked again when this run could not see its work to the end. All who wait for one instant ask under one id,
 * whenever they looked; who is woken comes at that instant or after it, so that what they ask for next has another.
 */
async function goOn(
  { functionName, kind, assignedBy }: { functionName: string; kind: DocumentKind; assignedBy?: DocumentKind },
  reference: Reference,
  result: RunResult,
  deps: Deps,
): Promise<void> {
  if (result.outcome !== 'continue') return;
  const now = deps.clock.now();
  const wakeAt = wakeUpAt(result.dueAt, now);
  const delaySeconds = Math.max(0, Math.ceil((wakeAt - now) / 1000));
  const { region, name } = reference;
  const taskId = taskIdOf(functionName, region, name, String(result.generation), String(wakeAt));
  const payload = assignedBy ? { ...reference, kind } : reference;
  await deps.invoker.invokeAsync(functionName, payload, { delaySeconds, taskId });
}

/** The whole second in which it is due; what is due later than an invocation can be delayed is looked at on the way. */
function wakeUpAt(dueAt: number, now: number): number {
  const second = Math.ceil(dueAt / 1000) * 1000;
  const latest = now + LONGEST_DELAY_SECONDS * 1000;
  return second <= latest ? second : latest - (latest % STOP_ON_THE_WAY_MS);
}

/** What one invocation of a sweep comes to: some ten calls each, well within its deadline. */
const SHARD = 200;
/** Gateways worked on at once: a bound on what is held in memory, and on calls under way at the same time. */
const AT_A_TIME = 10;
/** With less time left, a gateway would only be begun. */
const TIME_FOR_A_LOOK_MS = 10_000;
const DEADLINE_MARGIN_SECONDS = 15;
/** Kept back from calls that hang, for writing down what was reached. */
const LAST_SECONDS = 4;
/** Products of the cloud: `acs.vpc`. Their events know nothing of gateways. */
const CLOUD_SOURCES = 'acs.';
/** `x-fc-async-delay` is below an hour; what is due later is found by the timer. */
const LONGEST_DELAY_SECONDS = 3_599;
/** Who waits for longer is woken at a full half hour. */
const STOP_ON_THE_WAY_MS = 1_800_000;
