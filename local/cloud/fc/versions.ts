import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { functionPath } from './manage-functions.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();

/** What nothing here makes, and clients look for before they remove a function. */
export const listVpcBindings = row({
  name: 'ListVpcBindings',
  style: { method: 'GET', path: `${functionPath.template}/vpc-bindings` },
  parameters: functionPath.parameters,
  response: { vpcIds: ['string'] },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) => {
    state.function(account, region, functionName);
    return { vpcIds: [] };
  },
});

export const listAliases = row({
  name: 'ListAliases',
  style: { method: 'GET', path: `${functionPath.template}/aliases` },
  parameters: functionPath.parameters,
  response: { aliases: [{ aliasName: 'string' }] },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) => {
    state.function(account, region, functionName);
    return { aliases: [] };
  },
});

export const listFunctionVersions = row({
  name: 'ListFunctionVersions',
  style: { method: 'GET', path: `${functionPath.template}/versions` },
  parameters: functionPath.parameters,
  response: { direction: 'string', versions: [{ versionId: 'string' }] },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) => {
    state.function(account, region, functionName);
    return { direction: 'BACKWARD', versions: [] };
  },
});
