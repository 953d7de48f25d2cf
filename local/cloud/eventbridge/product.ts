import type { Product } from '../product.ts';
import { createEventBus, deleteEventBus, getEventBus, listEventBuses, updateEventBus } from './buses.ts';
import { eventBridgeErrors } from './errors.ts';
import { listAliyunOfficialEventSources } from './official-sources.ts';
import { createRule, deleteRule, disableRule, enableRule, getRule, listRules, updateRule } from './rules.ts';
import type { EventBridgeState } from './state.ts';
import { deleteTargets, listTargets, putTargets } from './targets.ts';
import { testEventPattern } from './test-event-pattern.ts';
import { queryEvent, queryEventTraces, queryTracedEventByEventId, queryTracedEvents } from './traces.ts';

/** EventBridge, API 2020-04-01: buses, rules and targets. Events come in by another door, put-events-door.ts. */
export const eventBridge: Product<EventBridgeState> = {
  name: 'eventbridge',
  version: '2020-04-01',
  errors: eventBridgeErrors,
  actions: [
    createEventBus,
    getEventBus,
    listEventBuses,
    updateEventBus,
    deleteEventBus,
    createRule,
    getRule,
    listRules,
    updateRule,
    enableRule,
    disableRule,
    deleteRule,
    putTargets,
    listTargets,
    deleteTargets,
    testEventPattern,
    queryTracedEvents,
    queryTracedEventByEventId,
    queryEvent,
    queryEventTraces,
    listAliyunOfficialEventSources,
  ],
};
