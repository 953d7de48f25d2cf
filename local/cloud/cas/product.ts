import type { Product } from '../product.ts';
import { deleteUserCertificate } from './delete.ts';
import { casErrors } from './errors.ts';
import { getUserCertificateDetail, listUserCertificateOrder } from './read.ts';
import type { CasState } from './state.ts';
import { uploadUserCertificate } from './upload.ts';

/** Certificate Management Service, API 2020-04-07: the certificates that gateways and listeners serve. */
export const cas: Product<CasState> = {
  name: 'cas',
  version: '2020-04-07',
  errors: casErrors,
  actions: [uploadUserCertificate, getUserCertificateDetail, listUserCertificateOrder, deleteUserCertificate],
};
