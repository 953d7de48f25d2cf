import { ApiError, actionsOf } from '../product.ts';
import { functionBody, functionFields } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { codeFrom } from './function-code.ts';
import { configFrom, invalid, knownFields, otherFields } from './function-config.ts';
import { pageOf, paging } from './paging.ts';
import type { FcState, KeptFunction } from './state.ts';
import { readTags } from './tags.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

export const functionPath = {
  template: '/2023-03-30/functions/{functionName}',
  parameters: { functionName: { in: 'path', type: 'string', required: true } },
} as const;

export const createFunction = row({
  name: 'CreateFunction',
  style: { method: 'POST', path: '/2023-03-30/functions' },
  parameters: {
    functionName: {
      in: 'body',
      type: 'string',
      required: true,
      pattern: /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/,
      invalidCode,
      missingCode: invalidCode,
    },
    ...knownFields,
    ...otherFields,
    tags: { in: 'body', type: 'json' },
  },
  response: functionFields,
  errors: ['InvalidArgument', 'FunctionAlreadyExists'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now }) => {
    const { functionName, code, tags, ...given } = parameters;
    const config = configFrom(given);
    // An image is its own code.
    const image = config.runtime === 'custom-container';
    const uploaded = image ? { zip: Buffer.alloc(0), checksum: '' } : codeFrom(state, code);
    const kept = readTags(tags);
    if (state.find(account, region, functionName)) {
      throw new ApiError<FcErrorCode>('FunctionAlreadyExists', { function: functionName });
    }
    const deployed: KeptFunction = {
      ...{ account, region, config },
      name: functionName,
      id: state.newFunctionId(),
      createdAt: now,
      changedAt: now,
      code: uploaded,
      triggers: new Map(),
      asyncInvokeConfig: undefined,
      asyncInvokeTimes: undefined,
      reservedConcurrency: undefined,
      scalingConfig: undefined,
      tags: kept,
    };
    state.add(deployed);
    await state.changed({ kind: 'function-created', function: deployed });
    return functionBody(deployed);
  },
});

export const getFunction = row({
  name: 'GetFunction',
  style: { method: 'GET', path: functionPath.template },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: functionFields,
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) =>
    functionBody(state.function(account, region, parameters.functionName)),
});

export const updateFunction = row({
  name: 'UpdateFunction',
  style: { method: 'PUT', path: functionPath.template },
  // What is not sent stays as it is.
  parameters: { ...functionPath.parameters, ...knownFields, ...otherFields },
  response: functionFields,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now }) => {
    const { functionName, code, ...given } = parameters;
    const deployed = state.function(account, region, functionName);
    const config = configFrom(given, deployed.config);
    if (code !== undefined) deployed.code = codeFrom(state, code);
    deployed.config = config;
    deployed.changedAt = now;
    await state.changed({ kind: 'function-updated', function: deployed });
    return functionBody(deployed);
  },
});

export const deleteFunction = row({
  name: 'DeleteFunction',
  style: { method: 'DELETE', path: functionPath.template },
  parameters: functionPath.parameters,
  response: {},
  answers: 204,
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  // That triggers go with their function is inferred: the official component deletes them first.
  handler: async (state, { account, region, parameters }) => {
    const deployed = state.function(account, region, parameters.functionName);
    for (const trigger of [...deployed.triggers.values()]) {
      deployed.triggers.delete(trigger.name);
      await state.changed({ kind: 'trigger-deleted', function: deployed, trigger });
    }
    state.remove(deployed);
    await state.changed({ kind: 'function-deleted', function: deployed });
    return {};
  },
});

export const listFunctions = row({
  name: 'ListFunctions',
  style: { method: 'GET', path: '/2023-03-30/functions' },
  parameters: { ...paging, runtime: { type: 'string' }, fcVersion: { type: 'string' } },
  response: { functions: [functionFields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { runtime } = parameters;
    const found = state
      .functionsOf(account, region)
      .filter(({ config }) => runtime === undefined || config.runtime === runtime);
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { functions: items.map(functionBody), nextToken };
  },
});

export const getFunctionCode = row({
  name: 'GetFunctionCode',
  style: { method: 'GET', path: `${functionPath.template}/code` },
  parameters: {
    ...functionPath.parameters,
    qualifier: { type: 'string' },
    host: { in: 'host-header', type: 'string' },
  },
  response: { checksum: 'string', url: 'string' },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, host } }) => {
    const { code } = state.function(account, region, functionName);
    if (code.zip.length === 0) throw invalid('a function of an image has no code');
    return { checksum: code.checksum, url: `http://${host}${state.codeBucket.link(code.zip)}` };
  },
});
