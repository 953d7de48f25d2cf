import type { Socket } from 'node:net';
import type { Deps } from '../../shared/engine/deps.ts';
import type { EventBus } from '../../shared/events/event-bus.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import type { FetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import type { Invoker } from '../../shared/function-compute/invoker.ts';
import { createLogger } from '../../shared/function-compute/logger.ts';
import type { Dial, Resolve } from '../../shared/function-compute/network.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';
import type { Store } from '../../shared/state/store.ts';
import type { VirtualClock } from '../cloud/clock.ts';
import type { Invocation } from './invocation.ts';
import { randomId } from './seeded-random.ts';

/** What all invocations of a runtime share. */
export interface Ports {
  clock: VirtualClock;
  fetch: typeof globalThis.fetch;
  fetchTrusting: FetchTrusting;
  dial: Dial;
  resolve: Resolve;
  publicDns: PublicDns;
  store: Store;
  events: EventBus;
  invoker: Invoker;
}

/** What one invocation is lent: every call through it is a call boundary of that invocation. */
export function depsOf(
  invocation: Invocation,
  context: FunctionContext,
  { clock, fetch, fetchTrusting, dial, resolve, publicDns, store, events, invoker }: Ports,
  random: { decisions: () => number; ids: () => number },
): Deps {
  const call: Invocation['call'] = (effect) => invocation.call(effect);
  const lent =
    (fetching: typeof fetch): typeof fetch =>
    (input, init) =>
      call(async () => readWhole(await fetching(input, init)));
  return {
    clock: { now: () => clock.now(), sleep: (ms, signal) => invocation.sleep(ms, signal) },
    // Signatures are checked against the machine's clock.
    machineNow: () => Date.now(),
    random: random.decisions,
    newId: () => randomId(random.ids),
    fetch: lent(fetch),
    fetchTrusting: (rootsPem, gate) => lent(fetchTrusting(rootsPem, gate)),
    dial: (to, from) => call(async () => holdWhileOpen(await dial(to, from), invocation, clock)),
    resolve: (name, from) => call(() => resolve(name, from)),
    publicDns: {
      nameServersOf: (zone) => call(() => publicDns.nameServersOf(zone)),
      cnameAt: (nameServer, name) => call(() => publicDns.cnameAt(nameServer, name)),
      txtAt: (nameServer, name) => call(() => publicDns.txtAt(nameServer, name)),
      lookUp: (name) => call(() => publicDns.lookUp(name)),
    },
    store: {
      get: (key) => call(() => store.get(key)),
      put: (key, document, expectedVersion) => call(() => store.put(key, document, expectedVersion)),
      delete: (key, expectedVersion) => call(() => store.delete(key, expectedVersion)),
      list: (account, kind) => call(() => store.list(account, kind)),
      heads: (account, kind) => call(() => store.heads(account, kind)),
      getMany: (keys) => call(() => store.getMany(keys)),
      append: (entry) => call(() => store.append(entry)),
      amend: (place, entry) => call(() => store.amend(place, entry)),
      journal: (gateway, range) => call(() => store.journal(gateway, range)),
    },
    events: { publish: (event) => call(() => events.publish(event)) },
    invoker: {
      invokeAsync: (name, payload, options) => call(() => invoker.invokeAsync(name, payload, options)),
    },
    log: createLogger(context, context.logger),
  };
}

/** What is said over a connection is part of a call: time stands still while it is open, and the dead say nothing more. */
function holdWhileOpen(socket: Socket, { stopped }: Invocation, clock: VirtualClock): Socket {
  socket.once('close', clock.hold());
  stopped.then(() => socket.destroy());
  return socket;
}

/** Takes in the whole body, so that the call is over, and time may move, only when everything has arrived. */
async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  const whole = new Response(NULL_BODY.has(response.status) ? null : body, response);
  Object.defineProperty(whole, 'url', { value: response.url });
  return whole;
}

/** These may have no body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([204, 205, 304]);
