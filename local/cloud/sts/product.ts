import type { Product } from '../product.ts';
import { assumeRole } from './assume-role.ts';
import { stsErrors } from './errors.ts';
import type { StsState } from './state.ts';

/** Security Token Service, API 2015-04-01: what it takes to read a VPC of another account. */
export const sts: Product<StsState> = {
  name: 'sts',
  version: '2015-04-01',
  errors: stsErrors,
  actions: [assumeRole],
};
