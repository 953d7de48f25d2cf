import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doctor } from '../../cli/commands/doctor.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { readAssumptions } from '../../operator/doctor/assumptions.ts';
import { examine, type Patient } from '../../operator/doctor/doctor.ts';
import { ensureEventRules } from '../../operator/init/event-rules.ts';
import { FUNCTION_RESOURCES } from '../../operator/policies/function-resource.ts';
import { policyFor, roleName } from '../../operator/policies/policy-documents.ts';
import { eventBridgeClient } from '../../shared/cloud/eventbridge.ts';
import { ZIP } from './fc-cloud.ts';
import { allow, REGION, ramCalls, roleArn, startRamCloud } from './ram-cloud.ts';
import { transportTo } from './transport-to.ts';

const S_YAML = readFileSync('s.yaml', 'utf8');
const SERVERS = ['ns1.alidns.com', 'ns2.alidns.com'];

/** An account with all that Torii needs. */
async function healthyCloud(): Promise<LocalCloud> {
  const cloud = await startRamCloud();
  const { id: account } = cloud.account;
  for (const resource of FUNCTION_RESOURCES) {
    const arn = roleArn(cloud, roleName(resource));
    const policies = [policyFor(resource, { account, region: REGION })];
    cloud.ram.putRole({ arn, trust: { services: ['fc.aliyuncs.com'] }, policies });
  }
  const buses = eventBridgeClient(transportTo(cloud), REGION);
  await ensureEventRules(buses, { accountId: account, region: REGION, busName: 'torii' });
  cloud.alidns.addZone({ account, name: 'example.com' });
  cloud.tablestore.addInstance(account, REGION, 'torii');
  return cloud;
}

/** A function of that name with instances set aside for it. */
async function deployFunction(cloud: LocalCloud, functionName: string, reservedConcurrency: number): Promise<void> {
  const call = (method: 'POST' | 'PUT', path: string, action: string, body: object) =>
    transportTo(cloud).call({
      ...{ product: 'fc', version: '2023-03-30', style: 'ROA', region: REGION, idempotent: false },
      ...{ method, path: `/2023-03-30/functions${path}`, action, body },
    });
  await call('POST', '', 'CreateFunction', {
    ...{ functionName, runtime: 'nodejs20', handler: 'index.handler' },
    code: { zipFile: ZIP.toString('base64') },
  });
  await call('PUT', `/${functionName}/concurrency`, 'PutConcurrencyConfig', { reservedConcurrency });
}

const look = async (cloud: LocalCloud, more: Partial<Patient> = {}) => {
  const findings = await examine({
    credentials: cloud.account,
    place: { region: REGION },
    endpoint: cloud.endpoint,
    domains: ['chat.example.com'],
    deployment: S_YAML,
    masterKeys: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    resolveNs: async () => ownServers(cloud),
    ...more,
  });
  const not = findings.filter(({ level }) => level !== 'ok');
  return { findings, not, check: (name: string) => findings.find(({ check }) => check === name) };
};

function ownServers(cloud: LocalCloud): string[] {
  return Object.keys(cloud.nameServers).length > 0 ? Object.keys(cloud.nameServers) : SERVERS;
}

describe('torii doctor', () => {
  it('finds nothing missing in an account that has everything, and writes nothing', async () => {
    const cloud = await healthyCloud();
    const before = cloud.calls.all().length;
    const { findings, not } = await look(cloud);
    expect(not).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['credentials', 'role torii-zone-checker', 'event bus torii', 'DNS zone example.com']),
    );
    const actions = cloud.calls
      .all()
      .slice(before)
      .map(({ action }) => action);
    expect(actions.filter((action) => !/^(Get|List|Describe)/.test(action))).toEqual([]);
  });

  it('names each thing that is missing, with the way out', async () => {
    const cloud = await healthyCloud();
    const ram = ramCalls(cloud);
    const role = (name: string) => ({ PolicyType: 'Custom', PolicyName: `torii-${name}-1`, RoleName: `torii-${name}` });
    await ram('DetachPolicyFromRole', role('zone-checker'));
    await ram('DeleteRole', { RoleName: 'torii-zone-checker' });
    await ram('DetachPolicyFromRole', role('dns-recorder'));
    cloud.ram.putRole({
      arn: roleArn(cloud, 'torii-certificate-rotator'),
      trust: { services: ['ecs.aliyuncs.com'] },
      policies: [
        policyFor('certificate-rotator', { account: cloud.account.id, region: REGION }),
        'AliyunOTSFullAccess',
      ],
    });
    cloud.eas.serviceLinkedRole = 'missing';
    const { check } = await look(cloud, {
      place: { region: REGION, bus: 'another', instance: 'nowhere' },
      domains: ['chat.example.com', 'chat.elsewhere.example'],
      resolveNs: async () => ['ns.elsewhere.example.'],
    });
    expect(check('role torii-zone-checker')).toMatchObject({
      level: 'missing',
      wayOut: expect.stringContaining('fc.aliyuncs.com'),
    });
    expect(check('policy of torii-dns-recorder')).toMatchObject({
      level: 'missing',
      says: expect.stringContaining(`lacks alidns:AddDomainRecord on acs:alidns:*:${cloud.account.id}:domain/*`),
    });
    expect(check('role torii-certificate-rotator')).toMatchObject({ level: 'missing' });
    expect(check('policy of torii-certificate-rotator')).toMatchObject({ says: expect.stringContaining('ots:* on *') });
    expect(check('service-linked role AliyunServiceRoleForPaiEas')).toMatchObject({ level: 'missing' });
    expect(check('Tablestore instance nowhere')).toMatchObject({ level: 'missing' });
    expect(check('event bus another')).toMatchObject({
      level: 'missing',
      wayOut: expect.stringContaining('torii init'),
    });
    expect(check('DNS zone example.com')).toMatchObject({
      level: 'missing',
      says: expect.stringContaining('ns.elsewhere.example'),
    });
    expect(check('DNS of chat.elsewhere.example')).toMatchObject({ level: 'missing' });
  });

  it('asks for the service-linked roles that triggers and VPCs need, and for no other', async () => {
    const cloud = await healthyCloud();
    cloud.ram.serviceLinkedRoles = 'missing';
    const role = (service: string) => `service-linked role AliyunServiceRoleFor${service}`;
    const init = expect.stringContaining('torii init');
    const deployed = await look(cloud, { deployment: S_YAML });
    expect(deployed.check(role('EventBridgeSendToFC'))).toMatchObject({ level: 'missing', wayOut: init });
    expect(deployed.check(role('EventBridgeSourceActionTrail'))).toMatchObject({ level: 'warning', wayOut: init });
    expect(deployed.check(role('FC'))).toBeUndefined();
    const inVpc = S_YAML.replaceAll(/^( *)# (vpcConfig:.*)$/gm, '$1$2');
    expect(inVpc).not.toBe(S_YAML);
    const attached = await look(cloud, { deployment: inVpc });
    expect(attached.check(role('FC'))).toMatchObject({ level: 'missing', wayOut: init });
  });

  it('adds up the instances that s.yaml and others in the region set aside, and says what nothing tells', async () => {
    const cloud = await healthyCloud();
    const check = async (deployment?: string) =>
      (await look(cloud, { deployment })).check('Function Compute instances');
    expect(await check(S_YAML)).toMatchObject({
      level: 'ok',
      says: expect.stringMatching(/sets 50 aside for 5 functions, others in the region 0; 50 of the 100/),
    });
    await deployFunction(cloud, 'somebody-elses', 45);
    await deployFunction(cloud, 'torii-dns-recorder', 10);
    expect(await check(S_YAML)).toMatchObject({
      level: 'warning',
      says: expect.stringMatching(/others in the region 45; 5 of the 100/),
      wayOut: expect.stringContaining('told by no operation'),
    });
    expect(await check()).toMatchObject({ level: 'warning', says: expect.stringContaining('s.yaml was not found') });
  });

  it('takes more than is needed for a warning, not for something missing', async () => {
    const cloud = await healthyCloud();
    cloud.ram.attach(
      cloud.ram.putRole({
        arn: roleArn(cloud, 'torii-dns-recorder'),
        trust: { services: ['fc.aliyuncs.com'] },
        policies: [policyFor('dns-recorder', { account: cloud.account.id, region: REGION })],
      }),
      'System',
      'AliyunDNSFullAccess',
    );
    const { check } = await look(cloud);
    expect(check('policy of torii-dns-recorder')).toMatchObject({
      level: 'warning',
      says: 'has more than it needs: alidns:* on *',
    });
  });

  it('says what the key it was given may not read, and that a wrong one is wrong', async () => {
    const cloud = await healthyCloud();
    cloud.ram.putRole({
      arn: roleArn(cloud, 'narrow'),
      trust: { services: ['fc.aliyuncs.com'] },
      policies: [allow('sts:GetCallerIdentity')],
    });
    const { findings, check } = await look(cloud, {
      credentials: cloud.ram.assumeAsService(roleArn(cloud, 'narrow'), 'fc.aliyuncs.com', 'doctor'),
    });
    expect(check('role torii-dns-recorder')).toMatchObject({
      level: 'warning',
      wayOut: expect.stringContaining('ReadOnlyAccess'),
    });
    expect(findings.filter(({ level }) => level === 'missing')).toEqual([]);
    const wrong = await look(cloud, { credentials: { accessKeyId: 'LTAI5tWrong', accessKeySecret: 'wrong' } });
    expect(wrong.findings).toMatchObject([{ check: 'credentials', level: 'missing' }]);
  });

  it('prints policies, findings and assumptions, and ends with what a script can tell', async () => {
    const cloud = await healthyCloud();
    const said: string[] = [];
    const shell = {
      environment: {
        TORII_REGION: REGION,
        TORII_ENDPOINT: cloud.endpoint,
        ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.account.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.account.accessKeySecret,
      },
      say: (text: string) => void said.push(text),
      paint: (_style: unknown, text: string) => text,
    } as unknown as Parameters<typeof doctor>[0];
    expect(await doctor(shell, { policies: true })).toBe(0);
    expect(Object.keys(JSON.parse(said.pop() ?? ''))).toEqual(FUNCTION_RESOURCES.map((resource) => roleName(resource)));
    expect(await doctor(shell, { json: true })).toBe(0);
    const { assumptions } = JSON.parse(said.pop() ?? '');
    expect(assumptions.length).toBeGreaterThan(40);
    cloud.eas.serviceLinkedRole = 'missing';
    expect(await doctor(shell, {})).toBe(3);
    expect(said.join('\n')).toContain('missing service-linked role AliyunServiceRoleForPaiEas');
    expect(said.join('\n')).not.toContain(cloud.account.accessKeySecret);
  });
});

describe('assumptions', () => {
  it('are read from the page, head and rulers left out, and what only the local cloud plays', () => {
    const page =
      '| assumption | who |\n| --- | --- |\n| A holds | `a` | x |\n\n## Played by the local cloud\n\n| B | `b` |\n';
    expect(readAssumptions(page)).toEqual([{ assumes: 'A holds', dependsOnIt: '`a`' }]);
  });
});
