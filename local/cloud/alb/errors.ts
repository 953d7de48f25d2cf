import type { ErrorTable } from '../product.ts';

const NOT_FOUND = 'The specified resource {id} is not found.';
const INCORRECT = 'The status of {id} [{status}] is incorrect.';
const BUSINESS = 'The business status of {id} [{status}]  is incorrect.';
const CONFIGURING = 'The specified resource of {id} is being configured, please try again later.';
const QUOTA = 'The quota of {quota} is exceeded, usage {usage}/{limit}.';
const QUOTA_OF = 'The quota of {quota} is exceeded for resource {id}, usage {usage}/{limit}.';
const IN_USE = 'The specified resource {id} is in use.';
const DENIED = 'The operation is not allowed because of {reason}.';
const ASSOCIATED = 'The specified resource {id} is already associated.';
const NOT_ASSOCIATED = 'The specified resource {id} is not associated.';
const CONFLICT = 'There is already {id} having the same configuration with {other}.';
const MISMATCH = 'The {what} is mismatched for {id} and {other}.';

const notFound = { status: 404, message: NOT_FOUND } as const;
const incorrect = { status: 400, message: INCORRECT } as const;
const business = { status: 400, message: BUSINESS } as const;
const quota = { status: 400, message: QUOTA } as const;
const quotaOf = { status: 400, message: QUOTA_OF } as const;
const inUse = { status: 400, message: IN_USE } as const;
const denied = { status: 400, message: DENIED } as const;

/** Codes, statuses and messages from the official metadata (2024); a code that is not there says `inferred`. */
export const albErrors = {
  'ResourceNotFound.LoadBalancer': notFound,
  'ResourceNotFound.Listener': notFound,
  'ResourceNotFound.Rule': notFound,
  'ResourceNotFound.Certificate': notFound,
  'ResourceNotFound.ServerGroup': notFound,
  'ResourceNotFound.BackendServer': notFound,
  'ResourceNotFound.Ecs': notFound,
  'ResourceNotFound.Eni': notFound,
  'ResourceNotFound.Eci': notFound,
  'ResourceNotFound.Eip': { status: 400, message: 'The specified resource ResourceNotFound.Eip is not found.' },
  'ResourceNotFound.CommonBandwidthPackage': notFound,
  'ResourceNotFound.SecurityGroup': notFound,
  'ResourceNotFound.SecurityPolicy': notFound,
  'ResourceNotFound.HealthCheckTemplate': notFound,
  'ResourceNotFound.VSwitch': notFound,
  'ResourceNotFound.Vpc': notFound,
  'ResourceNotFound.Acl': notFound,
  'ResourceNotFound.AclEntry': notFound,
  'ResourceNotAssociated.Acl': { status: 404, message: NOT_ASSOCIATED },
  'ResourceNotAssociated.Certificate': { status: 400, message: NOT_ASSOCIATED },
  'ResourceNotAssociated.SecurityGroup': { status: 400, message: NOT_ASSOCIATED },
  'NotExist.ResourceGroup': { status: 400, message: 'ResourceGroup does not exist.' },

  'IncorrectStatus.LoadBalancer': incorrect,
  'IncorrectStatus.Listener': incorrect,
  'IncorrectStatus.Rule': incorrect,
  'IncorrectStatus.Acl': incorrect,
  'IncorrectStatus.ServerGroup': incorrect,
  'IncorrectStatus.SecurityPolicy': incorrect,
  'IncorrectStatus.VSwitch': { ...incorrect, source: 'inferred' },
  'IncorrectBusinessStatus.LoadBalancer': business,
  'IncorrectBusinessStatus.Eip': business,
  'IncorrectBusinessStatus.CommonBandwidthPackage': business,
  ResourceInConfiguring: {
    status: 400,
    message: 'The specified resource of {id} is being configured. Please try again later.',
  },
  'ResourceInConfiguring.LoadBalancer': { status: 400, message: CONFIGURING },
  'ResourceInConfiguring.Listener': { status: 400, message: CONFIGURING },
  'ResourceInConfiguring.BackendServer': { status: 400, message: CONFIGURING },
  'ResourceInUse.Acl': inUse,
  'ResourceInUse.ServerGroup': inUse,
  'ResourceInUse.SecurityPolicy': inUse,
  'ResourceInUse.Listener': inUse,
  LockFailed: { status: 400, message: 'The specified resource lock failed.' },

  'Conflict.Acl': { status: 400, message: CONFLICT },
  'Conflict.Priority': { status: 400, message: CONFLICT },
  'Conflict.BackendServer': { status: 400, message: CONFLICT },
  'DuplicatedParam.ZoneId': { status: 400, message: 'The param of ZoneId is duplicated.' },
  'DuplicatedParam.BackendServer': { status: 400, message: 'The param of {id} is duplicated.' },
  'IllegalParam.Priority': { status: 400, message: 'The param of Priority is illegal.' },
  'IllegalParam.ServerIp': { status: 400, message: 'The param of ServerIp is illegal.' },
  'ResourceAlreadyExist.Listener': { status: 400, message: 'The specified resource {id} is already exist.' },
  'ResourceAlreadyExist.AclEntry': { status: 400, message: 'The specified resource {id} already exists.' },
  'ResourceAlreadyAssociated.Certificate': { status: 400, message: ASSOCIATED },
  'ResourceAlreadyAssociated.Listener': { status: 400, message: ASSOCIATED },
  'ResourceAlreadyAssociated.SecurityGroup': { status: 400, message: ASSOCIATED },
  'ResourceAlreadyAssociated.Acl': { status: 400, message: ASSOCIATED, source: 'inferred' },
  'ResourceNotEnough.VSwitchIp': { status: 400, message: 'The specified resource {id} is not enough.' },

  'Mismatch.ZoneIdAndVSwitchId': { status: 400, message: 'The ZoneId and VSwitchId are mismatched.' },
  'Mismatch.VpcId': { status: 400, message: MISMATCH },
  'Mismatch.Protocol': { status: 400, message: MISMATCH },
  'Mismatch.ServerType': { status: 400, message: MISMATCH },
  'Mismatch.LoadBalancerEditionAndConnectionDrain': {
    status: 400,
    message: 'The LoadBalancerEdition and ConnectionDrain are mismatched.',
  },
  'Mismatch.LoadBalancerEditionAndSlowStartEnable': {
    status: 400,
    message: 'The LoadBalancerEdition and SlowStartEnable are mismatched.',
  },
  'Mismatch.ServerGroupSchedulerAndSlowStartEnable': {
    status: 400,
    message: 'The ServerGroupScheduler and SlowStartEnable are mismatched.',
  },
  'UnsupportedFeature.ConnectionDrain': { status: 400, message: 'The feature of ConnectionDrain is not supported.' },
  'UnsupportedFeature.SlowStart': { status: 400, message: 'The feature of SlowStart is not supported.' },
  InvalidParameter: { status: 400, message: 'Invalid parameter, please check the parameter input. ({name})' },

  'OperationFailed.DefaultCertificateNotFound': {
    status: 400,
    message: 'The operation failed because of DefaultCertificateNotFound.',
  },
  'OperationDenied.ServiceManagedResource': {
    status: 400,
    message: 'The operation is not allowed because the current resource of {id} is managed resource.',
  },
  'OperationDenied.DeletionProtectionEnabled': denied,
  'OperationDenied.ZoneMappingsNotChanged': denied,
  'OperationDenied.ZoneVSwitchChanged': denied,
  'OperationDenied.ZoneVSwitchNotExist': denied,
  'OperationDenied.OnlyFixedAddressAllocatedModeSupported': denied,
  'OperationDenied.ConfigLastActiveZoneNotSupport': denied,
  'OperationDenied.EditionNotChanged': denied,
  'OperationDenied.Downgrade': denied,
  'OperationDenied.AddressTypeNotChanged': denied,
  'OperationDenied.OnlyPostPaidEipSupported': denied,
  'OperationDenied.DefaultCertificateUsed': denied,
  'OperationDenied.HttpListenerNotSupport': denied,
  'OperationDenied.CrossLoadBalancerQUICListener': denied,
  'OperationDenied.ServerGroupProtocolNotSupport': denied,
  'OperationDenied.GRPCServerGroup': denied,
  'OperationDenied.AccessLogEnabled': denied,
  'OperationDenied.AccessLogDisabled': denied,
  'OperationDenied.SecurityGroupNotSupport': denied,
  'OperationDenied.LbAssociatedAclCanNotJoinSecurityGroup': denied,
  'OperationDenied.LoadBalancerJoinedSecurityGroupNotSupportAcl': denied,
  'OperationDenied.RewriteMissingForwardGroup': denied,
  'OperationDenied.SameGroupForForwardAndMirrorAction': denied,
  'OperationDenied.IpGroupCanNotUsedForMirrorAction': denied,
  'OperationDenied.MirrorActionSupportHttpGroupOnly': denied,
  'OperationDenied.ProtocolMustSameForForwardGroupAction': denied,
  'OperationDenied.CrossLoadBalancerRules': denied,
  'OperationDenied.ListenerIdInconsistent': denied,
  'OperationDenyed.ServiceLinkedRoleNotExist': {
    status: 400,
    message: 'The service linked role AliyunServiceRoleForAlb does not exist.',
  },

  'QuotaExceeded.LoadBalancersNum': quota,
  'QuotaExceeded.AclsNum': quota,
  'QuotaExceeded.ServerGroupsNum': quota,
  'QuotaExceeded.SecurityPoliciesNum': quota,
  'QuotaExceeded.HealthCheckTemplatesNum': quota,
  'QuotaExceeded.RuleActionsNum': quota,
  'QuotaExceeded.RuleMatchEvaluationsNum': quota,
  'QuotaExceeded.RuleWildcardsNum': quota,
  'QuotaExceeded.ConnectionDrainTimeout': quota,
  'QuotaExceeded.SlowStartDuration': quota,
  'ResourceQuotaExceeded.LoadBalancerListenersNum': quotaOf,
  'ResourceQuotaExceeded.LoadBalancerCertificatesNum': quotaOf,
  'ResourceQuotaExceeded.LoadBalancerRulesNum': quotaOf,
  'ResourceQuotaExceeded.LoadBalancerServersNum': quotaOf,
  'ResourceQuotaExceeded.LoadBalancerAclEntriesNum': quotaOf,
  'ResourceQuotaExceeded.ServerAddedNum': quotaOf,
  'ResourceQuotaExceeded.ServerGroupAttachedNum': quotaOf,
  'ResourceQuotaExceeded.SecurityPolicyAttachedNum': quotaOf,
  'ResourceQuotaExceeded.SecurityGroupNum': quotaOf,
  'ResourceQuotaExceeded.AclEntriesNum': quotaOf,
  'ResourceQuotaExceeded.ListenerAclEntriesNum': quotaOf,
  'ResourceQuotaExceeded.ListenerAclsNum': { ...quotaOf, source: 'inferred' },
  'ResourceQuotaExceeded.AclAttachedNum': { ...quotaOf, source: 'inferred' },

  IdempotentParameterMismatch: {
    status: 400,
    message:
      'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.',
  },
  DryRunOperation: { status: 400, message: 'Request validation has been passed with DryRun flag set.' },
} as const satisfies ErrorTable;

export type AlbErrorCode = keyof typeof albErrors;

/** An error that says "because of": its code names the reason. */
export function reasonOf(code: Extract<AlbErrorCode, `OperationDenied.${string}`>): string {
  return code.slice(code.indexOf('.') + 1);
}
