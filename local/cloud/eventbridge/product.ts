import type { Product } from '../product.ts';
import { createEventBus, deleteEventBus, getEventBus, listEventBuses } from './buses.ts';
import { eventBridgeErrors } from './errors.ts';
import { createRule, deleteRule, disableRule, enableRule, getRule, listRules, updateRule } from './rules.ts';
import type { EventBridgeState } from './state.ts';
import { deleteTargets, listTargets, putTargets } from './targets.ts';

/** EventBridge, API 2020-04-01: buses, rules and targets. Events come in by another door, put-events-door.ts. */
export const eventBridge: Product<EventBridgeState> = {
  name: 'eventbridge',
  version: '2020-04-01',
  errors: eventBridgeErrors,
  actions: [
    createEventBus,
    getEventBus,
    listEventBuses,
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
  ],
};
