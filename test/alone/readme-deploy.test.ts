import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const MINUTES = 60_000;

/** The commands of README's section "Deploy", in order: by block, comments and all. */
function blocks(): string[] {
  const readme = readFileSync('README.md', 'utf8');
  const [, section = ''] = /\n## Deploy\n([\s\S]*?)\n## /.exec(readme) ?? [];
  return [...section.replaceAll(/^> ?/gm, '').matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text.trim());
}

/** `npm run dev` in another terminal. @returns what it says to export, when it is up */
function inAnotherTerminal(command: string): Promise<string> {
  // A group of its own: npm does not pass every signal on.
  const child = spawn('bash', ['-c', `exec ${command}`], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  onTestFinished(async () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await closed;
  });
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
      if (err.includes('The local cloud is up')) resolve(out);
    });
    child.once('close', (code) => reject(new Error(`${command} ended with ${code}:\n${out}\n${err}`)));
  });
}

function run(script: string): Promise<{ code: number | null; out: string }> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn('bash', ['-c', script], { env: { PATH, HOME }, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let out = '';
    const keep = (chunk: Buffer) => {
      out += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out }));
  });
}

/** Exit codes by which these say, as the section says, that there is something to do. */
const SAYS_SO: [command: RegExp, code: number][] = [
  [/-- doctor$/, 3],
  [/--dry-run$/, 2],
];

test('README’s section "Deploy" works word for word, into a local cloud', { timeout: 15 * MINUTES }, async () => {
  const all = blocks();
  const account = all.findIndex((block) => block.includes('…'));
  const dev = all.findIndex((block) => block.includes('--cloud-only'));
  expect([account, dev]).toEqual([0, 1]);
  // Time passes faster than for people, who like to look.
  const environment = await inAnotherTerminal(`${all[dev]} --pace 300`);

  const folder = mkdtempSync(join(tmpdir(), 'torii-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const commands = all
    .slice(2)
    .join('\n')
    // It is installed: the tests run.
    .replace(/^npm ci$/m, '')
    .replaceAll('torii.ndjson', join(folder, 'torii.ndjson'))
    .split('\n')
    .map((line) => {
      const [, code] = SAYS_SO.find(([command]) => command.test(line)) ?? [];
      return code === undefined ? line : `${line} || [ $? -eq ${code} ]`;
    });
  writeFileSync(join(folder, 'environment'), environment);
  const { code, out } = await run(`set -ex -o pipefail\n. ${join(folder, 'environment')}\n${commands.join('\n')}`);
  expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });

  // What was said on the way, in the order of the section.
  for (const said of [
    'missing role torii-dns-recorder',
    'made            role torii-dns-recorder',
    'Keep this token',
    'is as declared',
  ]) {
    expect(out).toContain(said);
  }
  expect(out).toContain(`${join(folder, 'torii.ndjson')}: `);
  const [, token = 'no token'] = /TORII_API_KEY=(torii_\w{12}_\S+)/.exec(out) ?? [];
  expect(readFileSync(join(folder, 'torii.ndjson'), 'utf8')).not.toContain(token.split('_')[2]);
});
