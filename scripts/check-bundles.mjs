// Holds each function to its budget (bundle-budgets.json): bytes and modules that a start loads, and bytes that are deployed.
// Says what grew since the parts were written down: `npm run check:bundles -- --write` does that, and leaves budgets alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleFunction, loadedAtStart } from './bundle-function.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const BUDGETS = 'scripts/bundle-budgets.json';

const budgets = JSON.parse(readFileSync(BUDGETS, 'utf8'));
const names = readdirSync('functions');
for (const name of names) {
  const files = await bundleFunction({ entry: `functions/${name}/handler.ts`, folder: `dist/.check/${name}` });
  const measured = measure(files);
  const { budget, parts = {} } = budgets[name] ?? {};
  const broken = budget ? Object.keys(budget).filter((what) => !(measured[what] <= budget[what])) : ['it has none'];
  console.log(`${broken.length > 0 ? 'over its budget' : 'within its budget'}: ${name} ${spell(measured, budget)}`);
  if (broken.length > 0) {
    process.exitCode = 1;
    for (const line of growthOf(measured.parts, parts)) console.error(`  ${line}`);
  }
  budgets[name] = { budget, parts: measured.parts };
}
if (process.argv.includes('--write')) writeFileSync(BUDGETS, `${JSON.stringify(budgets, null, 2)}\n`);

function measure(files) {
  const loaded = loadedAtStart(files);
  const modules = loaded.flatMap((file) => Object.entries(file.modules));
  const parts = {};
  for (const [path, bytes] of modules) parts[partOf(path)] = (parts[partOf(path)] ?? 0) + bytes;
  return {
    bytes: sum(loaded.map(({ bytes }) => bytes)),
    modules: modules.length,
    deployedBytes: sum(Object.values(files).map(({ bytes }) => bytes)),
    parts: Object.fromEntries(Object.entries(parts).sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** A package, or a folder of ours. */
function partOf(path) {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  return name ?? path.split('/').slice(0, 2).join('/');
}

function growthOf(now, before) {
  return Object.entries(now)
    .map(([part, bytes]) => ({ part, grown: bytes - (before[part] ?? 0), isNew: before[part] === undefined }))
    .filter(({ grown }) => grown > 0)
    .sort((one, other) => other.grown - one.grown)
    .map(({ part, grown, isNew }) => `${part} ${isNew ? 'is new' : 'grew'}: ${grown} bytes more`);
}

function spell(measured, budget = {}) {
  return Object.entries(budget)
    .map(([what, limit]) => `${what} ${measured[what]} of ${limit}`)
    .join(', ');
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
