import { ApiError, actionsOf, type ParameterTable, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import type { KeptAlias, KeptFunction } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const path = `${functionPath.template}/aliases`;
const aliasPath = {
  template: `${path}/{aliasName}`,
  parameters: { ...functionPath.parameters, aliasName: { in: 'path', type: 'string', required: true } },
} as const;

const fields = {
  additionalVersionWeight: 'json',
  aliasName: 'string',
  createdTime: 'string',
  description: 'string',
  lastModifiedTime: 'string',
  versionId: 'string',
} as const satisfies ResponseFields;

const settings = {
  description: { in: 'body', type: 'string', maxLength: 256, invalidCode },
  additionalVersionWeight: { in: 'body', type: 'json' },
} as const satisfies ParameterTable;

/** Letters, digits, `-` and `_`, no digit first, so that it is never taken for a version; `LATEST` is not free. */
const ALIAS_NAME = /^(?!LATEST$)[A-Za-z_][A-Za-z0-9_-]{0,127}$/;

const FOUND = ['FunctionNotFound', 'AliasNotFound'] as const satisfies FcErrorCode[];
const POINTED = [
  'InvalidArgument',
  'VersionNotFound',
  'AdditionalVersionContainsMajorVersion',
] as const satisfies FcErrorCode[];

export const createAlias = row({
  name: 'CreateAlias',
  style: { method: 'POST', path },
  parameters: {
    ...functionPath.parameters,
    aliasName: {
      in: 'body',
      type: 'string',
      required: true,
      pattern: ALIAS_NAME,
      invalidCode,
      missingCode: invalidCode,
    },
    versionId: { in: 'body', type: 'string', required: true, invalidCode, missingCode: invalidCode },
    ...settings,
  },
  response: fields,
  errors: ['FunctionNotFound', 'AliasAlreadyExists', ...POINTED] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { functionName, aliasName: name, versionId, description = '' } = parameters;
    const deployed = state.function(account, region, functionName);
    if (deployed.aliases.has(name)) {
      throw new ApiError<FcErrorCode>('AliasAlreadyExists', { alias: name, function: functionName });
    }
    checkVersion(deployed, versionId);
    const additionalVersionWeight = readWeights(deployed, versionId, parameters.additionalVersionWeight);
    const alias = { name, versionId, description, additionalVersionWeight, createdAt: now, changedAt: now, calls: 0 };
    deployed.aliases.set(name, alias);
    return bodyOf(alias);
  },
});

export const getAlias = row({
  name: 'GetAlias',
  style: { method: 'GET', path: aliasPath.template },
  parameters: aliasPath.parameters,
  response: fields,
  errors: FOUND,
  handler: (state, { account, region, parameters: { functionName, aliasName } }) =>
    bodyOf(aliasOf(state.function(account, region, functionName), aliasName)),
});

export const updateAlias = row({
  name: 'UpdateAlias',
  style: { method: 'PUT', path: aliasPath.template },
  // What is not sent stays as it is.
  parameters: { ...aliasPath.parameters, versionId: { in: 'body', type: 'string', invalidCode }, ...settings },
  response: fields,
  errors: [...FOUND, ...POINTED] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { functionName, aliasName, description, versionId, additionalVersionWeight: given } = parameters;
    const deployed = state.function(account, region, functionName);
    const alias = aliasOf(deployed, aliasName);
    const main = versionId ?? alias.versionId;
    checkVersion(deployed, main);
    const kept = Object.fromEntries(alias.additionalVersionWeight);
    alias.additionalVersionWeight = readWeights(deployed, main, given ?? kept);
    alias.versionId = main;
    alias.description = description ?? alias.description;
    alias.changedAt = now;
    alias.calls = 0;
    return bodyOf(alias);
  },
});

export const deleteAlias = row({
  name: 'DeleteAlias',
  style: { method: 'DELETE', path: aliasPath.template },
  parameters: aliasPath.parameters,
  response: {},
  answers: 204,
  errors: FOUND,
  handler: (state, { account, region, parameters: { functionName, aliasName } }) => {
    const deployed = state.function(account, region, functionName);
    deployed.aliases.delete(aliasOf(deployed, aliasName).name);
    deployed.settings.delete(aliasName);
    return {};
  },
});

export const listAliases = row({
  name: 'ListAliases',
  style: { method: 'GET', path },
  parameters: { ...functionPath.parameters, ...paging },
  response: { aliases: [fields], nextToken: 'string' },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { aliases } = state.function(account, region, parameters.functionName);
    const sorted = [...aliases.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const { items, nextToken } = pageOf(sorted, ({ name }) => name, parameters);
    return { aliases: items.map(bodyOf), nextToken };
  },
});

function aliasOf({ name: functionName, aliases }: KeptFunction, name: string): KeptAlias {
  const found = aliases.get(name);
  if (!found) throw new ApiError<FcErrorCode>('AliasNotFound', { alias: name, function: functionName });
  return found;
}

function checkVersion({ name, versions }: KeptFunction, versionId: string): void {
  if (!versions.has(versionId)) {
    throw new ApiError<FcErrorCode>('VersionNotFound', { version: versionId, function: name });
  }
}

/** `{"2": 0.1}`: one other version at most (documented: canary release), and its part of the calls. */
function readWeights(deployed: KeptFunction, main: string, given: unknown = {}): Map<string, number> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid('additionalVersionWeight must be an object');
  }
  const weights = new Map<string, number>();
  for (const [versionId, weight] of Object.entries(given)) {
    if (versionId === main) {
      const values = { weights: JSON.stringify(given), version: main };
      throw new ApiError<FcErrorCode>('AdditionalVersionContainsMajorVersion', values);
    }
    checkVersion(deployed, versionId);
    if (typeof weight !== 'number' || weight < 0 || weight > 1) throw invalid('a weight is a number from 0 to 1');
    weights.set(versionId, weight);
  }
  if (weights.size > 1) throw invalid('additionalVersionWeight has one version at most');
  return weights;
}

function bodyOf(alias: KeptAlias) {
  return {
    additionalVersionWeight: Object.fromEntries(alias.additionalVersionWeight),
    aliasName: alias.name,
    createdTime: utcTime(alias.createdAt),
    description: alias.description,
    lastModifiedTime: utcTime(alias.changedAt),
    versionId: alias.versionId,
  };
}
