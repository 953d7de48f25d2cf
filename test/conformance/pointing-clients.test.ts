import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';

const PAGE = readFileSync('docs/pointing-clients.md', 'utf8');

interface Block {
  /** The heading that it stands below. */
  readonly heading: string;
  /** `tablestore-instance`: what has to be there before. */
  readonly needs: string;
  readonly code: string;
}

const blocks = PAGE.split(/^## /m).flatMap((section): Block[] =>
  [...section.matchAll(/^```js run ?(.*)\n([\s\S]*?)^```$/gm)].map(([, needs = '', code = '']) => ({
    heading: section.split('\n', 1)[0] ?? '',
    ...{ needs, code },
  })),
);

test('the page has something to run below each client', () => expect(blocks.length).toBeGreaterThanOrEqual(6));

test.each(blocks)('$heading: what the page says is so', async ({ needs, code }) => {
  const cloud = await startLocalCloud({ delayScale: 0 });
  // In the repository, so that packages are found from there.
  const directory = mkdtempSync(join('dist', 'pointing-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
    return cloud.close();
  });
  if (needs === 'tablestore-instance') cloud.tablestore.addInstance(cloud.account.id, 'cn-hangzhou', 'torii');
  const program = join(directory, 'program.mjs');
  writeFileSync(program, code);
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: {
      ...process.env,
      ALIBABA_CLOUD_ACCESS_KEY_ID: cloud.account.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: cloud.account.accessKeySecret,
      LOCAL_CLOUD: new URL(cloud.endpoint).host,
    },
  });
  const promised = [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, text]) => text);
  expect(promised.length).toBeGreaterThan(0);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});
