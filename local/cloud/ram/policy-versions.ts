import { ApiError, actionsOf } from '../product.ts';
import type { Policy, PolicyVersion } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { instant, knownPolicy, policyName, policyType } from './parameters.ts';
import type { RamState } from './state.ts';
import { readStorable } from './storable.ts';

const row = actionsOf<RamState>();

export const versionFields = {
  VersionId: 'string',
  IsDefaultVersion: 'boolean',
  PolicyDocument: 'string',
  CreateDate: 'string',
} as const;

export function versionBody({ defaultVersion }: Policy, { id, text, createdAt }: PolicyVersion) {
  return {
    VersionId: id,
    IsDefaultVersion: id === defaultVersion,
    PolicyDocument: text,
    CreateDate: instant(createdAt),
  };
}

/** Source: "Limits" of RAM. */
const VERSION_LIMIT = 5;

export const createPolicyVersion = row({
  name: 'CreatePolicyVersion',
  style: 'RPC',
  parameters: {
    PolicyName: policyName,
    PolicyDocument: { type: 'string', required: true },
    SetAsDefault: { type: 'boolean', default: false },
    RotateStrategy: {
      type: 'string',
      default: 'None',
      enum: ['None', 'DeleteOldestNonDefaultVersionWhenLimitExceeded'],
    },
  },
  response: { PolicyVersion: versionFields },
  errors: [
    'EntityNotExist.Policy',
    'LimitExceeded.Policy.Version',
    'MalformedPolicyDocument',
    'InvalidParameter.PolicyDocument.Length',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const { PolicyName, PolicyDocument: text, SetAsDefault, RotateStrategy } = parameters;
    const policy = knownPolicy(state, account, 'Custom', PolicyName);
    const document = readStorable(text);
    if (policy.versions.length >= VERSION_LIMIT) {
      const oldest = policy.versions.findIndex(({ id }) => id !== policy.defaultVersion);
      if (RotateStrategy === 'None') {
        throw new ApiError<RamErrorCode>('LimitExceeded.Policy.Version', { limit: String(VERSION_LIMIT) });
      }
      policy.versions.splice(oldest, 1);
    }
    const version = { id: `v${policy.nextVersion++}`, text, document, createdAt: now };
    policy.versions.push(version);
    policy.updatedAt = now;
    if (SetAsDefault) policy.defaultVersion = version.id;
    return { PolicyVersion: versionBody(policy, version) };
  },
});

export const setDefaultPolicyVersion = row({
  name: 'SetDefaultPolicyVersion',
  style: 'RPC',
  parameters: { PolicyName: policyName, VersionId: { type: 'string', required: true } },
  response: {},
  errors: ['EntityNotExist.Policy', 'EntityNotExist.Policy.Version'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyName, VersionId }, now }) => {
    const policy = knownPolicy(state, account, 'Custom', PolicyName);
    policy.defaultVersion = knownVersion(policy, VersionId).id;
    policy.updatedAt = now;
    return {};
  },
});

export const getPolicyVersion = row({
  name: 'GetPolicyVersion',
  style: 'RPC',
  parameters: { PolicyType: policyType, PolicyName: policyName, VersionId: { type: 'string', required: true } },
  response: { PolicyVersion: versionFields },
  errors: ['EntityNotExist.Policy', 'EntityNotExist.Policy.Version'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyType, PolicyName, VersionId } }) => {
    const policy = knownPolicy(state, account, PolicyType, PolicyName);
    return { PolicyVersion: versionBody(policy, knownVersion(policy, VersionId)) };
  },
});

export const listPolicyVersions = row({
  name: 'ListPolicyVersions',
  style: 'RPC',
  parameters: { PolicyType: policyType, PolicyName: policyName },
  response: { PolicyVersions: { PolicyVersion: [versionFields] } },
  errors: ['EntityNotExist.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyType, PolicyName } }) => {
    const policy = knownPolicy(state, account, PolicyType, PolicyName);
    return { PolicyVersions: { PolicyVersion: policy.versions.map((version) => versionBody(policy, version)) } };
  },
});

export const deletePolicyVersion = row({
  name: 'DeletePolicyVersion',
  style: 'RPC',
  parameters: { PolicyName: policyName, VersionId: { type: 'string', required: true } },
  response: {},
  errors: [
    'EntityNotExist.Policy',
    'EntityNotExist.Policy.Version',
    'DeleteConflict.PolicyVersion.Default',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { PolicyName, VersionId } }) => {
    const policy = knownPolicy(state, account, 'Custom', PolicyName);
    const version = knownVersion(policy, VersionId);
    if (version.id === policy.defaultVersion) throw new ApiError<RamErrorCode>('DeleteConflict.PolicyVersion.Default');
    policy.versions.splice(policy.versions.indexOf(version), 1);
    return {};
  },
});

/** @throws ApiError EntityNotExist.Policy.Version */
function knownVersion({ versions }: Policy, id: string): PolicyVersion {
  const version = versions.find((one) => one.id === id);
  if (!version) throw new ApiError<RamErrorCode>('EntityNotExist.Policy.Version', { version: id });
  return version;
}
