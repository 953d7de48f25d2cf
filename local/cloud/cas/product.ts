import type { Action, Product } from '../product.ts';
import {
  createCertificateForPackageRequest,
  createCertificateRequest,
  createCertificateWithCsrRequest,
} from './apply.ts';
import { getCertificateDetail, listCertificates } from './certificate-metadata.ts';
import { listContact } from './contacts.ts';
import { deleteUserCertificate } from './delete.ts';
import {
  cancelCertificateForPackageRequest,
  cancelOrderRequest,
  deleteCertificateRequest,
  renewCertificateOrderForPackageRequest,
} from './end-order.ts';
import { type CasErrorCode, casErrors } from './errors.ts';
import { listUserCertificateOrder } from './list.ts';
import { createCsr, deleteCsr, getCsrDetail, listCsr, updateCsr, uploadCsr } from './manage-csrs.ts';
import { moveResourceGroup } from './move-resource-group.ts';
import { getUserCertificateDetail } from './read.ts';
import { describeCertificateState, describePackageState } from './read-orders.ts';
import type { CasState } from './state.ts';
import { uploadUserCertificate } from './upload.ts';

/** Certificate Management Service, API 2020-04-07: the certificates that gateways and listeners serve. */
export const cas: Product<CasState> = {
  name: 'cas',
  version: '2020-04-07',
  errors: casErrors,
  // Operations can be named, resources cannot ("RAM authorization" of Certificate Management Service).
  ram: { code: 'yundun-cert' },
  actions: [
    uploadUserCertificate,
    getUserCertificateDetail,
    getCertificateDetail,
    listUserCertificateOrder,
    listCertificates,
    deleteUserCertificate,
    describePackageState,
    createCertificateForPackageRequest,
    createCertificateRequest,
    createCertificateWithCsrRequest,
    describeCertificateState,
    renewCertificateOrderForPackageRequest,
    cancelOrderRequest,
    cancelCertificateForPackageRequest,
    deleteCertificateRequest,
    createCsr,
    uploadCsr,
    getCsrDetail,
    listCsr,
    updateCsr,
    deleteCsr,
    listContact,
    moveResourceGroup,
  ].map(limited),
};

/** The same action under the service's own throttling, which is another than the gateway's. */
function limited(action: Action<CasState>): Action<CasState> {
  return {
    ...action,
    errors: [...action.errors, 'FlowControlError' satisfies CasErrorCode],
    handler: (state, call) => {
      state.flow.check(call.account, action.name, call.now);
      return action.handler(state, call);
    },
  };
}
