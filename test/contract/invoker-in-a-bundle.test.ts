import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundleFunction } from '../../scripts/bundle-function.mjs';
import type { fc2Attempt } from '../../shared/function-compute/fc2-attempt.ts';
import { startLoopbackServer } from './loopback-server.ts';

it('the official client works in the bundles that are deployed, without what it uploads with', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'torii-bundle-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const files = await bundleFunction({ entry: 'shared/function-compute/fc2-attempt.ts', folder: directory });
  writeFileSync(join(directory, 'package.json'), '{}');
  const outfile = join(directory, 'index.js');
  const modules = Object.values(files).flatMap((file) => Object.keys(file.modules));
  expect(modules.filter((name) => name.includes('node_modules/@alicloud/fc2/'))).not.toEqual([]);
  expect(modules.filter((name) => /node_modules\/(ali-oss|axios|ws|debug|urllib)\//.test(name))).toEqual([]);
  const server = await startLoopbackServer(() => ({
    status: 202,
    headers: { 'content-type': 'text/plain' },
    body: '',
  }));
  onTestFinished(() => server.close());

  const bundled = createRequire(outfile)(outfile) as { fc2Attempt: typeof fc2Attempt };
  const attempt = bundled.fc2Attempt({
    ...{ accountId: '123', region: 'cn-beijing', endpoint: server.url, apiVersion: '2023-03-30' },
    credentials: () => ({ accessKeyId: 'STS.a', accessKeySecret: 'b', securityToken: 'c' }),
  });

  expect(await attempt({ functionName: 'torii-x', payload: '{}', delaySeconds: 0, taskId: 't' })).toEqual({
    kind: 'scheduled',
  });
  expect(server.received).toMatchObject([{ path: '/2023-03-30/functions/torii-x/invocations', body: '{}' }]);
});
