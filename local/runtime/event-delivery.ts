import { EVENT_SOURCE, type EventBus, type ToriiEvent } from '../../shared/events/event-bus.ts';
import { SUBSCRIPTIONS } from '../../shared/events/subscriptions.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import { matchesPattern } from './event-pattern.ts';
import type { FunctionHost } from './function-host.ts';
import { withoutMilliseconds } from './instant.ts';

/** How often a published event reaches each function that wants it. */
export type EventsMode = 'once' | 'sometimes-twice' | 'twice' | 'never';

/** What a product of the cloud, or we, tell the bus. */
export interface SourcedEvent {
  /** `acs.vpc`, `torii` */
  source: string;
  type: string;
  /** Without it, the event source itself. */
  subject?: string;
  data: unknown;
}

/** The bus as its publishers see it. */
export interface EventDelivery extends EventBus {
  /** What we told our own bus, oldest first, whoever listens. */
  readonly published: readonly Required<ToriiEvent>[];
  deliver(event: SourcedEvent): Promise<void>;
}

/** Which types of our events each function hears, by its name under `resources`. */
export type Subscriptions = Readonly<Record<string, readonly string[]>>;

/**
 * EventBridge: our own bus, whose rules are the subscriptions, and the default bus, where triggers of s.yaml listen and which
 * only products of the cloud publish to (documented). Each copy takes its own seeded time, so copies arrive in any order, and
 * a second copy may arrive long after the first was handled.
 */
export function createEventDelivery({
  hosts,
  queue,
  now,
  newId,
  random,
  mode,
  accountId,
  region,
  subscriptions = SUBSCRIPTIONS,
}: {
  hosts: ReadonlyMap<string, FunctionHost>;
  queue: AsyncInvocations;
  now: () => number;
  newId: () => string;
  random: () => number;
  mode: EventsMode;
  accountId: string;
  region: string;
  subscriptions?: Subscriptions | undefined;
}): EventDelivery {
  const send = (host: FunctionHost, delivered: unknown) => {
    const bytes = Buffer.from(JSON.stringify(delivered), 'utf8');
    const count = copies(mode, random);
    for (let copy = 0; copy < count; copy += 1) {
      const delayMs = Math.round(copy === 0 ? 50 + 950 * random() : 50 + 29_950 * random());
      queue.enqueue(host, bytes, { trigger: 'event', delayMs });
    }
  };
  const at = (id: string) => ({ now: now(), id, accountId, region });
  const published: Required<ToriiEvent>[] = [];
  return {
    published,
    async publish({ id = newId(), type, data }) {
      const event = toCloudEvent({ source: EVENT_SOURCE, type, data }, { ...at(id), bus: 'torii' });
      published.push({ id, type, data });
      for (const host of hosts.values()) {
        if (subscriptions[host.declared.resource]?.includes(type)) send(host, event);
      }
    },
    async deliver(event) {
      const cloudEvent = toCloudEvent(event, { ...at(newId()), bus: 'default' });
      for (const host of hosts.values()) {
        for (const trigger of host.declared.triggers) {
          if (trigger.type !== 'eventbridge' || !trigger.enabled || !matchesPattern(trigger.pattern, cloudEvent))
            continue;
          send(host, trigger.mode === 'event-driven' ? cloudEvent : [cloudEvent]);
        }
      }
    },
  };
}

function copies(mode: EventsMode, random: () => number): number {
  switch (mode) {
    case 'never':
      return 0;
    case 'once':
      return 1;
    case 'twice':
      return 2;
    case 'sometimes-twice':
      return random() < 0.25 ? 2 : 1;
  }
}

/** CloudEvents 1.0 with EventBridge's extensions (documented). */
function toCloudEvent(
  { source, type, subject, data }: SourcedEvent,
  { now, id, accountId, region, bus }: { now: number; id: string; accountId: string; region: string; bus: string },
) {
  return {
    id,
    source,
    specversion: '1.0',
    type,
    datacontenttype: 'application/json;charset=utf-8',
    subject: subject ?? `acs:eventbridge:${region}:${accountId}:eventbus/${bus}/eventsource/${source}`,
    time: withoutMilliseconds(now),
    aliyunaccountid: accountId,
    aliyunpublishtime: new Date(now).toISOString(),
    aliyuneventbusname: bus,
    aliyunregionid: region,
    aliyunpublishaddr: '127.0.0.1',
    data,
  };
}
