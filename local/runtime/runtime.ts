import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HOSTS, type Host } from '../../shared/engine/deps.ts';
import type { ToriiEvent } from '../../shared/events/event-bus.ts';
import { type FetchTrusting, fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import type { Invoker } from '../../shared/function-compute/invoker.ts';
import { type Dial, machineDial, nameResolver, type Resolve } from '../../shared/function-compute/network.ts';
import { machineDns, type PublicDns } from '../../shared/function-compute/public-dns.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { Store } from '../../shared/state/store.ts';
import type { VirtualClock } from '../cloud/clock.ts';
import { type Kill, type KillOrder, KillPoints } from '../cloud/fc/run/kill-points.ts';
import { AsyncInvocations } from './async-invocations.ts';
import {
  createEventDelivery,
  type EventDelivery,
  type EventsMode,
  type SourcedEvent,
  type Subscriptions,
} from './event-delivery.ts';
import { createFunctionHost, type FunctionHost } from './function-host.ts';
import { type Authorize, type HttpTriggerServer, serveHttpTrigger } from './http-trigger.ts';
import type { InvocationRecord } from './invocation.ts';
import { type Credentials, InvocationRunner } from './run-invocation.ts';
import { randomId, seededRandom } from './seeded-random.ts';
import { InvalidServerlessYaml } from './serverless-expressions.ts';
import { parseServerlessYaml } from './serverless-yaml.ts';
import { Tasks } from './tasks.ts';
import { startTimers } from './timer-triggers.ts';

export interface RuntimeOptions {
  /** Path of s.yaml. */
  serverlessYaml: string;
  clock: VirtualClock;
  account: { id: string; accessKeyId: string; accessKeySecret: string };
  /** Where s.yaml deploys the functions. */
  region: string;
  /** What `${env('X')}` in s.yaml sees. */
  env: Record<string, string>;
  /** Same seed, same random numbers, ids, delays and doubled events. */
  seed?: number;
  events?: EventsMode;
  /** Who hears our events; as `torii init` makes the rules unless given. */
  subscriptions?: Subscriptions;
  /** Whether timer triggers fire. */
  timers?: boolean;
  /** Hears of each invocation that has ended. */
  onInvocation?: (record: InvocationRecord) => void;
  /** Verifies requests to an HTTP trigger with `authType: function`; without it they are all refused. */
  authorize?: Authorize;
  /** The credentials of a function's role; the account's own key unless given. */
  credentials?: (functionName: string) => Credentials;
  /** Where the HTTP trigger is served; any free port unless given. */
  port?: number;
  /** What the functions remember; a new memory store unless given. */
  store?: Store;
  fetch?: typeof globalThis.fetch;
  fetchTrusting?: FetchTrusting;
  /** How functions reach what they prove; as the machine does unless given. */
  dial?: Dial;
  resolve?: Resolve;
  publicDns?: PublicDns;
  /** Whether a retry of an asynchronous invocation has a `new` request id, which it has unless told, or the `same`. */
  retriedRequestId?: () => 'new' | 'same';
}

export interface Runtime {
  /** Base URL of the HTTP trigger; empty where s.yaml declares none. */
  url: string;
  store: Store;
  /** Oldest first, those that run included. */
  invocations: InvocationRecord[];
  publish(event: ToriiEvent): Promise<void>;
  /** What was told on our own bus, oldest first. */
  published: readonly Required<ToriiEvent>[];
  /** Puts an event of another source on the bus, as a product of the cloud does. */
  deliver(event: SourcedEvent): Promise<void>;
  invoker: Invoker;
  /** Whether what is due at one instant starts at once, racing each other; one by one unless set. */
  together: boolean;
  kill(order: KillOrder): Kill;
  /** Kills what runs, takes back what is scheduled, closes the port. */
  close(): Promise<void>;
}

/**
 * Runs the functions as s.yaml declares them, in this process, on virtual time: HTTP trigger, timers, events, asynchronous
 * invocations, timeouts. The clock's owner moves time.
 * @throws InvalidServerlessYaml, FunctionNotLoaded
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { clock, account, region, seed = 1, store = createMemoryStore(), retriedRequestId = () => 'new' } = options;
  const hostName = `local-runtime-${++runtimesStarted}`;
  const hosts = loadFunctions(options, hostName);
  const tasks = new Tasks(clock);
  const kills = new KillPoints();
  const now = () => clock.now();
  // Ids differ from runtime to runtime: two of one seed on one cloud must not repeat each other's.
  const ids = seededRandom(`${seed}/${hostName}`);
  const newId = () => randomId(ids);
  const shared = { accountId: account.id, region, newId };

  const runner: InvocationRunner = new InvocationRunner({
    ...shared,
    ports: {
      clock,
      fetch: options.fetch ?? globalThis.fetch,
      fetchTrusting: options.fetchTrusting ?? fetchTrusting,
      dial: options.dial ?? machineDial,
      resolve: options.resolve ?? nameResolver(),
      publicDns: options.publicDns ?? machineDns(async () => undefined),
      store,
      // Behind arrows, because the queue and the bus start invocations and so come after the runner.
      events: { publish: (event) => bus.publish(event) },
      invoker: { invokeAsync: (...given) => queue.invokeAsync(...given) },
    },
    tasks,
    kills,
    seed: `${seed}`,
    idSeed: `${seed}/${hostName}`,
    credentials: options.credentials ?? (() => ({ ...accountKey(account), securityToken: '' })),
    onInvocation: options.onInvocation,
  });
  const run: InvocationRunner['run'] = (...given) => runner.run(...given);
  const queue = new AsyncInvocations({ ...shared, hosts, tasks, now, run, retriedRequestId });
  const random = seededRandom(`${seed}/events`);
  const mode = options.events ?? 'sometimes-twice';
  const { subscriptions } = options;
  const bus: EventDelivery = createEventDelivery({ ...shared, hosts, queue, now, random, mode, subscriptions });

  const server = await serveTheHttpTrigger({
    ...shared,
    hosts,
    clock,
    run,
    authorize: options.authorize,
    port: options.port ?? 0,
  });
  const unregister = registerHost(hostName, runner);
  if (options.timers ?? true) startTimers({ hosts: hosts.values(), queue, tasks, now });

  return {
    url: server?.url ?? '',
    store,
    invocations: runner.records,
    publish: (event) => bus.publish(event),
    published: bus.published,
    deliver: (event) => bus.deliver(event),
    invoker: queue,
    get together() {
      return queue.together;
    },
    set together(together) {
      queue.together = together;
    },
    kill(order) {
      if (!hosts.has(order.functionName)) throw new RangeError(`there is no function "${order.functionName}" to kill`);
      return kills.add(order);
    },
    async close() {
      tasks.close();
      runner.close();
      unregister();
      await server?.close();
    },
  };
}

let runtimesStarted = 0;

function loadFunctions(
  { serverlessYaml, env, account, region }: RuntimeOptions,
  hostName: string,
): Map<string, FunctionHost> {
  const path = resolve(serverlessYaml);
  const declared = parseServerlessYaml(readFileSync(path, 'utf8'), {
    directory: dirname(path),
    env,
    accountId: account.id,
  });
  for (const one of declared) {
    if (one.region === region) continue;
    throw new InvalidServerlessYaml(
      `resources.${one.resource}.props.region`,
      `it is ${one.region}, and this runtime was started for ${region}`,
    );
  }
  return new Map(declared.map((one) => [one.name, createFunctionHost(one, { TORII_HOST: hostName })]));
}

function accountKey({ accessKeyId, accessKeySecret }: RuntimeOptions['account']) {
  return { accessKeyId, accessKeySecret };
}

async function serveTheHttpTrigger({
  hosts,
  ...rest
}: Omit<Parameters<typeof serveHttpTrigger>[0], 'host' | 'trigger'> & {
  hosts: ReadonlyMap<string, FunctionHost>;
}): Promise<HttpTriggerServer | undefined> {
  const triggers = [...hosts.values()].flatMap((host) =>
    host.declared.triggers.flatMap((trigger) => (trigger.type === 'http' ? [{ host, trigger }] : [])),
  );
  const [first, second] = triggers;
  if (second) throw new SeveralHttpTriggers(triggers.map(({ host }) => host.declared.name));
  return first && serveHttpTrigger({ ...rest, ...first });
}

/** The local runtime serves one HTTP trigger. */
export class SeveralHttpTriggers extends Error {
  readonly code = 'SeveralHttpTriggers';

  constructor(functionNames: string[]) {
    super(`s.yaml declares ${functionNames.length} HTTP triggers (${functionNames.join(', ')}), and one is played`);
    this.name = 'SeveralHttpTriggers';
  }
}

/** Lends `host` to functions whose TORII_HOST is `name`. @returns what takes it back */
function registerHost(name: string, host: Host): () => void {
  const global = globalThis as { [HOSTS]?: Map<string, Host> };
  global[HOSTS] ??= new Map();
  const hosts = global[HOSTS];
  hosts.set(name, host);
  return () => void hosts.delete(name);
}
