import { ApiError, actionsOf } from '../../product.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import { NAME } from '../names.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import { newTags } from '../tags.ts';
import { checkQuota, endDryRun, idempotency, jobAbout, writing } from '../writing.ts';
import { type PolicySettings, SecurityPolicy } from './security-policy.ts';
import { CIPHERS, isOfTls13, TLS_VERSIONS, type TlsVersion } from './system-policies.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const created = effect<[SecurityPolicy]>('alb/security-policy-created', {
  apply(_state, policy) {
    policy.phase = 'Available';
  },
  undo: (state, policy) => state.securityPolicies.remove(policy),
});

/** Answers no JobId: the policy is looked at until it is Available. */
export const createSecurityPolicy = row({
  name: 'CreateSecurityPolicy',
  style: 'RPC',
  parameters: {
    SecurityPolicyName: { type: 'string', required: true, pattern: NAME },
    TLSVersions: { type: 'list', required: true, min: 1 },
    Ciphers: { type: 'list', required: true, min: 1 },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ...writing,
  },
  response: { SecurityPolicyId: 'string' },
  errors: ['InvalidParameter', 'QuotaExceeded.SecurityPoliciesNum', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { account, region, parameters, now } = call;
    const settings: PolicySettings = {
      name: parameters.SecurityPolicyName,
      versions: versionsOf(parameters.TLSVersions),
      ciphers: ciphersOf(parameters.Ciphers, versionsOf(parameters.TLSVersions)),
    };
    const count = state.securityPolicies.of(call).length;
    checkQuota('QuotaExceeded.SecurityPoliciesNum', region, count + 1, state.quotas.securityPolicies);
    endDryRun(parameters);
    const policy = new SecurityPolicy(
      { owner: { account, region }, id: call.newId('spy-', 18), createdAt: now },
      {
        settings,
        resourceGroupId: parameters.ResourceGroupId || state.defaultResourceGroup(call),
        tags: parameters.Tag,
      },
    );
    state.securityPolicies.add(policy);
    const about = jobAbout(call, 'CreateSecurityPolicy', 'Create', 'securitypolicy', policy.id);
    state.jobs.begin(about, 'alb-security-policy-change', [policy], created(policy));
    return { SecurityPolicyId: policy.id };
  },
});

const updated = effect<[SecurityPolicy, PolicySettings]>('alb/security-policy-updated', {
  apply(_state, policy, settings) {
    policy.settings = settings;
  },
});

export const updateSecurityPolicyAttribute = row({
  name: 'UpdateSecurityPolicyAttribute',
  style: 'RPC',
  parameters: {
    SecurityPolicyId: { type: 'string', required: true },
    SecurityPolicyName: { type: 'string', pattern: NAME },
    TLSVersions: { type: 'list', min: 1 },
    Ciphers: { type: 'list', min: 1 },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    'ResourceNotFound.SecurityPolicy',
    'IncorrectStatus.SecurityPolicy',
    'InvalidParameter',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { SecurityPolicyId, SecurityPolicyName, TLSVersions, Ciphers } = call.parameters;
    const policy = availablePolicy(state, call, SecurityPolicyId);
    const versions = TLSVersions ? versionsOf(TLSVersions) : policy.settings.versions;
    const settings: PolicySettings = {
      name: SecurityPolicyName || policy.settings.name,
      versions,
      ciphers: ciphersOf(Ciphers ?? policy.settings.ciphers, versions),
    };
    endDryRun(call.parameters);
    const about = jobAbout(call, 'UpdateSecurityPolicyAttribute', 'Update', 'securitypolicy', policy.id);
    return { JobId: state.jobs.begin(about, 'alb-security-policy-change', [policy], updated(policy, settings)) };
  },
});

const deleted = effect<[SecurityPolicy]>('alb/security-policy-deleted', {
  apply: (state, policy) => state.securityPolicies.remove(policy),
  undo(_state, policy) {
    policy.phase = 'Available';
  },
});

export const deleteSecurityPolicy = row({
  name: 'DeleteSecurityPolicy',
  style: 'RPC',
  parameters: { SecurityPolicyId: { type: 'string', required: true }, ...writing },
  response: {},
  errors: [
    'ResourceNotFound.SecurityPolicy',
    'IncorrectStatus.SecurityPolicy',
    'ResourceInUse.SecurityPolicy',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const policy = availablePolicy(state, call, call.parameters.SecurityPolicyId);
    const { id } = policy;
    if (state.listenersBy(policy).length > 0) throw new ApiError<AlbErrorCode>('ResourceInUse.SecurityPolicy', { id });
    endDryRun(call.parameters);
    policy.phase = 'Deleting';
    const about = jobAbout(call, 'DeleteSecurityPolicy', 'Delete', 'securitypolicy', id);
    state.jobs.begin(about, 'alb-security-policy-change', [policy], deleted(policy));
    return {};
  },
});

function availablePolicy(state: AlbState, owner: Owner, policyId: string): SecurityPolicy {
  const policy = state.securityPolicies.own(owner, policyId);
  const { id, status } = policy;
  if (status !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.SecurityPolicy', { id, status });
  return policy;
}

function versionsOf(names: readonly string[]): readonly TlsVersion[] {
  return names.map((name) => {
    const version = TLS_VERSIONS.find((each) => each === name);
    if (!version) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'TLSVersions' });
    return version;
  });
}

/** Suites of TLS 1.3 go with TLS 1.3 only, (the code is inferred). */
function ciphersOf(names: readonly string[], versions: readonly TlsVersion[]): readonly string[] {
  const isKnown = (name: string) => CIPHERS.includes(name) && (!isOfTls13(name) || versions.includes('TLSv1.3'));
  if (!names.every(isKnown)) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Ciphers' });
  return names;
}
