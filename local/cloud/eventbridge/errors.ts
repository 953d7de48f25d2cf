import type { ErrorTable } from '../product.ts';

/**
 * `ServiceNotEnable` is the documented refusal; `EventBusNotExist` and `EventRuleNotExisted` are what
 * terraform-provider-alicloud takes for "not found". The others are the codes and the status of the open-source
 * EventBridge (apache/rocketmq-eventbridge), where it has one.
 */
export const eventBridgeErrors = {
  ServiceNotEnable: { status: 403, message: 'EventBridge is not activated for this account.' },
  EventBusNotExist: { status: 409, message: 'The event bus [{bus}] not existed!' },
  EventBusAlreadyExist: { status: 409, message: 'The event bus [{bus}] already existed!' },
  EventBusNameInvalid: { status: 409, message: 'The event bus name [{bus}] is invalid!' },
  EventBusCountExceedLimit: {
    status: 409,
    message: 'The current count of event bus is [{count}], which will exceed the limit quota [{limit}]',
  },
  EventBusRuleNotEmptyForDelete: {
    status: 409,
    message: 'The rules of eventbus [{bus}] exist, please delete them before delete event bus.',
  },
  EventBusDefaultNotDeletable: { status: 409, message: 'The default event bus is not deletable.', source: 'inferred' },
  EventRuleNotExisted: { status: 409, message: 'The event rule not existed!' },
  EventRuleAlreadyExist: { status: 409, message: 'The event rule [{rule}] of event bus [{bus}] already existed!' },
  EventRuleNameInvalid: { status: 409, message: 'The event rule name [{rule}] is invalid!' },
  EventRuleCountExceedLimit: {
    status: 409,
    message: 'The current count of event rule is [{count}], which will exceed the limit quota [{limit}]',
  },
  EventRuleFilterPatternInvalid: { status: 409, message: 'The filter pattern is invalid: {why}', source: 'inferred' },
  EventNotExist: { status: 409, message: 'The event [{event}] not existed!', source: 'inferred' },
  EventInvalid: { status: 409, message: 'The event is not a JSON object.', source: 'inferred' },
  EventTargetInvalid: { status: 409, message: 'The event target is invalid: {why}', source: 'inferred' },
} as const satisfies ErrorTable;

export type EventBridgeErrorCode = keyof typeof eventBridgeErrors;
