import { ApiError } from '../product.ts';
import { answered, OUTCOME, PAGING, page, row, SURE_OUTCOME } from './answered.ts';
import { busArn } from './arn.ts';
import { DEFAULT_BUS, type EventBus, isName } from './bus.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import type { EventBridgeState } from './state.ts';

const BUS = { EventBusName: { type: 'string', required: true } } as const;
const BUS_FIELDS = {
  EventBusARN: 'string',
  EventBusName: 'string',
  Description: 'string',
  CreateTimestamp: 'integer',
} as const;

export const createEventBus = row({
  name: 'CreateEventBus',
  style: 'RPC',
  parameters: { ...BUS, Description: { type: 'string' } },
  response: { ...OUTCOME, Data: { EventBusARN: 'string' } },
  errors: [
    'ServiceNotEnable',
    'EventBusNameInvalid',
    'EventBusAlreadyExist',
    'EventBusCountExceedLimit',
  ] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters: { EventBusName: name, Description: description = '' } }) =>
    answered(state, () => {
      if (!isName(name)) throw new ApiError<EventBridgeErrorCode>('EventBusNameInvalid', { bus: name });
      if (state.bus(account, region, name))
        throw new ApiError<EventBridgeErrorCode>('EventBusAlreadyExist', { bus: name });
      const custom = state.busesOf(account, region).filter((bus) => bus.name !== DEFAULT_BUS);
      if (custom.length >= state.limits.customBuses) {
        const counts = { count: String(custom.length), limit: String(state.limits.customBuses) };
        throw new ApiError<EventBridgeErrorCode>('EventBusCountExceedLimit', counts);
      }
      return { EventBusARN: busArn(state.addBus({ account, region, name, description })) };
    }),
});

export const getEventBus = row({
  name: 'GetEventBus',
  style: 'RPC',
  parameters: BUS,
  response: { ...OUTCOME, Data: BUS_FIELDS },
  errors: ['ServiceNotEnable', 'EventBusNotExist'] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters }) =>
    answered(state, () => bodyOf(busFor(state, account, region, parameters.EventBusName))),
});

export const listEventBuses = row({
  name: 'ListEventBuses',
  style: 'RPC',
  parameters: { NamePrefix: { type: 'string' }, ...PAGING },
  response: { ...SURE_OUTCOME, Data: { EventBuses: [BUS_FIELDS], NextToken: 'string', Total: 'integer' } },
  errors: ['ServiceNotEnable'] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters: { NamePrefix: prefix = '', Limit: limit, NextToken: token } }) =>
    answered(state, () => {
      const buses = state.busesOf(account, region).filter(({ name }) => name.startsWith(prefix));
      const { items, total, nextToken } = page(buses, { limit, token });
      return { EventBuses: items.map(bodyOf), NextToken: nextToken, Total: total };
    }),
});

export const updateEventBus = row({
  name: 'UpdateEventBus',
  style: 'RPC',
  parameters: { ...BUS, Description: { type: 'string' } },
  response: OUTCOME,
  errors: ['ServiceNotEnable', 'EventBusNotExist'] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters: { EventBusName, Description } }) =>
    answered(state, () => {
      const bus = busFor(state, account, region, EventBusName);
      bus.description = Description ?? bus.description;
      return {};
    }),
});

export const deleteEventBus = row({
  name: 'DeleteEventBus',
  style: 'RPC',
  parameters: BUS,
  response: OUTCOME,
  errors: [
    'ServiceNotEnable',
    'EventBusNotExist',
    'EventBusDefaultNotDeletable',
    'EventBusRuleNotEmptyForDelete',
  ] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters: { EventBusName: name } }) =>
    answered(state, () => {
      if (name === DEFAULT_BUS) throw new ApiError<EventBridgeErrorCode>('EventBusDefaultNotDeletable');
      const bus = busFor(state, account, region, name);
      if (bus.rules.size > 0) throw new ApiError<EventBridgeErrorCode>('EventBusRuleNotEmptyForDelete', { bus: name });
      state.removeBus(bus);
      return {};
    }),
});

/** @throws ApiError `EventBusNotExist` */
export function busFor(state: EventBridgeState, account: string, region: string, name: string): EventBus {
  const bus = state.bus(account, region, name);
  if (!bus) throw new ApiError<EventBridgeErrorCode>('EventBusNotExist', { bus: name });
  return bus;
}

function bodyOf(bus: EventBus) {
  return {
    EventBusARN: busArn(bus),
    EventBusName: bus.name,
    Description: bus.description,
    CreateTimestamp: bus.createdAt,
  };
}
