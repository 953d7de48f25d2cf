import { ApiError, actionsOf } from '../product.ts';
import type { Group } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import {
  comments,
  groupName,
  instant,
  knownGroup,
  knownUser,
  newGroupName,
  pageFields,
  pageOf,
  paging,
  userName,
} from './parameters.ts';
import type { RamState } from './state.ts';

const row = actionsOf<RamState>();

const groupFields = {
  GroupId: 'string',
  GroupName: 'string',
  Comments: 'string',
  CreateDate: 'string',
  UpdateDate: 'string',
} as const;

function groupBody({ id, name, comments: Comments, createdAt, updatedAt }: Group) {
  return {
    GroupId: id,
    GroupName: name,
    Comments,
    CreateDate: instant(createdAt),
    UpdateDate: instant(updatedAt),
  };
}

/** Source: "Limits" of RAM. */
const GROUP_LIMIT = 50;
const GROUPS_OF_USER_LIMIT = 50;

export const createGroup = row({
  name: 'CreateGroup',
  style: 'RPC',
  parameters: { GroupName: groupName, Comments: comments },
  response: { Group: groupFields },
  errors: ['EntityAlreadyExist.Group', 'LimitExceeded.Group'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { GroupName: name, Comments = '' } }) => {
    checkFree(state, account, name);
    if (state.people.groupsOfAccount(account).length >= GROUP_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.Group', { limit: String(GROUP_LIMIT) });
    }
    return { Group: groupBody(state.people.addGroup({ account, name, comments: Comments })) };
  },
});

export const getGroup = row({
  name: 'GetGroup',
  style: 'RPC',
  parameters: { GroupName: groupName },
  response: { Group: groupFields },
  errors: ['EntityNotExist.Group'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { GroupName } }) => ({
    Group: groupBody(knownGroup(state, account, GroupName)),
  }),
});

export const listGroups = row({
  name: 'ListGroups',
  style: 'RPC',
  parameters: paging,
  response: { ...pageFields, Groups: { Group: [groupFields] } },
  errors: [],
  handler: (state, { account, parameters: { Marker, MaxItems } }) => {
    const { items, body } = pageOf(state.people.groupsOfAccount(account), Marker, MaxItems);
    return { ...body, Groups: { Group: items.map(groupBody) } };
  },
});

export const updateGroup = row({
  name: 'UpdateGroup',
  style: 'RPC',
  parameters: { GroupName: groupName, NewGroupName: newGroupName, NewComments: comments },
  response: { Group: groupFields },
  errors: ['EntityNotExist.Group', 'EntityAlreadyExist.Group'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { GroupName, NewGroupName, NewComments }, now }) => {
    const group = knownGroup(state, account, GroupName);
    if (NewGroupName !== undefined) {
      if (state.people.group(account, NewGroupName) !== group) checkFree(state, account, NewGroupName);
      group.name = NewGroupName;
    }
    group.comments = NewComments ?? group.comments;
    group.updatedAt = now;
    return { Group: groupBody(group) };
  },
});

export const deleteGroup = row({
  name: 'DeleteGroup',
  style: 'RPC',
  parameters: { GroupName: groupName },
  response: {},
  errors: ['EntityNotExist.Group', 'DeleteConflict.Group.User', 'DeleteConflict.Group.Policy'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { GroupName } }) => {
    const group = knownGroup(state, account, GroupName);
    const values = { group: GroupName };
    if (group.members.size > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Group.User', values);
    if (group.attached.size > 0) throw new ApiError<RamErrorCode>('DeleteConflict.Group.Policy', values);
    state.people.removeGroup(group);
    return {};
  },
});

const membership = { UserName: userName, GroupName: groupName } as const;

export const addUserToGroup = row({
  name: 'AddUserToGroup',
  style: 'RPC',
  parameters: membership,
  response: {},
  errors: [
    'EntityNotExist.User',
    'EntityNotExist.Group',
    'EntityAlreadyExist.User.Group',
    'LimitExceeded.User.Group',
  ] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName, GroupName }, now }) => {
    const user = knownUser(state, account, UserName);
    const group = knownGroup(state, account, GroupName);
    if (group.members.has(user)) {
      throw new ApiError<RamErrorCode>('EntityAlreadyExist.User.Group', { user: UserName, group: GroupName });
    }
    if (state.people.groupsOf(user).length >= GROUPS_OF_USER_LIMIT) {
      throw new ApiError<RamErrorCode>('LimitExceeded.User.Group', { limit: String(GROUPS_OF_USER_LIMIT) });
    }
    group.members.set(user, now);
    return {};
  },
});

export const removeUserFromGroup = row({
  name: 'RemoveUserFromGroup',
  style: 'RPC',
  parameters: membership,
  response: {},
  errors: ['EntityNotExist.User', 'EntityNotExist.Group', 'EntityNotExist.User.Group'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName, GroupName } }) => {
    const { members } = knownGroup(state, account, GroupName);
    if (!members.delete(knownUser(state, account, UserName))) {
      throw new ApiError<RamErrorCode>('EntityNotExist.User.Group', { user: UserName, group: GroupName });
    }
    return {};
  },
});

export const listGroupsForUser = row({
  name: 'ListGroupsForUser',
  style: 'RPC',
  parameters: { UserName: userName },
  response: { Groups: { Group: [{ GroupId: 'string', GroupName: 'string', Comments: 'string', JoinDate: 'string' }] } },
  errors: ['EntityNotExist.User'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { UserName } }) => {
    const user = knownUser(state, account, UserName);
    const Group = state.people.groupsOf(user).map(({ id, name, comments: Comments, members }) => ({
      ...{ GroupId: id, GroupName: name, Comments },
      JoinDate: instant(members.get(user) ?? 0),
    }));
    return { Groups: { Group } };
  },
});

export const listUsersForGroup = row({
  name: 'ListUsersForGroup',
  style: 'RPC',
  parameters: { GroupName: groupName, ...paging },
  response: { ...pageFields, Users: { User: [{ UserName: 'string', DisplayName: 'string', JoinDate: 'string' }] } },
  errors: ['EntityNotExist.Group'] satisfies RamErrorCode[],
  handler: (state, { account, parameters: { GroupName, Marker, MaxItems } }) => {
    const { items, body } = pageOf([...knownGroup(state, account, GroupName).members], Marker, MaxItems);
    const User = items.map(([{ name, displayName }, joinedAt]) => ({
      ...{ UserName: name, DisplayName: displayName },
      JoinDate: instant(joinedAt),
    }));
    return { ...body, Users: { User } };
  },
});

/** @throws ApiError EntityAlreadyExist.Group */
function checkFree(state: RamState, account: string, name: string): void {
  if (state.people.group(account, name)) throw new ApiError<RamErrorCode>('EntityAlreadyExist.Group', { group: name });
}
