import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import type { CloudCredentials } from '../../shared/cloud/acs3.ts';
import { transportTo } from '../contract/transport-to.ts';

let cloud: LocalCloud;
let user: CloudCredentials;
beforeAll(async () => {
  cloud = await startLocalCloud({ delayScale: 0 });
  const account = cloud.account.id;
  const alice = cloud.ram.people.addUser({ account, name: 'alice' });
  cloud.ram.attach(alice, 'System', 'AliyunSTSAssumeRoleAccess');
  const { id: accessKeyId, secret: accessKeySecret } = cloud.accounts.addKey(account, 0, alice);
  user = { accessKeyId, accessKeySecret };
});
afterAll(() => cloud.close());

const call = <T>(action: string, query: object = {}, credentials: CloudCredentials = user) =>
  transportTo(cloud, credentials).call<T>({
    ...{ product: 'sts', version: '2015-04-01', style: 'RPC', method: 'POST', path: '/' },
    ...{ action, query, idempotent: false },
  });

const arn = (name: string) => `acs:ram::${cloud.account.id}:role/${name}`;

function addRole(name: string, principal: object, more: { maxSessionSeconds?: number; Condition?: object } = {}) {
  const { maxSessionSeconds, Condition } = more;
  const statement = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: principal,
    ...(Condition && { Condition }),
  };
  const trust = JSON.stringify({ Version: '1', Statement: [statement] });
  const account = cloud.account.id;
  return cloud.ram.addRole({ account, name, trust, ...(maxSessionSeconds && { maxSessionSeconds }) });
}

interface Assumed {
  readonly AssumedRoleUser: { readonly Arn: string };
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly AccessKeySecret: string;
    readonly SecurityToken: string;
  };
}

async function assume(query: object, credentials?: CloudCredentials): Promise<CloudCredentials> {
  const asked = { RoleSessionName: 'a-session', ...query };
  const { Credentials } = await call<Assumed>('AssumeRole', asked, credentials);
  return {
    accessKeyId: Credentials.AccessKeyId,
    accessKeySecret: Credentials.AccessKeySecret,
    securityToken: Credentials.SecurityToken,
  };
}

test('each kind of identity is told who it is', async () => {
  const account = cloud.account.id;
  expect(await call('GetCallerIdentity', {}, cloud.account)).toMatchObject({
    ...{ IdentityType: 'Account', AccountId: account, UserId: account, Arn: `acs:ram::${account}:root` },
  });
  const who = await call<{ UserId: string; PrincipalId: string }>('GetCallerIdentity');
  expect(who).toMatchObject({ IdentityType: 'RAMUser', AccountId: account, Arn: `acs:ram::${account}:user/alice` });
  expect(who.PrincipalId).toBe(who.UserId);
  const role = addRole('worker', { RAM: [`acs:ram::${account}:user/alice`] });
  const lent = await assume({ RoleArn: role.arn });
  expect(await call('GetCallerIdentity', {}, lent)).toMatchObject({
    IdentityType: 'AssumedRoleUser',
    RoleId: role.id,
    PrincipalId: `${role.id}:a-session`,
    Arn: `acs:sts::${account}:assumed-role/worker/a-session`,
  });
});

test('a user has a role as long as the role lets them, and a role has another for an hour at most', async () => {
  const account = cloud.account.id;
  const long = addRole('long', { RAM: [`acs:ram::${account}:root`] }, { maxSessionSeconds: 7200 });
  cloud.ram.attach(long, 'System', 'AliyunSTSAssumeRoleAccess');
  const lent = await assume({ RoleArn: long.arn, DurationSeconds: 7200 });
  const tooLong = { code: 'InvalidParameter.DurationSeconds' };
  await expect(assume({ RoleArn: long.arn, DurationSeconds: 7201 })).rejects.toMatchObject(tooLong);
  await expect(assume({ RoleArn: long.arn, DurationSeconds: 3601 }, lent)).rejects.toMatchObject(tooLong);
  await assume({ RoleArn: long.arn, DurationSeconds: 3600 }, lent);
});

test('a role that asks for an external id is lent to who knows it', async () => {
  const Condition = { StringEquals: { 'sts:ExternalId': ['ours'] } };
  const { arn: RoleArn } = addRole('external', { RAM: [`acs:ram::${cloud.account.id}:root`] }, { Condition });
  await expect(assume({ RoleArn })).rejects.toMatchObject({ code: 'NoPermission', status: 403 });
  await expect(assume({ RoleArn, ExternalId: 'theirs' })).rejects.toMatchObject({ code: 'NoPermission' });
  await assume({ RoleArn, ExternalId: 'ours' });
});

test.each<[string, object, number]>([
  ['EntityNotExist.Role', { RoleArn: 'missing' }, 404],
  ['InvalidParameter.RoleArn', { RoleArn: '/' }, 400],
  ['InvalidParameter.RoleSessionName', { RoleSessionName: 'no spaces' }, 400],
  ['InvalidParameter.PolicyGrammar', { Policy: '{}' }, 400],
  ['InvalidParameter.PolicyTooLarge', { Policy: ' '.repeat(2049) }, 400],
  ['InvalidParameter.ExternalId', { ExternalId: 'a b' }, 400],
])('%s', async (code, query, status) => {
  if (!cloud.ram.role(cloud.account.id, 'plain')) addRole('plain', { RAM: [`acs:ram::${cloud.account.id}:root`] });
  const named = Object.fromEntries(
    Object.entries({ RoleArn: 'plain', ...query }).map(([name, value]) => [
      name,
      name === 'RoleArn' ? arn(String(value)) : value,
    ]),
  );
  await expect(assume(named)).rejects.toMatchObject({ code, status });
});
