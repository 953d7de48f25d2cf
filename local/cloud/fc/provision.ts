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
const path = `${functionPath.template}/provision-config`;

const text = { type: 'string', invalidCode } as const;
const required = { ...text, required: true, missingCode: invalidCode } as const;
/** Documented: from 0 to 10,000. */
const count = { type: 'integer', min: 0, max: 10_000, invalidCode } as const;
const METRICS = ['ProvisionedConcurrencyUtilization', 'CPUUtilization', 'GPUMemUtilization'] as const;

const fields = {
  alwaysAllocateCPU: 'boolean',
  alwaysAllocateGPU: 'boolean',
  current: 'integer',
  currentError: 'string',
  defaultTarget: 'integer',
  functionArn: 'string',
  scheduledActions: [
    {
      endTime: 'string',
      name: 'string',
      scheduleExpression: 'string',
      startTime: 'string',
      target: 'integer',
      timeZone: 'string',
    },
  ],
  target: 'integer',
  targetTrackingPolicies: [
    {
      endTime: 'string',
      maxCapacity: 'integer',
      metricTarget: 'number',
      metricType: 'string',
      minCapacity: 'integer',
      name: 'string',
      startTime: 'string',
      timeZone: 'string',
    },
  ],
} as const satisfies ResponseFields;

const common = { ...functionPath.parameters, qualifier: { type: 'string' } } as const;

/** Actions and policies are kept and shown, and change nothing: the target is the default one. */
export const putProvisionConfig = row({
  name: 'PutProvisionConfig',
  style: { method: 'PUT', path },
  parameters: {
    ...common,
    alwaysAllocateCPU: { in: 'body', type: 'boolean', default: false, invalidCode },
    alwaysAllocateGPU: { in: 'body', type: 'boolean', default: false, invalidCode },
    defaultTarget: { in: 'body', ...count },
    // Deprecated, the older name of it.
    target: { in: 'body', ...count },
    scheduledActions: {
      in: 'body',
      type: 'objects',
      invalidCode,
      fields: {
        endTime: text,
        name: required,
        scheduleExpression: required,
        startTime: text,
        target: { ...count, required: true, missingCode: invalidCode },
        timeZone: text,
      },
    },
    targetTrackingPolicies: {
      in: 'body',
      type: 'objects',
      invalidCode,
      fields: {
        endTime: text,
        maxCapacity: { ...count, required: true, missingCode: invalidCode },
        metricTarget: { type: 'number', min: 0, max: 1, required: true, invalidCode, missingCode: invalidCode },
        metricType: { ...required, enum: METRICS },
        minCapacity: { ...count, required: true, missingCode: invalidCode },
        name: required,
        startTime: text,
        timeZone: text,
      },
    },
  },
  response: fields,
  errors: ['InvalidArgument', ...QUALIFIED, 'InstanceMetricsRequired'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, progress }) => {
    const { functionName, qualifier = LATEST, target, defaultTarget = target ?? 0, ...config } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    const { enableInstanceMetrics } = Object(deployed.config.rest.logConfig);
    if (config.targetTrackingPolicies?.length && enableInstanceMetrics !== true) {
      throw new ApiError<FcErrorCode>('InstanceMetricsRequired');
    }
    const settings = settingsOf(deployed, qualifier);
    const { instances = [], error } = settings.provision ?? {};
    const provision = { config, target: defaultTarget, instances, error };
    settings.provision = provision;
    keepInstances(state, progress, deployed, provision);
    return bodyOf(deployed, qualifier);
  },
});

export const getProvisionConfig = row({
  name: 'GetProvisionConfig',
  style: { method: 'GET', path },
  parameters: common,
  response: fields,
  errors: [...QUALIFIED, 'ProvisionConfigNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier = LATEST } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    return bodyOf(deployed, qualifier);
  },
});

export const deleteProvisionConfig = row({
  name: 'DeleteProvisionConfig',
  style: { method: 'DELETE', path },
  parameters: common,
  response: {},
  answers: 204,
  errors: QUALIFIED,
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    settingsOf(deployed, qualifier).provision = undefined;
    return {};
  },
});

export const listProvisionConfigs = row({
  name: 'ListProvisionConfigs',
  style: { method: 'GET', path: '/2023-03-30/provision-configs' },
  parameters: { functionName: { type: 'string' }, limit: paging.limit, nextToken: paging.nextToken },
  response: { provisionConfigs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const found = state.settingsIn(
      account,
      region,
      parameters.functionName,
      ({ provision }) => provision !== undefined,
    );
    const { items, nextToken } = pageOf(found, ({ key }) => key, parameters);
    return { provisionConfigs: items.map(({ deployed, qualifier }) => bodyOf(deployed, qualifier)), nextToken };
  },
});

function bodyOf(deployed: KeptFunction, qualifier: string) {
  const kept = settingsOf(deployed, qualifier).provision;
  if (!kept) throw new ApiError<FcErrorCode>('ProvisionConfigNotFound', { function: deployed.name });
  return {
    ...kept.config,
    functionArn: qualifiedArn(deployed, qualifier),
    defaultTarget: kept.target,
    target: kept.target,
    current: kept.instances.length,
    currentError: kept.error,
  };
}
