import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FunctionsSnapshot, snapshotOf } from '../cloud/fc/snapshot.ts';
import { startLocalCloud } from '../cloud/start.ts';
import { deployWithServerlessDevs } from '../serverless-devs/deploy.ts';
import { REGION } from './house.ts';

/**
 * The functions as the real command line deploys them, which takes some five seconds: done once for each way to deploy, and
 * kept beside the bundles for whoever opens the next house.
 *
 * @param env what `${env('X')}` in s.yaml sees. Values of the functions' own variables are replaced where the snapshot is
 *   put to use; all others make another deployment.
 */
export async function deployedFunctions(
  serverlessYaml: string,
  accountId: string | undefined,
  env: Readonly<Record<string, string>>,
): Promise<FunctionsSnapshot> {
  const path = resolve(serverlessYaml);
  const key = keyOf(path, accountId, env);
  const snapshot = known.get(key) ?? (await stored(path, key)) ?? deployAnew(path, key, accountId, env);
  known.set(key, Promise.resolve(snapshot));
  return snapshot;
}

const known = new Map<string, Promise<FunctionsSnapshot>>();

async function stored(path: string, key: string): Promise<FunctionsSnapshot | undefined> {
  const file = fileOf(path, key);
  return existsSync(file) ? fromText(readFileSync(file, 'utf8')) : undefined;
}

async function deployAnew(
  path: string,
  key: string,
  accountId: string | undefined,
  env: Readonly<Record<string, string>>,
): Promise<FunctionsSnapshot> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, ...(accountId !== undefined && { accountId }) });
  try {
    await deployWithServerlessDevs({ cloud, serverlessYaml: path, env });
    const snapshot = snapshotOf(cloud.fc);
    const file = fileOf(path, key);
    mkdirSync(dirname(file), { recursive: true });
    forgetOthers(dirname(file), key);
    // Another process may be at it, too: whoever comes second puts the same there.
    writeFileSync(`${file}.${process.pid}`, toText(snapshot));
    renameSync(`${file}.${process.pid}`, file);
    return snapshot;
  } finally {
    await cloud.close();
  }
}

/** Differs with what is deployed, and with all that is not a mere value of a function's environment. */
function keyOf(path: string, accountId = '', env: Readonly<Record<string, string>>): string {
  const text = readFileSync(path, 'utf8');
  const bundles = [...text.matchAll(/^\s+code: (\S+)/gm)].map(([, folder = '']) =>
    readFileSync(join(dirname(path), folder, 'index.js')),
  );
  const shaping = Object.entries(env).filter(([name]) => name === 'TORII_HTTP_AUTH' || !isVariable(text, name));
  const way = JSON.stringify([accountId, Object.keys(env).sort(), shaping.sort()]);
  return `${digest([text, ...bundles])}-${digest([way])}`;
}

function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}

/** What was deployed from bundles of another day. */
function forgetOthers(folder: string, key: string): void {
  const [bundles = ''] = key.split('-');
  for (const name of readdirSync(folder)) if (!name.startsWith(bundles)) rmSync(join(folder, name), { force: true });
}

/** Whether s.yaml hands it to the functions as it is. */
function isVariable(serverlessYaml: string, name: string): boolean {
  return serverlessYaml.includes(`${name}: \${env('${name}',`);
}

function fileOf(path: string, key: string): string {
  return join(dirname(path), 'dist', '.deployed', `${key}.json`);
}

function toText(snapshot: FunctionsSnapshot): string {
  const functions = snapshot.functions.map((one) => ({
    ...one,
    code: { ...one.code, zip: one.code.zip.toString('base64') },
  }));
  return JSON.stringify({ functions });
}

function fromText(text: string): FunctionsSnapshot {
  const { functions } = JSON.parse(text) as {
    functions: (FunctionsSnapshot['functions'][number] & { code: { zip: unknown } })[];
  };
  return {
    functions: functions.map((one) => ({
      ...one,
      code: { ...one.code, zip: Buffer.from(String(one.code.zip), 'base64') },
    })),
  };
}
