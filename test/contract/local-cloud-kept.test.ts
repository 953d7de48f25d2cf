import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { expect, onTestFinished, test } from 'vitest';
import { KeptState } from '../../local/cloud/kept-state.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kept-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function start(options?: LocalCloudOptions): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close().catch(() => undefined));
  return cloud;
}

async function createVSwitch(cloud: LocalCloud, vpcId: string, clientToken?: string): Promise<string> {
  const request = {
    ...{ regionId: 'cn-hangzhou', vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: '10.0.1.0/24' },
    ...(clientToken !== undefined && { clientToken }),
  };
  const { body } = await new Vpc20160428(clientConfig(cloud)).createVSwitch(new vpc.CreateVSwitchRequest(request));
  return String(body?.vSwitchId);
}

test('a cloud that is kept in a file is there again after a restart, and what was under way comes true', async () => {
  const stateFile = join(folder(), 'cloud.json');
  const first = await start({ stateFile });
  const account = first.account;
  const { vpcId } = first.vpc.addVpc({ account: account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const vSwitchId = await createVSwitch(first, vpcId, 'once');
  await first.close();
  expect(statSync(stateFile).mode & 0o777).toBe(0o600);

  const second = await start({ stateFile, seed: 9, start: new Date('2030-01-01T00:00:00Z') });
  expect(second.account).toEqual(account);
  expect(second.clock.now()).toBe(first.clock.now());
  expect(second.vpc.vSwitch(vSwitchId)?.status).toBe('Pending');
  expect(await createVSwitch(second, vpcId, 'once')).toBe(vSwitchId);
  await second.clock.advanceBy(60_000);
  expect(second.vpc.vSwitch(vSwitchId)?.status).toBe('Available');

  await second.reset();
  expect(second.vpc.vpcsOf(account.id)).toEqual([]);
  expect(second.account).toEqual(account);
});

test.each([
  ['half of it', (text: string) => text.slice(0, text.length / 2), 'broken'],
  ['another version', (text: string) => text.replace('"version":1', '"version":2'), 'version is 2'],
  ['something else', () => '{"kind":"Gateway"}', 'something else'],
  ['a broken graph', (text: string) => text.replace(/"nodes":\[.*\],"?/, '"nodes":[],"'), 'broken'],
])('a file that is %s is refused, and left as it is', async (_name, spoil, why) => {
  const stateFile = join(folder(), 'cloud.json');
  await (await start({ stateFile })).close();
  const spoilt = spoil(readFileSync(stateFile, 'utf8'));
  writeFileSync(stateFile, spoilt);
  const error = await startLocalCloud({ stateFile }).catch((refused) => refused);
  expect(error).toMatchObject({ code: 'StateFileError', message: expect.stringContaining(why) });
  expect(readFileSync(stateFile, 'utf8')).toBe(spoilt);
});

test('a file that cannot be written is told of at the start', async () => {
  await expect(startLocalCloud({ stateFile: join(folder(), 'nowhere', 'cloud.json') })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

test('a change is saved a while later, what did not change is not, and no half-written file is left', async () => {
  const place = folder();
  const cloud = await start();
  let mark = 'a';
  let saved = 0;
  let beat: (() => void) | undefined;
  const kept = new KeptState({
    path: join(place, 'cloud.json'),
    mark: () => mark,
    snapshot: () => {
      saved += 1;
      return cloud.snapshot();
    },
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        beat = () => resolve(undefined);
        signal.addEventListener('abort', () => resolve(undefined));
      }),
  });
  const nextBeat = async () => {
    const before = beat;
    before?.();
    for (let turn = 0; turn < 10_000 && beat === before; turn += 1) await new Promise((next) => setImmediate(next));
  };
  await nextBeat();
  await nextBeat();
  expect(saved).toBe(1);
  mark = 'b';
  await nextBeat();
  expect(saved).toBe(2);
  await kept.close();
  expect(readdirSync(place)).toEqual(['cloud.json']);
});

test('a cloud is reset: nothing of what was done is left, and whoever had a key or trusted its root goes on', async () => {
  const cloud = await start();
  const { account, ca } = cloud;
  const { rootPem } = ca;
  const before = cloud.clock.now();
  const { vpcId } = cloud.vpc.addVpc({ account: account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const first = await createVSwitch(cloud, vpcId);
  cloud.faults.add({ kind: 'drop-before', action: 'DescribeVpcs' });
  cloud.switches.set('vpc.missingVSwitchIs', 'empty');
  cloud.progress.mode('vswitch', 'at-once');
  cloud.time.scale = 5;
  await cloud.clock.advanceBy(3_600_000);
  const response = await fetch(`${cloud.endpoint}/_local/reset`, { method: 'POST' });
  expect(response.status).toBe(204);

  expect(cloud.vpc.vpcsOf(account.id)).toEqual([]);
  expect([
    cloud.clock.now(),
    cloud.clock.nextDue(),
    cloud.calls.count(),
    cloud.faults.standing,
    cloud.time.scale,
  ]).toEqual([...[before, undefined, 0, [], 0]]);
  expect(cloud.vpc.missingVSwitchIs).toBe('refused');
  expect([cloud.account, cloud.ca.rootPem]).toEqual([account, rootPem]);
  // The same seed: what is done again comes out the same.
  const again = cloud.vpc.addVpc({ account: account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  expect([again.vpcId, await createVSwitch(cloud, vpcId)]).toEqual([vpcId, first]);
  expect(cloud.vpc.vSwitch(first)?.status).toBe('Pending');
});

test('a snapshot travels over HTTP from one cloud into another', async () => {
  const [one, other] = await Promise.all([start(), start({ seed: 2 })]);
  one.vpc.addVpc({ account: one.account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16', vpcId: 'vpc-travels' });
  const body = await (await fetch(`${one.endpoint}/_local/snapshot`)).text();
  const put = (text: string) =>
    fetch(`${other.endpoint}/_local/snapshot`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
  expect((await put('{"format":"torii-local-cloud","version":7}')).status).toBe(400);
  expect((await put(body)).status).toBe(204);
  expect(other.vpc.vpcById('vpc-travels')).toBeDefined();
  expect(other.account).toEqual(one.account);
});
