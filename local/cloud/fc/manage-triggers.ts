import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { listedTriggerBody, listedTriggerFields, triggerBody, triggerFields } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import type { KeptTrigger } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier, QUALIFIED } from './qualifier.ts';
import type { FcState } from './state.ts';
import { readTriggerConfig, TRIGGER_TYPES } from './trigger-config.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

const triggersPath = `${functionPath.template}/triggers`;
const triggerPath = {
  template: `${triggersPath}/{triggerName}`,
  parameters: { ...functionPath.parameters, triggerName: { in: 'path', type: 'string', required: true } },
} as const;

const settings = {
  qualifier: { in: 'body', type: 'string' },
  invocationRole: { in: 'body', type: 'string', maxLength: 300, invalidCode },
  description: { in: 'body', type: 'string', maxLength: 256, invalidCode },
} as const satisfies ParameterTable;

/** Documented: limits of usage. */
const TRIGGER_LIMIT = 50;

export const createTrigger = row({
  name: 'CreateTrigger',
  style: { method: 'POST', path: triggersPath },
  parameters: {
    ...functionPath.parameters,
    triggerName: {
      in: 'body',
      type: 'string',
      required: true,
      pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,127}$/,
      invalidCode,
      missingCode: invalidCode,
    },
    triggerType: { in: 'body', type: 'string', required: true, enum: TRIGGER_TYPES, invalidCode },
    triggerConfig: { in: 'body', type: 'string', required: true, invalidCode, missingCode: invalidCode },
    sourceArn: { in: 'body', type: 'string' },
    ...settings,
  },
  response: triggerFields,
  errors: [
    'InvalidArgument',
    ...QUALIFIED,
    'EntityNotExist.Role',
    'TriggerAlreadyExists',
    'TriggerQuotaExceeded',
  ] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now }) => {
    const { functionName, triggerName: name, triggerType: type, triggerConfig: configText } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, parameters.qualifier);
    const config = readTriggerConfig(type, configText);
    checkInvocationRole(state, type, parameters.invocationRole);
    if (deployed.triggers.has(name)) {
      throw new ApiError<FcErrorCode>('TriggerAlreadyExists', { trigger: name, function: functionName });
    }
    if (deployed.triggers.size >= TRIGGER_LIMIT) {
      throw new ApiError<FcErrorCode>('TriggerQuotaExceeded', { limit: String(TRIGGER_LIMIT) });
    }
    const trigger: KeptTrigger = {
      ...{ name, type, config, configText },
      id: state.newTriggerId(),
      invocationRole: parameters.invocationRole,
      qualifier: parameters.qualifier ?? 'LATEST',
      description: parameters.description ?? '',
      sourceArn: parameters.sourceArn,
      createdAt: now,
      changedAt: now,
    };
    deployed.triggers.set(name, trigger);
    await state.changed({ kind: 'trigger-created', function: deployed, trigger });
    return triggerBody(state, deployed, trigger);
  },
});

export const getTrigger = row({
  name: 'GetTrigger',
  style: { method: 'GET', path: triggerPath.template },
  parameters: triggerPath.parameters,
  response: triggerFields,
  errors: ['FunctionNotFound', 'TriggerNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, triggerName } }) =>
    triggerBody(state, ...state.trigger(account, region, functionName, triggerName)),
});

export const updateTrigger = row({
  name: 'UpdateTrigger',
  style: { method: 'PUT', path: triggerPath.template },
  // What is not sent stays as it is.
  parameters: { ...triggerPath.parameters, triggerConfig: { in: 'body', type: 'string', invalidCode }, ...settings },
  response: triggerFields,
  errors: ['InvalidArgument', ...QUALIFIED, 'EntityNotExist.Role', 'TriggerNotFound'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now }) => {
    const { functionName, triggerName, triggerConfig, qualifier, invocationRole, description } = parameters;
    const [deployed, trigger] = state.trigger(account, region, functionName, triggerName);
    checkQualifier(deployed, qualifier);
    const type = TRIGGER_TYPES.find((known) => known === trigger.type) ?? 'http';
    checkInvocationRole(state, type, invocationRole);
    if (triggerConfig !== undefined) {
      trigger.config = readTriggerConfig(type, triggerConfig);
      trigger.configText = triggerConfig;
    }
    trigger.qualifier = qualifier ?? trigger.qualifier;
    trigger.invocationRole = invocationRole ?? trigger.invocationRole;
    trigger.description = description ?? trigger.description;
    trigger.changedAt = now;
    await state.changed({ kind: 'trigger-updated', function: deployed, trigger });
    return triggerBody(state, deployed, trigger);
  },
});

export const deleteTrigger = row({
  name: 'DeleteTrigger',
  style: { method: 'DELETE', path: triggerPath.template },
  parameters: triggerPath.parameters,
  response: {},
  answers: 204,
  errors: ['FunctionNotFound', 'TriggerNotFound'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters: { functionName, triggerName } }) => {
    const [deployed, trigger] = state.trigger(account, region, functionName, triggerName);
    deployed.triggers.delete(triggerName);
    await state.changed({ kind: 'trigger-deleted', function: deployed, trigger });
    return {};
  },
});

export const listTriggers = row({
  name: 'ListTriggers',
  style: { method: 'GET', path: triggersPath },
  parameters: { ...functionPath.parameters, ...paging },
  response: { triggers: [listedTriggerFields], nextToken: 'string' },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const deployed = state.function(account, region, parameters.functionName);
    const sorted = [...deployed.triggers.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const { items, nextToken } = pageOf(sorted, ({ name }) => name, parameters);
    return { triggers: items.map((trigger) => listedTriggerBody(state, deployed, trigger)), nextToken };
  },
});

/** @throws ApiError EntityNotExist.Role */
function checkInvocationRole({ missingInvocationRole, world }: FcState, type: string, role: string | undefined): void {
  if (type !== 'eventbridge' || missingInvocationRole === 'accepted') return;
  if (role && !world.hasRole(role)) throw new ApiError<FcErrorCode>('EntityNotExist.Role', { role });
}
