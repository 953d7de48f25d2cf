import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { functionPath } from './manage-functions.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const path = `${functionPath.template}/vpc-bindings`;

/** From then on only clients inside the VPCs that were bound may invoke the function. Binding again changes nothing. */
export const createVpcBinding = row({
  name: 'CreateVpcBinding',
  style: { method: 'POST', path },
  parameters: {
    ...functionPath.parameters,
    vpcId: { in: 'body', type: 'string', required: true, pattern: /^vpc-/, invalidCode, missingCode: invalidCode },
  },
  response: {},
  answers: 204,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, vpcId } }) => {
    state.function(account, region, functionName).vpcBindings.add(vpcId);
    return {};
  },
});

export const listVpcBindings = row({
  name: 'ListVpcBindings',
  style: { method: 'GET', path },
  parameters: functionPath.parameters,
  response: { vpcIds: ['string'] },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) => ({
    vpcIds: [...state.function(account, region, functionName).vpcBindings],
  }),
});

/** What is not bound is none the less unbound (inferred). */
export const deleteVpcBinding = row({
  name: 'DeleteVpcBinding',
  style: { method: 'DELETE', path: `${path}/{vpcId}` },
  parameters: { ...functionPath.parameters, vpcId: { in: 'path', type: 'string', required: true } },
  response: {},
  answers: 204,
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, vpcId } }) => {
    state.function(account, region, functionName).vpcBindings.delete(vpcId);
    return {};
  },
});
