import { ApiError, actionsOf, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier } from './qualifier.ts';
import { arnOf, type FcState, type KeptFunction } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

const path = `${functionPath.template}/async-invoke-config`;

const fields = {
  asyncTask: 'boolean',
  createdTime: 'string',
  lastModifiedTime: 'string',
  functionArn: 'string',
  destinationConfig: { onSuccess: { destination: 'string' }, onFailure: { destination: 'string' } },
  maxAsyncEventAgeInSeconds: 'integer',
  maxAsyncRetryAttempts: 'integer',
} as const satisfies ResponseFields;

export const putAsyncInvokeConfig = row({
  name: 'PutAsyncInvokeConfig',
  style: { method: 'PUT', path },
  parameters: {
    ...functionPath.parameters,
    qualifier: { type: 'string' },
    asyncTask: { in: 'body', type: 'boolean', default: false },
    maxAsyncRetryAttempts: { in: 'body', type: 'integer', min: 0, max: 8, default: 3, invalidCode },
    maxAsyncEventAgeInSeconds: { in: 'body', type: 'integer', min: 1, max: 604_800, default: 86_400, invalidCode },
    destinationConfig: {
      in: 'body',
      type: 'object',
      invalidCode,
      fields: {
        onSuccess: { type: 'object', fields: { destination: { type: 'string' } } },
        onFailure: { type: 'object', fields: { destination: { type: 'string' } } },
      },
    },
  },
  response: fields,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { functionName, qualifier, destinationConfig, ...config } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(qualifier);
    deployed.asyncInvokeConfig = {
      asyncTask: config.asyncTask,
      maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
      maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
      onSuccess: destinationOf(destinationConfig?.onSuccess?.destination),
      onFailure: destinationOf(destinationConfig?.onFailure?.destination),
    };
    deployed.asyncInvokeTimes = { createdAt: deployed.asyncInvokeTimes?.createdAt ?? now, changedAt: now };
    return bodyOf(deployed);
  },
});

export const getAsyncInvokeConfig = row({
  name: 'GetAsyncInvokeConfig',
  style: { method: 'GET', path },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: fields,
  errors: ['InvalidArgument', 'FunctionNotFound', 'AsyncConfigNotExists'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    checkQualifier(qualifier);
    return bodyOf(state.function(account, region, functionName));
  },
});

export const deleteAsyncInvokeConfig = row({
  name: 'DeleteAsyncInvokeConfig',
  style: { method: 'DELETE', path },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: {},
  answers: 204,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    checkQualifier(qualifier);
    const deployed = state.function(account, region, functionName);
    deployed.asyncInvokeConfig = undefined;
    deployed.asyncInvokeTimes = undefined;
    return {};
  },
});

export const listAsyncInvokeConfigs = row({
  name: 'ListAsyncInvokeConfigs',
  style: { method: 'GET', path: '/2023-03-30/async-invoke-configs' },
  parameters: { functionName: { type: 'string' }, ...paging },
  response: { configs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const found = state
      .functionsOf(account, region)
      .filter(({ name, asyncInvokeConfig }) => asyncInvokeConfig && name === (parameters.functionName ?? name));
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { configs: items.map(bodyOf), nextToken };
  },
});

function bodyOf(deployed: KeptFunction) {
  const { asyncInvokeConfig: config, asyncInvokeTimes: times } = deployed;
  if (!config || !times) throw new ApiError<FcErrorCode>('AsyncConfigNotExists', { function: deployed.name });
  const { onSuccess, onFailure } = config;
  return {
    asyncTask: config.asyncTask,
    maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
    maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
    createdTime: utcTime(times.createdAt),
    lastModifiedTime: utcTime(times.changedAt),
    functionArn: arnOf(deployed),
    destinationConfig: {
      onSuccess: onSuccess ? { destination: onSuccess } : undefined,
      onFailure: onFailure ? { destination: onFailure } : undefined,
    },
  };
}

/** Functions, queues and topics, event buses, RocketMQ (documented: destinations). */
const DESTINATION = /^acs:(fc|mns|eventbridge|mq):[^:]+:\d*:.+$/;

function destinationOf(arn: string | undefined): string | undefined {
  if (!arn) return undefined;
  if (!DESTINATION.test(arn)) throw invalid(`Destination is set to an invalid value ${arn}`);
  return arn;
}
