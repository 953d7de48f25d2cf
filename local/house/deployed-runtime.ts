import { randomUUID } from 'node:crypto';
import { acs3Headers } from '../../shared/cloud/acs3.ts';
import type { ToriiEvent } from '../../shared/events/event-bus.ts';
import { eventBridgeBus } from '../../shared/events/eventbridge-bus.ts';
import { acs3Attempt } from '../../shared/function-compute/acs3-attempt.ts';
import { functionInvoker } from '../../shared/function-compute/function-invoker.ts';
import type { Store } from '../../shared/state/store.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import type { PublishedEvent } from '../cloud/eventbridge/published.ts';
import type { InvocationRecord as DeployedRecord } from '../cloud/fc/run/invocation.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import type { InvocationRecord } from '../runtime/invocation.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { REGION } from './house.ts';

/** Deployed functions as whoever owns the account meets them: over the wire, with the account's own key. */
export function deployedRuntime(cloud: LocalCloud, close: () => Promise<void>): Runtime {
  const { account, endpoint, functions, fc } = cloud;
  const calling = {
    fetch: globalThis.fetch,
    endpoint,
    region: REGION,
    credentials: () => account,
    machineNow: Date.now,
    newId: randomUUID,
    // Virtual time is moved by whoever asks: it would stand still meanwhile.
    sleep: () => Promise.resolve(),
    random: Math.random,
  };
  const bus = eventBridgeBus({ ...calling, busName: 'torii', now: () => cloud.clock.now() });
  const attempt = acs3Attempt({
    ...{ fetch: calling.fetch, endpoint, apiVersion: '2023-03-30' },
    sign: (call) => acs3Headers(call, account, { now: Date.now(), nonce: randomUUID() }),
  });
  return {
    get url() {
      return urlOf(fc, account.id);
    },
    store: ownersStore(cloud),
    get invocations() {
      return functions.invocations.map(asRecord);
    },
    publish: (event) => bus.publish(event),
    get published() {
      const bus = { account: account.id, region: REGION, name: 'torii' };
      return cloud.eventbridge.published.on(bus).map(({ event }) => asToriiEvent(event));
    },
    deliver: async (event) => cloud.eventbridge.emit(event),
    invoker: functionInvoker({ ...calling, fc: attempt, acs3: attempt, learned: { refusesFc: true } }),
    kill: (order) => functions.kill(order),
    get together() {
      return functions.together;
    },
    set together(together) {
      functions.together = together;
    },
    close,
  };
}

function asToriiEvent({ id, type, data }: PublishedEvent['event']): Required<ToriiEvent> {
  return { id, type, data } as Required<ToriiEvent>;
}

/** What the functions remember, as it lies in the tables: secrets stay sealed. */
export function ownersStore({ account, endpoint }: Pick<LocalCloud, 'account' | 'endpoint'>): Store {
  return tablestoreStore({
    fetch: globalThis.fetch,
    ...{ endpoint, instance: 'torii' },
    credentials: () => account,
    machineNow: Date.now,
    sleep: () => Promise.resolve(),
    random: Math.random,
  });
}

function urlOf(fc: LocalCloud['fc'], account: string): string {
  for (const one of fc.functionsOf(account, REGION)) {
    for (const trigger of one.triggers.values()) {
      if (trigger.type === 'http') return fc.urlsOf(one, trigger).urlInternet;
    }
  }
  return '';
}

/** Both runtimes tell of invocations alike, but for destinations, which only deployed functions have. */
function asRecord({ trigger, instanceId, ...record }: DeployedRecord): InvocationRecord {
  return { ...record, trigger: trigger === 'destination' ? 'invocation' : trigger };
}
