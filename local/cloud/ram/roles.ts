import { ApiError, actionsOf } from '../product.ts';
import type { Role } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { instant, knownRole, pageFields, pageOf, paging, roleName } from './parameters.ts';
import type { RamState } from './state.ts';
import { readTrust } from './trust.ts';

const row = actionsOf<RamState>();

const maxSessionDuration = {
  type: 'integer',
  min: 3600,
  max: 43_200,
  invalidCode: 'InvalidParameter.MaxSessionDuration',
} as const;

const roleFields = {
  RoleId: 'string',
  RoleName: 'string',
  Arn: 'string',
  Description: 'string',
  CreateDate: 'string',
  UpdateDate: 'string',
  MaxSessionDuration: 'integer',
  IsServiceLinkedRole: 'boolean',
} as const;
const wholeRoleFields = { ...roleFields, AssumeRolePolicyDocument: 'string' } as const;

export function roleBody({ id, name, arn, description, createdAt, updatedAt, maxSessionSeconds, ...role }: Role) {
  return {
    RoleId: id,
    RoleName: name,
    Arn: arn,
    Description: description,
    CreateDate: instant(createdAt),
    UpdateDate: instant(updatedAt),
    MaxSessionDuration: maxSessionSeconds,
    IsServiceLinkedRole: role.isServiceLinked,
    AssumeRolePolicyDocument: role.trustText,
  };
}

/** Roles of an account, service-linked ones aside. Source: "Limits" of RAM. */
const ROLE_LIMIT = 1000;

export const createRole = row({
  name: 'CreateRole',
  style: 'RPC',
  parameters: {
    RoleName: roleName,
    AssumeRolePolicyDocument: { type: 'string', required: true },
    Description: { type: 'string', maxLength: 1024 },
    MaxSessionDuration: maxSessionDuration,
  },
  response: { Role: wholeRoleFields },
  errors: [
    'EntityAlreadyExist.Role',
    'LimitExceeded.Role',
    'MalformedPolicyDocument.AssumeRolePolicy',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters }) => {
    const { RoleName: name, AssumeRolePolicyDocument: trust, Description, MaxSessionDuration } = parameters;
    if (state.role(account, name)) throw new ApiError<RamErrorCode>('EntityAlreadyExist.Role', { role: name });
    if (state.rolesOf(account).filter(({ isServiceLinked }) => !isServiceLinked).length >= ROLE_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.Role', { limit: String(ROLE_LIMIT) });
    }
    const role = state.addRole({
      ...{ account, name, trust },
      ...(Description !== undefined && { description: Description }),
      ...(MaxSessionDuration !== undefined && { maxSessionSeconds: MaxSessionDuration }),
    });
    return { Role: roleBody(role) };
  },
});

export const getRole = row({
  name: 'GetRole',
  style: 'RPC',
  parameters: { RoleName: roleName },
  response: { Role: wholeRoleFields },
  errors: ['EntityNotExist.Role'] satisfies RamErrorCode[],
  handler: (state, { account, parameters }) => ({ Role: roleBody(knownRole(state, account, parameters.RoleName)) }),
});

export const listRoles = row({
  name: 'ListRoles',
  style: 'RPC',
  parameters: paging,
  response: { ...pageFields, Roles: { Role: [roleFields] } },
  errors: [],
  handler: (state, { account, parameters: { Marker, MaxItems } }) => {
    const { items, body } = pageOf(state.rolesOf(account), Marker, MaxItems);
    return { ...body, Roles: { Role: items.map(roleBody) } };
  },
});

export const updateRole = row({
  name: 'UpdateRole',
  style: 'RPC',
  parameters: {
    RoleName: roleName,
    NewAssumeRolePolicyDocument: { type: 'string' },
    NewDescription: { type: 'string', maxLength: 1024 },
    NewMaxSessionDuration: maxSessionDuration,
  },
  response: { Role: wholeRoleFields },
  errors: [
    'EntityNotExist.Role',
    'MalformedPolicyDocument.AssumeRolePolicy',
    'NotSupport.ServiceLinkedRole',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const role = changeableRole(state, account, parameters.RoleName);
    const { NewAssumeRolePolicyDocument: text, NewDescription, NewMaxSessionDuration } = parameters;
    if (text) {
      const trust = readTrust(text);
      if (!trust) throw new ApiError<RamErrorCode>('MalformedPolicyDocument.AssumeRolePolicy');
      role.trust = trust;
      role.trustText = text;
    }
    if (NewDescription !== undefined) role.description = NewDescription;
    if (NewMaxSessionDuration !== undefined) role.maxSessionSeconds = NewMaxSessionDuration;
    role.updatedAt = now;
    return { Role: roleBody(role) };
  },
});

export const deleteRole = row({
  name: 'DeleteRole',
  style: 'RPC',
  parameters: { RoleName: roleName },
  response: {},
  errors: [
    'EntityNotExist.Role',
    'DeleteConflict.Role.Policy',
    'NotSupport.ServiceLinkedRole',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { RoleName } }) => {
    const role = changeableRole(state, account, RoleName);
    if (role.attached.size > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Role.Policy', { role: RoleName });
    state.removeRole(role);
    return {};
  },
});

/** @throws ApiError EntityNotExist.Role · NotSupport.ServiceLinkedRole */
function changeableRole(state: RamState, account: string, name: string): Role {
  const role = knownRole(state, account, name);
  if (role.isServiceLinked) throw new ApiError<RamErrorCode>('NotSupport.ServiceLinkedRole', { role: name });
  return role;
}
