import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { ram } from '../../local/cloud/ram/product.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { allow, ramCalls } from '../contract/ram-cloud.ts';
import { transportTo } from '../contract/transport-to.ts';

const TRUST = JSON.stringify({
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['fc.aliyuncs.com'] } }],
  Version: '1',
});
const POLICY = JSON.stringify(allow('eas:ListGateway'));
const LINKED = 'AliyunServiceRoleForPaiEas';

let cloud: LocalCloud;
let call: ReturnType<typeof ramCalls>;
beforeAll(async () => {
  cloud = await startLocalCloud({ delayScale: 0 });
  call = ramCalls(cloud);
});
afterAll(() => cloud.close());

const code = (action: string, query: object) =>
  call(action, query).then(
    () => 'no error',
    (error: { code: string }) => error.code,
  );

test('users, their keys, groups and what is attached to them are made, read, changed and removed', async () => {
  const UserName = 'alice';
  const person = { MobilePhone: '86-18600001111', Email: 'a@example.com', Comments: 'one' };
  expect(await call('CreateUser', { UserName, ...person })).toMatchObject({
    User: { UserName, DisplayName: UserName, ...person },
  });
  expect(await call('UpdateUser', { UserName, NewUserName: 'Alice.B', NewDisplayName: 'Alice' })).toMatchObject({
    User: { UserName: 'Alice.B', DisplayName: 'Alice', Comments: 'one' },
  });
  await call('UpdateUser', { UserName: 'Alice.B', NewUserName: UserName });
  expect(await call('GetUser', { UserName: 'ALICE' })).toMatchObject({ User: { UserName } });
  await call('CreateUser', { UserName: 'bob' });
  expect(await call('ListUsers', { MaxItems: 1 })).toMatchObject({ IsTruncated: true, Marker: '1' });

  const made = await call<{ AccessKey: { AccessKeyId: string; AccessKeySecret: string } }>('CreateAccessKey', {
    UserName,
  });
  const { AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret } = made.AccessKey;
  const own = ramCalls(cloud, { accessKeyId, accessKeySecret });
  const key = { UserName, UserAccessKeyId: accessKeyId };
  await expect(own('ListRoles')).rejects.toMatchObject({ code: 'NoPermission', status: 403 });
  const group = { GroupName: 'devs' };
  await call('CreateGroup', { ...group, Comments: 'those who read' });
  await call('AddUserToGroup', { UserName, ...group });
  await call('AttachPolicyToGroup', { ...group, PolicyType: 'System', PolicyName: 'AliyunRAMReadOnlyAccess' });
  // What the group may do, who is in it may do.
  expect(await own('ListRoles')).toMatchObject({ Roles: { Role: expect.any(Array) } });
  expect(await own('ListAccessKeys')).toMatchObject({ AccessKeys: { AccessKey: [{ AccessKeyId: accessKeyId }] } });
  expect(await call('GetAccessKeyLastUsed', key)).toMatchObject({
    AccessKeyLastUsed: { LastUsedDate: expect.stringMatching(/Z$/) },
  });
  await call('CreatePolicy', { PolicyName: 'no-roles', PolicyDocument: JSON.stringify(denial('ram:ListRoles')) });
  const custom = { PolicyType: 'Custom', PolicyName: 'no-roles' };
  await call('AttachPolicyToUser', { UserName, ...custom });
  await expect(own('ListRoles')).rejects.toMatchObject({ code: 'NoPermission' });
  await call('UpdateAccessKey', { ...key, Status: 'Inactive' });
  await expect(own('ListAccessKeys')).rejects.toMatchObject({ code: 'InvalidAccessKeyId.Inactive', status: 400 });
  await call('UpdateAccessKey', { ...key, Status: 'Active' });
  await own('ListAccessKeys');

  expect(await call('ListGroupsForUser', { UserName })).toMatchObject({ Groups: { Group: [{ GroupName: 'devs' }] } });
  await call('AddUserToGroup', { UserName: 'bob', ...group });
  expect(await call('ListUsersForGroup', { ...group, MaxItems: 1 })).toMatchObject({
    IsTruncated: true,
    Users: { User: [{ UserName, DisplayName: 'Alice' }] },
  });
  expect(await call('ListPoliciesForUser', { UserName })).toMatchObject({ Policies: { Policy: [custom] } });
  expect(await call('ListPoliciesForGroup', group)).toMatchObject({ Policies: { Policy: [{ PolicyType: 'System' }] } });
  await call('CreateRole', { RoleName: 'reader', AssumeRolePolicyDocument: TRUST, Description: 'reads' });
  await call('AttachPolicyToRole', { RoleName: 'reader', ...custom });
  await call('AttachPolicyToGroup', { ...group, ...custom });
  expect(await call('ListEntitiesForPolicy', custom)).toMatchObject({
    Users: { User: [{ UserName }] },
    Groups: { Group: [{ GroupName: 'devs', Comments: 'those who read' }] },
    Roles: { Role: [{ RoleName: 'reader', Description: 'reads' }] },
  });
  expect(await call('UpdatePolicyDescription', { ...custom, NewDescription: 'nobody lists roles' })).toMatchObject({
    Policy: { Description: 'nobody lists roles', AttachmentCount: 3 },
  });
  await call('CreateGroup', { GroupName: 'ops' });
  expect(await call('ListGroups', { MaxItems: 1 })).toMatchObject({ IsTruncated: true });
  await call('UpdateGroup', { GroupName: 'ops', NewGroupName: 'operators', NewComments: 'two' });
  expect(await call('GetGroup', { GroupName: 'operators' })).toMatchObject({ Group: { Comments: 'two' } });
  expect(await call('ListRoles', { MaxItems: 1 })).toMatchObject({ IsTruncated: true });

  await call('DetachPolicyFromUser', { UserName, ...custom });
  await call('DetachPolicyFromGroup', { ...group, ...custom });
  await call('DetachPolicyFromRole', { RoleName: 'reader', ...custom });
  await call('RemoveUserFromGroup', { UserName, ...group });
  await call('DeleteAccessKey', key);
  await expect(own('ListAccessKeys')).rejects.toMatchObject({ code: 'InvalidAccessKeyId.NotFound' });
  await call('DeleteUser', { UserName });
  await call('DeleteGroup', { GroupName: 'operators' });
  expect(await code('GetUser', { UserName })).toBe('EntityNotExist.User');
});

test('the keys of an account itself are five', async () => {
  const other = ramCalls(cloud, cloud.addAccount('3456789012345678'));
  for (let each = 0; each < 4; each += 1) await other('CreateAccessKey');
  await expect(other('CreateAccessKey')).rejects.toMatchObject({ code: 'LimitExceeded.User.AccessKey', status: 409 });
});

describe('every refusal', () => {
  beforeAll(async () => {
    const account = cloud.account.id;
    for (const UserName of ['taken', 'other', 'in-group', 'granted']) await call('CreateUser', { UserName });
    for (const GroupName of ['taken', 'other', 'granted']) await call('CreateGroup', { GroupName });
    for (const RoleName of ['taken', 'granted']) {
      await call('CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
    }
    for (const PolicyName of ['taken', 'of-user', 'of-group', 'of-role', 'versions']) {
      await call('CreatePolicy', { PolicyName, PolicyDocument: POLICY });
    }
    const policy = (PolicyName: string) => ({ PolicyType: 'Custom', PolicyName });
    await call('AttachPolicyToUser', { UserName: 'granted', ...policy('of-user') });
    await call('AttachPolicyToGroup', { GroupName: 'granted', ...policy('of-group') });
    await call('AttachPolicyToRole', { RoleName: 'granted', ...policy('of-role') });
    await call('AddUserToGroup', { UserName: 'in-group', GroupName: 'other' });
    for (let each = 0; each < 4; each += 1) {
      await call('CreatePolicyVersion', { PolicyName: 'versions', PolicyDocument: POLICY });
    }
    for (let each = 0; each < 2; each += 1) await call('CreateAccessKey', { UserName: 'taken' });
    const fullUser = cloud.ram.people.addUser({ account, name: 'full' });
    const fullGroup = cloud.ram.people.addGroup({ account, name: 'full' });
    const fullRole = cloud.ram.addRole({ account, name: 'full', trust: TRUST });
    for (let each = 0; each < 20; each += 1) {
      cloud.ram.addPolicy({ account, name: `p${each}`, text: POLICY });
      for (const one of [fullUser, fullGroup, fullRole]) cloud.ram.attach(one, 'Custom', `p${each}`);
    }
  });

  const sound: Readonly<Record<string, string>> = {
    ...{ UserName: 'taken', GroupName: 'taken', RoleName: 'taken', PolicyName: 'taken', PolicyType: 'Custom' },
    ...{ PolicyDocument: POLICY, AssumeRolePolicyDocument: TRUST, VersionId: 'v1', NewDescription: 'x' },
    ...{ UserAccessKeyId: 'LTAInone', Status: 'Active' },
  };
  const missing: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'EntityNotExist.User': { UserName: 'nobody' },
    'EntityNotExist.Group': { GroupName: 'nobody' },
    'EntityNotExist.Role': { RoleName: 'nobody' },
    'EntityNotExist.Policy': { PolicyName: 'nothing' },
    'EntityNotExist.Policy.Version': { VersionId: 'v9' },
    'EntityNotExist.User.AccessKey': {},
    'EntityNotExist.User.Group': {},
    'EntityNotExist.User.Policy': {},
    'EntityNotExist.Group.Policy': {},
    'EntityNotExist.Role.Policy': {},
  };
  const unknown = ram.actions.flatMap(({ name, parameters, errors }) =>
    errors
      .filter((each) => each.startsWith('EntityNotExist.'))
      .map((each) => ({ name, each, names: Object.keys(parameters) })),
  );

  test.each(unknown)('$name answers $each', async ({ name, each, names }) => {
    const known = Object.fromEntries(Object.entries(sound).filter(([parameter]) => names.includes(parameter)));
    await expect(call(name, { ...known, ...missing[each] })).rejects.toMatchObject({ code: each, status: 404 });
  });

  const custom = { PolicyType: 'Custom', PolicyName: 'taken' };
  const long = JSON.stringify(allow(Array.from({ length: 700 }, () => 'eas:Get*')));
  test.each<[string, object, string]>([
    ['CreateUser', { UserName: 'Taken' }, 'EntityAlreadyExist.User'],
    ['UpdateUser', { UserName: 'taken', NewUserName: 'other' }, 'EntityAlreadyExist.User'],
    ['CreateGroup', { GroupName: 'taken' }, 'EntityAlreadyExist.Group'],
    ['UpdateGroup', { GroupName: 'taken', NewGroupName: 'other' }, 'EntityAlreadyExist.Group'],
    ['CreateRole', { RoleName: 'taken', AssumeRolePolicyDocument: TRUST }, 'EntityAlreadyExist.Role'],
    ['CreatePolicy', { PolicyName: 'taken', PolicyDocument: POLICY }, 'EntityAlreadyExist.Policy'],
    ['AddUserToGroup', { UserName: 'in-group', GroupName: 'other' }, 'EntityAlreadyExist.User.Group'],
    ['AttachPolicyToUser', { ...custom, PolicyName: 'of-user', UserName: 'granted' }, 'EntityAlreadyExist.User.Policy'],
    [
      'AttachPolicyToGroup',
      { ...custom, PolicyName: 'of-group', GroupName: 'granted' },
      'EntityAlreadyExist.Group.Policy',
    ],
    ['AttachPolicyToRole', { ...custom, PolicyName: 'of-role', RoleName: 'granted' }, 'EntityAlreadyExist.Role.Policy'],
    ['AttachPolicyToUser', { ...custom, UserName: 'full' }, 'LimitExceeded.User.Policy'],
    ['AttachPolicyToGroup', { ...custom, GroupName: 'full' }, 'LimitExceeded.Group.Policy'],
    ['AttachPolicyToRole', { ...custom, RoleName: 'full' }, 'LimitExceeded.Role.Policy'],
    ['AttachPolicyToRole', { ...custom, RoleName: LINKED }, 'NotSupport.ServiceLinkedRole'],
    ['UpdateRole', { RoleName: LINKED, NewDescription: 'mine' }, 'NotSupport.ServiceLinkedRole'],
    ['DeleteRole', { RoleName: LINKED }, 'NotSupport.ServiceLinkedRole'],
    ['CreateAccessKey', { UserName: 'taken' }, 'LimitExceeded.User.AccessKey'],
    ['DeleteUser', { UserName: 'taken' }, 'DeleteConflict.User.AccessKey'],
    ['DeleteUser', { UserName: 'in-group' }, 'DeleteConflict.User.Group'],
    ['DeleteUser', { UserName: 'granted' }, 'DeleteConflict.User.Policy'],
    ['DeleteGroup', { GroupName: 'other' }, 'DeleteConflict.Group.User'],
    ['DeleteGroup', { GroupName: 'granted' }, 'DeleteConflict.Group.Policy'],
    ['DeleteRole', { RoleName: 'granted' }, 'DeleteConflict.Role.Policy'],
    ['DeletePolicy', { PolicyName: 'of-user' }, 'DeleteConflict.Policy.User'],
    ['DeletePolicy', { PolicyName: 'of-group' }, 'DeleteConflict.Policy.Group'],
    ['DeletePolicy', { PolicyName: 'of-role' }, 'DeleteConflict.Policy.Role'],
    ['DeletePolicy', { PolicyName: 'versions' }, 'DeleteConflict.Policy.Version'],
    ['DeletePolicyVersion', { PolicyName: 'versions', VersionId: 'v1' }, 'DeleteConflict.PolicyVersion.Default'],
    ['CreatePolicyVersion', { PolicyName: 'versions', PolicyDocument: POLICY }, 'LimitExceeded.Policy.Version'],
    ['CreatePolicyVersion', { PolicyName: 'taken', PolicyDocument: '{}' }, 'MalformedPolicyDocument'],
    ['CreatePolicyVersion', { PolicyName: 'taken', PolicyDocument: long }, 'InvalidParameter.PolicyDocument.Length'],
    ['CreatePolicy', { PolicyName: 'broken', PolicyDocument: '{}' }, 'MalformedPolicyDocument'],
    ['CreatePolicy', { PolicyName: 'long', PolicyDocument: long }, 'InvalidParameter.PolicyDocument.Length'],
    ['CreateRole', { RoleName: 'r', AssumeRolePolicyDocument: '{}' }, 'MalformedPolicyDocument.AssumeRolePolicy'],
    [
      'UpdateRole',
      { RoleName: 'taken', NewAssumeRolePolicyDocument: '{}' },
      'MalformedPolicyDocument.AssumeRolePolicy',
    ],
  ])('%s %j is refused with %s', async (action, query, expected) => {
    expect(await code(action, query)).toBe(expected);
  });

  test('an account has so many users, groups, roles and policies, and a user so many groups', async () => {
    const { id: account } = cloud.addAccount('4567890123456789');
    const full = ramCalls(cloud, cloud.addAccount(account));
    const user = cloud.ram.people.addUser({ account, name: 'joiner' });
    for (let each = 0; each < 1500; each += 1) {
      const name = `n${each}`;
      if (each < 999) cloud.ram.people.addUser({ account, name });
      if (each < 1000) cloud.ram.addRole({ account, name, trust: TRUST });
      cloud.ram.addPolicy({ account, name, text: POLICY });
      if (each < 50) cloud.ram.people.addGroup({ account, name }).members.set(user, 0);
    }
    const one = cloud.ram.people.addGroup({ account, name: 'one-more' });
    const refusals: readonly [string, object, string][] = [
      ['CreateUser', { UserName: 'one' }, 'LimitExceeded.User'],
      ['CreateGroup', { GroupName: 'one' }, 'LimitExceeded.Group'],
      ['CreateRole', { RoleName: 'one', AssumeRolePolicyDocument: TRUST }, 'LimitExceeded.Role'],
      ['CreatePolicy', { PolicyName: 'one', PolicyDocument: POLICY }, 'LimitExceeded.Policy'],
      ['AddUserToGroup', { UserName: 'joiner', GroupName: one.name }, 'LimitExceeded.User.Group'],
    ];
    for (const [action, query, expected] of refusals) {
      await expect(full(action, query)).rejects.toMatchObject({ code: expected, status: 409 });
    }
  });
});

describe('a role that a service makes for itself', () => {
  const linked = (query: object) =>
    transportTo(cloud).call({
      ...{ product: 'ram', version: '2020-03-31', style: 'RPC', method: 'POST', path: '/', idempotent: false },
      action: 'CreateServiceLinkedRole',
      query,
    });

  test('is made once, for services that have one', async () => {
    cloud.eas.serviceLinkedRole = 'missing';
    const made = await linked({ ServiceName: 'eas.pai.aliyuncs.com', Description: 'of EAS' });
    expect(made).toMatchObject({ Role: { RoleName: LINKED, IsServiceLinkedRole: true } });
    const again = linked({ ServiceName: 'eas.pai.aliyuncs.com' });
    await expect(again).rejects.toMatchObject({ code: 'EntityAlreadyExist.Role', status: 409 });
    const none = linked({ ServiceName: 'none.aliyuncs.com' });
    await expect(none).rejects.toMatchObject({ code: 'EntityNotExist.ServiceName', status: 404 });
  });
});

function denial(Action: string) {
  return { Version: '1', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] };
}
