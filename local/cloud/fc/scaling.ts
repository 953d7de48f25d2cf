import { ApiError, actionsOf, type ResponseFields } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier } from './qualifier.ts';
import { arnOf, type FcState, type KeptFunction } from './state.ts';

const row = actionsOf<FcState>();
const path = `${functionPath.template}/scaling-config`;

/** Kept and shown; instances come and go with the calls all the same. */
const fields = {
  currentInstances: 'integer',
  enableMixMode: 'boolean',
  enableOnDemandScaling: 'boolean',
  functionArn: 'string',
  horizontalScalingPolicies: 'json',
  minInstances: 'integer',
  requestDispatchPolicy: 'string',
  residentPoolId: 'string',
  scheduledPolicies: 'json',
  targetInstances: 'integer',
} as const satisfies ResponseFields;

const common = { ...functionPath.parameters, qualifier: { type: 'string' } } as const;

export const putScalingConfig = row({
  name: 'PutScalingConfig',
  style: { method: 'PUT', path },
  parameters: {
    ...common,
    minInstances: { in: 'body', type: 'integer', min: 0, invalidCode: 'InvalidArgument' },
    residentPoolId: { in: 'body', type: 'string' },
    enableOnDemandScaling: { in: 'body', type: 'boolean' },
    enableMixMode: { in: 'body', type: 'boolean' },
    horizontalScalingPolicies: { in: 'body', type: 'json' },
    scheduledPolicies: { in: 'body', type: 'json' },
  },
  response: fields,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { functionName, qualifier, ...config } = parameters;
    checkQualifier(qualifier);
    const deployed = state.function(account, region, functionName);
    deployed.scalingConfig = config;
    return bodyOf(deployed);
  },
});

export const getScalingConfig = row({
  name: 'GetScalingConfig',
  style: { method: 'GET', path },
  parameters: common,
  response: fields,
  errors: ['InvalidArgument', 'FunctionNotFound', 'ScalingConfigNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    checkQualifier(qualifier);
    return bodyOf(state.function(account, region, functionName));
  },
});

export const deleteScalingConfig = row({
  name: 'DeleteScalingConfig',
  style: { method: 'DELETE', path },
  parameters: common,
  response: {},
  answers: 204,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier } }) => {
    checkQualifier(qualifier);
    state.function(account, region, functionName).scalingConfig = undefined;
    return {};
  },
});

export const listScalingConfigs = row({
  name: 'ListScalingConfigs',
  style: { method: 'GET', path: '/2023-03-30/scaling-configs' },
  parameters: { functionName: { type: 'string' }, ...paging },
  response: { scalingConfigs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const found = state
      .functionsOf(account, region)
      .filter(({ name, scalingConfig }) => scalingConfig && name === (parameters.functionName ?? name));
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { scalingConfigs: items.map(bodyOf), nextToken };
  },
});

export const getProvisionConfig = row({
  name: 'GetProvisionConfig',
  style: { method: 'GET', path: `${functionPath.template}/provision-config` },
  parameters: common,
  response: { functionArn: 'string' },
  errors: ['FunctionNotFound', 'ProvisionConfigNotFound'] satisfies FcErrorCode[],
  // Nothing here makes one.
  handler: (state, { account, region, parameters: { functionName } }) => {
    state.function(account, region, functionName);
    throw new ApiError<FcErrorCode>('ProvisionConfigNotFound', { function: functionName });
  },
});

export const listProvisionConfigs = row({
  name: 'ListProvisionConfigs',
  style: { method: 'GET', path: '/2023-03-30/provision-configs' },
  parameters: { functionName: { type: 'string' } },
  response: { provisionConfigs: [{ functionArn: 'string' }] },
  errors: [],
  handler: () => ({ provisionConfigs: [] }),
});

function bodyOf(deployed: KeptFunction) {
  const { scalingConfig: config } = deployed;
  if (!config) throw new ApiError<FcErrorCode>('ScalingConfigNotFound', { function: deployed.name });
  return { ...config, functionArn: arnOf(deployed), currentInstances: 0, targetInstances: 0 };
}
