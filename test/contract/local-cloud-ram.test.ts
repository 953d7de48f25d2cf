import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { RoleNotAssumable } from '../../local/cloud/ram/state.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { casClient } from '../../shared/cloud/cas.ts';
import { easClient } from '../../shared/cloud/eas.ts';
import { stsClient } from '../../shared/cloud/sts.ts';
import { ZIP } from './fc-cloud.ts';
import { allow, credentialsWith, REGION, ramCalls, roleArn, startRamCloud } from './ram-cloud.ts';
import { transportTo } from './transport-to.ts';

const TRUST = JSON.stringify({
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: ['fc.aliyuncs.com'] } }],
  Version: '1',
});
const POLICY = JSON.stringify(allow('eas:ListGateway'));

describe('roles and policies', () => {
  it('are made, shown, attached, changed and removed', async () => {
    const cloud = await startRamCloud();
    const ram = ramCalls(cloud);
    const made = await ram('CreateRole', { RoleName: 'torii-a', AssumeRolePolicyDocument: TRUST, Description: 'one' });
    expect(made).toMatchObject({
      Role: { RoleName: 'torii-a', Arn: roleArn(cloud, 'torii-a'), MaxSessionDuration: 3600 },
    });
    expect(await ram('GetRole', { RoleName: 'torii-a' })).toMatchObject({ Role: { AssumeRolePolicyDocument: TRUST } });

    await ram('CreatePolicy', { PolicyName: 'torii-a', PolicyDocument: POLICY });
    const named = { PolicyType: 'Custom', PolicyName: 'torii-a' };
    expect(await ram('GetPolicy', named)).toMatchObject({
      Policy: { PolicyType: 'Custom', DefaultVersion: 'v1', AttachmentCount: 0 },
      DefaultPolicyVersion: { VersionId: 'v1', PolicyDocument: POLICY, IsDefaultVersion: true },
    });
    await ram('AttachPolicyToRole', { ...named, RoleName: 'torii-a' });
    await ram('AttachPolicyToRole', { PolicyType: 'System', PolicyName: 'AliyunOTSFullAccess', RoleName: 'torii-a' });
    expect(await ram('ListPoliciesForRole', { RoleName: 'torii-a' })).toMatchObject({
      Policies: { Policy: [{ PolicyName: 'torii-a' }, { PolicyName: 'AliyunOTSFullAccess', PolicyType: 'System' }] },
    });

    const next = JSON.stringify(allow('eas:*'));
    await ram('CreatePolicyVersion', { PolicyName: 'torii-a', PolicyDocument: next, SetAsDefault: true });
    expect(await ram('GetPolicyVersion', { ...named, VersionId: 'v2' })).toMatchObject({
      PolicyVersion: { PolicyDocument: next, IsDefaultVersion: true },
    });
    await ram('SetDefaultPolicyVersion', { PolicyName: 'torii-a', VersionId: 'v1' });
    await ram('DeletePolicyVersion', { PolicyName: 'torii-a', VersionId: 'v2' });
    expect(await ram('ListPolicyVersions', named)).toMatchObject({
      PolicyVersions: { PolicyVersion: [{ VersionId: 'v1', IsDefaultVersion: true }] },
    });

    await ram('UpdateRole', { RoleName: 'torii-a', NewDescription: 'two', NewMaxSessionDuration: 7200 });
    expect(await ram('ListRoles', {})).toMatchObject({
      Roles: {
        Role: expect.arrayContaining([
          expect.objectContaining({ RoleName: 'torii-a', Description: 'two', MaxSessionDuration: 7200 }),
          expect.objectContaining({ RoleName: 'AliyunServiceRoleForPaiEas', IsServiceLinkedRole: true }),
        ]),
      },
    });
    await ram('DetachPolicyFromRole', { ...named, RoleName: 'torii-a' });
    await ram('DetachPolicyFromRole', { PolicyType: 'System', PolicyName: 'AliyunOTSFullAccess', RoleName: 'torii-a' });
    await ram('DeletePolicy', { PolicyName: 'torii-a' });
    await ram('DeleteRole', { RoleName: 'torii-a' });
    await expect(ram('GetRole', { RoleName: 'torii-a' })).rejects.toMatchObject({
      code: 'EntityNotExist.Role',
      status: 404,
    });
  });

  it('are listed page by page, and belong to their account', async () => {
    const cloud = await startRamCloud();
    const ram = ramCalls(cloud);
    for (const name of ['a', 'b', 'c']) await ram('CreatePolicy', { PolicyName: name, PolicyDocument: POLICY });
    const first = await ram('ListPolicies', { PolicyType: 'Custom', MaxItems: 2 });
    expect(first).toMatchObject({
      IsTruncated: true,
      Policies: { Policy: [{ PolicyName: 'a' }, { PolicyName: 'b' }] },
    });
    const rest = await ram('ListPolicies', { PolicyType: 'Custom', MaxItems: 2, Marker: first.Marker });
    expect(rest).toMatchObject({ IsTruncated: false, Policies: { Policy: [{ PolicyName: 'c' }] } });
    const other = ramCalls(cloud, cloud.addAccount('2345678901234567'));
    await expect(other('GetPolicy', { PolicyType: 'Custom', PolicyName: 'a' })).rejects.toMatchObject({
      code: 'EntityNotExist.Policy',
    });
  });

  it('keep five versions of a policy, the oldest going where that is asked for', async () => {
    const ram = ramCalls(await startRamCloud());
    await ram('CreatePolicy', { PolicyName: 'p', PolicyDocument: POLICY });
    const another = { PolicyName: 'p', PolicyDocument: POLICY };
    for (let version = 2; version <= 5; version++) await ram('CreatePolicyVersion', another);
    await expect(ram('CreatePolicyVersion', another)).rejects.toMatchObject({ code: 'LimitExceeded.Policy.Version' });
    const RotateStrategy = 'DeleteOldestNonDefaultVersionWhenLimitExceeded';
    await ram('CreatePolicyVersion', { ...another, RotateStrategy, SetAsDefault: true });
    expect(await ram('ListPolicyVersions', { PolicyType: 'Custom', PolicyName: 'p' })).toMatchObject({
      PolicyVersions: { PolicyVersion: ['v1', 'v3', 'v4', 'v5', 'v6'].map((VersionId) => ({ VersionId })) },
    });
  });

  it('have service-linked roles while the products have them', async () => {
    const cloud = await startRamCloud();
    const ram = ramCalls(cloud);
    cloud.eas.serviceLinkedRole = 'missing';
    const RoleName = 'AliyunServiceRoleForPaiEas';
    await expect(ram('GetRole', { RoleName })).rejects.toMatchObject({ code: 'EntityNotExist.Role' });
    await transportTo(cloud).call({
      ...{ product: 'ram', version: '2020-03-31', style: 'RPC', method: 'POST', path: '/', idempotent: false },
      action: 'CreateServiceLinkedRole',
      query: { ServiceName: 'eas.pai.aliyuncs.com' },
    });
    expect(cloud.eas.serviceLinkedRole).toBe('granted');
    expect(await ram('GetRole', { RoleName })).toMatchObject({
      Role: { Arn: roleArn(cloud, RoleName.toLowerCase()), IsServiceLinkedRole: true },
    });
  });
});

describe('the role that a trigger of EventBridge is invoked with', () => {
  const SEND_TO_FC = 'AliyunServiceRoleForEventBridgeSendToFC';
  const trigger = (cloud: LocalCloud) => ({
    triggerName: 'hint',
    triggerType: 'eventbridge',
    invocationRole: roleArn(cloud, SEND_TO_FC.toLowerCase()),
    triggerConfig: JSON.stringify({
      eventRuleFilterPattern: '{"source":["acs.vpc"]}',
      eventSourceConfig: { eventSourceType: 'Default' },
    }),
  });
  const rules = (cloud: LocalCloud) => cloud.eventbridge.bus(cloud.account.id, REGION, 'default')?.rules.size ?? 0;

  async function withFunction() {
    const cloud = await startRamCloud();
    cloud.ram.serviceLinkedRoles = 'missing';
    const call = (method: 'POST' | 'PUT', path: string, action: string, body: object) =>
      transportTo(cloud).call({
        ...{ product: 'fc', version: '2023-03-30', style: 'ROA', region: REGION, idempotent: false },
        ...{ method, path: `/2023-03-30/functions${path}`, action, body },
      });
    const code = { zipFile: ZIP.toString('base64') };
    await call('POST', '', 'CreateFunction', {
      ...{ functionName: 'worker', runtime: 'nodejs20', handler: 'index.handler', code },
    });
    return { cloud, create: () => call('POST', '/worker/triggers', 'CreateTrigger', trigger(cloud)), call };
  }

  it('has to be there, as CreateServiceLinkedRole makes it', async () => {
    const { cloud, create, call } = await withFunction();
    await expect(create()).rejects.toMatchObject({ code: 'EntityNotExist.Role', status: 404 });
    await transportTo(cloud).call({
      ...{ product: 'resourcemanager', version: '2020-03-31', style: 'RPC', method: 'POST', path: '/' },
      ...{ action: 'CreateServiceLinkedRole', idempotent: false },
      query: { ServiceName: 'sendevent-fc.eventbridge.aliyuncs.com' },
    });
    await create();
    expect(rules(cloud)).toBe(1);
    const other = { invocationRole: roleArn(cloud, 'nobody') };
    const update = call('PUT', '/worker/triggers/hint', 'UpdateTrigger', other);
    await expect(update).rejects.toMatchObject({ code: 'EntityNotExist.Role' });
    expect(rules(cloud)).toBe(1);
  });

  it('may be missing where nobody checks it: then the trigger is there and hears nothing', async () => {
    const { cloud, create } = await withFunction();
    cloud.fc.missingInvocationRole = 'accepted';
    await create();
    expect(rules(cloud)).toBe(0);
  });
});

describe('RAM refuses', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ delayScale: 0 });
    const ram = ramCalls(cloud);
    await ram('CreateRole', { RoleName: 'taken', AssumeRolePolicyDocument: TRUST });
    await ram('CreatePolicy', { PolicyName: 'taken', PolicyDocument: POLICY });
    await ram('AttachPolicyToRole', { PolicyType: 'Custom', PolicyName: 'taken', RoleName: 'taken' });
  });
  afterAll(() => cloud.close());

  it.each<[string, string, object, string, number]>([
    [
      'a second role of a name',
      'CreateRole',
      { RoleName: 'taken', AssumeRolePolicyDocument: TRUST },
      'EntityAlreadyExist.Role',
      409,
    ],
    [
      'a role without trust',
      'CreateRole',
      { RoleName: 'r', AssumeRolePolicyDocument: '{}' },
      'MalformedPolicyDocument.AssumeRolePolicy',
      400,
    ],
    [
      'a name with spaces',
      'CreateRole',
      { RoleName: 'a b', AssumeRolePolicyDocument: TRUST },
      'InvalidParameter.RoleName.InvalidChars',
      400,
    ],
    [
      'a second policy of a name',
      'CreatePolicy',
      { PolicyName: 'taken', PolicyDocument: POLICY },
      'EntityAlreadyExist.Policy',
      409,
    ],
    [
      'a policy of no statements',
      'CreatePolicy',
      { PolicyName: 'p', PolicyDocument: '{"Version":"1","Statement":[]}' },
      'MalformedPolicyDocument',
      400,
    ],
    [
      'a policy with a misspelt element',
      'CreatePolicy',
      {
        PolicyName: 'p',
        PolicyDocument: '{"Version":"1","Statement":[{"Effect":"Allow","Actions":"*","Action":"*","Resource":"*"}]}',
      },
      'MalformedPolicyDocument',
      400,
    ],
    [
      'a condition that cannot be applied',
      'CreatePolicy',
      {
        PolicyName: 'p',
        PolicyDocument: JSON.stringify(allow('*', '*', { Sometimes: { 'acs:SourceIp': '10.0.0.1' } })),
      },
      'MalformedPolicyDocument',
      400,
    ],
    [
      'a policy that is too long',
      'CreatePolicy',
      { PolicyName: 'p', PolicyDocument: JSON.stringify(allow('eas:A'.padEnd(6200, 'a'))) },
      'InvalidParameter.PolicyDocument.Length',
      400,
    ],
    [
      'attaching twice',
      'AttachPolicyToRole',
      { PolicyType: 'Custom', PolicyName: 'taken', RoleName: 'taken' },
      'EntityAlreadyExist.Role.Policy',
      409,
    ],
    [
      'attaching what is not there',
      'AttachPolicyToRole',
      { PolicyType: 'System', PolicyName: 'Nothing', RoleName: 'taken' },
      'EntityNotExist.Policy',
      404,
    ],
    [
      'detaching what is not attached',
      'DetachPolicyFromRole',
      { PolicyType: 'System', PolicyName: 'AliyunOTSFullAccess', RoleName: 'taken' },
      'EntityNotExist.Role.Policy',
      404,
    ],
    ['deleting a role with policies', 'DeleteRole', { RoleName: 'taken' }, 'DeleteConflict.Role.Policy', 409],
    ['deleting a policy in use', 'DeletePolicy', { PolicyName: 'taken' }, 'DeleteConflict.Policy.Role', 409],
    [
      'deleting the version that counts',
      'DeletePolicyVersion',
      { PolicyName: 'taken', VersionId: 'v1' },
      'DeleteConflict.PolicyVersion.Default',
      409,
    ],
    [
      'changing a service-linked role',
      'UpdateRole',
      { RoleName: 'AliyunServiceRoleForAlb', NewDescription: 'mine' },
      'NotSupport.ServiceLinkedRole',
      400,
    ],
  ])('%s', async (_what, action, query, code, status) => {
    await expect(ramCalls(cloud)(action, query)).rejects.toMatchObject({ code, status });
  });
});

describe('whoever has taken on a role', () => {
  it('may do what its policies allow, and nothing else', async () => {
    const cloud = await startRamCloud();
    const eas = easClient(transportTo(cloud, credentialsWith(cloud, allow('eas:List*'))), REGION);
    expect(await eas.allGateways()).toEqual([]);
    await expect(eas.describeGateway('gw-1')).rejects.toMatchObject({
      ...{ code: 'NoPermission', status: 403, retryable: false },
      message: expect.stringContaining(
        `Resource: acs:eas:${REGION}:${cloud.account.id}:gateway/gw-1 Action: eas:DescribeGateway`,
      ),
    });
  });

  it('is bound by a policy from the moment it is changed or taken away', async () => {
    const cloud = await startRamCloud();
    const eas = easClient(transportTo(cloud, credentialsWith(cloud, allow('eas:List*'))), REGION);
    const ram = ramCalls(cloud);
    await eas.allGateways();
    const denying = JSON.stringify({ Version: '1', Statement: [{ Effect: 'Deny', Action: 'eas:*', Resource: '*' }] });
    await ram('CreatePolicy', { PolicyName: 'no-eas', PolicyDocument: denying });
    const named = { PolicyType: 'Custom', PolicyName: 'no-eas', RoleName: 'worker' };
    await ram('AttachPolicyToRole', named);
    await expect(eas.allGateways()).rejects.toMatchObject({ code: 'NoPermission' });
    await ram('DetachPolicyFromRole', named);
    await eas.allGateways();
    await ram('DetachPolicyFromRole', { PolicyType: 'Custom', PolicyName: 'worker-1', RoleName: 'worker' });
    await expect(eas.allGateways()).rejects.toMatchObject({ code: 'NoPermission' });
  });

  it('may be held to one zone, also where a record is only named by its id', async () => {
    const cloud = await startRamCloud();
    const zones = ['mine.example', 'other.example'].map((name) =>
      cloud.alidns.addZone({ account: cloud.account.id, name }),
    );
    const own = alidnsClient(transportTo(cloud));
    const [mine, other] = await Promise.all(
      zones.map(({ displayName }) =>
        own.addDomainRecord({ DomainName: displayName, RR: 'a', Type: 'A', Value: '192.0.2.1' }),
      ),
    );
    const policy = allow('alidns:*', `acs:alidns:*:${cloud.account.id}:domain/mine.example`);
    const held = alidnsClient(transportTo(cloud, credentialsWith(cloud, policy)));
    expect(await held.describeDomainRecordInfo(mine?.RecordId ?? '')).toMatchObject({ Value: '192.0.2.1' });
    await held.deleteDomainRecord(mine?.RecordId ?? '');
    await expect(held.deleteDomainRecord(other?.RecordId ?? '')).rejects.toMatchObject({ code: 'NoPermission' });
    await expect(held.allDomains()).rejects.toMatchObject({ code: 'NoPermission' });
  });

  it('is told apart by the code that a product has in policies', async () => {
    const cloud = await startRamCloud();
    const listing = { OrderType: 'UPLOAD' } as const;
    const named = casClient(transportTo(cloud, credentialsWith(cloud, allow('cas:*'))));
    await expect(named.allUserCertificates(listing)).rejects.toMatchObject({ code: 'NoPermission' });
    const coded = casClient(transportTo(cloud, credentialsWith(cloud, allow('yundun-cert:*'))));
    expect(await coded.allUserCertificates(listing)).toEqual([]);
  });

  it('says so when asked who it is', async () => {
    const cloud = await startRamCloud();
    const who = (credentials = credentialsWith(cloud, allow('sts:*'))) =>
      transportTo(cloud, credentials).call({
        ...{ product: 'sts', version: '2015-04-01', style: 'RPC', method: 'POST', path: '/', idempotent: true },
        action: 'GetCallerIdentity',
      });
    expect(await who()).toMatchObject({
      IdentityType: 'AssumedRoleUser',
      Arn: `acs:sts::${cloud.account.id}:assumed-role/worker/an-invocation`,
    });
    expect(await who({ ...cloud.account })).toMatchObject({ IdentityType: 'Account', AccountId: cloud.account.id });
  });
});

describe('a role', () => {
  it('is lent to a service that it trusts, and to no other', async () => {
    const cloud = await startRamCloud();
    const arn = roleArn(cloud, 'r');
    expect(() => cloud.ram.assumeAsService(arn, 'fc.aliyuncs.com', 's')).toThrow(new RoleNotAssumable(arn, 'missing'));
    cloud.ram.putRole({ arn, trust: { services: ['eventbridge.aliyuncs.com'] } });
    expect(() => cloud.ram.assumeAsService(arn, 'fc.aliyuncs.com', 's')).toThrow(new RoleNotAssumable(arn, 'no-trust'));
    expect(cloud.ram.assumeAsService(arn, 'eventbridge.aliyuncs.com', 's').accessKeyId).toMatch(/^STS\./);
  });

  it('is assumed only by whom it trusts and who may, and a policy of the session narrows it', async () => {
    const cloud = await startRamCloud();
    const target = roleArn(cloud, 'target');
    cloud.ram.putRole({ arn: target, trust: { accounts: [cloud.account.id] }, policies: [allow('eas:*')] });
    const assume = (credentials = credentialsWith(cloud, allow('sts:AssumeRole', target))) =>
      stsClient(transportTo(cloud, credentials));
    const request = { RoleArn: target, RoleSessionName: 'session', DurationSeconds: 900 };
    const eas = easClient(transportTo(cloud, await assume().assumeRole(request)), REGION);
    await eas.allGateways();
    await expect(
      assume(credentialsWith(cloud, allow('sts:AssumeRole', roleArn(cloud, 'another')))).assumeRole(request),
    ).rejects.toMatchObject({ code: 'NoPermission' });

    const narrowed = await transportTo(cloud, credentialsWith(cloud, allow('sts:*'))).call<{
      Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
    }>({
      ...{ product: 'sts', version: '2015-04-01', style: 'RPC', method: 'POST', path: '/', idempotent: true },
      action: 'AssumeRole',
      query: { ...request, Policy: JSON.stringify(allow('eas:ListServices')) },
    });
    const {
      AccessKeyId: accessKeyId,
      AccessKeySecret: accessKeySecret,
      SecurityToken: securityToken,
    } = narrowed.Credentials;
    const less = easClient(transportTo(cloud, { accessKeyId, accessKeySecret, securityToken }), REGION);
    expect(await less.allServices()).toEqual([]);
    await expect(less.allGateways()).rejects.toMatchObject({ code: 'NoPermission' });
  });
});
