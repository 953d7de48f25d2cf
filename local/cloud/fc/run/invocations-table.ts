import type { ErrorTable, Parameter, ParameterTable, ResponseFields } from '../../product.ts';
import type { ProtocolAction, ProtocolTable } from '../../protocol-table.ts';
import { fcErrors } from '../errors.ts';
import type { TaskStatus } from './async-request.ts';

/** Beside what the other actions of Function Compute answer with. Statuses and messages are in their manner. */
export const invocationErrors = {
  InvalidArgument: fcErrors.InvalidArgument,
  FunctionNotFound: fcErrors.FunctionNotFound,
  VersionNotFound: fcErrors.VersionNotFound,
  AliasNotFound: fcErrors.AliasNotFound,
  AccessDenied: { status: 403, message: 'The caller may not do it, or not from there.' },
  EntityTooLarge: { status: 400, message: 'payload size exceeds maximum allowed size ({limit} bytes)' },
  ResourceExhausted: { status: 429, message: "reserved concurrency of function '{function}' exceeded" },
  FunctionInvocationDisabled: {
    status: 403,
    message: "function '{function}' is disabled: {reason}",
    source: 'inferred',
  },
  // Documented for the stateful invocations of version 2.0.
  AsyncTaskAlreadyExists: { status: 409, message: "the async task '{task}' exists already", source: 'inferred' },
  AsyncTaskNotFound: { status: 404, message: "async task '{task}' does not exist", source: 'inferred' },
  MethodNotAllowed: { status: 405, message: "{method} is not among this trigger's methods", source: 'inferred' },
  NotPlayed: { status: 501, message: 'authType jwt is not played', source: 'inferred' },
  // 403 for whatever is wrong with a signature; two have names of their own at the API, and those of the gateway at triggers.
  SignatureNotMatch: { status: 403, message: 'The signature is not the one that was computed.' },
  InvalidAccessKeyID: { status: 403, message: 'The AccessKey ID is invalid.' },
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The signature is not the one that was computed.',
    source: 'inferred',
  },
  'InvalidAccessKeyId.NotFound': { status: 403, message: 'Specified access key is not found.', source: 'inferred' },
  'InvalidAccessKeyId.Inactive': { status: 403, message: 'Specified access key is disabled.', source: 'inferred' },
  MissingParameter: { status: 403, message: '{name} is mandatory for this action.', source: 'inferred' },
  IncompleteSignature: { status: 403, message: 'The signature is not complete: {name}.', source: 'inferred' },
  'InvalidTimeStamp.Format': { status: 403, message: 'The date is not well formatted.', source: 'inferred' },
  'InvalidTimeStamp.Expired': { status: 403, message: 'The date is expired.', source: 'inferred' },
  SignatureNonceUsed: { status: 403, message: 'Specified signature nonce was used already.', source: 'inferred' },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    status: 403,
    message: 'Specified SecurityToken mismatches the AccessKey.',
    source: 'inferred',
  },
  'InvalidSecurityToken.Expired': { status: 403, message: 'Specified SecurityToken is expired.', source: 'inferred' },
  InvalidParameter: { status: 400, message: 'The specified parameter {name} is not valid.', source: 'inferred' },
  // What a run may end with: `x-fc-error-type` of a 200 at the API; the other status, at an HTTP trigger, is inferred.
  UnhandledInvocationError: { status: 502, alsoStatus: [200], message: 'The function threw.' },
  InitializationError: { status: 502, alsoStatus: [200], message: 'The initializer failed.' },
  FunctionTimeout: { status: 504, alsoStatus: [200], message: 'Function timed out after {seconds} seconds' },
  ProcessExitedError: { status: 502, alsoStatus: [200], message: 'Process exited unexpectedly', source: 'inferred' },
  InstanceStartFailed: { status: 502, alsoStatus: [200], message: 'The instance did not start.', source: 'inferred' },
} as const satisfies ErrorTable;

export type InvocationCode = keyof typeof invocationErrors;

/** Of every request that may be signed, before anything is done. */
const OF_A_SIGNATURE = [
  ...(['AccessDenied', 'EntityTooLarge', 'InvalidParameter', 'MissingParameter', 'IncompleteSignature'] as const),
  ...(['InvalidTimeStamp.Format', 'InvalidTimeStamp.Expired', 'InvalidAccessKeyId.Inactive'] as const),
  ...(['SignatureNonceUsed', 'InvalidSecurityToken.MismatchWithAccessKey', 'InvalidSecurityToken.Expired'] as const),
] as const satisfies readonly InvocationCode[];
const OF_THE_API = [
  ...OF_A_SIGNATURE,
  ...(['SignatureNotMatch', 'InvalidAccessKeyID', 'InvalidArgument', 'FunctionNotFound'] as const),
] as const satisfies readonly InvocationCode[];
const OF_A_RUN = [
  ...(['UnhandledInvocationError', 'InitializationError', 'FunctionTimeout', 'ProcessExitedError'] as const),
  ...(['InstanceStartFailed', 'ResourceExhausted', 'FunctionInvocationDisabled'] as const),
] as const satisfies readonly InvocationCode[];

const invalidCode = 'InvalidArgument' satisfies InvocationCode;
const functionName = { in: 'path', type: 'string', required: true } as const satisfies Parameter;
const taskId = functionName;
const qualifier = { type: 'string' } as const satisfies Parameter;

const HEADERS = { 'x-fc-request-id': 'string' } as const satisfies ResponseFields;

interface Row<Parameters extends ParameterTable> extends ProtocolAction {
  readonly parameters: Parameters;
  readonly errors: readonly InvocationCode[];
}

function row<const Parameters extends ParameterTable>(action: Row<Parameters>): Row<Parameters> {
  return action;
}

const FUNCTION = '/2023-03-30/functions/{functionName}';

export const invokeFunction = row({
  name: 'InvokeFunction',
  style: { method: 'POST', path: `${FUNCTION}/invocations` },
  parameters: {
    functionName,
    qualifier,
    'x-fc-invocation-type': { in: 'header', type: 'string', enum: ['Sync', 'Async'], default: 'Sync', invalidCode },
    'x-fc-log-type': { in: 'header', type: 'string', enum: ['None', 'Tail'], default: 'None', invalidCode },
    'x-fc-async-task-id': { in: 'header', type: 'string', pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/, invalidCode },
    // Documented as up to 3600, with and without that itself.
    'x-fc-async-delay': { in: 'header', type: 'integer', default: 0, min: 0, max: 3599, invalidCode },
  },
  response: {
    headers: {
      ...HEADERS,
      'x-fc-error-type': 'string',
      'x-fc-instance-id': 'string',
      'x-fc-invocation-duration': 'string',
      'x-fc-log-result': 'string',
    },
    body: 'string',
  },
  errors: [...OF_THE_API, ...OF_A_RUN, 'VersionNotFound', 'AliasNotFound', 'AsyncTaskAlreadyExists'],
});

const STATUSES = [
  ...(['Enqueued', 'Dequeued', 'Running', 'Retrying', 'Succeeded', 'Failed', 'Stopping'] as const),
  ...(['Stopped', 'Expired', 'Invalid'] as const),
] as const satisfies readonly TaskStatus[];

const TASK = {
  taskId: 'string',
  requestId: 'string',
  functionArn: 'string',
  qualifier: 'string',
  status: 'string',
  alreadyRetriedTimes: 'integer',
  events: [{ eventId: 'integer', status: 'string', timestamp: 'integer', eventDetail: 'string' }],
  instanceId: 'string',
  taskErrorMessage: 'string',
  startedTime: 'integer',
  durationMs: 'integer',
  endTime: 'integer',
  destinationStatus: 'string',
  taskPayload: 'string',
  returnPayload: 'string',
} as const satisfies ResponseFields;

export const listAsyncTasks = row({
  name: 'ListAsyncTasks',
  style: { method: 'GET', path: `${FUNCTION}/async-tasks` },
  parameters: {
    functionName,
    qualifier,
    prefix: { type: 'string' },
    status: { type: 'string', enum: STATUSES, invalidCode },
    startedTimeBegin: { type: 'integer', invalidCode },
    startedTimeEnd: { type: 'integer', invalidCode },
    sortOrderByTime: { type: 'string', enum: ['asc', 'desc'], default: 'desc', invalidCode },
    includePayload: { type: 'boolean', default: false, invalidCode },
    limit: { type: 'integer', default: 20, min: 1, max: 100, invalidCode },
    nextToken: { type: 'string' },
  },
  response: { headers: HEADERS, tasks: [TASK], nextToken: 'string' },
  errors: OF_THE_API,
});

export const getAsyncTask = row({
  name: 'GetAsyncTask',
  style: { method: 'GET', path: `${FUNCTION}/async-tasks/{taskId}` },
  parameters: { functionName, taskId, qualifier },
  response: { headers: HEADERS, ...TASK },
  errors: [...OF_THE_API.filter((code) => code !== invalidCode), 'AsyncTaskNotFound'],
});

export const stopAsyncTask = row({
  name: 'StopAsyncTask',
  style: { method: 'PUT', path: `${FUNCTION}/async-tasks/{taskId}/stop` },
  parameters: { functionName, taskId, qualifier },
  response: { headers: HEADERS },
  errors: [...OF_THE_API.filter((code) => code !== invalidCode), 'AsyncTaskNotFound'],
});

/** A request to a function's own URL; all but the platform's own headers is the function's. */
export const httpTrigger = row({
  name: 'HttpTrigger',
  style: { method: 'any of its methods', path: 'below the URL of the trigger' },
  parameters: {},
  response: { headers: HEADERS, body: 'string' },
  errors: [
    ...OF_A_SIGNATURE,
    ...OF_A_RUN,
    ...(['SignatureDoesNotMatch', 'InvalidAccessKeyId.NotFound', 'VersionNotFound'] as const),
    ...(['MethodNotAllowed', 'NotPlayed'] as const),
  ],
});

/** The data plane of Function Compute in rows. */
export const invocationsTable: ProtocolTable = {
  name: 'fc',
  version: '2023-03-30',
  title: 'Function Compute: invocations',
  page: 'fc-invocations',
  errors: invocationErrors,
  actions: [invokeFunction, listAsyncTasks, getAsyncTask, stopAsyncTask, httpTrigger],
};
