import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Vpc, * as vpc from '@alicloud/vpc20160428';
import { expect, onTestFinished, test } from 'vitest';
import { clientConfig } from '../contract/clients.ts';

/** What the process says of itself with `--json`. */
interface Ready {
  readonly endpoint: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly dns: string;
  readonly acmeDirectory: string;
}

/** `torii cloud`, as a person starts it. */
function toriiCloud(...options: string[]): {
  child: ChildProcess;
  ended: Promise<number | null>;
  errors: () => string;
} {
  const child = spawn(process.execPath, ['dist/cli/torii.mjs', 'cloud', 'start', '--', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return { child, ended, errors: () => said };
}

async function started(...options: string[]) {
  const { child, ended, errors } = toriiCloud(...options);
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${errors()}`))),
  ]);
  const ready = JSON.parse(line) as Ready;
  const account = {
    id: ready.accountId,
    ...{ accessKeyId: ready.accessKeyId, accessKeySecret: ready.accessKeySecret },
  };
  const client = new Vpc(clientConfig({ endpoint: ready.endpoint, account }));
  const end = async () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { ready, client, end };
}

const IN_HANGZHOU = { regionId: 'cn-hangzhou' };

test('a cloud as a process says where it is, serves an official SDK, and outlives SIGTERM in its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloud-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const state = ['--state', join(folder, 'cloud.json'), '--delay-scale', '0'];

  const first = await started('--port', '0', ...state);
  expect(first.ready).toMatchObject({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    dns: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    acmeDirectory: expect.stringContaining(first.ready.endpoint),
  });
  const made = await first.client.createVpc(
    new vpc.CreateVpcRequest({ ...IN_HANGZHOU, cidrBlock: '10.0.0.0/16', vpcName: 'kept' }),
  );
  expect(await first.end()).toBe(0);

  const second = await started('--port', '0', ...state);
  expect(second.ready).toMatchObject({
    ...{ accountId: first.ready.accountId, accessKeyId: first.ready.accessKeyId },
    accessKeySecret: first.ready.accessKeySecret,
  });
  const found = await second.client.describeVpcs(new vpc.DescribeVpcsRequest({ ...IN_HANGZHOU }));
  expect(found.body?.vpcs?.vpc?.map(({ vpcId, vpcName }) => ({ vpcId, vpcName }))).toEqual([
    { vpcId: made.body?.vpcId, vpcName: 'kept' },
  ]);
  expect(await second.end()).toBe(0);
});

test('where the port is taken, or an option is wrong, it says which, and ends with 1', async () => {
  const { ready } = await started('--port', '0');
  const { port } = new URL(ready.endpoint);
  const again = toriiCloud('--port', port);
  expect(await again.ended).toBe(1);
  expect(again.errors()).toContain(`127.0.0.1:${port}`);
  expect(again.errors()).toContain('--port');
  // In words, not as the trace of a fault of its own.
  expect(again.errors()).not.toMatch(/^\s+at /m);

  const wrong = toriiCloud('--port', '0', '--scale', 'fast');
  expect(await wrong.ended).toBe(1);
  expect(wrong.errors()).toContain('--scale is a number');
});
