import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { examine } from '../../operator/doctor/doctor.ts';
import { initialise } from '../../operator/init/init.ts';
import { type OwnCloud, operatorTables, placeIn } from '../../operator/own-cloud.ts';
import { FUNCTION_RESOURCES } from '../../operator/policies/function-resource.ts';
import { type ApiKeyDocument, isSecretOf, readApiKeyToken } from '../../shared/secrets/api-key.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { allow, credentialsWith, REGION, ramCalls, roleArn, startRamCloud } from './ram-cloud.ts';

const NOW = Date.parse('2026-03-02T08:00:00Z');
const MASTER_KEYS = `k1:${Buffer.alloc(32, 1).toString('base64')}`;
const MADE_BY_US = 'Made by torii init: ';

async function emptyAccount({ hasInstance = true } = {}): Promise<{ cloud: LocalCloud; own: OwnCloud }> {
  const cloud = await startRamCloud();
  cloud.ram.serviceLinkedRoles = 'missing';
  cloud.alb.serviceLinkedRole = 'missing';
  if (hasInstance) cloud.tablestore.addInstance(cloud.account.id, REGION, 'torii');
  return { cloud, own: { credentials: cloud.account, place: { region: REGION }, endpoint: cloud.endpoint } };
}

const run = (own: OwnCloud, more: Partial<Parameters<typeof initialise>[1]> = {}) =>
  initialise(own, { keyRole: 'admin', masterKeys: MASTER_KEYS, dryRun: false, now: NOW, ...more });

const storeOf = (own: OwnCloud, { account }: LocalCloud) =>
  tablestoreStore(operatorTables(own, placeIn(account.id, own.place)));

const writesOf = ({ calls }: LocalCloud) =>
  calls
    .all()
    .map(({ action }) => action)
    .filter((action) => !/^(Get|List|Describe|BatchGet)/.test(action));

describe('torii init', () => {
  it('makes what the doctor misses, and a key that opens the door and is stored nowhere', async () => {
    const { cloud, own } = await emptyAccount();
    const { steps, token = '' } = await run(own);
    expect(steps.filter(({ did }) => did !== 'made')).toEqual([]);

    const findings = await examine({ ...own, domains: [], resolveNs: async () => [] });
    const about = /^(role|policy|event|Tablestore)/;
    expect(findings.filter(({ check, level }) => about.test(check) && level !== 'ok')).toEqual([]);

    const { id, secret = '' } = readApiKeyToken(token) ?? {};
    expect(steps.at(-1)).toMatchObject({ what: `API key ${id}`, did: 'made' });
    const [key] = await storeOf(own, cloud).list<ApiKeyDocument>(cloud.account.id, 'api-key');
    expect(key?.key.name).toBe(id);
    expect(key && isSecretOf(key.body, secret)).toBe(true);
    expect(JSON.stringify([key, cloud.calls.all()])).not.toContain(secret);
  });

  it('changes nothing the second time', async () => {
    const { cloud, own } = await emptyAccount();
    await run(own);
    cloud.calls.clear();
    const { steps, token } = await run(own);
    expect([...new Set(steps.map(({ did }) => did))]).toEqual(['as it should be']);
    expect(token).toBeUndefined();
    expect(writesOf(cloud)).toEqual([]);
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    const { cloud, own } = await emptyAccount();
    const { steps, token } = await run(own, { dryRun: true });
    expect(steps.filter(({ what }) => what.startsWith('role ')).map(({ did }) => did)).toEqual(Array(5).fill('made'));
    expect(steps.at(-1)).toMatchObject({ what: 'API key', did: 'made' });
    expect([token, writesOf(cloud)]).toEqual([undefined, []]);
  });

  it('puts right a policy and a trust of its own that were changed, and nothing else', async () => {
    const { cloud, own } = await emptyAccount();
    await run(own);
    const ram = ramCalls(cloud);
    await ram('CreatePolicyVersion', {
      ...{ PolicyName: 'torii-dns-recorder', SetAsDefault: true },
      PolicyDocument: JSON.stringify(allow('alidns:*')),
    });
    const anyone = {
      Version: '1',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: ['*'] } }],
    };
    const trust = JSON.stringify({
      ...anyone,
      Statement: [{ ...anyone.Statement[0], Principal: { Service: ['ecs.aliyuncs.com'] } }],
    });
    await ram('UpdateRole', { RoleName: 'torii-zone-checker', NewAssumeRolePolicyDocument: trust });
    const { steps } = await run(own);
    expect(steps.filter(({ did }) => did !== 'as it should be')).toMatchObject([
      { what: 'policy torii-dns-recorder', did: 'changed' },
      { what: 'role torii-zone-checker', did: 'changed' },
    ]);
    expect((await run(own)).steps.filter(({ did }) => did !== 'as it should be')).toEqual([]);
  });

  it('keeps to the five versions that a policy may have', async () => {
    const { cloud, own } = await emptyAccount();
    await run(own);
    for (const action of ['a:A', 'a:B', 'a:C', 'a:D']) {
      await ramCalls(cloud)('CreatePolicyVersion', {
        ...{ PolicyName: 'torii-dns-recorder', SetAsDefault: true },
        PolicyDocument: JSON.stringify(allow(action)),
      });
    }
    const { steps } = await run(own);
    expect(steps.filter(({ did }) => did !== 'as it should be')).toMatchObject([{ what: 'policy torii-dns-recorder' }]);
  });

  it('leaves a role of that name that somebody else made as it is, and says how to hand it over', async () => {
    const { cloud, own } = await emptyAccount();
    const theirs = roleArn(cloud, 'torii-dns-recorder');
    cloud.ram.putRole({ arn: theirs, trust: { services: ['ecs.aliyuncs.com'] }, policies: [allow('oss:*')] });
    const before = await ramCalls(cloud)('GetRole', { RoleName: 'torii-dns-recorder' });
    const { steps } = await run(own);
    expect(steps.filter(({ did }) => did === 'left')).toMatchObject([
      { what: 'role torii-dns-recorder', wayOut: expect.stringContaining(MADE_BY_US) },
    ]);
    const { RequestId: _, ...after } = await ramCalls(cloud)('GetRole', { RoleName: 'torii-dns-recorder' });
    expect(before).toMatchObject(after);
    await ramCalls(cloud)('UpdateRole', { RoleName: 'torii-dns-recorder', NewDescription: `${MADE_BY_US}yes` });
    expect((await run(own)).steps.filter(({ did }) => did === 'left')).toEqual([]);
  });

  it('makes the rest and no key where there is no Tablestore instance, and says how to make one', async () => {
    const { cloud, own } = await emptyAccount({ hasInstance: false });
    const { steps, token } = await run(own);
    expect(token).toBeUndefined();
    expect(steps.at(-1)).toMatchObject({
      what: 'Tablestore instance torii',
      did: 'left',
      wayOut: expect.stringContaining('console'),
    });
    expect(steps.filter(({ did }) => did === 'made').length).toBeGreaterThan(FUNCTION_RESOURCES.length);
    cloud.tablestore.addInstance(cloud.account.id, REGION, 'torii');
    expect((await run(own)).token).toMatch(/^torii_/);
  });

  it('makes the service-linked roles that the triggers name, and says who may where it may not', async () => {
    const { cloud, own } = await emptyAccount();
    const about = ({ steps }: Awaited<ReturnType<typeof run>>) =>
      steps
        .filter(({ what }) => what.startsWith('service-linked'))
        .map(({ what, did }) => [what.split('RoleFor')[1], did]);
    const dry = await run(own, { dryRun: true });
    expect(about(dry)).toContainEqual(['EventBridgeSendToFC', 'made']);
    expect(cloud.ram.serviceLinkedRoles).toBe('missing');
    cloud.faults.add({ product: 'resourcemanager', action: 'CreateServiceLinkedRole', kind: 'drop-after', times: 1 });
    expect(about(await run(own))).toEqual([
      ['Alb', 'made'],
      ['EventBridgeSendToFC', 'made'],
      ['EventBridgeSourceActionTrail', 'made'],
      ['EventBridgeSourceCMS', 'made'],
    ]);
    expect(cloud.ram.role(cloud.account.id, 'AliyunServiceRoleForFC')).toBeUndefined();
    const inVpc = { deployment: 'resources: { one: { props: { vpcConfig: { vpcId: vpc-1 } } } }' };
    expect(about(await run(own, inVpc)).at(-1)).toEqual(['FC', 'made']);
    expect(about(await run(own, inVpc)).map(([, did]) => did)).toEqual(Array(5).fill('as it should be'));
    cloud.ram.serviceLinkedRoles = 'missing';
    const denied = { Effect: 'Deny', Action: 'ram:CreateServiceLinkedRole', Resource: '*' };
    const credentials = credentialsWith(cloud, allow('*'), { Version: '1', Statement: [denied] });
    const { steps } = await run({ ...own, credentials });
    expect(steps.filter(({ did }) => did === 'left')).toMatchObject([
      { what: expect.stringContaining('SendToFC'), wayOut: expect.stringContaining('sendevent-fc.eventbridge') },
    ]);
  });

  it('makes no key where the master key is another one than at the first time', async () => {
    const { own } = await emptyAccount();
    await run(own, { keyRole: undefined });
    const { steps, token } = await run(own, { masterKeys: `k1:${Buffer.alloc(32, 2).toString('base64')}` });
    expect(token).toBeUndefined();
    expect(steps.at(-1)).toMatchObject({ what: 'master key k1', did: 'left' });
    expect((await run(own)).token).toMatch(/^torii_/);
  });

  it('makes names as the deployment has them', async () => {
    const { cloud, own } = await emptyAccount();
    await run({ ...own, place: { region: REGION, prefix: 'blue-', bus: 'blue' } }, { keyRole: undefined });
    expect(cloud.ram.role(cloud.account.id, 'blue-dns-recorder')).toBeDefined();
    const about = JSON.stringify(
      await ramCalls(cloud)('GetPolicy', { PolicyName: 'blue-dns-recorder', PolicyType: 'Custom' }),
    );
    expect(about).toContain('eventbus/blue-dead-letters');
  });

  it('finds its own work where an answer was lost', async () => {
    const { cloud, own } = await emptyAccount();
    for (const [product, action] of [
      ['ram', 'CreateRole'],
      ['ram', 'CreatePolicy'],
      ['ram', 'AttachPolicyToRole'],
      ['eventbridge', 'CreateEventBus'],
      ['eventbridge', 'CreateRule'],
    ] as const) {
      cloud.faults.add({ product, action, kind: 'drop-after', times: 1 });
    }
    await run(own);
    expect((await run(own)).steps.filter(({ did }) => did !== 'as it should be')).toEqual([]);
  });
});
