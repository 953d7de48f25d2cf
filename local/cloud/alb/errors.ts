import type { ErrorTable } from '../product.ts';

const NOT_FOUND = 'The specified resource {id} is not found.';
const INCORRECT = 'The status of {id} [{status}] is incorrect.';
const CONFIGURING = 'The specified resource {id} is being configured.';
const QUOTA = 'The quota of {quota} is exceeded for resource {id}, usage {usage}/{limit}.';

/**
 * Codes and statuses from the official metadata (2024), with the general shapes of its messages; the exact wording is
 * inferred, and so is a code that says so.
 */
export const albErrors = {
  'ResourceNotFound.LoadBalancer': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.Listener': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.Certificate': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.ServerGroup': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.SecurityPolicy': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.VSwitch': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.Vpc': { status: 404, message: NOT_FOUND, source: 'inferred' },
  'ResourceNotFound.Acl': { status: 404, message: NOT_FOUND },
  'ResourceNotFound.AclEntry': { status: 404, message: NOT_FOUND },
  'ResourceNotAssociated.Acl': { status: 404, message: 'The ACL {id} is not associated with the listener.' },

  'IncorrectStatus.LoadBalancer': { status: 400, message: INCORRECT },
  'IncorrectStatus.Listener': { status: 400, message: INCORRECT },
  'IncorrectStatus.Acl': { status: 400, message: INCORRECT },
  'IncorrectStatus.ServerGroup': { status: 400, message: INCORRECT },
  'IncorrectStatus.VSwitch': { status: 400, message: INCORRECT, source: 'inferred' },
  'ResourceInConfiguring.LoadBalancer': { status: 400, message: CONFIGURING },
  'ResourceInConfiguring.Listener': { status: 400, message: CONFIGURING },
  'ResourceInUse.Acl': { status: 400, message: 'The specified resource {id} is in use.' },
  'ResourceInUse.ServerGroup': { status: 400, message: 'The specified resource {id} is in use.' },
  'Conflict.Acl': { status: 400, message: 'Another ACL is being bound on the instance of the listener {id}.' },
  LockFailed: { status: 400, message: 'The lock on the instance of the listener {id} is taken.' },

  'ResourceAlreadyExist.Listener': { status: 400, message: 'A listener on port {port} already exists.' },
  'ResourceAlreadyExist.AclEntry': { status: 400, message: 'The ACL entry {id} already exists.' },
  'ResourceAlreadyAssociated.Certificate': { status: 400, message: 'The certificate {id} is already associated.' },
  'ResourceAlreadyAssociated.Acl': { status: 400, message: 'The ACL {id} is already associated.', source: 'inferred' },
  'ResourceNotAssociated.Certificate': { status: 400, message: 'The certificate {id} is not associated.' },
  'OperationFailed.DefaultCertificateNotFound': {
    status: 400,
    message: 'The listener {id} has no default certificate.',
  },

  'OperationDenied.ServiceManagedResource': {
    status: 400,
    message: 'The operation is denied because {id} is managed by the service {service}.',
  },
  'OperationDenied.DeletionProtectionEnabled': { status: 400, message: 'Deletion protection of {id} is enabled.' },
  'OperationDenied.ZoneMappingsNotChanged': { status: 400, message: 'The zone mappings are not changed.' },
  'OperationDenied.ZoneVSwitchChanged': {
    status: 400,
    message: 'The vSwitch of zone {zone} cannot be changed: remove the zone first.',
  },
  'OperationDenied.DefaultCertificateUsed': {
    status: 400,
    message: 'The certificate {id} is the default certificate.',
  },
  'OperationDenied.HttpListenerNotSupport': { status: 400, message: 'The HTTP listener {id} has no certificates.' },
  'OperationDenied.GRPCServerGroup': { status: 400, message: 'The gRPC server group {id} needs an HTTPS listener.' },
  'OperationDenied.AccessLogEnabled': { status: 400, message: 'The access log of {id} is already enabled.' },
  'OperationDenied.AccessLogDisabled': { status: 400, message: 'The access log of {id} is not enabled.' },
  'OperationDenyed.ServiceLinkedRoleNotExist': { status: 400, message: 'The service-linked role does not exist.' },

  'Mismatch.ZoneIdAndVSwitchId': { status: 400, message: 'The vSwitch {vSwitch} is not in zone {zone}.' },
  'Mismatch.VpcId': { status: 400, message: 'The VPC of {id} is not that of the load balancer.' },
  'DuplicatedParam.ZoneId': { status: 400, message: 'The zones of the zone mappings must differ.' },
  'ResourceNotEnough.VSwitchIp': { status: 400, message: 'The vSwitch {id} has too few free addresses.' },
  InvalidParameter: { status: 400, message: 'The parameter {name} is invalid.' },

  'QuotaExceeded.LoadBalancersNum': { status: 400, message: QUOTA },
  'QuotaExceeded.AclsNum': { status: 400, message: QUOTA },
  'QuotaExceeded.ServerGroupsNum': { status: 400, message: QUOTA, source: 'inferred' },
  'ResourceQuotaExceeded.LoadBalancerListenersNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.LoadBalancerCertificatesNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.ServerGroupAttachedNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.AclEntriesNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.ListenerAclEntriesNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.LoadBalancerAclEntriesNum': { status: 400, message: QUOTA },
  'ResourceQuotaExceeded.ListenerAclsNum': { status: 400, message: QUOTA, source: 'inferred' },
  'ResourceQuotaExceeded.AclAttachedNum': { status: 400, message: QUOTA, source: 'inferred' },

  IdempotentParameterMismatch: { status: 400, message: 'The ClientToken was used with other parameters.' },
  DryRunOperation: { status: 400, message: 'Request validation has been passed with DryRun flag set.' },
} as const satisfies ErrorTable;

export type AlbErrorCode = keyof typeof albErrors;
