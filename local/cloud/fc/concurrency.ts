import { ApiError, actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { functionPath } from './manage-functions.ts';
import { arnOf, type FcState, type KeptFunction } from './state.ts';

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

function bodyOf(deployed: KeptFunction) {
  const { reservedConcurrency } = deployed;
  if (reservedConcurrency === undefined) {
    throw new ApiError<FcErrorCode>('ConcurrencyConfigNotFound', { function: deployed.name });
  }
  return { functionArn: arnOf(deployed), reservedConcurrency };
}
