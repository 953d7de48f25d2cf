/**
 * Runs everything that calls the local cloud, and compares what left its front door with its tables: an action that no
 * test had answered, a field that no answer held, an error that no call met fails it. So does an action that the product's
 * official SDK has as well, when that SDK, unmodified, never had it answered.
 *
 *   npm run conformance -- [--product alidns] [--list] [--json] [--seen FOLDER] [-- FILES …]
 *
 * With --seen, what an earlier run saw counts, and the files it ran are not run again: `TORII_CONFORMANCE=FOLDER npm test`.
 */
import { type StdioOptions, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PRODUCT_TABLES, PROTOCOL_TABLES } from '../local/cloud/products.ts';
import { leavesOf, parametersOf } from '../test/conformance/entries.ts';
import { sharedActions } from '../test/conformance/official-clients.ts';
import type { Seen } from '../test/conformance/seen-answers.ts';

const { values, positionals } = parseArgs({
  options: {
    product: { type: 'string' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    seen: { type: 'string' },
  },
  allowPositionals: true,
});
const products = [...PRODUCT_TABLES, ...PROTOCOL_TABLES].filter(
  ({ name }) => values.product === undefined || name === values.product,
);
if (products.length === 0) throw new Error(`no product is named ${values.product}`);

const directory = mkdtempSync(join(tmpdir(), 'torii-conformance-'));
try {
  const stdio: StdioOptions = values.json ? ['ignore', 'ignore', 'inherit'] : 'inherit';
  if (values.seen !== undefined) cpSync(values.seen, directory, { recursive: true });
  const already = [...gather().files].flatMap((file) => ['--exclude', file]);
  const vitest = ['vitest', 'run', '--config', 'vitest.conformance.config.ts', ...already, ...positionals];
  const { status } = spawnSync('npx', vitest, { stdio, env: { ...process.env, TORII_CONFORMANCE: directory } });
  process.exitCode = report(gather(), status === 0);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function gather(): Record<keyof Seen, Set<string>> {
  const parts = readdirSync(directory).map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as Seen);
  const all = (kind: keyof Seen) => new Set(parts.flatMap((part) => part[kind]));
  return {
    files: all('files'),
    actions: all('actions'),
    fields: all('fields'),
    errors: all('errors'),
    official: all('official'),
    wrong: all('wrong'),
  };
}

function report(seen: Record<keyof Seen, Set<string>>, testsPassed: boolean): number {
  const listed = { actions: [] as string[], fields: [] as string[], errors: [] as string[] };
  let inferred = 0;
  for (const { name, actions, errors } of products) {
    for (const action of actions) {
      const key = `${name}/${action.name}`;
      const leaves = leavesOf(action.response);
      listed.actions.push(key);
      listed.fields.push(...leaves.map(({ path }) => `${key} ${path}`));
      listed.errors.push(...action.errors.map((code) => `${key} ${code}`));
      inferred += leaves.filter(({ type }) => type.endsWith('(inferred)')).length;
      inferred += parametersOf(action.parameters).filter(({ parameter }) => parameter.source === 'inferred').length;
    }
    inferred += Object.values(errors).filter(({ source }) => source === 'inferred').length;
  }
  const missing = (kind: keyof typeof listed) => listed[kind].filter((key) => !seen[kind].has(key));
  const wrong = [...seen.wrong].filter((key) => products.some(({ name }) => key.startsWith(`${name}/`)));
  const shared = sharedActions(products);
  const notByOfficial = shared.filter(
    ({ product, action, family }) => !seen.official.has(`${product}/${action} ${family}`),
  );
  const gaps = [...missing('actions'), ...missing('fields'), ...missing('errors'), ...notByOfficial];
  if (values.list || !values.json) {
    for (const key of missing('actions')) console.error(`no test has it answered: ${key}`);
    for (const key of missing('fields')) console.error(`no answer holds it: ${key}`);
    for (const key of missing('errors')) console.error(`no call meets it: ${key}`);
    for (const { product, action, sdk } of notByOfficial)
      console.error(`its official SDK never had it answered: ${product}/${action} (${sdk})`);
  }
  for (const key of wrong) console.error(`not as the table says: ${key}`);
  const covered = (kind: keyof typeof listed) => listed[kind].length - missing(kind).length;
  console.log(JSON.stringify({ official: { shared: shared.length, answered: shared.length - notByOfficial.length } }));
  console.log(
    JSON.stringify({
      actions: { listed: listed.actions.length, covered: covered('actions') },
      fields: { documented: listed.fields.length, returned: covered('fields') },
      errors: { documented: listed.errors.length, produced: covered('errors') },
      inferred,
    }),
  );
  if (!testsPassed) console.error('tests failed: what they saw does not count');
  return testsPassed && gaps.length === 0 && wrong.length === 0 ? 0 : 1;
}
