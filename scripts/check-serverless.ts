// Whether s.yaml says what it means: nothing misspelt at any level (our own reader, with the place), what Serverless Devs
// itself verifies against a closed schema, and no expression left over. Offline, with whatever TORII_* is set.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseServerlessYaml } from '../local/runtime/serverless-yaml.ts';
import { runServerlessDevs } from '../local/serverless-devs/run-serverless-devs.ts';

const serverlessYaml = resolve(process.argv[2] ?? 's.yaml');
const ACCOUNT = { AccountID: '1234567890123456', AccessKeyID: 'none', AccessKeySecret: 'none' };
/** Not among what `s` may print. */
const SECRET = 'TORII_MASTER_KEYS';

async function check(): Promise<string[]> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (name.startsWith('TORII_') && value ? [[name, value]] : [])),
  );
  const functions = parseServerlessYaml(await readFile(serverlessYaml, 'utf8'), {
    directory: resolve(serverlessYaml, '..'),
    env,
    accountId: ACCOUNT.AccountID,
  });
  const { [SECRET]: _secret, ...shown } = env;
  const run = (command: string) =>
    runServerlessDevs({ serverlessYaml, args: [command], env: { ...ACCOUNT, ...shown } });
  await run('verify');
  // It shows `access` as it is written, and resolves it where it is used.
  const preview = (await run('preview')).replaceAll(/^\s*access:.*$/gm, '');
  const [left] = /\$\{[^}]*\}/.exec(preview) ?? [];
  if (left) throw new Error(`${serverlessYaml}: ${left} is left as it is`);
  return functions.map(({ name }) => name);
}

try {
  const names = await check();
  console.log(`${names.length} functions, nothing misspelt: ${names.join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
