import { ApiError, type ParameterTable, type ResponseFields } from '../product.ts';
import type { Group, Policy, PolicyType, Role, User } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import type { RamState } from './state.ts';

export const roleName = {
  type: 'string',
  required: true,
  pattern: /^[A-Za-z0-9.-]{1,64}$/,
  invalidCode: 'InvalidParameter.RoleName.InvalidChars',
} as const;

const USER_NAME = /^[A-Za-z0-9._-]{1,64}$/;
const GROUP_NAME = /^[A-Za-z0-9-]{1,64}$/;

export const userName = {
  type: 'string',
  required: true,
  pattern: USER_NAME,
  invalidCode: 'InvalidParameter.UserName.InvalidChars',
} as const;

/** Of an operation on access keys: without it, whoever asks means their own. */
export const ownUserName = { type: 'string', pattern: USER_NAME, invalidCode: userName.invalidCode } as const;

export const newUserName = {
  type: 'string',
  pattern: USER_NAME,
  invalidCode: 'InvalidParameter.NewUserName.InvalidChars',
} as const;

export const groupName = {
  type: 'string',
  required: true,
  pattern: GROUP_NAME,
  invalidCode: 'InvalidParameter.GroupName.InvalidChars',
} as const;

export const newGroupName = {
  type: 'string',
  pattern: GROUP_NAME,
  invalidCode: 'InvalidParameter.NewGroupName.InvalidChars',
} as const;

export const comments = { type: 'string', maxLength: 128, invalidCode: 'InvalidParameter.Comments.Length' } as const;

export const policyName = {
  type: 'string',
  required: true,
  pattern: /^[A-Za-z0-9-]{1,128}$/,
  invalidCode: 'InvalidParameter.PolicyName.InvalidChars',
} as const;

export const policyType = { type: 'string', required: true, enum: ['System', 'Custom'] } as const;

export const paging = {
  Marker: { type: 'string' },
  MaxItems: { type: 'integer', default: 100, min: 1, max: 1000 },
} as const satisfies ParameterTable;

export const pageFields = { IsTruncated: 'boolean', Marker: 'string' } as const satisfies ResponseFields;

/** One page; the marker is the position of the next. */
export function pageOf<Item>(items: readonly Item[], marker: string | undefined, size: number) {
  const from = /^\d{1,9}$/.test(marker ?? '') ? Number(marker) : 0;
  const isTruncated = from + size < items.length;
  return {
    items: items.slice(from, from + size),
    body: { IsTruncated: isTruncated, ...(isTruncated && { Marker: String(from + size) }) },
  };
}

/** The account's own role. @throws ApiError EntityNotExist.Role */
export function knownRole(state: RamState, account: string, name: string): Role {
  const role = state.role(account, name);
  if (!role) throw new ApiError<RamErrorCode>('EntityNotExist.Role', { role: name });
  return role;
}

/** @throws ApiError EntityNotExist.User */
export function knownUser(state: RamState, account: string, name: string): User {
  const user = state.people.user(account, name);
  if (!user) throw new ApiError<RamErrorCode>('EntityNotExist.User', { user: name });
  return user;
}

/** @throws ApiError EntityNotExist.Group */
export function knownGroup(state: RamState, account: string, name: string): Group {
  const group = state.people.group(account, name);
  if (!group) throw new ApiError<RamErrorCode>('EntityNotExist.Group', { group: name });
  return group;
}

/** @throws ApiError EntityNotExist.Policy */
export function knownPolicy(state: RamState, account: string, type: PolicyType, name: string): Policy {
  const policy = state.policy(account, type, name);
  if (!policy) throw new ApiError<RamErrorCode>('EntityNotExist.Policy', { policy: name });
  return policy;
}

/** `2015-01-23T12:33:18Z` */
export function instant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
