import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toriiProgram } from '../../cli/program.ts';
import type { Shell } from '../../cli/shell.ts';
import { showError } from '../../cli/show-error.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';

async function start(): Promise<LocalCloud> {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  return cloud;
}

/** What `torii cloud …` says of this cloud; or why it does not go on. */
async function say(cloud: LocalCloud, ...args: string[]): Promise<string> {
  const said: string[] = [];
  const shell: Shell = {
    environment: { TORII_CLOUD: cloud.endpoint },
    ...{ watched: false, askable: false, interrupted: new AbortController().signal },
    say: (text) => void said.push(text),
    warn: (text) => void said.push(text),
    paint: (_style, text) => text,
    ask: () => Promise.resolve(''),
    readInput: () => '',
    sleep: () => Promise.resolve(),
    stamp: () => ({ now: 0, nonce: '' }),
  };
  const program = toriiProgram(shell, () => undefined);
  await program.parseAsync(['cloud', ...args], { from: 'user' }).catch((error) => said.push(showError(shell, error)));
  return said.join('\n');
}

test('a running cloud says where everything is, in words and as JSON', async () => {
  const cloud = await start();
  expect(await say(cloud, 'status')).toContain(`endpoint   ${cloud.endpoint}`);
  expect(JSON.parse(await say(cloud, 'status', '-o', 'json'))).toMatchObject({ endpoint: cloud.endpoint, calls: 0 });
});

test('time is let jump, flow, stand still and go on', async () => {
  const cloud = await start();
  expect(await say(cloud, 'clock', '--jump', '60d')).toContain('2026-05-01T08:00:00.000Z, standing still');
  expect(await say(cloud, 'clock', '--scale', '60', '--freeze')).toContain('frozen (60 s a second before)');
  expect(await say(cloud, 'clock', '--resume')).toContain('60 s a second');
  expect(await say(cloud, 'clock', '--scale', '0', '--to', '2030-01-01T00:00:00Z')).toContain('2030-01-01');
  expect(await say(cloud, 'clock', '--jump', 'soon')).toContain('the local cloud refuses');
});

test('what goes wrong, what comes true and how things are played is said in words', async () => {
  const cloud = await start();
  expect(await say(cloud, 'faults', 'add', '--kind', 'throttling', '--product', 'alidns', '--times', '2')).toMatch(
    /1\s+throttling\s+alidns\/any\s+0\s+times=2/,
  );
  expect(await say(cloud, 'faults', 'profile')).toContain('a profile of 11');
  expect(await say(cloud, 'faults', 'add', '--kind', 'thunder')).toContain('kind');
  expect(await say(cloud, 'faults', 'clear')).toBe('nothing goes wrong on request');
  expect(await say(cloud, 'progress', 'eas-gateway', 'at-once')).toMatch(/eas-gateway\s+at-once/);
  expect(await say(cloud, 'progress', 'vswitch', 'reads:3')).toContain('after 3 reads');
  expect(await say(cloud, 'assume', 'eas.albPerAccess', 'one')).toMatch(/eas\.albPerAccess\s+one/);
  expect(cloud.eas.albPerAccess).toBe('one');
  expect(await say(cloud, 'assume', 'cas.uploadQuota', '10')).toMatch(/cas\.uploadQuota\s+10/);
  expect(await say(cloud, 'assume', 'cas.uploadQuota', 'null')).toContain('no limit');
  expect(await say(cloud, 'assume')).toContain('vpc.missingVSwitchIs');
  expect(await say(cloud, 'limits', 'on')).toContain('enforced, in virtual time');
  expect(cloud.limits.enforce).toBe(true);
});

test('an owner’s things are made, calls and accounts are listed', async () => {
  const cloud = await start();
  const vpc = JSON.parse(await say(cloud, 'make', 'vpc.addVpc', 'cidrBlock=10.0.0.0/16', 'account=1234567890123456'));
  expect(cloud.vpc.vpcById(vpc.vpcId)?.account).toBe('1234567890123456');
  expect(await say(cloud, 'make')).toContain('tablestore.addInstance');
  expect(await say(cloud, 'make', 'vpc.addVpc')).toContain('cidrBlock');
  expect(await say(cloud, 'accounts', '9999999999999999')).toContain('9999999999999999');
  await fetch(cloud.endpoint);
  expect(await say(cloud, 'calls')).toMatch(/2026-03-02T08:00:00\.000Z/);
  expect(await say(cloud, 'calls', '--count')).toMatch(/all\s+1/);
  await say(cloud, 'calls', '--clear');
  expect(cloud.calls.count()).toBe(0);
});

test('a snapshot is saved in a file for its owner alone, and restored from it', async () => {
  const cloud = await start();
  const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'snapshot.json');
  const { vpcId } = cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  await say(cloud, 'snapshot', 'save', file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await say(cloud, 'reset')).toBe('the cloud is as it was when it started');
  expect(cloud.vpc.vpcById(vpcId)).toBeUndefined();
  await say(cloud, 'snapshot', 'restore', file);
  expect(cloud.vpc.vpcById(vpcId)).toBeDefined();
  expect(await say(cloud, 'snapshot', 'restore', '/nowhere')).toContain('way out');
});

test('where no cloud runs, it says how to start one', async () => {
  const cloud = await startLocalCloud();
  await cloud.close();
  expect(await say(cloud, 'status')).toMatch(/no local cloud answers at .*\n.*torii cloud/);
});
