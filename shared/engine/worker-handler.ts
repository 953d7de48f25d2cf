import type { StepHead } from '../domain-rules/plan.ts';
import type { FunctionContext } from '../function-compute/context.ts';
import { deadlineOf } from '../function-compute/deadline.ts';
import { readTrigger, type Trigger } from '../function-compute/trigger.ts';
import { type Deps, depsFromHost } from './deps.ts';
import { concernedReferences } from './hints.ts';
import { inTurn } from './in-turn.ts';
import { type Reference, type RunResult, reconcile } from './reconcile.ts';
import { dueGateways } from './sweep.ts';
import type { Worker } from './worker.ts';

/** One invocation of a function of ours. */
export interface Invocation {
  deps: Deps;
  context: FunctionContext;
  environment: Record<string, string | undefined>;
  signal: AbortSignal;
}

export type FunctionHandler = (event: Buffer, context: FunctionContext) => Promise<unknown>;

/**
 * Turns a worker into a handler: a timer sweeps what is due, an event or a re-invocation names its gateway.
 *
 * @param environment the function's environment variables; TORII_HOST says which runtime lends clock and state
 */
export function workerHandler<Memory, Observation, Step extends StepHead>(
  environment: Record<string, string | undefined>,
  makeWorker: (invocation: Invocation) => Worker<Memory, Observation, Step>,
): FunctionHandler {
  return async (event, context) => {
    const deps = depsFromHost(environment.TORII_HOST, context);
    const signal = new AbortController().signal;
    const worker = makeWorker({ deps, context, environment, signal });
    const deadline = deadlineOf({
      startedAt: deps.clock.now(),
      timeoutSeconds: context.function.timeout,
      marginSeconds: DEADLINE_MARGIN_SECONDS,
    });
    const trigger = readTrigger(event);
    const ofSweep = trigger.kind === 'timer';
    const errands = await errandsOf(trigger, worker, deps, context.accountId);
    // What a sweep does not come to stays due. An event names its gateway once, so its work is always begun.
    const mayStart = () => !ofSweep || deadline.remainingMs(deps.clock.now()) > TIME_FOR_A_LOOK_MS;
    const { results, left } = await inTurn(errands, { limit: AT_A_TIME, mayStart }, async ({ reference, eventIds }) => {
      const run = { holder: context.requestId, deadline, signal, ofSweep, eventIds };
      const result = await reconcile(worker, reference, deps, run);
      await goOn(worker.functionName, reference, result, deps);
      return { gateway: `${reference.region}/${reference.name}`, outcome: result.outcome };
    });
    if (left > 0) deps.log.warn(`the sweep ran out of time: ${left} of ${errands.length} gateways stay due`);
    const failed = results.find((run) => run.status === 'rejected');
    // Thrown, so that Function Compute delivers the invocation again; what went well is remembered already.
    if (failed) throw failed.reason;
    const runs = results.flatMap((run) => (run.status === 'fulfilled' ? [run.value] : []));
    return { runs, ...(left > 0 ? { left } : {}) };
  };
}

/** A gateway to look at, and the events that say so. */
interface Errand {
  reference: Reference;
  eventIds: string[];
}

async function errandsOf<Memory, Observation, Step extends StepHead>(
  trigger: Trigger,
  worker: Worker<Memory, Observation, Step>,
  deps: Deps,
  account: string,
): Promise<Errand[]> {
  switch (trigger.kind) {
    case 'timer': {
      const due = await dueGateways(worker, deps, account);
      worker.beginSweep?.(due);
      return due.map(({ region, name }) => ({ reference: { account, region, name }, eventIds: [] }));
    }
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

/** Asks to be invoked again when this run could not see its work to the end. */
async function goOn(functionName: string, reference: Reference, result: RunResult, deps: Deps): Promise<void> {
  if (result.outcome !== 'continue') return;
  const delaySeconds = Math.min(Math.ceil(result.inMs / 1000), LONGEST_DELAY_SECONDS);
  const dueAt = deps.clock.now() + delaySeconds * 1000;
  const taskId = `${functionName}-${reference.region}-${reference.name}-${dueAt}`;
  await deps.invoker.invokeAsync(functionName, reference, { delaySeconds, taskId });
}

/** Gateways worked on at once: a bound on what is held in memory, and on calls under way at the same time. */
const AT_A_TIME = 10;
/** With less time left, a gateway would only be begun. */
const TIME_FOR_A_LOOK_MS = 10_000;
const DEADLINE_MARGIN_SECONDS = 15;
/** Products of the cloud: `acs.vpc`. Their events know nothing of gateways. */
const CLOUD_SOURCES = 'acs.';
/** `x-fc-async-delay` is below an hour; what is due later is found by the timer. */
const LONGEST_DELAY_SECONDS = 3_599;
