import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line of Serverless Devs ended in an error. What it printed is the message. */
export class ServerlessDevsFailed extends Error {
  readonly code = 'ServerlessDevsFailed';
  readonly retryable = false;
  readonly exitCode: number | null;

  constructor(args: readonly string[], exitCode: number | null, output: string) {
    super(`s ${args.join(' ')} ended with ${exitCode}:\n${output}`);
    this.name = 'ServerlessDevsFailed';
    this.exitCode = exitCode;
  }
}

export interface ServerlessDevsRun {
  /** Path of the s.yaml. */
  readonly serverlessYaml: string;
  readonly args: readonly string[];
  /** Over the environment of this process, of which only the PATH and what names temporary folders is passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Of Serverless Devs' own folder, relative to `serverless_devs_config_home`. */
const COMPONENTS = '.s/components/devsapp.cn/v3';

/** A folder beside this file, also from a bundle that runs elsewhere below the project's root. */
function own(folder: 'fc3' | 'fc3-domain'): string {
  for (let root = dirname(fileURLToPath(import.meta.url)); ; root = dirname(root)) {
    const found = join(root, 'local', 'serverless-devs', folder);
    if (existsSync(found)) return found;
    if (root === dirname(root)) throw new Error(`local/serverless-devs/${folder} is not above ${import.meta.url}`);
  }
}

/**
 * Runs the real `s`, offline: the component fc3 is our own stand-in, and its home a fresh folder, so that it finds no
 * credentials but those given and starts nothing in the background (`NODE_ENV=test`: no update checks, no telemetry).
 *
 * @returns what it printed
 * @throws ServerlessDevsFailed
 */
export async function runServerlessDevs({ serverlessYaml, args, env = {} }: ServerlessDevsRun): Promise<string> {
  const { home, env: offline } = serverlessDevsHome();
  try {
    return await run([...args, '-t', serverlessYaml], dirname(serverlessYaml), {
      ...inherited(),
      ...offline,
      ...env,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A folder in which `s` finds all that it would download, and what it has to be told to use it. Whoever makes it removes it. */
export function serverlessDevsHome(): { home: string; env: Record<string, string> } {
  const home = mkdtempSync(join(tmpdir(), 'torii-serverless-devs-'));
  layOutHome(home);
  return { home, env: { ...OFFLINE, serverless_devs_config_home: home, FC3_COMPONENT: own('fc3') } };
}

/** No update checks, no telemetry, no colours and spinners. */
const OFFLINE = { NODE_ENV: 'test', CI: 'true', NO_COLOR: '1' };

/** `s deploy` loads fc3-domain by name: a lock far in the future keeps it from being looked for. */
function layOutHome(home: string): void {
  const domain = join(home, COMPONENTS, 'fc3-domain');
  mkdirSync(domain, { recursive: true });
  cpSync(own('fc3-domain'), domain, { recursive: true });
  writeFileSync(join(domain, '.s.lock'), JSON.stringify({ version: '0.0.1', lastUpdateCheck: 99999999999999 }));
  writeFileSync(join(home, '.s', 'set-config.yml'), 'analysis: disable\n');
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

function run(args: readonly string[], cwd: string, env: Record<string, string>): Promise<string> {
  const cli = createRequire(import.meta.url).resolve('@serverless-devs/s/bin/s');
  return new Promise((resolve, reject) => {
    // No stdin: whatever asks a question must not wait for an answer.
    const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (exitCode) => {
      if (exitCode === 0) resolve(output);
      else reject(new ServerlessDevsFailed(args, exitCode, output));
    });
  });
}
