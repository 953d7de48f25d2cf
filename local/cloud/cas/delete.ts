import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import type { CasState } from './state.ts';
import { statusAt } from './status.ts';

/** Only uploaded, expired or revoked certificates go. Whether one that something uses can go is not documented. */
export const deleteUserCertificate = actionsOf<CasState>()({
  name: 'DeleteUserCertificate',
  style: 'RPC',
  parameters: { CertId: { type: 'integer', required: true, missingCode: 'MissingParameter' } },
  response: {},
  errors: [
    'MissingParameter',
    'NotFound',
    'OperationDenied.StatusNotSupport',
    'ResourceAlreadyAssociated',
  ] satisfies CasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const found = state.find(account, parameters.CertId);
    if (!found) throw new ApiError<CasErrorCode>('NotFound');
    if (!found.uploaded && !['EXPIRED', 'REVOKED'].includes(statusAt(found, now))) {
      throw new ApiError<CasErrorCode>('OperationDenied.StatusNotSupport');
    }
    const products = state.deletingInUse === 'refused' ? state.uses.of(found) : [];
    if (products.length > 0) {
      throw new ApiError<CasErrorCode>('ResourceAlreadyAssociated', { products: products.join(', ') });
    }
    state.remove(found);
    return {};
  },
});
