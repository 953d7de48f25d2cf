import type { Product } from '../product.ts';
import { assumeRole } from './assume-role.ts';
import { stsErrors } from './errors.ts';
import { getCallerIdentity } from './get-caller-identity.ts';
import type { StsState } from './state.ts';

/** Security Token Service, API 2015-04-01: taking on roles, and who one is. */
export const sts: Product<StsState> = {
  name: 'sts',
  version: '2015-04-01',
  errors: stsErrors,
  // Whoever has credentials may ask whose they are: the reference discloses no authorization for it (inferred).
  ram: { unchecked: ['GetCallerIdentity'], resources: { AssumeRole: '{RoleArn}' } },
  actions: [assumeRole, getCallerIdentity],
};
