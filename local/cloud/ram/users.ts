import { ApiError, actionsOf } from '../product.ts';
import type { User } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { comments, instant, knownUser, newUserName, pageFields, pageOf, paging, userName } from './parameters.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

const displayName = { type: 'string', maxLength: 128, invalidCode: 'InvalidParameter.DisplayName.Length' } as const;
/** `86-1868888****`: country code and number. */
const mobilePhone = {
  type: 'string',
  pattern: /^\d{1,4}-\d{1,20}$/,
  invalidCode: 'InvalidParameter.MobilePhone.Format',
} as const;
const email = { type: 'string', pattern: /^[^@\s]+@[^@\s]+$/, invalidCode: 'InvalidParameter.Email.Format' } as const;

const newUserFields = {
  UserId: 'string',
  UserName: 'string',
  DisplayName: 'string',
  MobilePhone: 'string',
  Email: 'string',
  Comments: 'string',
  CreateDate: 'string',
} as const;
const userFields = { ...newUserFields, UpdateDate: 'string' } as const;

function userBody(user: User) {
  return {
    UserId: user.id,
    UserName: user.name,
    DisplayName: user.displayName,
    MobilePhone: user.mobilePhone,
    Email: user.email,
    Comments: user.comments,
    CreateDate: instant(user.createdAt),
    UpdateDate: instant(user.updatedAt),
  };
}

/** Users of an account. Source: "Limits" of RAM. */
const USER_LIMIT = 1000;

export const createUser = row({
  name: 'CreateUser',
  style: 'RPC',
  parameters: {
    UserName: userName,
    DisplayName: displayName,
    MobilePhone: mobilePhone,
    Email: email,
    Comments: comments,
  },
  response: { User: newUserFields },
  errors: ['EntityAlreadyExist.User', 'LimitExceeded.User'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName: name, DisplayName, MobilePhone, Email, Comments } }) => {
    checkFree(state, account, name);
    if (state.people.usersOf(account).length >= USER_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.User', { limit: String(USER_LIMIT) });
    }
    const user = state.people.addUser({ account, name });
    change(user, { DisplayName, MobilePhone, Email, Comments });
    return { User: userBody(user) };
  },
});

export const getUser = row({
  name: 'GetUser',
  style: 'RPC',
  parameters: { UserName: userName },
  // When they signed in to the console: nobody does here.
  response: { User: userFields },
  errors: ['EntityNotExist.User'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName } }) => ({ User: userBody(knownUser(state, account, UserName)) }),
});

export const listUsers = row({
  name: 'ListUsers',
  style: 'RPC',
  parameters: paging,
  response: { ...pageFields, Users: { User: [userFields] } },
  errors: [],
  handler: (state, { account, parameters: { Marker, MaxItems } }) => {
    const { items, body } = pageOf(state.people.usersOf(account), Marker, MaxItems);
    return { ...body, Users: { User: items.map(userBody) } };
  },
});

export const updateUser = row({
  name: 'UpdateUser',
  style: 'RPC',
  parameters: {
    UserName: userName,
    NewUserName: newUserName,
    NewDisplayName: displayName,
    NewMobilePhone: mobilePhone,
    NewEmail: email,
    NewComments: comments,
  },
  response: { User: userFields },
  errors: ['EntityNotExist.User', 'EntityAlreadyExist.User'] satisfies RamErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const user = knownUser(state, account, parameters.UserName);
    const { NewUserName, NewDisplayName, NewMobilePhone, NewEmail, NewComments } = parameters;
    if (NewUserName !== undefined) {
      if (state.people.user(account, NewUserName) !== user) checkFree(state, account, NewUserName);
      user.name = NewUserName;
    }
    change(user, {
      DisplayName: NewDisplayName,
      MobilePhone: NewMobilePhone,
      Email: NewEmail,
      Comments: NewComments,
    });
    user.updatedAt = now;
    return { User: userBody(user) };
  },
});

export const deleteUser = row({
  name: 'DeleteUser',
  style: 'RPC',
  parameters: { UserName: userName },
  response: {},
  errors: [
    'EntityNotExist.User',
    'DeleteConflict.User.AccessKey',
    'DeleteConflict.User.Group',
    'DeleteConflict.User.Policy',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName } }) => {
    const user = knownUser(state, account, UserName);
    const values = { user: UserName };
    if (state.world.accounts.keysOf(account, user).length > 0) {
      throw new ApiError<RamErrorCode>('DeleteConflict.User.AccessKey', values);
    }
    if (state.people.groupsOf(user).length > 0) throw new ApiError<RamErrorCode>('DeleteConflict.User.Group', values);
    if (user.attached.size > 0) throw new ApiError<RamErrorCode>('DeleteConflict.User.Policy', values);
    state.people.removeUser(user);
    return {};
  },
});

/** @throws ApiError EntityAlreadyExist.User */
function checkFree(state: RamState, account: string, name: string): void {
  if (state.people.user(account, name)) throw new ApiError<RamErrorCode>('EntityAlreadyExist.User', { user: name });
}

type Changed = Readonly<Record<'DisplayName' | 'MobilePhone' | 'Email' | 'Comments', string | undefined>>;

function change(user: User, { DisplayName, MobilePhone, Email, Comments }: Changed): void {
  user.displayName = DisplayName ?? user.displayName;
  user.mobilePhone = MobilePhone ?? user.mobilePhone;
  user.email = Email ?? user.email;
  user.comments = Comments ?? user.comments;
}
