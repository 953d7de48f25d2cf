import { ApiError, actionsOf } from '../product.ts';
import type { RamErrorCode } from './errors.ts';
import { instant, knownPolicy, knownRole, policyName, policyType, roleName } from './parameters.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

const parameters = { PolicyType: policyType, PolicyName: policyName, RoleName: roleName } as const;

/** Policies of one kind that a role may have. Source: "Limits" of RAM. */
const ATTACHMENT_LIMIT = 20;

export const attachPolicyToRole = row({
  name: 'AttachPolicyToRole',
  style: 'RPC',
  parameters,
  response: {},
  errors: [
    'EntityNotExist.Role',
    'EntityNotExist.Policy',
    'EntityAlreadyExist.Role.Policy',
    'LimitExceeded.Role.Policy',
    'NotSupport.ServiceLinkedRole',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyType: type, PolicyName: name, RoleName } }) => {
    const role = knownRole(state, account, RoleName);
    if (role.isServiceLinked) throw new ApiError<RamErrorCode>('NotSupport.ServiceLinkedRole', { role: RoleName });
    knownPolicy(state, account, type, name);
    if (role.attached.has(`${type}/${name}`)) {
      throw new ApiError<RamErrorCode>('EntityAlreadyExist.Role.Policy', { policy: name, role: RoleName });
    }
    if ([...role.attached.values()].filter((one) => one.type === type).length >= ATTACHMENT_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.Role.Policy', { limit: String(ATTACHMENT_LIMIT) });
    }
    state.attach(role, type, name);
    return {};
  },
});

export const detachPolicyFromRole = row({
  name: 'DetachPolicyFromRole',
  style: 'RPC',
  parameters,
  response: {},
  errors: ['EntityNotExist.Role', 'EntityNotExist.Role.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyType: type, PolicyName: name, RoleName } }) => {
    const role = knownRole(state, account, RoleName);
    if (!role.attached.delete(`${type}/${name}`)) {
      throw new ApiError<RamErrorCode>('EntityNotExist.Role.Policy', { policy: name, role: RoleName });
    }
    return {};
  },
});

export const listPoliciesForRole = row({
  name: 'ListPoliciesForRole',
  style: 'RPC',
  parameters: { RoleName: roleName },
  response: {
    Policies: {
      Policy: [
        {
          PolicyName: 'string',
          PolicyType: 'string',
          Description: 'string',
          DefaultVersion: 'string',
          AttachDate: 'string',
        },
      ],
    },
  },
  errors: ['EntityNotExist.Role'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { RoleName } }) => {
    const role = knownRole(state, account, RoleName);
    const Policy = [...role.attached.values()].map(({ type, name, at }) => {
      const policy = state.policy(account, type, name);
      return {
        PolicyName: name,
        PolicyType: type,
        Description: policy?.description,
        DefaultVersion: policy?.defaultVersion,
        AttachDate: instant(at),
      };
    });
    return { Policies: { Policy } };
  },
});
