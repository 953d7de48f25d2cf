import { EVENT_SOURCE, type EventBus } from '../../shared/events/event-bus.ts';
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
  deliver(event: SourcedEvent): Promise<void>;
}

/**
 * EventBridge's default bus. Each copy takes its own seeded time, so copies arrive in any order, and a second copy may
 * arrive long after the first was handled.
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
}: {
  hosts: ReadonlyMap<string, FunctionHost>;
  queue: AsyncInvocations;
  now: () => number;
  newId: () => string;
  random: () => number;
  mode: EventsMode;
  accountId: string;
  region: string;
}): EventDelivery {
  const delivery: EventDelivery = {
    publish: ({ type, data }) => delivery.deliver({ source: EVENT_SOURCE, type, data }),
    async deliver(event) {
      const cloudEvent = toCloudEvent(event, { now: now(), id: newId(), accountId, region });
      for (const host of hosts.values()) {
        for (const trigger of host.declared.triggers) {
          if (trigger.type !== 'eventbridge' || !trigger.enabled || !matchesPattern(trigger.pattern, cloudEvent))
            continue;
          const delivered = trigger.mode === 'event-driven' ? cloudEvent : [cloudEvent];
          const bytes = Buffer.from(JSON.stringify(delivered), 'utf8');
          const count = copies(mode, random);
          for (let copy = 0; copy < count; copy += 1) {
            const delayMs = Math.round(copy === 0 ? 50 + 950 * random() : 50 + 29_950 * random());
            queue.enqueue(host, bytes, { trigger: 'event', delayMs });
          }
        }
      }
    },
  };
  return delivery;
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
  { now, id, accountId, region }: { now: number; id: string; accountId: string; region: string },
) {
  return {
    id,
    source,
    specversion: '1.0',
    type,
    datacontenttype: 'application/json;charset=utf-8',
    subject: subject ?? `acs:eventbridge:${region}:${accountId}:eventbus/default/eventsource/${source}`,
    time: withoutMilliseconds(now),
    aliyunaccountid: accountId,
    aliyunpublishtime: new Date(now).toISOString(),
    aliyuneventbusname: 'default',
    aliyunregionid: region,
    aliyunpublishaddr: '127.0.0.1',
    data,
  };
}
