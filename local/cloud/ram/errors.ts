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
  'InvalidParameter.UserName.InvalidChars': {
    status: 400,
    message: 'The parameter - "UserName" contains invalid chars.',
  },
  'InvalidParameter.NewUserName.InvalidChars': {
    status: 400,
    message: 'The parameter - "NewUserName" contains invalid chars.',
  },
  'InvalidParameter.GroupName.InvalidChars': {
    status: 400,
    message: 'The parameter - "GroupName" contains invalid chars.',
  },
  'InvalidParameter.NewGroupName.InvalidChars': {
    status: 400,
    message: 'The parameter - "NewGroupName" contains invalid chars.',
  },
  'InvalidParameter.DisplayName.Length': {
    status: 400,
    message: 'The parameter - "DisplayName" beyond the length limit.',
  },
  'InvalidParameter.Comments.Length': {
    status: 400,
    message: 'The parameter - "Comments" beyond the length limit.',
  },
  'InvalidParameter.MobilePhone.Format': {
    status: 400,
    message: 'The format of the parameter - "MobilePhone" is incorrect.',
  },
  'InvalidParameter.Email.Format': { status: 400, message: 'The format of the parameter - "Email" is incorrect.' },
  'EntityNotExist.User': { status: 404, message: 'The user does not exist: {user}.' },
  'EntityNotExist.User.AccessKey': { status: 404, message: 'The access key does not exist: {key}.' },
  'EntityNotExist.User.Group': { status: 404, message: 'The user {user} is not in the group {group}.' },
  'EntityNotExist.User.Policy': { status: 404, message: 'The policy {policy} is not attached to the user {entity}.' },
  'EntityNotExist.Group': { status: 404, message: 'The group does not exist: {group}.' },
  'EntityNotExist.Group.Policy': { status: 404, message: 'The policy {policy} is not attached to the group {entity}.' },
  'EntityAlreadyExist.User': { status: 409, message: 'The user already exists: {user}.' },
  'EntityAlreadyExist.User.Group': { status: 409, message: 'The user {user} is in the group {group} already.' },
  'EntityAlreadyExist.User.Policy': {
    status: 409,
    message: 'The policy {policy} is already attached to the user {entity}.',
  },
  'EntityAlreadyExist.Group': { status: 409, message: 'The group already exists: {group}.' },
  'EntityAlreadyExist.Group.Policy': {
    status: 409,
    message: 'The policy {policy} is already attached to the group {entity}.',
  },
  'DeleteConflict.User.AccessKey': { status: 409, message: 'The user has access keys: {user}.' },
  'DeleteConflict.User.Group': { status: 409, message: 'The user is in groups: {user}.' },
  'DeleteConflict.User.Policy': { status: 409, message: 'The user has policies attached: {user}.' },
  'DeleteConflict.Group.User': { status: 409, message: 'The group has users: {group}.' },
  'DeleteConflict.Group.Policy': { status: 409, message: 'The group has policies attached: {group}.' },
  'DeleteConflict.Policy.User': { status: 409, message: 'The policy is attached to users: {policy}.' },
  'DeleteConflict.Policy.Group': { status: 409, message: 'The policy is attached to groups: {policy}.' },
  'LimitExceeded.User': { status: 409, message: 'The number of users exceeds {limit}.' },
  'LimitExceeded.Group': { status: 409, message: 'The number of groups exceeds {limit}.' },
  'LimitExceeded.User.AccessKey': { status: 409, message: 'The number of access keys exceeds {limit}.' },
  'LimitExceeded.User.Group': { status: 409, message: 'The number of groups of the user exceeds {limit}.' },
  'LimitExceeded.User.Policy': { status: 409, message: 'The number of policies of the user exceeds {limit}.' },
  'LimitExceeded.Group.Policy': { status: 409, message: 'The number of policies of the group exceeds {limit}.' },
  'EntityNotExist.Role': { status: 404, message: 'The role does not exist: {role}.' },
  'EntityNotExist.Policy': { status: 404, message: 'The policy does not exist: {policy}.' },
  'EntityNotExist.Policy.Version': { status: 404, message: 'The policy version does not exist: {version}.' },
  'EntityNotExist.Role.Policy': { status: 404, message: 'The policy {policy} is not attached to the role {entity}.' },
  'EntityAlreadyExist.Role': { status: 409, message: 'The role already exists: {role}.' },
  'EntityAlreadyExist.Policy': { status: 409, message: 'The policy already exists: {policy}.' },
  'EntityAlreadyExist.Role.Policy': {
    status: 409,
    message: 'The policy {policy} is already attached to the role {entity}.',
  },
  'DeleteConflict.Role.Policy': { status: 409, message: 'The role has policies attached: {role}.' },
  'DeleteConflict.Policy.Role': { status: 409, message: 'The policy is attached to roles: {policy}.' },
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
