// Takes the checks of the rules away, one at a time, and fails unless for each of them a test of that rule fails. One
// vitest process runs all: each mutant is a copy of the rules in a folder of its own, bundled with the tests that name its
// rule, because vitest would transform each of a hundred modules of each mutant, on one core.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { MUTANTS } from './mutants/all.ts';
import type { Mutant } from './mutants/mutant.ts';
import { readRulesTable } from './rules-table.ts';

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

/** One for each of two cores: left alone, vitest keeps one core for itself. */
const WORKERS = 2;
/** A mutant that never ends is no reason to wait for ever. */
const LIMIT_MS = 900_000;
/** In the folder of each mutant. */
const BUNDLED = 'bundled';
const table = readRulesTable();
await refuseLost();
const root = await mkdtemp(join(tmpdir(), 'torii-mutants-'));
try {
  const folders = await Promise.all(MUTANTS.map((mutant, index) => plant(mutant, `${index}`)));
  const all = [...new Set(MUTANTS.flatMap(({ rule }) => quickTestsOf(rule)))];
  await copy('unchanged', all);
  await bundle('unchanged', all);
  process.exitCode = judge(folders, await runTests()) ? 0 : 1;
} finally {
  await rm(root, { recursive: true, force: true });
}

/** Scenarios run the whole house, which takes longer than a mutant is worth. */
function quickTestsOf(rule: string): string[] {
  return table.testsOf(rule).filter((file) => file.startsWith('test/rules/'));
}

/** All that find their place not once are told together, before anything is copied. */
async function refuseLost(): Promise<void> {
  const found = await Promise.all(
    MUTANTS.map(async ({ rule, file, find }) => {
      const places = (await readFile(file, 'utf8')).split(find).length - 1;
      return places === 1 ? [] : [`the mutant of ${rule} finds its place ${places} times in ${file}: ${find}`];
    }),
  );
  if (found.flat().length > 0) throw new Error(found.flat().join('\n'));
}

async function plant({ rule, file, find, replace }: Mutant, folder: string): Promise<string> {
  const tests = quickTestsOf(rule);
  await copy(folder, tests);
  const path = join(root, folder, file);
  const source = await readFile(path, 'utf8');
  await writeFile(
    path,
    source.replace(find, () => replace),
  );
  await bundle(folder, tests);
  return folder;
}

async function bundle(folder: string, tests: string[]): Promise<void> {
  await build({
    ...{ absWorkingDir: join(root, folder), entryPoints: tests, outdir: BUNDLED, outbase: '.' },
    ...{ bundle: true, splitting: true, packages: 'external' },
    ...{ platform: 'node', target: 'node20', format: 'esm', outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
  });
}

/** The rules, the given tests, and what the tests are made from. */
async function copy(folder: string, tests: string[]): Promise<void> {
  const to = join(root, folder);
  await cp('shared/domain-rules', join(to, 'shared/domain-rules'), { recursive: true });
  await cp('test/rules', join(to, 'test/rules'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts') || tests.includes(path),
  });
}

async function runTests(): Promise<Report> {
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  await cp('tsconfig.json', join(root, 'tsconfig.json'));
  await cp('examples', join(root, 'examples'), { recursive: true });
  // Each mutant's modules have paths of their own, so that they need no isolation. What tests share is Node's to load.
  const include = [`*/${BUNDLED}/**/*.test.mjs`];
  const server = { deps: { external: [`/${BUNDLED}/chunk-`] } };
  const config = { test: { include, server, isolate: false, pool: 'threads', maxWorkers: WORKERS } };
  await writeFile(join(root, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};\n`);
  const report = join(root, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--root', root, '--reporter', 'json', '--outputFile', report];
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', reject);
    child.on('close', () => resolve());
  });
  try {
    return JSON.parse(await readFile(report, 'utf8'));
  } catch {
    throw new Error(`vitest wrote no report:\n${said}`);
  }
}

/** Prints the table. @returns whether every mutant was noticed, and the unchanged rules pass */
function judge(folders: string[], { testResults }: Report): boolean {
  const filesOf = (folder: string) => testResults.filter(({ name }) => relative(root, name).split('/')[0] === folder);
  const problems = filesOf('unchanged')
    .filter(({ status }) => status !== 'passed')
    .map(({ name }) => `${basename(name)} fails without any mutant`);
  if (filesOf('unchanged').length === 0) problems.push('no test was run');
  problems.push(
    ...table.rules.flatMap(({ rule, checks = [] }) =>
      checks
        .filter((check) => !MUTANTS.some((mutant) => mutant.rule === rule && check.startsWith(`${mutant.file}#`)))
        .map((check) => `${rule} is said to be checked in ${check}, and no mutant takes that away`),
    ),
  );

  for (const [index, { rule, allows }] of MUTANTS.entries()) {
    const files = filesOf(folders[index] ?? '');
    const failed = files.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed'),
    );
    const unloaded = files.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    const noticed = failed.find(({ fullName }) => fullName.includes(rule)) ?? failed[0];
    console.log(`${rule}  as if ${allows}: ${noticed ? `noticed by "${noticed.fullName}"` : 'SURVIVES'}`);
    if (unloaded.length > 0) problems.push(`the mutant of ${rule} does not load: ${unloaded[0]?.message}`);
    else if (failed.length === 0) problems.push(`no test of ${rule} notices what it would be as if ${allows}`);
  }
  for (const problem of problems) console.error(problem);
  console.log(
    `${MUTANTS.length} mutants of ${new Set(MUTANTS.map(({ rule }) => rule)).size} rules, ${problems.length} problems`,
  );
  return problems.length === 0;
}
