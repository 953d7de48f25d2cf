import type { Product } from '../product.ts';
import { attachPolicyToRole, detachPolicyFromRole, listPoliciesForRole } from './attachments.ts';
import { ramErrors } from './errors.ts';
import { createPolicy, deletePolicy, getPolicy, listPolicies } from './policies.ts';
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './policy-versions.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole } from './roles.ts';
import type { RamState } from './state.ts';

/** Resource Access Management, API 2015-05-01: roles, policies, and which role has which. No users, no groups. */
export const ram: Product<RamState> = {
  name: 'ram',
  version: '2015-05-01',
  errors: ramErrors,
  actions: [
    createRole,
    getRole,
    listRoles,
    updateRole,
    deleteRole,
    createPolicy,
    getPolicy,
    listPolicies,
    deletePolicy,
    createPolicyVersion,
    setDefaultPolicyVersion,
    getPolicyVersion,
    listPolicyVersions,
    deletePolicyVersion,
    attachPolicyToRole,
    detachPolicyFromRole,
    listPoliciesForRole,
  ],
};
