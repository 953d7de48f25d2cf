import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import { statusAt } from './read.ts';
import type { CasState } from './state.ts';

/** Only uploaded or expired certificates go. Whether one that a listener uses can go is not documented: it can here. */
export const deleteUserCertificate = actionsOf<CasState>()({
  name: 'DeleteUserCertificate',
  style: 'RPC',
  parameters: { CertId: { type: 'integer', required: true, missingCode: 'MissingParameter' } },
  response: {},
  errors: ['MissingParameter', 'NotFound', 'OperationDenied.StatusNotSupport'] satisfies CasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const found = state.find(account, parameters.CertId);
    if (!found) throw new ApiError<CasErrorCode>('NotFound');
    if (!found.uploaded && statusAt(found, now) !== 'EXPIRED') {
      throw new ApiError<CasErrorCode>('OperationDenied.StatusNotSupport');
    }
    state.remove(found);
    return {};
  },
});
