import type { ErrorTable, Source } from '../product.ts';

const inferred: Source = 'inferred';

/**
 * EAS publishes no error table of its own. Documented are only InvalidService.NotFound, the status 409 of a service name
 * that is taken, and the text of the zone error; every other code and status stands for a rule by analogy.
 */
export const easErrors = {
  'InvalidGateway.NotFound': {
    status: 404,
    message: 'The specified gateway {gateway} does not exist.',
    source: inferred,
  },
  IncorrectGatewayStatus: {
    status: 400,
    message: 'The gateway {gateway} is {status}, which does not allow this operation.',
    source: inferred,
  },
  IncorrectInternetStatus: {
    status: 400,
    message: 'The public access of gateway {gateway} is {status}, which does not allow this operation.',
    source: inferred,
  },
  'GatewayInUse.Service': {
    status: 400,
    message: 'The gateway {gateway} is still used by services: {services}.',
    source: inferred,
  },
  'GatewayInUse.Group': {
    status: 400,
    message: 'The gateway {gateway} is still used by service groups: {groups}.',
    source: inferred,
  },
  'OperationNotSupported.GatewayType': {
    status: 400,
    message: 'The operation does not suit the type of gateway {gateway}: {reason}.',
    source: inferred,
  },
  MissingName: { status: 400, message: 'Name is mandatory for this action.', source: inferred },
  /** ALB's own code is spelled OperationDenyed; that of EAS is not known. */
  'OperationDenied.ServiceLinkedRoleNotExist': {
    status: 400,
    message: 'The service-linked role of PAI-EAS for ALB has not been authorized.',
    source: inferred,
  },
  'GatewayInUse.NetworkAccess': {
    status: 400,
    message: 'The network access of gateway {gateway} is still enabled.',
    source: inferred,
  },
  IncorrectIntranetStatus: {
    status: 400,
    message: 'The private access of gateway {gateway} is {status}, which does not allow this operation.',
    source: inferred,
  },
  MissingVpcId: { status: 400, message: 'VpcId is mandatory to enable network access.', source: inferred },
  MissingVSwitchIds: { status: 400, message: 'VSwitchIds is mandatory to enable network access.', source: inferred },
  NetworkInUse: {
    status: 400,
    message: 'The VPC and vSwitches of gateway {gateway} cannot change while private or public access uses them.',
    source: inferred,
  },
  /** At least two zones, and one vSwitch in each (G13). */
  InvalidVSwitchIds: { status: 400, message: 'VSwitchIds is not valid: {reason}.', source: inferred },
  MissingInstanceType: { status: 400, message: 'InstanceType is mandatory for this action.', source: inferred },
  InvalidLabels: { status: 400, message: 'Labels must be an object of texts.', source: inferred },
  InvalidLabelKeys: { status: 400, message: 'LabelKeys must be a list of texts.', source: inferred },

  'InvalidVpcId.NotFound': { status: 404, message: 'The specified VPC {vpc} does not exist.', source: inferred },
  'InvalidVpcId.NotLinked': {
    status: 404,
    message: 'The VPC {vpc} is not linked to gateway {gateway}.',
    source: inferred,
  },
  'InvalidVSwitchId.NotFound': {
    status: 404,
    message: 'The specified vSwitch {vSwitch} does not exist.',
    source: inferred,
  },
  'InvalidVSwitchId.NotInVpc': {
    status: 400,
    message: 'The vSwitch {vSwitch} does not belong to VPC {vpc}.',
    source: inferred,
  },
  IncorrectVSwitchStatus: { status: 400, message: 'The vSwitch {vSwitch} is not available.', source: inferred },
  /** The text is documented (G70), its code and status are not. */
  'InvalidVSwitchId.ZoneNotSupported': {
    status: 400,
    message: 'vSwitch {vSwitch} in zone {zone} is not supported, supported zones: [{zones}]',
    source: inferred,
  },
  IntranetNotEnabled: {
    status: 400,
    message: 'The private access of gateway {gateway} is not enabled.',
    source: inferred,
  },
  InternetNotEnabled: {
    status: 400,
    message: 'The public access of gateway {gateway} is not enabled.',
    source: inferred,
  },
  LinkedVpcAlreadyExist: {
    status: 400,
    message: 'The VPC {vpc} is already linked by vSwitch {vSwitch}.',
    source: inferred,
  },
  AuthoritativeDnsConflict: {
    status: 400,
    message: 'Authoritative DNS is already enabled for VPC {vpc} of this gateway.',
    source: inferred,
  },

  CrossAccountNotAllowed: {
    status: 403,
    message: 'Account {owner} has not allowed this account to link VPC {vpc}.',
    source: inferred,
  },
  InvalidPeerVpcs: { status: 400, message: 'PeerVpcs is not valid: {reason}.', source: inferred },

  InvalidAclPolicyList: { status: 400, message: 'The ACL entry {entry} is not valid.', source: inferred },
  'QuotaExceeded.AclPolicy': {
    status: 400,
    message: 'A gateway takes at most {limit} public ACL entries.',
    source: inferred,
  },

  InvalidCustomDomain: { status: 400, message: 'CustomDomain is not valid: {reason}.', source: inferred },
  'InvalidCustomDomain.AlreadyAttached': {
    status: 400,
    message: 'The {type} domain {domain} is already attached.',
    source: inferred,
  },
  'InvalidCustomDomain.Occupied': {
    status: 409,
    message: 'The domain {domain} is attached to another gateway.',
    source: inferred,
  },
  'InvalidCustomDomain.NotFound': {
    status: 404,
    message: 'The {type} domain {domain} is not attached to gateway {gateway}.',
    source: inferred,
  },
  'InvalidCertificate.NotFound': {
    status: 404,
    message: 'The specified certificate {certificate} does not exist.',
    source: inferred,
  },
  'InvalidCertificate.DomainMismatch': {
    status: 400,
    message: 'The certificate {certificate} is not for {domain}.',
    source: inferred,
  },

  'InvalidService.NotFound': { status: 404, message: 'The specified service does not exist.' },
  /** The status is documented, the code is not. */
  'InvalidService.AlreadyExists': { status: 409, message: 'The service {service} already exists.', source: inferred },
  InvalidServiceConfig: { status: 400, message: 'The service configuration is not valid: {reason}.', source: inferred },
  InvalidAutoScaler: { status: 400, message: 'The autoscaler is not valid: {reason}.', source: inferred },
  'InvalidAutoScaler.AlreadyExists': {
    status: 409,
    message: 'The service {service} has an autoscaler already.',
    source: inferred,
  },
  'InvalidAutoScaler.NotFound': {
    status: 404,
    message: 'The service {service} has no autoscaler.',
    source: inferred,
  },
  'InvalidCronScaler.AlreadyExists': {
    status: 409,
    message: 'The service {service} has a cron scaler already.',
    source: inferred,
  },
  'InvalidCronScaler.NotFound': {
    status: 404,
    message: 'The service {service} has no cron scaler.',
    source: inferred,
  },
  InvalidCronScaler: { status: 400, message: 'The cron scaler is not valid: {reason}.', source: inferred },
  'InvalidRollout.AlreadyExists': {
    status: 409,
    message: 'The service {service} has a rollout already.',
    source: inferred,
  },
  'InvalidRollout.NotFound': {
    status: 404,
    message: 'The service {service} has no rollout.',
    source: inferred,
  },
  InvalidRollout: { status: 400, message: 'The rollout is not valid: {reason}.', source: inferred },
  'InvalidFault.AlreadyExists': {
    status: 409,
    message: 'The instance {instance} has a fault of type {type} already.',
    source: inferred,
  },
  'InvalidFault.NotFound': {
    status: 404,
    message: 'The instance {instance} has no fault of type {type}.',
    source: inferred,
  },
  'InvalidMirror.AlreadyExists': {
    status: 409,
    message: 'The traffic of service {service} is mirrored already.',
    source: inferred,
  },
  'InvalidMirror.NotFound': {
    status: 404,
    message: 'The traffic of service {service} is not mirrored.',
    source: inferred,
  },
  'InvalidMirror.Target': {
    status: 400,
    message: 'Traffic cannot be mirrored to service {target}.',
    source: inferred,
  },
  'InvalidVersion.NotFound': {
    status: 400,
    message: 'The service {service} has no version {version} before the current one, {current}.',
    source: inferred,
  },
  'InvalidInstance.NotFound': {
    status: 404,
    message: 'The service {service} has no instance {instance}.',
    source: inferred,
  },
  'InvalidInstance.Detached': {
    status: 400,
    message: 'The instance {instance} is detached for good.',
    source: inferred,
  },
  'InvalidContainer.NotFound': {
    status: 404,
    message: 'The instance has no container {container}.',
    source: inferred,
  },
  InvalidTime: { status: 400, message: '{name} is no time such as 2006-01-02 15:04:05.', source: inferred },
  'OperationDenied.SafetyLock': {
    status: 403,
    message: 'The safety lock of service {service} is {lock}, which does not allow this operation.',
    source: inferred,
  },
  'OperationNotSupported.Service': {
    status: 400,
    message: 'The operation does not suit the service {service}: {reason}.',
    source: inferred,
  },

  'InvalidGroup.NotFound': { status: 404, message: 'The service group {group} does not exist.', source: inferred },
  'InvalidGroup.AlreadyExists': { status: 409, message: 'The service group {group} already exists.', source: inferred },
  'GroupInUse.Service': {
    status: 400,
    message: 'The service group {group} still has services: {services}.',
    source: inferred,
  },

  'InvalidResource.NotFound': {
    status: 404,
    message: 'The resource group {resource} does not exist.',
    source: inferred,
  },
  'InvalidResourceInstance.NotFound': {
    status: 404,
    message: 'The resource group has no instance {instance}.',
    source: inferred,
  },
  'OperationDenied.PrePaidInstance': {
    status: 400,
    message: 'The instance {instance} is paid in advance and cannot be deleted.',
    source: inferred,
  },
  'OperationNotSupported.SelfManaged': {
    status: 400,
    message: 'The resource group {resource} is self-managed and takes no instances.',
    source: inferred,
  },
  ResourceInUse: { status: 400, message: 'The resource group {resource} still has {what}.', source: inferred },
  MissingEcsInstance: {
    status: 400,
    message: 'EcsInstanceType, EcsInstanceCount and ChargeType are mandatory for a dedicated resource group.',
    source: inferred,
  },
  InvalidSelfManagedResourceOptions: {
    status: 400,
    message: 'SelfManagedResourceOptions needs an ExternalClusterId.',
    source: inferred,
  },

  IncorrectServiceStatus: {
    status: 400,
    message: 'The service {service} is {status}, which does not allow this operation.',
    source: inferred,
  },
} as const satisfies ErrorTable;

export type EasErrorCode = keyof typeof easErrors;
