import type { ErrorTable, Source } from '../product.ts';

const inferred: Source = 'inferred';

/** Codes of the RAM and resource management API references. */
export const ramErrors = {
  'InvalidParameter.RoleName.InvalidChars': {
    status: 400,
    message: 'The specified role name contains invalid characters.',
  },
  'InvalidParameter.PolicyName.InvalidChars': {
    status: 400,
    message: 'The specified policy name contains invalid characters.',
  },
  'InvalidParameter.PolicyDocument.Length': {
    status: 400,
    message: 'The maximum length of the policy document is exceeded.',
  },
  'InvalidParameter.MaxSessionDuration': {
    status: 400,
    message: 'The maximum session duration is 3600 to 43200 seconds.',
    source: inferred,
  },
  MalformedPolicyDocument: { status: 400, message: 'The policy document is malformed.', source: inferred },
  'MalformedPolicyDocument.AssumeRolePolicy': {
    status: 400,
    message: 'The trust policy is malformed.',
    source: inferred,
  },
  'EntityNotExist.Role': { status: 404, message: 'The role does not exist: {role}.' },
  'EntityNotExist.Policy': { status: 404, message: 'The policy does not exist: {policy}.' },
  'EntityNotExist.Policy.Version': { status: 404, message: 'The policy version does not exist: {version}.' },
  'EntityNotExist.Role.Policy': { status: 404, message: 'The policy {policy} is not attached to the role {role}.' },
  'EntityAlreadyExist.Role': { status: 409, message: 'The role already exists: {role}.' },
  'EntityAlreadyExist.Policy': { status: 409, message: 'The policy already exists: {policy}.' },
  'EntityAlreadyExist.Role.Policy': {
    status: 409,
    message: 'The policy {policy} is already attached to the role {role}.',
  },
  'DeleteConflict.Role.Policy': { status: 409, message: 'The role has policies attached: {role}.' },
  'DeleteConflict.Policy.Role': {
    status: 409,
    message: 'The policy is attached to roles: {policy}.',
    source: inferred,
  },
  'DeleteConflict.Policy.Version': { status: 409, message: 'The policy has other versions: {policy}.' },
  'DeleteConflict.PolicyVersion.Default': {
    status: 409,
    message: 'The default version of a policy cannot be deleted.',
    source: inferred,
  },
  'LimitExceeded.Role': { status: 409, message: 'The number of roles exceeds {limit}.', source: inferred },
  'LimitExceeded.Policy': { status: 409, message: 'The number of policies exceeds {limit}.', source: inferred },
  'LimitExceeded.Policy.Version': { status: 409, message: 'The number of policy versions exceeds {limit}.' },
  'LimitExceeded.Role.Policy': {
    status: 409,
    message: 'The number of policies attached to the role exceeds {limit}.',
    source: inferred,
  },
  'NotSupport.ServiceLinkedRole': {
    status: 400,
    message: 'The service-linked role cannot be changed: {role}.',
    source: inferred,
  },
} as const satisfies ErrorTable;

export type RamErrorCode = keyof typeof ramErrors;
