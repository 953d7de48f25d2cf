import { ApiError, actionsOf } from '../product.ts';
import { AUTH_TYPES } from './authorization.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, once, pageOf, paging, writing } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { utcMinute } from './times.ts';

const row = actionsOf<PvtzState>();

/** An account's id: a number of 16 digits, too many for some clients to count in. */
const userId = { type: 'string', pattern: /^\d{1,20}$/ } as const;

/** The list is the whole truth afterwards: who leaves out a VPC unbinds it, and an empty list unbinds all. */
export const bindZoneVpc = row({
  name: 'BindZoneVpc',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    Vpcs: {
      type: 'objects',
      fields: {
        RegionId: { type: 'string', required: true, missingCode: 'MissingRegion' },
        VpcId: { type: 'string', required: true },
        VpcType: { type: 'string', enum: ['STANDARD', 'EDS'], default: 'STANDARD' },
      },
    },
    ...writing,
  },
  response: {},
  errors: ['Zone.NotExists', 'ZoneVpc.NotExists.VpcId', 'ZoneVpc.Auth.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { ZoneId, Vpcs = [] }, now }) => {
    const zone = state.zone(account, ZoneId);
    const bound = Vpcs.map(({ RegionId: regionId, VpcId: vpcId, VpcType: vpcType }) => {
      const vpc = state.world.vpc.vpcById(vpcId);
      if (vpc?.region !== regionId) throw new ApiError<PvtzErrorCode>('ZoneVpc.NotExists.VpcId', { vpc: vpcId });
      if (!mayBind(state, account, vpc.account)) {
        throw new ApiError<PvtzErrorCode>('ZoneVpc.Auth.NotExists', { vpc: vpcId });
      }
      return { regionId, vpcId, vpcType };
    });
    zone.boundVpcs = bound;
    zone.touch(now);
    state.log(zone, 'update');
    return {};
  },
});

/** The owner of the VPCs is sent the code (`cloud.pvtz.authCode`). Through the resource directory any six digits do. */
export const addUserVpcAuthorization = row({
  name: 'AddUserVpcAuthorization',
  style: 'RPC',
  parameters: {
    AuthorizedUserId: { ...userId, required: true },
    AuthChannel: { type: 'string', enum: ['AUTH_CODE', 'RESOURCE_DIRECTORY'], default: 'AUTH_CODE' },
    AuthCode: { type: 'string', pattern: /^\d{6}$/ },
    AuthType: { type: 'string', enum: AUTH_TYPES, default: 'NORMAL' },
    ...writing,
  },
  response: {},
  errors: ['UserVpcAuthorization.Invalid.AuthCode'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { AuthorizedUserId, AuthChannel, AuthCode, AuthType: type }, now }) => {
    if (AuthChannel === 'AUTH_CODE' && AuthCode !== state.authCode) {
      throw new ApiError<PvtzErrorCode>('UserVpcAuthorization.Invalid.AuthCode');
    }
    const owner = AuthorizedUserId;
    const others = state.authorizations.filter((one) => !isOf(one, account, owner, type));
    state.authorizations = [...others, { account, owner, type, createdAt: now }];
    return {};
  },
});

/** What is bound stays bound (inferred). */
export const deleteUserVpcAuthorization = row({
  name: 'DeleteUserVpcAuthorization',
  style: 'RPC',
  parameters: {
    AuthorizedUserId: { ...userId, required: true },
    AuthType: { type: 'string', enum: AUTH_TYPES, default: 'NORMAL' },
    ...writing,
  },
  response: {},
  errors: ['UserVpcAuthorization.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { AuthorizedUserId, AuthType } }) => {
    const left = state.authorizations.filter((one) => !isOf(one, account, AuthorizedUserId, AuthType));
    if (left.length === state.authorizations.length) {
      throw new ApiError<PvtzErrorCode>('UserVpcAuthorization.NotExists');
    }
    state.authorizations = left;
    return {};
  },
});

export const describeUserVpcAuthorizations = row({
  name: 'DescribeUserVpcAuthorizations',
  style: 'RPC',
  parameters: {
    AuthorizedUserId: userId,
    AuthType: { type: 'string', enum: AUTH_TYPES },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Users: [
      {
        AuthType: 'string',
        AuthorizedAliyunId: 'string',
        AuthorizedUserId: 'bigint',
        CreateTime: 'string',
        CreateTimestamp: 'integer',
      },
    ],
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const { AuthorizedUserId, AuthType } = parameters;
    const found = state.authorizations
      .filter((one) => one.account === account)
      .filter(({ owner }) => AuthorizedUserId === undefined || owner === AuthorizedUserId)
      .filter(({ type }) => AuthType === undefined || type === AuthType);
    const { items, totals } = pageOf(found, parameters);
    const Users = items.map(({ owner, type, createdAt }) => ({
      AuthType: type,
      AuthorizedAliyunId: `${owner}@local.test`,
      AuthorizedUserId: BigInt(owner),
      CreateTime: utcMinute(createdAt),
      CreateTimestamp: createdAt,
    }));
    return { ...totals, Users };
  },
});

function mayBind(state: PvtzState, account: string, owner: string): boolean {
  return owner === account || state.authorizations.some((one) => one.account === account && one.owner === owner);
}

function isOf(
  one: { readonly account: string; readonly owner: string; readonly type: string },
  account: string,
  owner: string,
  type: string,
): boolean {
  return one.account === account && one.owner === owner && one.type === type;
}
