import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../local/cloud/clock.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { Progress } from '../../local/cloud/progress.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

const open: LocalCloud[] = [];

async function start(options?: LocalCloudOptions): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  open.push(cloud);
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
  return cloud;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((cloud) => cloud.close()));
});

async function createVSwitch(cloud: LocalCloud, cidrBlock: string): Promise<string> {
  const request = { vpcId: 'vpc-a', zoneId: 'cn-beijing-i', cidrBlock };
  const { body } = await new Vpc20160428(clientConfig(cloud)).createVSwitch(new vpc.CreateVSwitchRequest(request));
  return body?.vSwitchId ?? '';
}

/** Ids and delays of three vSwitches, made one after the other. */
async function history(cloud: LocalCloud): Promise<string[]> {
  const lines: string[] = [];
  for (const cidrBlock of ['10.0.1.0/24', '10.0.2.0/24', '10.0.3.0/24']) {
    const before = cloud.clock.now();
    const vSwitchId = await createVSwitch(cloud, cidrBlock);
    await cloud.clock.step();
    lines.push(`${vSwitchId} after ${cloud.clock.now() - before} ms`);
  }
  return lines;
}

test('the same seed makes the same cloud, another seed another', async () => {
  const [one, same, other] = await Promise.all([start({ seed: 7 }), start({ seed: 7 }), start({ seed: 8 })]);
  const lines = await history(one);
  expect(await history(same)).toEqual(lines);
  expect(await history(other)).not.toEqual(lines);
  expect(new Set(lines).size).toBe(3);
});

test('secrets differ in every cloud, even of one seed', async () => {
  const [one, same] = await Promise.all([start(), start()]);
  expect(one.account.id).toBe(same.account.id);
  expect(one.account.accessKeySecret).not.toBe(same.account.accessKeySecret);
});

test('delays are scaled by one factor, and zero means at once', async () => {
  const [plain, tenfold, instant] = await Promise.all([start(), start({ delayScale: 10 }), start({ delayScale: 0 })]);
  const due = async (cloud: LocalCloud) => {
    const vSwitchId = await createVSwitch(cloud, '10.0.1.0/24');
    const at = cloud.clock.nextDue();
    return { ms: at === undefined ? 0 : at - cloud.clock.now(), status: cloud.vpc.vSwitch(vSwitchId)?.status };
  };
  const base = await due(plain);
  expect(base.ms).toBeGreaterThan(0);
  expect((await due(tenfold)).ms).toBeCloseTo(base.ms * 10, -2);
  expect(await due(instant)).toEqual({ ms: 0, status: 'Available' });
});

test('two clouds share nothing', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  one.alidns.addZone({ account: one.account.id, name: 'example.com' });
  const client = new Alidns20150109(clientConfig(other));
  const { body } = await client.describeDomains(new alidns.DescribeDomainsRequest({}));
  expect(body?.totalCount).toBe(0);
  expect([one.calls.count(), other.calls.count()]).toEqual([0, 1]);
});

test('a closed cloud no longer listens', async () => {
  const cloud = await startLocalCloud();
  await cloud.close();
  await expect(fetch(cloud.endpoint)).rejects.toThrow();
});

test('an account added twice is the same account', async () => {
  const cloud = await start();
  expect(cloud.addAccount('9999999999999999')).toBe(cloud.addAccount('9999999999999999'));
});

test('delays spread around their median, and a cancelled one never ends', async () => {
  const clock = new VirtualClock(0);
  const progress = new Progress(clock, 1, 1);
  const ends: number[] = [];
  for (let index = 0; index < 999; index += 1) progress.after('vswitch-create', () => ends.push(clock.now()));
  progress.after('vswitch-create', () => ends.push(Number.NaN)).cancel();
  await clock.advanceBy(60_000);
  expect(ends).toHaveLength(999);
  expect((ends[499] ?? 0) / 3000).toBeCloseTo(1, 1);
  // Log-normal with sigma 0.3: the 84th percentile is e^0.3 times the median.
  expect((ends[839] ?? 0) / (ends[499] ?? 1)).toBeCloseTo(Math.exp(0.3), 1);
});
