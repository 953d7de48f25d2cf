import { ApiError, actionsOf, type ResponseFields } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { type KeptFunction, LATEST, settingsOf } from './kept-function.ts';
import { keepInstances } from './kept-instances.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier, QUALIFIED } from './qualifier.ts';
import { type FcState, qualifiedArn } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const path = `${functionPath.template}/scaling-config`;

const text = { type: 'string', invalidCode } as const;
const count = { type: 'integer', min: 0, invalidCode } as const;
const required = { required: true, missingCode: invalidCode } as const;

const fields = {
  currentError: 'string',
  currentInstances: 'integer',
  enableMixMode: 'boolean',
  enableOnDemandScaling: 'boolean',
  functionArn: 'string',
  horizontalScalingPolicies: [
    {
      endTime: 'string',
      maxInstances: 'integer',
      metricTarget: 'number',
      metricType: 'string',
      minInstances: 'integer',
      name: 'string',
      startTime: 'string',
      timeZone: 'string',
    },
  ],
  minInstances: 'integer',
  requestDispatchPolicy: 'string',
  residentPoolId: 'string',
  scheduledPolicies: [
    {
      endTime: 'string',
      name: 'string',
      scheduleExpression: 'string',
      startTime: 'string',
      target: 'integer',
      timeZone: 'string',
    },
  ],
  targetInstances: 'integer',
} as const satisfies ResponseFields;

const common = { ...functionPath.parameters, qualifier: { type: 'string' } } as const;
const FOUND = ['InvalidArgument', ...QUALIFIED] as const satisfies FcErrorCode[];

/** Policies are kept and shown, and change nothing: there are as many instances as the smallest number says. */
export const putScalingConfig = row({
  name: 'PutScalingConfig',
  style: { method: 'PUT', path },
  parameters: {
    ...common,
    minInstances: { in: 'body', ...count },
    residentPoolId: { in: 'body', ...text },
    requestDispatchPolicy: { in: 'body', ...text },
    enableOnDemandScaling: { in: 'body', type: 'boolean', invalidCode },
    enableMixMode: { in: 'body', type: 'boolean', invalidCode },
    horizontalScalingPolicies: {
      in: 'body',
      type: 'objects',
      invalidCode,
      fields: {
        endTime: text,
        maxInstances: count,
        metricTarget: { type: 'number', min: 0, max: 1, invalidCode },
        metricType: text,
        minInstances: count,
        name: { ...text, ...required },
        startTime: text,
        timeZone: text,
      },
    },
    scheduledPolicies: {
      in: 'body',
      type: 'objects',
      invalidCode,
      fields: {
        endTime: text,
        name: { ...text, ...required },
        scheduleExpression: { ...text, ...required },
        startTime: text,
        target: { ...count, ...required },
        timeZone: text,
      },
    },
  },
  response: fields,
  errors: FOUND,
  handler: (state, { account, region, parameters, progress }) => {
    const { functionName, qualifier = LATEST, ...config } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    const settings = settingsOf(deployed, qualifier);
    const { instances = [], error } = settings.scaling ?? {};
    const scaling = { config, target: config.minInstances ?? 0, instances, error };
    settings.scaling = scaling;
    keepInstances(state, progress, deployed, scaling);
    return bodyOf(deployed, qualifier);
  },
});

export const getScalingConfig = row({
  name: 'GetScalingConfig',
  style: { method: 'GET', path },
  parameters: common,
  response: fields,
  errors: [...QUALIFIED, 'ScalingConfigNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier = LATEST } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    return bodyOf(deployed, qualifier);
  },
});

export const deleteScalingConfig = row({
  name: 'DeleteScalingConfig',
  style: { method: 'DELETE', path },
  parameters: common,
  response: {},
  answers: 204,
  errors: QUALIFIED,
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    settingsOf(deployed, qualifier).scaling = undefined;
    return {};
  },
});

export const listScalingConfigs = row({
  name: 'ListScalingConfigs',
  style: { method: 'GET', path: '/2023-03-30/scaling-configs' },
  parameters: { functionName: { type: 'string' }, limit: paging.limit, nextToken: paging.nextToken },
  response: { scalingConfigs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const found = state.settingsIn(account, region, parameters.functionName, ({ scaling }) => scaling !== undefined);
    const { items, nextToken } = pageOf(found, ({ key }) => key, parameters);
    return { scalingConfigs: items.map(({ deployed, qualifier }) => bodyOf(deployed, qualifier)), nextToken };
  },
});

function bodyOf(deployed: KeptFunction, qualifier: string) {
  const kept = settingsOf(deployed, qualifier).scaling;
  if (!kept) throw new ApiError<FcErrorCode>('ScalingConfigNotFound', { function: deployed.name });
  return {
    ...kept.config,
    functionArn: qualifiedArn(deployed, qualifier),
    targetInstances: kept.target,
    currentInstances: kept.instances.length,
    currentError: kept.error,
  };
}
