import { ApiError, actionsOf, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import { type KeptFunction, LATEST, type QualifierSettings, settingsOf } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier, QUALIFIED } from './qualifier.ts';
import { type FcState, qualifiedArn } from './state.ts';

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
  errors: ['InvalidArgument', ...QUALIFIED] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { functionName, qualifier = LATEST, destinationConfig, ...config } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    const settings = settingsOf(deployed, qualifier);
    settings.asyncInvokeConfig = {
      asyncTask: config.asyncTask,
      maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
      maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
      onSuccess: destinationOf(destinationConfig?.onSuccess?.destination),
      onFailure: destinationOf(destinationConfig?.onFailure?.destination),
    };
    settings.asyncInvokeTimes = { createdAt: settings.asyncInvokeTimes?.createdAt ?? now, changedAt: now };
    if (qualifier === LATEST) deployed.asyncInvokeConfig = settings.asyncInvokeConfig;
    return bodyOf(deployed, qualifier);
  },
});

export const getAsyncInvokeConfig = row({
  name: 'GetAsyncInvokeConfig',
  style: { method: 'GET', path },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: fields,
  errors: [...QUALIFIED, 'AsyncConfigNotExists'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier = LATEST } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    return bodyOf(deployed, qualifier);
  },
});

export const deleteAsyncInvokeConfig = row({
  name: 'DeleteAsyncInvokeConfig',
  style: { method: 'DELETE', path },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: {},
  answers: 204,
  errors: QUALIFIED,
  handler: (state, { account, region, parameters: { functionName, qualifier = LATEST } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    const settings = settingsOf(deployed, qualifier);
    settings.asyncInvokeConfig = undefined;
    settings.asyncInvokeTimes = undefined;
    if (qualifier === LATEST) deployed.asyncInvokeConfig = undefined;
    return {};
  },
});

export const listAsyncInvokeConfigs = row({
  name: 'ListAsyncInvokeConfigs',
  style: { method: 'GET', path: '/2023-03-30/async-invoke-configs' },
  parameters: { functionName: { type: 'string' }, limit: paging.limit, nextToken: paging.nextToken },
  response: { configs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const isSet = ({ asyncInvokeConfig }: QualifierSettings) => asyncInvokeConfig !== undefined;
    const found = state.settingsIn(account, region, parameters.functionName, isSet);
    const { items, nextToken } = pageOf(found, ({ key }) => key, parameters);
    return { configs: items.map(({ deployed, qualifier }) => bodyOf(deployed, qualifier)), nextToken };
  },
});

function bodyOf(deployed: KeptFunction, qualifier: string) {
  const { asyncInvokeConfig: config, asyncInvokeTimes: times } = settingsOf(deployed, qualifier);
  if (!config || !times) {
    throw new ApiError<FcErrorCode>('AsyncConfigNotExists', { function: deployed.name, qualifier });
  }
  const { onSuccess, onFailure } = config;
  return {
    asyncTask: config.asyncTask,
    maxAsyncRetryAttempts: config.maxAsyncRetryAttempts,
    maxAsyncEventAgeInSeconds: config.maxAsyncEventAgeInSeconds,
    createdTime: utcTime(times.createdAt),
    lastModifiedTime: utcTime(times.changedAt),
    functionArn: qualifiedArn(deployed, qualifier),
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
