import { actionsOf, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcErrorCode } from './errors.ts';
import { codeFrom } from './function-code.ts';
import { codeFields, invalid, RUNTIMES } from './function-config.ts';
import { type KeptLayer, layerArn, layerVersionNotFound } from './layers.ts';
import { pageOf, paging } from './paging.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const layerPath = {
  template: '/2023-03-30/layers/{layerName}',
  parameters: { layerName: { in: 'path', type: 'string', required: true } },
} as const;
const versionPath = {
  template: `${layerPath.template}/versions/{version}`,
  parameters: { ...layerPath.parameters, version: { in: 'path', type: 'integer', required: true, invalidCode } },
} as const;
/** Where code is downloaded from: this cloud's own address. */
const host = { in: 'host-header', type: 'string', default: '' } as const;

const fields = {
  acl: 'string',
  code: { location: 'string', repositoryType: 'string' },
  codeChecksum: 'string',
  codeSize: 'integer',
  compatibleRuntime: ['string'],
  createTime: 'string',
  description: 'string',
  layerName: 'string',
  layerVersionArn: 'string',
  license: 'string',
  version: 'integer',
} as const satisfies ResponseFields;

const LAYER_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

export const createLayerVersion = row({
  name: 'CreateLayerVersion',
  style: { method: 'POST', path: `${layerPath.template}/versions` },
  parameters: {
    layerName: { in: 'path', type: 'string', required: true, pattern: LAYER_NAME, invalidCode },
    code: { in: 'body', type: 'object', secret: true, invalidCode, fields: codeFields },
    compatibleRuntime: { in: 'body', type: 'list', invalidCode },
    description: { in: 'body', type: 'string', maxLength: 256, invalidCode },
    license: { in: 'body', type: 'string', maxLength: 256, invalidCode },
    host,
  },
  response: fields,
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { layerName: name, code, compatibleRuntime = [], description = '', license } = parameters;
    const unknown = compatibleRuntime.find((runtime) => !RUNTIMES.includes(runtime));
    if (unknown !== undefined) throw invalid(`CompatibleRuntime is set to an invalid value ${unknown}`);
    const added = state.layers.add({
      ...{ account, region, name, description, license, compatibleRuntime, createdAt: now },
      code: codeFrom(state, code),
    });
    return bodyOf(state, added, parameters.host);
  },
});

export const getLayerVersion = row({
  name: 'GetLayerVersion',
  style: { method: 'GET', path: versionPath.template },
  parameters: { ...versionPath.parameters, host },
  response: fields,
  errors: ['LayerNotFound', 'LayerVersionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { layerName, version, host: at } }) =>
    bodyOf(state, state.layers.version(account, region, layerName, version), at),
});

/** Of any account, where the layer is public. */
export const getLayerVersionByArn = row({
  name: 'GetLayerVersionByArn',
  style: { method: 'GET', path: '/2023-03-30/layerarn/{arn}' },
  parameters: { arn: { in: 'path', type: 'string', required: true }, host },
  response: fields,
  errors: ['InvalidArgument', 'LayerVersionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, parameters: { arn, host: at } }) => {
    const [, name, version] = /^acs:fc:[^:]+:[^:]+:layers\/([^/]+)\/versions\/(\d+)$/.exec(arn) ?? [];
    if (name === undefined || version === undefined) throw invalid(`${arn} is no ARN of a layer version`);
    const found = state.layers.byArn(arn, account);
    if (!found) throw layerVersionNotFound(name, version);
    return bodyOf(state, found, at);
  },
});

export const listLayerVersions = row({
  name: 'ListLayerVersions',
  style: { method: 'GET', path: `${layerPath.template}/versions` },
  parameters: {
    ...layerPath.parameters,
    startVersion: { type: 'integer', min: 1, default: 1, invalidCode },
    limit: { type: 'integer', min: 1, max: 100, default: 20, invalidCode },
    host,
  },
  response: { layers: [fields], nextVersion: 'integer' },
  errors: ['InvalidArgument', 'LayerNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { layerName, startVersion, limit, host: at } }) => {
    const rest = state.layers.versionsOf(account, region, layerName).filter(({ version }) => version >= startVersion);
    const layers = rest.slice(0, limit).map((layer) => bodyOf(state, layer, at));
    return { layers, nextVersion: rest[limit]?.version };
  },
});

/** An account's own, or those that are public. None of this cloud are official. */
export const listLayers = row({
  name: 'ListLayers',
  style: { method: 'GET', path: '/2023-03-30/layers' },
  parameters: {
    ...paging,
    public: { type: 'boolean', default: false, invalidCode },
    official: { type: 'boolean', default: false, invalidCode },
    host,
  },
  response: { layers: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    if (parameters.official) return { layers: [] };
    const found = state.layers.latest(region, parameters.public ? 'public' : { account });
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { layers: items.map((layer) => bodyOf(state, layer, parameters.host)), nextToken };
  },
});

/** Functions that use it keep it (inferred). */
export const deleteLayerVersion = row({
  name: 'DeleteLayerVersion',
  style: { method: 'DELETE', path: versionPath.template },
  parameters: versionPath.parameters,
  response: {},
  answers: 204,
  errors: ['LayerNotFound', 'LayerVersionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { layerName, version } }) => {
    state.layers.remove(state.layers.version(account, region, layerName, version));
    return {};
  },
});

export const putLayerAcl = row({
  name: 'PutLayerACL',
  style: { method: 'PUT', path: `${layerPath.template}/acl` },
  // `public` is the older name of it.
  parameters: {
    ...layerPath.parameters,
    acl: { type: 'string', enum: ['0', '1'], invalidCode },
    public: { type: 'boolean', invalidCode },
  },
  response: {},
  answers: 204,
  errors: ['InvalidArgument', 'LayerNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { layerName: name, acl, public: isPublic } }) => {
    state.layers.versionsOf(account, region, name);
    if (acl === undefined && isPublic === undefined) throw invalid('acl is required');
    state.layers.share({ account, region, name }, acl === undefined ? isPublic === true : acl === '1');
    return {};
  },
});

function bodyOf(state: FcState, layer: KeptLayer, at: string) {
  return {
    acl: state.layers.isPublic(layer) ? '1' : '0',
    code: { location: `http://${at}${state.codeBucket.link(layer.code.zip)}`, repositoryType: 'OSS' },
    codeChecksum: layer.code.checksum,
    codeSize: layer.code.zip.length,
    compatibleRuntime: layer.compatibleRuntime,
    createTime: utcTime(layer.createdAt),
    description: layer.description,
    layerName: layer.name,
    layerVersionArn: layerArn(layer),
    license: layer.license,
    version: layer.version,
  };
}
