import { ApiError } from '../product.ts';
import { answered, OUTCOME, page, row } from './answered.ts';
import { busFor } from './buses.ts';
import type { DeliveryRecord } from './deliveries.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import type { PublishedEvent } from './published.ts';
import type { EventBridgeState } from './state.ts';

const BUS = { EventBusName: { type: 'string', required: true } } as const;
const EVENT = { ...BUS, EventId: { type: 'string', required: true } } as const;
const EVENT_FIELDS = {
  EventBusName: 'string',
  EventId: 'string',
  EventReceivedTime: 'integer',
  EventSource: 'string',
  EventType: 'string',
} as const;
const FOUND = ['ServiceNotEnable', 'EventBusNotExist'] as const satisfies EventBridgeErrorCode[];

/** Events of a bus in a time, newest first, page by page. Both ends of the time count (inferred). */
export const queryTracedEvents = row({
  name: 'QueryTracedEvents',
  style: 'RPC',
  parameters: {
    ...BUS,
    StartTime: { type: 'integer', required: true, min: 0 },
    EndTime: { type: 'integer', required: true, min: 0 },
    EventSource: { type: 'string' },
    EventType: { type: 'string' },
    Subject: { type: 'string' },
    MatchedRule: { type: 'string' },
    Limit: { type: 'integer', default: 10, min: 1, max: 100 },
    NextToken: { type: 'string' },
  },
  response: { ...OUTCOME, Data: { Events: [EVENT_FIELDS], NextToken: 'string', Total: 'integer' } },
  errors: FOUND,
  handler: (state, { account, region, parameters }) =>
    answered(state, () => {
      const { EventBusName, StartTime, EndTime, MatchedRule, Limit: limit, NextToken: token } = parameters;
      const fits = (asked: string | undefined, value: unknown) =>
        asked === undefined || asked === '' || asked === value;
      const found = state.published
        .on(busFor(state, account, region, EventBusName))
        .filter(({ at }) => at >= StartTime && at <= EndTime)
        .filter(({ event }) => fits(parameters.EventSource, event.source) && fits(parameters.EventType, event.type))
        .filter(({ event }) => fits(parameters.Subject, event.subject))
        .filter(({ rules }) => MatchedRule === undefined || MatchedRule === '' || rules.includes(MatchedRule));
      const { items, total, nextToken } = page([...found].reverse(), { limit, token });
      return { Events: items.map(eventBody), NextToken: nextToken, Total: total };
    }),
});

export const queryTracedEventByEventId = row({
  name: 'QueryTracedEventByEventId',
  style: 'RPC',
  parameters: { ...EVENT, EventSource: { type: 'string' } },
  // A list with one object in it, as the SDK's model has it; its token is for more than a page of one id.
  response: { ...OUTCOME, Data: [{ Events: [EVENT_FIELDS], Total: 'integer' }] },
  errors: FOUND,
  handler: (state, { account, region, parameters: { EventBusName, EventId, EventSource = '' } }) =>
    answered(state, () => {
      const found = eventsOf(state, { account, region, name: EventBusName }, EventId).filter(
        ({ event }) => EventSource === '' || event.source === EventSource,
      );
      return [{ Events: found.map(eventBody), Total: found.length }];
    }),
});

/** The event as it was put on the bus. */
export const queryEvent = row({
  name: 'QueryEvent',
  style: 'RPC',
  parameters: { ...EVENT, EventSource: { type: 'string' } },
  response: { ...OUTCOME, Data: 'json' },
  errors: [...FOUND, 'EventNotExist'] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters: { EventBusName, EventId, EventSource = '' } }) =>
    answered(state, () => {
      const found = eventsOf(state, { account, region, name: EventBusName }, EventId).find(
        ({ event }) => EventSource === '' || event.source === EventSource,
      );
      if (!found) throw new ApiError<EventBridgeErrorCode>('EventNotExist', { event: EventId });
      return found.event;
    }),
});

/** What happened to an event: it came, rules wanted it, targets were tried. */
export const queryEventTraces = row({
  name: 'QueryEventTraces',
  style: 'RPC',
  parameters: EVENT,
  response: {
    ...OUTCOME,
    Data: [
      {
        Action: 'string',
        ActionTime: 'integer',
        Endpoint: 'string',
        EventBusName: 'string',
        EventId: 'string',
        EventSource: 'string',
        NotifyLatency: 'string',
        NotifyStatus: 'string',
        NotifyTime: 'integer',
        ReceivedTime: 'integer',
        RuleMatchingTime: 'string',
        RuleName: 'string',
      },
    ],
  },
  errors: FOUND,
  handler: (state, { account, region, parameters: { EventBusName: name, EventId } }) =>
    answered(state, () =>
      eventsOf(state, { account, region, name }, EventId).flatMap((one) => [
        putBody(one),
        ...one.rules.map((rule) => filterBody(one, rule)),
        ...state.deliveries
          .of(account, name, EventId)
          .filter(({ outcome }) => outcome === 'delivered' || outcome === 'failed')
          .map((delivery) => pushBody(state, one, delivery)),
      ]),
    ),
});

function eventsOf(state: EventBridgeState, place: { account: string; region: string; name: string }, id: string) {
  const bus = busFor(state, place.account, place.region, place.name);
  return state.published.on(bus).filter(({ event }) => event.id === id);
}

function eventBody({ bus, at, event }: PublishedEvent) {
  return {
    EventBusName: bus,
    EventId: event.id,
    EventReceivedTime: at,
    EventSource: event.source,
    EventType: event.type,
  };
}

function putBody(one: PublishedEvent) {
  return { ...about(one, 'PutEvent', one.at), ReceivedTime: one.at };
}

function filterBody(one: PublishedEvent, rule: string) {
  return { ...about(one, 'FilterEvent', one.at), RuleName: rule, RuleMatchingTime: String(one.at) };
}

/** Statuses are in the manner of the documented one, `[200]Ok`. */
function pushBody(state: EventBridgeState, one: PublishedEvent, { at, rule, target, outcome, why }: DeliveryRecord) {
  const { account, region, bus } = one;
  return {
    ...about(one, 'PushEvent', at),
    RuleName: rule,
    Endpoint: state.bus(account, region, bus)?.rules.get(rule)?.targets.get(target)?.endpoint ?? '',
    NotifyTime: at,
    NotifyLatency: String(at - one.at),
    NotifyStatus: outcome === 'delivered' ? '[200]Ok' : `[404]${why ?? 'NotFound'}`,
  };
}

function about({ bus, event }: PublishedEvent, action: 'PutEvent' | 'FilterEvent' | 'PushEvent', at: number) {
  return { Action: action, ActionTime: at, EventBusName: bus, EventId: event.id, EventSource: event.source };
}
