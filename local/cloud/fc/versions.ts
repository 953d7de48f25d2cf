import { ApiError, actionsOf, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import type { KeptFunction, KeptVersion } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const path = `${functionPath.template}/versions`;

const fields = {
  createdTime: 'string',
  description: 'string',
  lastModifiedTime: 'string',
  versionId: 'string',
} as const satisfies ResponseFields;

export const publishFunctionVersion = row({
  name: 'PublishFunctionVersion',
  style: { method: 'POST', path },
  parameters: {
    ...functionPath.parameters,
    description: { in: 'body', type: 'string', maxLength: 256, invalidCode },
  },
  response: fields,
  errors: ['FunctionNotFound', 'VersionPublishError'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, description = '' }, now }) => {
    const deployed = state.function(account, region, functionName);
    const newest = [...deployed.versions.values()].at(-1);
    if (newest?.config === deployed.config && newest.code === deployed.code) {
      throw new ApiError<FcErrorCode>('VersionPublishError', { function: functionName });
    }
    deployed.lastVersion += 1;
    const version = takenFrom(deployed, String(deployed.lastVersion), description, now);
    deployed.versions.set(version.versionId, version);
    return bodyOf(version);
  },
});

export const listFunctionVersions = row({
  name: 'ListFunctionVersions',
  style: { method: 'GET', path },
  parameters: {
    ...functionPath.parameters,
    direction: { type: 'string', enum: ['BACKWARD', 'FORWARD'], default: 'BACKWARD', invalidCode },
    limit: { type: 'integer', min: 1, max: 100, default: 20, invalidCode },
    nextToken: { type: 'string', pattern: /^\d+$/, invalidCode },
  },
  response: { direction: 'string', nextToken: 'string', versions: [fields] },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, direction, limit, nextToken } }) => {
    const oldestFirst = [...state.function(account, region, functionName).versions.values()];
    const all = direction === 'FORWARD' ? oldestFirst : oldestFirst.reverse();
    const from = Math.max(0, nextToken === undefined ? 0 : all.findIndex((one) => one.versionId === nextToken));
    const versions = all.slice(from, from + limit).map(bodyOf);
    return { direction, versions, nextToken: all[from + limit]?.versionId };
  },
});

export const deleteFunctionVersion = row({
  name: 'DeleteFunctionVersion',
  style: { method: 'DELETE', path: `${path}/{versionId}` },
  parameters: { ...functionPath.parameters, versionId: { in: 'path', type: 'string', required: true } },
  response: {},
  answers: 204,
  errors: ['InvalidArgument', 'FunctionNotFound', 'VersionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, versionId } }) => {
    const deployed = state.function(account, region, functionName);
    if (!deployed.versions.has(versionId)) {
      throw new ApiError<FcErrorCode>('VersionNotFound', { version: versionId, function: functionName });
    }
    // That a version cannot go from under an alias is inferred, and so is the code.
    for (const { name, versionId: main, additionalVersionWeight } of deployed.aliases.values()) {
      if (main === versionId || additionalVersionWeight.has(versionId)) {
        throw invalid(`version '${versionId}' is used by alias '${name}'`);
      }
    }
    deployed.versions.delete(versionId);
    deployed.settings.delete(versionId);
    return {};
  },
});

/** The code and the settings of this moment; what is about calls stays with the function. */
function takenFrom(latest: KeptFunction, versionId: string, description: string, createdAt: number): KeptVersion {
  const { account, region, name, id, config, code, settings, vpcBindings } = latest;
  return {
    ...{ account, region, name, id, config, code, settings, vpcBindings },
    ...{ versionId, latest, description, createdAt },
    triggers: new Map(),
    ...{ asyncInvokeConfig: undefined, reservedConcurrency: undefined },
  };
}

function bodyOf({ createdAt, description, versionId }: KeptVersion) {
  return { createdTime: utcTime(createdAt), description, lastModifiedTime: utcTime(createdAt), versionId };
}
