import { ApiError, type ParameterTable, type ResponseFields } from '../product.ts';
import type { Policy, PolicyType, Role } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import type { RamState } from './state.ts';

export const roleName = {
  type: 'string',
  required: true,
  pattern: /^[A-Za-z0-9.-]{1,64}$/,
  invalidCode: 'InvalidParameter.RoleName.InvalidChars',
} as const;

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
