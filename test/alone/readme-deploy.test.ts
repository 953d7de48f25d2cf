import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

function run(script: string, home: string): Promise<{ code: number | null; out: string }> {
  const { PATH = '' } = process.env;
  const child = spawn('bash', ['-c', script], { env: { PATH, HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
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
  [/-- plan -f/, 2],
];

/** All that is done otherwise than a newcomer does it, who has a checkout of their own and sits at a terminal. */
const SUBSTITUTIONS: [written: RegExp, done: (folder: string) => string][] = [
  // It is installed: the tests run.
  [/^npm ci$/gm, () => ':'],
  [/(?<= )gateway\.yaml$/gm, (folder) => join(folder, 'gateway.yaml')],
  [/torii\.ndjson/g, (folder) => join(folder, 'torii.ndjson')],
  // Nobody is there to be asked.
  [/-- apply -f .*$/gm, () => '$& --yes'],
];

test('README’s section "Deploy" works word for word, into a local cloud', { timeout: 15 * MINUTES }, async () => {
  const all = blocks();
  const account = all.findIndex((block) => block.includes('…'));
  const dev = all.findIndex((block) => block.includes('--cloud-only'));
  // Installed before anything is run, and one of the two in place of the other.
  expect([all[0], account, dev]).toEqual(['npm ci', 1, 2]);
  // Time passes faster than for people, who like to look.
  const environment = await inAnotherTerminal(`${all[dev]} --pace 300`);

  // Also the home, which has no keys yet.
  const folder = mkdtempSync(join(tmpdir(), 'torii-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const others = all.filter((_, index) => index !== account && index !== dev).join('\n');
  const commands = SUBSTITUTIONS.reduce((text, [written, done]) => text.replace(written, done(folder)), others)
    .split('\n')
    .map((line) => {
      const [, code] = SAYS_SO.find(([command]) => command.test(line)) ?? [];
      return code === undefined ? line : `${line} || [ $? -eq ${code} ]`;
    });
  writeFileSync(join(folder, 'environment'), environment);
  const script = `set -ex -o pipefail\n. ${join(folder, 'environment')}\n${commands.join('\n')}`;
  const { code, out } = await run(script, folder);
  expect({ code, out: code === 0 ? '' : out }).toEqual({ code: 0, out: '' });

  // What was said on the way, in the order of the section.
  for (const said of [
    'missing role torii-dns-recorder',
    'missing service-linked role AliyunServiceRoleForEventBridgeSendToFC',
    'made            role torii-dns-recorder',
    'made            service-linked role AliyunServiceRoleForEventBridgeSendToFC',
    'made            mark of master key k1',
    'Keep this token',
    'is as declared',
    'as it should be master key k1',
  ]) {
    expect(out).toContain(said);
  }
  expect(out).toContain(`${join(folder, 'torii.ndjson')}: `);

  const keys = join(folder, '.torii', '1234567890123456.sh');
  expect(statSync(keys).mode & 0o777).toBe(0o600);
  const kept = readFileSync(keys, 'utf8');
  const [, token = 'no token'] = /TORII_API_KEY=(torii_\w{12}_\S+)/.exec(kept) ?? [];
  const [, masterKey = 'no key'] = /TORII_MASTER_KEYS=k1:(\S+)/.exec(kept) ?? [];
  const exported = readFileSync(join(folder, 'torii.ndjson'), 'utf8');
  for (const secret of [token.split('_')[2] ?? 'no secret', masterKey]) expect(exported).not.toContain(secret);
});

test('nothing is deployed, and no key is kept, where init leaves something to do', { timeout: MINUTES }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'torii-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const line = blocks().find((block) => block.startsWith('token='));
  const stands = `npm() { echo left >&2; return 3; }\nnpx() { echo deployed; }\nkeys=${join(folder, 'keys')}\n`;
  expect(await run(`${stands}${line}`, folder)).toEqual({ code: 3, out: 'left\n' });
  expect(readdirSync(folder)).toEqual([]);
});
