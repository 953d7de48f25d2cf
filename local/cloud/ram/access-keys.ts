import type { LastingKey } from '../accounts.ts';
import { ApiError, actionsOf, type Caller } from '../product.ts';
import type { User } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { instant, knownUser, ownUserName } from './parameters.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

/** Of a user, and of an account itself. Source: "Limits" of RAM. */
const USER_LIMIT = 2;
const ACCOUNT_LIMIT = 5;

const keyId = { UserAccessKeyId: { type: 'string', required: true }, UserName: ownUserName } as const;

const keyFields = { AccessKeyId: 'string', Status: 'string', CreateDate: 'string' } as const;

function keyBody({ id, isActive, createdAt }: LastingKey) {
  return { AccessKeyId: id, Status: isActive ? 'Active' : 'Inactive', CreateDate: instant(createdAt) };
}

export const createAccessKey = row({
  name: 'CreateAccessKey',
  style: 'RPC',
  parameters: { UserName: ownUserName },
  // The one answer that ever holds the secret.
  response: { AccessKey: { ...keyFields, AccessKeySecret: 'string' } },
  errors: ['EntityNotExist.User', 'LimitExceeded.User.AccessKey'] satisfies RamErrorCode[],
  handler: (state, { account, caller, parameters: { UserName }, now }) => {
    const user = holder(state, caller, UserName);
    const limit = user ? USER_LIMIT : ACCOUNT_LIMIT;
    if (state.world.accounts.keysOf(account, user).length >= limit) {
      throw new ApiError<RamErrorCode>('LimitExceeded.User.AccessKey', { limit: String(limit) });
    }
    const key = state.world.accounts.addKey(account, now, user);
    return { AccessKey: { ...keyBody(key), AccessKeySecret: key.secret } };
  },
});

export const listAccessKeys = row({
  name: 'ListAccessKeys',
  style: 'RPC',
  parameters: { UserName: ownUserName },
  response: { AccessKeys: { AccessKey: [keyFields] } },
  errors: ['EntityNotExist.User'] satisfies RamErrorCode[],
  handler: (state, { account, caller, parameters: { UserName } }) => {
    const keys = state.world.accounts.keysOf(account, holder(state, caller, UserName));
    return { AccessKeys: { AccessKey: keys.map(keyBody) } };
  },
});

export const updateAccessKey = row({
  name: 'UpdateAccessKey',
  style: 'RPC',
  parameters: { ...keyId, Status: { type: 'string', required: true, enum: ['Active', 'Inactive'] } },
  response: {},
  errors: ['EntityNotExist.User', 'EntityNotExist.User.AccessKey'] satisfies RamErrorCode[],
  handler: (state, { caller, parameters: { UserAccessKeyId, UserName, Status } }) => {
    knownKey(state, caller, UserAccessKeyId, UserName).isActive = Status === 'Active';
    return {};
  },
});

export const deleteAccessKey = row({
  name: 'DeleteAccessKey',
  style: 'RPC',
  parameters: keyId,
  response: {},
  errors: ['EntityNotExist.User', 'EntityNotExist.User.AccessKey'] satisfies RamErrorCode[],
  handler: (state, { caller, parameters: { UserAccessKeyId, UserName } }) => {
    state.world.accounts.removeKey(knownKey(state, caller, UserAccessKeyId, UserName));
    return {};
  },
});

export const getAccessKeyLastUsed = row({
  name: 'GetAccessKeyLastUsed',
  style: 'RPC',
  parameters: keyId,
  response: { AccessKeyLastUsed: { LastUsedDate: 'string' } },
  errors: ['EntityNotExist.User', 'EntityNotExist.User.AccessKey'] satisfies RamErrorCode[],
  handler: (state, { caller, parameters: { UserAccessKeyId, UserName } }) => {
    const { usedAt } = knownKey(state, caller, UserAccessKeyId, UserName);
    return { AccessKeyLastUsed: { LastUsedDate: usedAt === undefined ? undefined : instant(usedAt) } };
  },
});

/** The user named, or whoever asks: a user, or the account itself. @throws ApiError EntityNotExist.User */
function holder(state: RamState, { accountId, user }: Caller, name: string | undefined): User | undefined {
  return name === undefined ? user : knownUser(state, accountId, name);
}

/** @throws ApiError EntityNotExist.User · EntityNotExist.User.AccessKey */
function knownKey(state: RamState, caller: Caller, id: string, name: string | undefined): LastingKey {
  const keys = state.world.accounts.keysOf(caller.accountId, holder(state, caller, name));
  const key = keys.find((one) => one.id === id);
  if (!key) throw new ApiError<RamErrorCode>('EntityNotExist.User.AccessKey', { key: id });
  return key;
}
