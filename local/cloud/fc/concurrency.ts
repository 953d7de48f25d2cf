import { ApiError, actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import type { KeptFunction } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import { pageOf, paging } from './paging.ts';
import { arnOf, type FcState } from './state.ts';

const row = actionsOf<FcState>();
const path = `${functionPath.template}/concurrency`;
const fields = { functionArn: 'string', reservedConcurrency: 'integer' } as const;

export const putConcurrencyConfig = row({
  name: 'PutConcurrencyConfig',
  style: { method: 'PUT', path },
  parameters: {
    ...functionPath.parameters,
    reservedConcurrency: {
      in: 'body',
      type: 'integer',
      required: true,
      min: 0,
      invalidCode: 'InvalidArgument',
      missingCode: 'InvalidArgument',
    },
  },
  response: fields,
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, reservedConcurrency } }) => {
    const deployed = state.function(account, region, functionName);
    deployed.reservedConcurrency = reservedConcurrency;
    return bodyOf(deployed);
  },
});

export const getConcurrencyConfig = row({
  name: 'GetConcurrencyConfig',
  style: { method: 'GET', path },
  parameters: functionPath.parameters,
  response: fields,
  errors: ['FunctionNotFound', 'ConcurrencyConfigNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) =>
    bodyOf(state.function(account, region, functionName)),
});

export const deleteConcurrencyConfig = row({
  name: 'DeleteConcurrencyConfig',
  style: { method: 'DELETE', path },
  parameters: functionPath.parameters,
  response: {},
  answers: 204,
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName } }) => {
    state.function(account, region, functionName).reservedConcurrency = undefined;
    return {};
  },
});

export const listConcurrencyConfigs = row({
  name: 'ListConcurrencyConfigs',
  style: { method: 'GET', path: '/2023-03-30/concurrency-configs' },
  parameters: { functionName: { type: 'string' }, limit: paging.limit, nextToken: paging.nextToken },
  response: { configs: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { functionName = '' } = parameters;
    const found = state
      .functionsOf(account, region)
      .filter(({ name, reservedConcurrency }) => reservedConcurrency !== undefined && (functionName || name) === name);
    const { items, nextToken } = pageOf(found, ({ name }) => name, parameters);
    return { configs: items.map(bodyOf), nextToken };
  },
});

function bodyOf(deployed: KeptFunction) {
  const { reservedConcurrency } = deployed;
  if (reservedConcurrency === undefined) {
    throw new ApiError<FcErrorCode>('ConcurrencyConfigNotFound', { function: deployed.name });
  }
  return { functionArn: arnOf(deployed), reservedConcurrency };
}
