import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TemporaryCredentials } from '../../local/cloud/accounts.ts';
import type { TrailRecord } from '../../local/cloud/action-trail.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import type { CloudCredentials } from '../../shared/cloud/acs3.ts';
import { stsClient } from '../../shared/cloud/sts.ts';
import { vpcClient } from '../../shared/cloud/vpc.ts';
import { vpcReaders } from '../../shared/cloud/vpc-readers.ts';
import { transportTo } from './transport-to.ts';

const REGION = 'cn-beijing';
const OTHER = '2345678901234567';
const ROLE = `acs:ram::${OTHER}:role/torii-reads-vpc`;

let cloud: LocalCloud;
let lent: TemporaryCredentials;
beforeEach(async () => {
  cloud = await startLocalCloud();
  lent = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 3_600_000);
  cloud.addAccount(OTHER);
  cloud.vpc.addVpc({ account: OTHER, region: REGION, vpcId: 'vpc-x', cidrBlock: '10.20.0.0/16' });
  cloud.vpc.addVSwitch({ vpcId: 'vpc-x', vSwitchId: 'vsw-x', zoneId: 'cn-beijing-i', cidrBlock: '10.20.1.0/24' });
});
afterEach(() => cloud.close());

const transportOf = (credentials: CloudCredentials) => transportTo(cloud, credentials);

const assume = (more: object = {}, credentials: CloudCredentials = lent) =>
  stsClient(transportOf(credentials)).assumeRole({
    RoleArn: ROLE,
    RoleSessionName: 'torii-reads-vpc',
    DurationSeconds: 900,
    ...more,
  });

describe('a role of another account (G27)', () => {
  it('is lent to whom it trusts, and its credentials see that account', async () => {
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    const credentials = await assume();
    expect(credentials.accessKeyId).toMatch(/^STS\./);
    const seen = await vpcClient(transportOf(credentials), REGION).allVSwitches('vpc-x');
    expect(seen.map(({ VSwitchId }) => VSwitchId)).toEqual(['vsw-x']);
    expect(await vpcClient(transportOf(lent), REGION).allVSwitches('vpc-x')).toEqual([]);
    expect(cloud.calls.of('DescribeVSwitches').map(({ account }) => account)).toEqual([OTHER, cloud.account.id]);
  });

  it('is not lent to others, nor where there is none, nor to the key of an account', async () => {
    await expect(assume()).rejects.toMatchObject({ code: 'EntityNotExist.Role', status: 404 });
    cloud.sts.allowRole({ arn: ROLE, trusts: ['3456789012345678'] });
    await expect(assume()).rejects.toMatchObject({ code: 'NoPermission', status: 403, retryable: false });
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    await expect(assume({}, cloud.account)).rejects.toMatchObject({ code: 'NoPermission' });
  });

  it.each([
    [{ RoleArn: 'torii-reads-vpc' }, 'InvalidParameter.RoleArn'],
    [{ RoleSessionName: 'no spaces' }, 'InvalidParameter.RoleSessionName'],
    [{ DurationSeconds: 899 }, 'InvalidParameter.DurationSeconds'],
    [{ DurationSeconds: 3601 }, 'InvalidParameter.DurationSeconds'],
  ])('is not lent for %j', async (more, code) => {
    await expect(assume(more)).rejects.toMatchObject({ code });
  });

  it('lends credentials that run out by the clock of the machine', async () => {
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    const credentials = await assume();
    const key = cloud.accounts.key(credentials.accessKeyId);
    const left = (key?.temporary?.expiresAt ?? 0) - Date.now();
    expect(left).toBeGreaterThan(800_000);
    expect(left).toBeLessThanOrEqual(900_000);
    const old = cloud.accounts.issueTemporary(OTHER, Date.now() - 1);
    await expect(vpcClient(transportOf(old), REGION).allVSwitches('vpc-x')).rejects.toMatchObject({
      code: 'InvalidSecurityToken.Expired',
    });
  });

  it('keeps its secrets out of the journal of calls', async () => {
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    const { accessKeySecret, securityToken } = await assume();
    const written = JSON.stringify(cloud.calls.all());
    expect(written).toContain(ROLE);
    expect(written).not.toContain(accessKeySecret);
    expect(written).not.toContain(securityToken);
  });

  it('is assumed once in an invocation, however many VPCs are read with it', async () => {
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    const readers = vpcReaders(
      {
        deps: {
          fetch: globalThis.fetch,
          machineNow: Date.now,
          newId: randomUUID,
          random: () => 0.5,
          clock: { sleep: () => Promise.resolve() },
        },
        context: { credentials: lent },
        environment: { TORII_ENDPOINT: cloud.endpoint },
        signal: new AbortController().signal,
      },
      REGION,
    );
    const [one, two, own] = await Promise.all([readers(ROLE), readers(ROLE), readers(undefined)]);
    expect(one).toBe(two);
    expect(await one.vpcById('vpc-x')).toMatchObject({ CidrBlock: '10.20.0.0/16' });
    expect(await own.vpcById('vpc-x')).toBeUndefined();
    expect(cloud.calls.count('AssumeRole')).toBe(1);
  });
});

describe('a vSwitch that is made or removed', () => {
  it('is recorded as ActionTrail does, and made once however often the call is made', async () => {
    const heard: [string, TrailRecord][] = [];
    const stop = cloud.actionTrail.listen((account, record) => heard.push([account, record]));
    cloud.vpc.addVpc({ account: cloud.account.id, region: REGION, vpcId: 'vpc-a', cidrBlock: '10.8.0.0/16' });
    const vpc = vpcClient(transportOf(lent), REGION);
    const request = { VpcId: 'vpc-a', ZoneId: 'cn-beijing-i', CidrBlock: '10.8.1.0/24', ClientToken: 'once' };
    const tag = [{ Key: 'torii', Value: 'mark' }];
    const { VSwitchId } = await vpc.createVSwitch({ ...request, Tag: tag });
    expect((await vpc.createVSwitch({ ...request, Tag: tag })).VSwitchId).toBe(VSwitchId);
    expect((await vpc.allVSwitches('vpc-a'))[0]).toMatchObject({ Status: 'Pending', Tags: { Tag: tag } });
    expect(heard).toMatchObject([
      [
        cloud.account.id,
        {
          eventName: 'CreateVSwitch',
          eventRW: 'Write',
          acsRegion: REGION,
          serviceName: 'Vpc',
          requestParameters: { VpcId: 'vpc-a', ZoneId: 'cn-beijing-i' },
          responseElements: { VSwitchId },
        },
      ],
    ]);
    stop();
    await expect(vpc.createVSwitch({ ...request, ClientToken: 'other' })).rejects.toMatchObject({
      code: 'InvalidCidrBlock.Overlapped',
    });
    expect(heard).toHaveLength(1);
  });
});
