import { ApiError, actionsOf } from '../product.ts';
import type { Policy } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { instant, knownPolicy, pageFields, pageOf, paging, policyName, policyType } from './parameters.ts';
import { versionBody, versionFields } from './policy-versions.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

const policyFields = {
  PolicyName: 'string',
  PolicyType: 'string',
  Description: 'string',
  DefaultVersion: 'string',
  CreateDate: 'string',
  UpdateDate: 'string',
  AttachmentCount: 'integer',
} as const;

function policyBody(state: RamState, account: string, policy: Policy) {
  const { name, type, description, defaultVersion, createdAt, updatedAt } = policy;
  return {
    PolicyName: name,
    PolicyType: type,
    Description: description,
    DefaultVersion: defaultVersion,
    CreateDate: instant(createdAt),
    UpdateDate: instant(updatedAt),
    AttachmentCount: Object.values(state.attachedTo(account, type, name)).flat().length,
  };
}

/** Custom policies of an account. Source: "Limits" of RAM. */
const POLICY_LIMIT = 1500;

export const createPolicy = row({
  name: 'CreatePolicy',
  style: 'RPC',
  parameters: {
    PolicyName: policyName,
    PolicyDocument: { type: 'string', required: true },
    Description: { type: 'string', maxLength: 1024 },
  },
  response: { Policy: policyFields },
  errors: [
    'EntityAlreadyExist.Policy',
    'LimitExceeded.Policy',
    'MalformedPolicyDocument',
    'InvalidParameter.PolicyDocument.Length',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters }) => {
    const { PolicyName: name, PolicyDocument: text, Description } = parameters;
    const isTaken = state.policy(account, 'Custom', name) ?? state.policy(account, 'System', name);
    if (isTaken) throw new ApiError<RamErrorCode>('EntityAlreadyExist.Policy', { policy: name });
    if (state.policiesOf(account).filter(({ type }) => type === 'Custom').length >= POLICY_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.Policy', { limit: String(POLICY_LIMIT) });
    }
    const policy = state.addPolicy({ account, name, text, ...(Description && { description: Description }) });
    return { Policy: policyBody(state, account, policy) };
  },
});

export const getPolicy = row({
  name: 'GetPolicy',
  style: 'RPC',
  parameters: { PolicyName: policyName, PolicyType: policyType },
  response: { Policy: policyFields, DefaultPolicyVersion: versionFields },
  errors: ['EntityNotExist.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyName, PolicyType } }) => {
    const policy = knownPolicy(state, account, PolicyType, PolicyName);
    const version = policy.versions.find(({ id }) => id === policy.defaultVersion);
    return {
      Policy: policyBody(state, account, policy),
      DefaultPolicyVersion: version && versionBody(policy, version),
    };
  },
});

export const listPolicies = row({
  name: 'ListPolicies',
  style: 'RPC',
  parameters: { PolicyType: { type: 'string', enum: ['System', 'Custom'] }, ...paging },
  response: { ...pageFields, Policies: { Policy: [policyFields] } },
  errors: [],
  handler: (state, { account, parameters: { PolicyType, Marker, MaxItems } }) => {
    const wanted = state.policiesOf(account).filter(({ type }) => PolicyType === undefined || type === PolicyType);
    const { items, body } = pageOf(wanted, Marker, MaxItems);
    return { ...body, Policies: { Policy: items.map((policy) => policyBody(state, account, policy)) } };
  },
});

export const updatePolicyDescription = row({
  name: 'UpdatePolicyDescription',
  style: 'RPC',
  parameters: { PolicyName: policyName, NewDescription: { type: 'string', required: true, maxLength: 1024 } },
  response: { Policy: policyFields },
  errors: ['EntityNotExist.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyName, NewDescription }, now }) => {
    const policy = knownPolicy(state, account, 'Custom', PolicyName);
    policy.description = NewDescription;
    policy.updatedAt = now;
    return { Policy: policyBody(state, account, policy) };
  },
});

export const deletePolicy = row({
  name: 'DeletePolicy',
  style: 'RPC',
  parameters: { PolicyName: policyName, CascadingDelete: { type: 'boolean', default: false } },
  response: {},
  errors: [
    'EntityNotExist.Policy',
    'DeleteConflict.Policy.User',
    'DeleteConflict.Policy.Group',
    'DeleteConflict.Policy.Role',
    'DeleteConflict.Policy.Version',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyName, CascadingDelete } }) => {
    const policy = knownPolicy(state, account, 'Custom', PolicyName);
    const { users, groups, roles } = state.attachedTo(account, 'Custom', PolicyName);
    const values = { policy: PolicyName };
    if (users.length > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Policy.User', values);
    if (groups.length > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Policy.Group', values);
    if (roles.length > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Policy.Role', values);
    if (policy.versions.length > 1 && !CascadingDelete) {
      throw new ApiError<RamErrorCode>('DeleteConflict.Policy.Version', values);
    }
    state.removePolicy(account, policy);
    return {};
  },
});
