import type { EventBus } from '../events/event-bus.ts';
import type { FunctionContext, FunctionLogger } from '../function-compute/context.ts';
import type { FetchTrusting } from '../function-compute/fetch-trusting.ts';
import type { Invoker } from '../function-compute/invoker.ts';
import type { Dial, Resolve } from '../function-compute/network.ts';
import type { PublicDns } from '../function-compute/public-dns.ts';
import type { Store } from '../state/store.ts';

/** Everything a function takes from outside itself. */
export interface Deps {
  clock: Clock;
  /** The machine's time in ms since the epoch, for request signatures only. */
  machineNow: () => number;
  /** Uniform in [0, 1). */
  random: () => number;
  newId: () => string;
  fetch: typeof globalThis.fetch;
  /** The same for servers behind a private CA. */
  fetchTrusting: FetchTrusting;
  /** Connections to what is to be proved, as a client at a vantage point makes them. */
  dial: Dial;
  resolve: Resolve;
  /** What the public DNS says, and what a name server says that is asked directly. */
  publicDns: PublicDns;
  store: Store;
  events: EventBus;
  invoker: Invoker;
  log: FunctionLogger;
}

/** Time as leases, schedules and certificates count it; in a local cloud it is virtual. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A runtime that lives in the same process as the functions and lends them its clock, state and events. */
export interface Host {
  deps(context: FunctionContext): Deps;
}

/** Where an in-process runtime registers itself under the name it puts into TORII_HOST. */
export const HOSTS = Symbol.for('torii.hosts');

export class HostMissing extends Error {
  readonly code = 'HostMissing';

  constructor(name: string) {
    super(`TORII_HOST names "${name}", but no runtime of that name is in this process; leave it empty where deployed`);
    this.name = 'HostMissing';
  }
}

/** @throws HostMissing */
export function depsFromHost(hostName: string, context: FunctionContext): Deps {
  const hosts = (globalThis as { [HOSTS]?: Map<string, Host> })[HOSTS];
  const host = hosts?.get(hostName);
  if (!host) throw new HostMissing(hostName);
  return host.deps(context);
}
