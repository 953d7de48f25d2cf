import type { Accounts } from '../../accounts.ts';
import type { Calls } from '../../calls.ts';
import type { VirtualClock } from '../../clock.ts';
import type { Faults } from '../../faults/faults.ts';
import { DATE_TOLERANCE_MS } from '../../front-door/authenticate.ts';
import type { CallBoundaries } from '../../front-door/call-boundaries.ts';
import { Nonces } from '../../front-door/nonces.ts';
import type { OtherDoor } from '../../front-door/other-door.ts';
import type { Permissions } from '../../permissions.ts';
import type { DeployedFunction, FunctionInvocations, RunningInstances } from '../functions.ts';
import { DEFAULT_ASSUMPTIONS, type RunAssumptions } from './assumptions.ts';
import { AsyncQueue } from './async-queue.ts';
import { clockDoor } from './clock-door.ts';
import { CLOCK_PATH } from './clock-path.ts';
import { CodeFolders } from './code-folders.ts';
import { Destinations, type PutEvent, type Undelivered } from './destinations.ts';
import { type Egress, networkOf, ordinaryEgress, type Surroundings } from './egress.ts';
import type { FunctionSource } from './function-source.ts';
import { serveHttpTrigger } from './http-trigger.ts';
import { Instances } from './instances.ts';
import type { InvocationRecord } from './invocation.ts';
import { invocationsDoor } from './invocations-door.ts';
import { type Kill, type KillOrder, KillPoints } from './kill-points.ts';
import { type AssumeRole, Runner } from './runner.ts';
import { tasksDoor } from './tasks-door.ts';
import { Triggers } from './triggers.ts';

export interface FunctionRunsOptions extends Surroundings {
  readonly clock: VirtualClock;
  readonly accounts: Accounts;
  readonly functions: FunctionSource;
  readonly calls: Calls;
  readonly faults: Faults;
  readonly newRequestId: () => string;
  readonly machineNow: () => number;
  readonly defaultRegion: string;
  /** The cloud's one origin; asked when an instance starts. */
  readonly endpoint: () => string;
  readonly permissions?: Permissions;
  /** Where destinations that are event buses are told; without it they are not. */
  readonly putEvent?: PutEvent;
  /** Any role is taken on without question, unless given. */
  readonly assumeRole?: AssumeRole;
  /** The port of a function's HTTP trigger; any free one unless given. */
  readonly httpPort?: (functionName: string) => number | undefined;
}

/** Deployed functions, running. */
export interface FunctionRuns extends FunctionInvocations, RunningInstances {
  /** Oldest first, those that run included. */
  readonly invocations: readonly InvocationRecord[];
  /** Has a function die at one of its calls. */
  kill(order: KillOrder): Kill;
  /** What nobody could check about invocations; may be set at any time. */
  readonly assumptions: RunAssumptions;
  /** Whether asynchronous invocations that are due at one instant run at once, racing each other; one by one unless set. */
  together: boolean;
  /** How long an instance is kept without work, in virtual ms: five minutes unless set (documented as 3 to 5). */
  idleMs: number;
  /** Where a function's connections come from, for instances that start from now on; undefined: the ordinary way. */
  egress: ((owner: DeployedFunction) => Egress | undefined) | undefined;
  /** Awaited behind each call that a function makes, before the function has its answer. */
  afterCall: (() => Promise<void>) | undefined;
  /** Hears of each invocation that has ended. */
  onInvocation: ((record: InvocationRecord) => void) | undefined;
  /** Ends of asynchronous invocations that did not reach their destination. */
  readonly undelivered: readonly Undelivered[];
  /** How many processes were started so far. */
  readonly instancesStarted: number;
  readonly doors: readonly OtherDoor[];
  readonly boundaries: CallBoundaries;
  /** What a snapshot saves of it, and what the things in one may point to. */
  readonly saved: Saved;
  /** Kills what runs, takes back what is scheduled, closes the ports. */
  close(): Promise<void>;
}

interface Saved {
  readonly states: Readonly<Record<string, object>>;
  readonly known: Readonly<Record<string, object>>;
}

/**
 * The data plane of Function Compute: each instance is a Node.js process of its own, on the cloud's virtual time; functions
 * are invoked through the API, by HTTP triggers, timers and destinations.
 */
export function startFunctionRuns(options: FunctionRunsOptions): FunctionRuns {
  const { clock, accounts, functions, machineNow } = options;
  const assumptions = { ...DEFAULT_ASSUMPTIONS };
  const kills = new KillPoints();
  const folders = new CodeFolders();
  const nonces = new Nonces(2 * DATE_TOLERANCE_MS);
  const instances = new Instances({
    ...{ clock, folders },
    networkOf: (owner) => networkOf(runs.egress?.(owner) ?? ordinaryEgress(owner), options),
    clockUrl: () => `${options.endpoint()}${CLOCK_PATH}`,
    idleMs: () => runs.idleMs,
  });
  const runner = new Runner({
    ...{ clock, instances, kills },
    assumeRole:
      options.assumeRole ??
      (({ account }, arn, sessionName) =>
        accounts.issueTemporary(account, machineNow() + CREDENTIALS_LIFE_MS, { arn, sessionName })),
    onEnd: (record) => runs.onInvocation?.(record),
  });
  const destinations: Destinations = new Destinations({
    queue: () => queue,
    putEvent: options.putEvent,
    permissions: options.permissions,
  });
  const queue = new AsyncQueue({
    ...options,
    ...{ runner, destinations, assumptions },
    endEverything: async () => {
      runner.killAll();
      instances.close();
      await triggers.restored();
    },
  });
  const shared = { ...options, permissions: options.permissions, nonces, assumptions, runner, queue };
  const triggers = new Triggers({
    ...{ clock, functions, queue },
    serveHttp: (owner, trigger) => serveHttpTrigger(owner, trigger, options.httpPort?.(owner.name) ?? 0, shared),
  });
  const stopFollowing = functions.onChange(({ function: changed }) => {
    instances.outdate(changed);
    return triggers.follow(changed);
  });
  for (const owner of functions.all()) void triggers.follow(owner);

  const runs: FunctionRuns = {
    invocations: runner.records,
    assumptions,
    idleMs: 5 * 60_000,
    egress: undefined,
    onInvocation: undefined,
    undelivered: destinations.undelivered,
    get afterCall() {
      return runner.afterCall;
    },
    set afterCall(afterCall) {
      runner.afterCall = afterCall;
    },
    get together() {
      return queue.together;
    },
    set together(together) {
      queue.together = together;
    },
    get instancesStarted() {
      return instances.started;
    },
    kill(order) {
      const names = [...functions.all()].map(({ name }) => name);
      if (!names.includes(order.functionName)) {
        throw new RangeError(
          `there is no function "${order.functionName}" to kill: ${names.join(', ') || 'none is deployed'}`,
        );
      }
      return kills.add(order);
    },
    enqueue: (arn, event, start) => queue.enqueue(arn, event, start),
    instancesOf: (owner) => instances.of(owner),
    abort: (owner) => runner.abort(owner),
    doors: [invocationsDoor(shared), tasksDoor(shared), clockDoor(clock, runner)],
    boundaries: runner.boundaries,
    saved: { states: { fcAssumptions: assumptions, fcQueue: queue }, known: { fcQueueOptions: queue.options } },
    async close() {
      stopFollowing();
      queue.close();
      runner.close();
      await triggers.close();
      instances.close();
      folders.close();
    },
  };
  return runs;
}

/** Documented. */
const CREDENTIALS_LIFE_MS = 36 * 3_600_000;
