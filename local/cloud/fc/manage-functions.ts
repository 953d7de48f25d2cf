import { ApiError, actionsOf } from '../product.ts';
import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import { createdFunctionFields, functionBody, functionFields } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { codeFrom } from './function-code.ts';
import { configFrom, invalid, knownFields, otherFields } from './function-config.ts';
import type { KeptFunction } from './kept-function.ts';
import { pageOf, paging } from './paging.ts';
import { QUALIFIED } from './qualifier.ts';
import type { FcState } from './state.ts';
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
  response: createdFunctionFields,
  errors: ['InvalidArgument', 'FunctionAlreadyExists'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now, progress }) => {
    const { functionName, code, tags, ...given } = parameters;
    const config = configFrom(given);
    // An image is its own code.
    const image = config.runtime === 'custom-container';
    const uploaded = image ? { zip: Buffer.alloc(0), checksum: '' } : codeFrom(state, code);
    checkLayers(state, account, config);
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
      ...{ asyncInvokeConfig: undefined, reservedConcurrency: undefined, arriving: undefined },
      ...{ versions: new Map(), lastVersion: 0, aliases: new Map() },
      ...{ settings: new Map(), vpcBindings: new Set<string>(), tags: kept },
    };
    state.add(deployed);
    if (image) fetchImage(progress, deployed, 'creation');
    await state.changed({ kind: 'function-created', function: deployed });
    return functionBody(state, deployed);
  },
});

export const getFunction = row({
  name: 'GetFunction',
  style: { method: 'GET', path: functionPath.template },
  parameters: { ...functionPath.parameters, qualifier: { type: 'string' } },
  response: functionFields,
  errors: QUALIFIED,
  handler: (state, { account, region, parameters: { functionName, qualifier } }) =>
    functionBody(state, state.shown(account, region, functionName, qualifier)),
});

export const updateFunction = row({
  name: 'UpdateFunction',
  style: { method: 'PUT', path: functionPath.template },
  // What is not sent stays as it is.
  parameters: { ...functionPath.parameters, ...knownFields, ...otherFields },
  response: functionFields,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters, now, progress }) => {
    const { functionName, code, ...given } = parameters;
    const deployed = state.function(account, region, functionName);
    const config = configFrom(given, deployed.config);
    checkLayers(state, account, config);
    if (code !== undefined) deployed.code = codeFrom(state, code);
    deployed.config = config;
    deployed.changedAt = now;
    if (given.customContainerConfig !== undefined) fetchImage(progress, deployed, 'update');
    await state.changed({ kind: 'function-updated', function: deployed });
    return functionBody(state, deployed);
  },
});

export const deleteFunction = row({
  name: 'DeleteFunction',
  style: { method: 'DELETE', path: functionPath.template },
  parameters: functionPath.parameters,
  response: {},
  answers: 204,
  errors: ['FunctionNotFound', 'FunctionNotEmpty'] satisfies FcErrorCode[],
  handler: async (state, { account, region, parameters }) => {
    const deployed = state.function(account, region, parameters.functionName);
    if (deployed.triggers.size > 0 && state.deletingWithTriggers === 'refused') {
      throw new ApiError<FcErrorCode>('FunctionNotEmpty', { function: deployed.name });
    }
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
  parameters: {
    ...paging,
    functionName: { type: 'string' },
    runtime: { type: 'string' },
    description: { type: 'string' },
    gpuType: { type: 'string' },
    resourceGroupId: { type: 'string' },
    // Of version 2.0 there is none here.
    fcVersion: { type: 'string', enum: ['v2', 'v3'], invalidCode },
    // JSON text, as the SDK writes it.
    tags: { type: 'json' },
  },
  response: { functions: [functionFields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { functionName, runtime, description, gpuType, resourceGroupId, fcVersion } = parameters;
    const tags = readTags(parameters.tags);
    const fits = (asked: string | undefined, value: unknown) => asked === undefined || asked === '' || asked === value;
    const found = state
      .functionsOf(account, region)
      .filter(({ name, config }) => fits(functionName, name) && fits(runtime, config.runtime) && fcVersion !== 'v2')
      .filter(({ config: { rest } }) => fits(resourceGroupId, rest.resourceGroupId))
      .filter(({ config: { rest } }) => fits(gpuType, Object(rest.gpuConfig).gpuType))
      .filter(({ config: { rest } }) => String(rest.description ?? '').includes(description ?? ''))
      .filter((one) => [...tags].every(([key, value]) => one.tags.get(key) === value));
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { functions: items.map((one) => functionBody(state, one)), nextToken };
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
  errors: ['InvalidArgument', ...QUALIFIED] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, qualifier, host } }) => {
    const { code } = state.shown(account, region, functionName, qualifier);
    if (code.zip.length === 0) throw invalid('a function of an image has no code');
    return { checksum: code.checksum, url: `http://${host}${state.codeBucket.link(code.zip)}` };
  },
});

function fetchImage(progress: Progress, deployed: KeptFunction, arriving: 'creation' | 'update'): void {
  deployed.arriving ??= arriving;
  progress.after('fc-image', imageArrived(deployed));
}

const imageArrived = task('fc/image-arrived', (deployed: KeptFunction) => {
  deployed.arriving = undefined;
});

/** Documented: a layer fits the runtime. Official layers are taken as they come. @throws InvalidArgument */
function checkLayers(state: FcState, account: string, { runtime, rest }: KeptFunction['config']): void {
  for (const arn of Array.isArray(rest.layers) ? rest.layers.map(String) : []) {
    if (arn.includes(':official:')) continue;
    const layer = state.layers.byArn(arn, account);
    if (!layer) throw invalid(`the layer ${arn} does not exist`);
    if (layer.compatibleRuntime.length > 0 && !layer.compatibleRuntime.includes(runtime)) {
      throw invalid(`runtime: ${runtime} is not supported by layer:${arn}`);
    }
  }
}
