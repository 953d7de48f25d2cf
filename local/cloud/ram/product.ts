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

const role = 'role/{RoleName}';
const policy = 'policy/{PolicyName}';

/** Resource Access Management, API 2015-05-01: roles, policies, and which role has which. No users, no groups. */
export const ram: Product<RamState> = {
  name: 'ram',
  version: '2015-05-01',
  errors: ramErrors,
  ram: {
    isGlobal: true,
    resources: {
      CreateRole: 'role/*',
      GetRole: role,
      ListRoles: 'role/*',
      UpdateRole: role,
      DeleteRole: role,
      CreatePolicy: 'policy/*',
      GetPolicy: policy,
      ListPolicies: 'policy/*',
      DeletePolicy: policy,
      CreatePolicyVersion: policy,
      SetDefaultPolicyVersion: policy,
      GetPolicyVersion: policy,
      ListPolicyVersions: policy,
      DeletePolicyVersion: policy,
      AttachPolicyToRole: [policy, role],
      DetachPolicyFromRole: [policy, role],
      ListPoliciesForRole: role,
    },
  },
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
