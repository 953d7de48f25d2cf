import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { LocalCloud } from '../../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../../local/cloud/start.ts';

const run = promisify(execFile);

/** Tools that others wrote, as npm has them; whole, or by themselves where all that they depend on would be too much. */
const INSTALLED = [
  '@midwayjs/tablestore@4.2.3',
  '@midwayjs/core@4.0.0',
  '@certd/basic@1.37.1',
  '@alicloud/pop-core@1.8.0',
  'ali-oss@6.23.0',
  'lodash-es@4.17.21',
  'dayjs@1.11.19',
];
const UNPACKED = ['@certd/plugin-aliyun@0.3.1', '@certd/plugin-lib@1.37.1'];

/** Base class that the plug-in of certd extends, of a package that npm does not have any more. */
const CERTD_API = `export class AbstractDnsProvider {
  constructor({ accessProviders, logger }) {
    this.accessProviders = accessProviders;
    this.logger = logger;
  }
  getAccessProvider(provider) {
    return typeof provider === 'string' ? this.accessProviders[provider] : provider;
  }
}
`;

/** Installs the tools outside of this repository. @returns the folder */
export async function installTools(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-tools-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const npm = (...args: string[]) => run('npm', args, { cwd: folder });
  await npm('install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=optional', ...INSTALLED);
  await npm('pack', '--silent', ...UNPACKED);
  for (const archive of readdirSync(folder).filter((name) => name.endsWith('.tgz'))) {
    const name = archive.replace(/^certd-(.*)-\d[\d.]*\.tgz$/, '$1');
    const target = join(folder, 'node_modules/@certd', name);
    mkdirSync(target, { recursive: true });
    await run('tar', ['xzf', archive, '--strip-components=1', '-C', target], { cwd: folder });
  }
  const api = join(folder, 'node_modules/@certd/api');
  mkdirSync(api, { recursive: true });
  writeFileSync(join(api, 'package.json'), JSON.stringify({ name: '@certd/api', type: 'module', main: 'index.js' }));
  writeFileSync(join(api, 'index.js'), CERTD_API);
  return folder;
}

export function removeTools(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A cloud with what the tools need, and a way to run them that no tool notices. Ends with the test. */
export async function toolsCloud(folder: string) {
  const cloud = await startLocalCloud({ delayScale: 0 });
  const own = mkdtempSync(join(folder, 'run-'));
  onTestFinished(async () => {
    rmSync(own, { recursive: true, force: true });
    await cloud.close();
  });
  const root = join(own, 'root.pem');
  writeFileSync(root, cloud.ca.rootPem);
  const proxied = join(own, 'proxychains.conf');
  writeFileSync(proxied, proxychains(new URL(cloud.endpoint).port));
  cpSync(join(folder, 'package.json'), join(own, 'package.json'));
  const env = { ...process.env, ...keysOf(cloud), NODE_EXTRA_CA_CERTS: root };

  return {
    cloud,
    own,
    root,
    /** A program that uses a tool as its own users do; every connection of it goes to the cloud. */
    async node(program: string, environment: Record<string, string> = {}): Promise<string> {
      const file = join(own, 'program.mjs');
      writeFileSync(file, program);
      const args = ['-q', '-f', proxied, process.execPath, file];
      const { stdout } = await run('proxychains4', args, { env: { ...env, ...environment } });
      return stdout.trim();
    },
    async command(name: string, args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
      const { stdout, stderr } = await run(name, args, { env: { ...env, ...environment }, cwd: own });
      return stdout + stderr;
    },
  };
}

/** @throws Error where a program is not installed: these tests do not pass by being skipped */
export function demand(...programs: string[]): void {
  const paths = (process.env.PATH ?? '').split(':');
  const missing = programs.filter((program) => !paths.some((path) => existsSync(join(path, program))));
  if (missing.length > 0)
    throw new Error(`not installed: ${missing.join(', ')} (Debian: apt-get install ${missing.join(' ')})`);
}

function keysOf({ account, endpoint }: LocalCloud) {
  return { KEY: account.accessKeyId, SECRET: account.accessKeySecret, ENDPOINT: endpoint };
}

function proxychains(port: string): string {
  const lines = ['strict_chain', 'proxy_dns', 'remote_dns_subnet 224', '[ProxyList]', `http 127.0.0.1 ${port}`];
  return `${lines.join('\n')}\n`;
}
