import type { Action, Parameter, ParameterTable } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import type { FcState } from './state.ts';

const CODE = 'InvalidArgument' satisfies FcErrorCode;

/** Function Compute has one code for every parameter that is missing or wrong, whichever it is. */
export function withArgumentCode(action: Action<FcState>): Action<FcState> {
  return { ...action, parameters: coded(action.parameters) };
}

function coded(table: ParameterTable): ParameterTable {
  return Object.fromEntries(Object.entries(table).map(([name, parameter]) => [name, codedOne(parameter)]));
}

function codedOne({ fields, ...parameter }: Parameter): Parameter {
  return { missingCode: CODE, invalidCode: CODE, ...parameter, ...(fields && { fields: coded(fields) }) };
}
