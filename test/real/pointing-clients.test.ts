import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { demand } from './tools/tools-cloud.ts';

const PAGE = readFileSync('docs/pointing-clients.md', 'utf8');
const blocks = PAGE.split(/^## /m).flatMap((section) =>
  [...section.matchAll(/^```sh run\n([\s\S]*?)^```$/gm)].map(([, lines = '']) => ({
    heading: section.split('\n', 1)[0] ?? '',
    lines,
  })),
);

beforeAll(() => demand('bash', 'curl', 'dig', 'openssl'));

test('the page has lines to type', () => expect(blocks.length).toBeGreaterThanOrEqual(2));

test.each(blocks)('$heading: what is typed says what the page says', async ({ lines }) => {
  const cloud = await startLocalCloud({ delayScale: 0 });
  const directory = mkdtempSync(join(tmpdir(), 'torii-pointing-'));
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true });
    return cloud.close();
  });
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines], {
    cwd: directory,
    env: { PATH: process.env.PATH, LOCAL_CLOUD: new URL(cloud.endpoint).host },
  });
  const promised = [...lines.matchAll(/# prints (.*)$/gm)].map(([, text]) => text);
  expect(promised.length).toBeGreaterThan(0);
  expect(stdout.trimEnd().split('\n')).toEqual(promised);
});
