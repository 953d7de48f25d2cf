import { readFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { evaluate } from '../../local/cloud/ram/evaluate.ts';
import { readPolicy } from '../../local/cloud/ram/policy-document.ts';
import { parseServerlessYaml } from '../../local/runtime/serverless-yaml.ts';
import { FUNCTION_RESOURCES, type FunctionResource } from '../../operator/policies/function-resource.ts';
import { permissionsOf, policyFor } from '../../operator/policies/policy-documents.ts';
import { stsClient } from '../../shared/cloud/sts.ts';
import { credentialsWith, REGION, roleArn, startRamCloud } from './ram-cloud.ts';
import { transportTo } from './transport-to.ts';

const OTHERS = 'acs:ram::2234567890123456:role/reader';
const AT = { account: '1', region: 'cn-beijing' };
const PLATFORM = /^(ots|log|eventbridge|fc):/;
const READ = /:(Describe|List|Get|Query)/;

/** The functions that may change something of a product. */
const writersOf = (code: string): FunctionResource[] =>
  FUNCTION_RESOURCES.filter((resource) =>
    permissionsOf(resource).some(({ action }) => action.startsWith(`${code}:`) && !READ.test(action)),
  );

test('every policy is short enough for RAM, which takes 6144 characters, and is one that it can read', () => {
  for (const resource of FUNCTION_RESOURCES) {
    const text = JSON.stringify(policyFor(resource, AT));
    expect(text.length, resource).toBeLessThanOrEqual(6144);
    expect(text).not.toMatch(/[{]\w+}/);
    expect(readPolicy(text), resource).toBeDefined();
  }
});

describe('what the code can come to call', () => {
  it.each([
    ['eas', ['gateway-provisioner']],
    ['alb', ['gateway-provisioner']],
    ['alidns', ['dns-recorder', 'certificate-rotator']],
    ['pvtz', ['dns-recorder']],
    ['yundun-cert', ['certificate-rotator']],
    ['vpc', ['zone-checker']],
  ])('changes %s only in %j', (code, writers) => expect(writersOf(code)).toEqual(writers));

  it('is only reading, and taking on roles to read, in the API', () => {
    const calls = permissionsOf('provisioning-api').map(({ action }) => action);
    const writing = calls.filter((action) => !PLATFORM.test(action) && !READ.test(action));
    expect(writing).toEqual(['sts:AssumeRole']);
  });

  it('is followed into modules that are loaded when they are needed: the API has others start', () => {
    expect(permissionsOf('provisioning-api').map(({ action }) => action)).toContain('fc:InvokeFunction');
  });
});

it('keeps to the account, to its own instance, bus and functions', () => {
  const policy = readPolicy(JSON.stringify(policyFor('dns-recorder', { ...AT, instance: 'mine' })));
  const verdict = (action: string, resource: string) => policy && evaluate([policy], { action, resource, context: {} });
  expect(verdict('ots:GetRow', 'acs:ots:cn-beijing:1:instance/mine/table/torii_documents')).toBe('Allow');
  expect(verdict('ots:GetRow', 'acs:ots:cn-beijing:1:instance/torii/table/torii_documents')).toBe('ImplicitDeny');
  expect(verdict('ots:GetRow', 'acs:ots:cn-beijing:1:instance/mine/table/others')).toBe('ImplicitDeny');
  expect(verdict('fc:InvokeFunction', 'acs:fc:cn-beijing:1:functions/torii-dns-recorder')).toBe('Allow');
  expect(verdict('fc:InvokeFunction', 'acs:fc:cn-beijing:1:functions/torii-dns-recorder/LATEST')).toBe('Allow');
  expect(verdict('fc:InvokeFunction', 'acs:fc:cn-beijing:1:functions/theirs')).toBe('ImplicitDeny');
  expect(verdict('alidns:AddDomainRecord', 'acs:alidns::2:domain/example.com')).toBe('ImplicitDeny');
  expect(verdict('eas:CreateGateway', 'acs:eas:cn-beijing:1:gateway/*')).toBe('ImplicitDeny');
});

describe('who may start whom', () => {
  const mayStart = (resource: FunctionResource, other: string) => {
    const policy = readPolicy(JSON.stringify(policyFor(resource, AT)));
    const asked = {
      action: 'fc:InvokeFunction',
      resource: `acs:fc:cn-beijing:1:functions/torii-${other}`,
      context: {},
    };
    return policy !== undefined && evaluate([policy], asked) === 'Allow';
  };

  it('is nobody the API, and a worker itself', () => {
    for (const resource of FUNCTION_RESOURCES) {
      expect(mayStart(resource, 'provisioning-api'), resource).toBe(false);
      if (resource !== 'provisioning-api') expect(mayStart(resource, resource), resource).toBe(true);
    }
    expect(mayStart('dns-recorder', 'gateway-provisioner')).toBe(false);
    expect(mayStart('provisioning-api', 'certificate-rotator')).toBe(true);
  });

  it('is whom s.yaml names as the destination of what failed', async () => {
    const functions = parseServerlessYaml(await readFile('s.yaml', 'utf8'), {
      ...{ directory: process.cwd(), env: {}, accountId: AT.account },
    });
    for (const { resource, asyncInvokeConfig } of functions) {
      const [, destination = ''] = asyncInvokeConfig.onFailure?.split('functions/torii-') ?? [];
      expect(destination, resource).not.toBe('');
      expect(mayStart(resource as FunctionResource, destination), resource).toBe(true);
    }
  });
});

it('takes on roles of other accounts only: the local cloud refuses those of its own, whatever they trust', async () => {
  const cloud = await startRamCloud();
  const arn = roleArn(cloud, 'administrator');
  cloud.ram.putRole({ arn, trust: { accounts: [cloud.account.id] }, policies: ['AdministratorAccess'] });
  cloud.ram.putRole({ arn: OTHERS, trust: { accounts: [cloud.account.id] } });
  for (const resource of ['provisioning-api', 'zone-checker'] as const) {
    const policy = policyFor(resource, { account: cloud.account.id, region: REGION });
    const sts = stsClient(transportTo(cloud, credentialsWith(cloud, policy)));
    const ask = { RoleSessionName: 'a-look', DurationSeconds: 900 };
    await expect(sts.assumeRole({ ...ask, RoleArn: arn }), resource).rejects.toMatchObject({ code: 'NoPermission' });
    expect(await sts.assumeRole({ ...ask, RoleArn: OTHERS })).toBeDefined();
  }
});
