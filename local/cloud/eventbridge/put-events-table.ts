import { Refusal } from '../front-door/refusal.ts';
import type { ErrorTable, ParameterTable } from '../product.ts';
import type { ProtocolTable } from '../protocol-table.ts';
import { DEFAULT_BUS } from './bus.ts';

/**
 * Codes and messages of EventBridge's own list ("Error codes") where it has one; which one a stale date or a used nonce
 * has, and what is said of a request that is too much or no request at all, is inferred.
 * `PutEventsRequestMoreThanOneEventBus`, `EventBusNotExist` and `JsonAttributeInvalid` are those of the open-source
 * EventBridge (apache/rocketmq-eventbridge).
 */
export const putEventsErrors = {
  InvalidAccessKeyId: { status: 403, message: 'The access Id you provided is not exist.' },
  InvalidStsAccessKeyId: { status: 403, message: 'The sts access Id you provided is not exist.' },
  SignatureDoesNotMatch: {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  SecurityTokenInvalid: { status: 403, message: 'The Security token that your provide is invalid.' },
  StsAccessIdExpired: { status: 403, message: 'The sts accessid has expired.' },
  'InvalidTimeStamp.Expired': {
    status: 403,
    message: 'Specified time stamp or date value is expired.',
    source: 'inferred',
  },
  SignatureNonceUsed: { status: 403, message: 'Specified signature nonce was used already.', source: 'inferred' },
  ServiceAccessDenied: {
    status: 403,
    message: 'The OwnerId that your Access Key Id associated to has not enabled EventBridge Service.',
  },
  AccessDenied: {
    status: 403,
    message: 'The OwnerId that your Access Key Id associated to is forbidden for this operation.',
  },
  JsonAttributeInvalid: { status: 400, message: 'The Json attribute is invalid: {why}' },
  EventCountExceedLimit: {
    status: 400,
    message: 'A request has at most {limit} events.',
    source: 'inferred',
  },
  EventSizeExceedLimit: { status: 400, message: '{what} at most {limit} bytes.', source: 'inferred' },
  PutEventsRequestMoreThanOneEventBus: {
    status: 409,
    message: 'The put events request has more than one  event bus [{buses}] ',
  },
  EventBusNotExist: { status: 409, message: 'The event bus [{bus}] not existed!' },
  TooManyRequests: { status: 429, message: 'The request is denied by flow limiter for too many requests.' },
  UnsupportedHTTPMethod: { status: 400, message: 'This http method is not supported.', source: 'inferred' },
  MissingParameter: { status: 400, message: '{name} is mandatory for this action.', source: 'inferred' },
  InvalidParameter: { status: 400, message: 'The specified parameter {name} is not valid.', source: 'inferred' },
  RequestTooLarge: { status: 413, message: 'The request body is larger than {name}.', source: 'inferred' },
} as const satisfies ErrorTable;

export type PutEventsCode = keyof typeof putEventsErrors;

/** An attribute of an event, on its way into JSON. */
const text = { in: 'body', type: 'string' } as const;

/** Attributes of CloudEvents 1.0, section 3, with the documented lengths ("Limits"); extensions besides. */
export const EVENT = {
  specversion: { ...text, required: true, enum: ['1.0'] },
  id: { ...text, required: true, maxLength: 128, pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]*$/ },
  source: { ...text, required: true, maxLength: 128 },
  type: { ...text, required: true, maxLength: 64 },
  subject: { ...text, maxLength: 512 },
  time: { ...text, maxLength: 64 },
  aliyuneventbusname: { ...text, default: DEFAULT_BUS },
  data: { in: 'body', type: 'json' },
  data_base64: text,
} as const satisfies ParameterTable;

const PARAMETERS = {
  'x-eventbridge-regionid': { in: 'header', type: 'string' },
  // The body itself is the list.
  events: { in: 'whole-body', type: 'objects', required: true, min: 1, max: 16, fields: EVENT },
} as const satisfies ParameterTable;

/** Documented ("PutEvents"): 16 events in a request, 64 KB each, 256 KB together. */
export const LIMITS = { events: PARAMETERS.events.max, eventBytes: 64 * 1024, requestBytes: 256 * 1024 } as const;

export const PUT_EVENTS_PATH = '/openapi/putEvents';

/** PutEvents in a row; TooManyRequests is what throttling is called here. */
export const putEventsTable: ProtocolTable = {
  name: 'eventbridge',
  version: '2020-04-01',
  title: 'EventBridge: events',
  page: 'eventbridge-events',
  errors: putEventsErrors,
  actions: [
    {
      name: 'PutEvents',
      style: { method: 'POST', path: PUT_EVENTS_PATH },
      parameters: PARAMETERS,
      response: {
        headers: { 'x-eventbridge-request-id': 'string' },
        RequestId: 'string',
        ResourceOwnerAccountId: 'string',
        FailedEntryCount: 'integer',
        EntryList: [{ EventId: 'string', TraceId: 'string', ErrorCode: 'string', ErrorMessage: 'string' }],
      },
      errors: Object.keys(putEventsErrors).filter((code) => code !== 'TooManyRequests'),
    },
  ],
};

export function isPutEventsCode(code: string): code is PutEventsCode {
  return code in putEventsErrors;
}

/** @param values what fills the `{name}` places of the table's message */
export function refusedAs(code: PutEventsCode, values: Readonly<Record<string, string>> = {}): Refusal {
  return new Refusal(putEventsErrors[code].status, code, messageOf(code, values));
}

export function messageOf(code: PutEventsCode, values: Readonly<Record<string, string>>): string {
  return putEventsErrors[code].message.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
