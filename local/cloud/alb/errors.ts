import type { ErrorTable } from '../product.ts';

/**
 * Codes and statuses from the official metadata (2024). Its messages have general shapes ("The specified resource %s is
 * not found."); their exact wording, and codes marked so, are inferred.
 */
export const albErrors = {
  'ResourceNotFound.LoadBalancer': { status: 404, message: 'The specified resource {id} is not found.' },
  'ResourceNotFound.Listener': { status: 404, message: 'The specified resource {id} is not found.' },
  'ResourceNotFound.Acl': { status: 404, message: 'The specified resource {id} is not found.' },
  'ResourceNotFound.ServerGroup': { status: 404, message: 'The specified resource {id} is not found.' },
  InvalidParameter: { status: 400, message: 'The parameter {name} is invalid.' },
} as const satisfies ErrorTable;

export type AlbErrorCode = keyof typeof albErrors;
