// Bundles one function as CommonJS files: index.js and the files it requires. What the code imports with `import()` is in
// files of its own, so that an instance that never needs it does not read it either.
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { deferredIn, deferredPackages } from './deferred-packages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const NOTHING = `${root}scripts/nothing.cjs`;

/** How a function is bundled, but for its format. */
export const functionBundle = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // What @alicloud/fc2 uploads code and opens shells with is nine tenths of it, and nobody does either here.
  alias: { 'ali-oss': NOTHING, axios: NOTHING, ws: NOTHING, debug: `${root}scripts/no-debug.cjs` },
  // Names stay: stack traces are read by people.
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: 'warning',
};

/**
 * esbuild splits ES modules only, and the built-in runtime loads CommonJS: so it splits first, and each file is rewritten
 * after that. Every module is in one file, so none is ever evaluated twice.
 */
export async function bundleFunction({ entry, folder, plugins = [] }) {
  const { outputFiles, metafile } = await build({
    ...functionBundle,
    entryPoints: { index: entry },
    outdir: folder,
    absWorkingDir: root,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    splitting: true,
    write: false,
    metafile: true,
    plugins: [deferredPackages, ...plugins],
  });
  await mkdir(folder, { recursive: true });
  const files = {};
  // What requires others comes after them, and nothing goes before all are there: somebody may be running what was built before.
  for (const { path, text } of outputFiles.toSorted(entryLast)) {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // `import('./x.js')` becomes a later `require('./x.js')`.
      supported: { 'dynamic-import': false },
      minifySyntax: true,
      minifyWhitespace: true,
    });
    await replaceFile(path, code);
    files[basename(path)] = describe(code, metafile.outputs[relative(root, path).replaceAll(sep, '/')]);
  }
  for (const name of deferredIn(metafile)) {
    const outfile = join(folder, `${name}.js`);
    const alone = await build({
      ...functionBundle,
      ...{ entryPoints: [name], outfile, absWorkingDir: root, format: 'cjs', metafile: true },
    });
    const output = alone.metafile.outputs[relative(root, outfile).replaceAll(sep, '/')];
    files[`${name}.js`] = { ...describe('', output), bytes: output.bytes };
  }
  for (const name of await readdir(folder)) if (!files[name]) await rm(join(folder, name), { recursive: true });
  return files;
}

function entryLast(one, other) {
  return Number(basename(one.path) === 'index.js') - Number(basename(other.path) === 'index.js');
}

/** In one step: nobody reads half of it. It grows beside the folder, all of which is deployed. */
async function replaceFile(path, text) {
  const unfinished = `${dirname(path)}.${basename(path)}-${process.pid}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

/** The files that every start of a deployed function loads. */
export function loadedAtStart(files) {
  const loaded = new Set();
  const load = (name) => {
    if (loaded.has(name)) return;
    loaded.add(name);
    for (const required of files[name].requires) load(required);
  };
  load('index.js');
  for (const [name, { entryPoint }] of Object.entries(files)) if (entryPoint === DEPLOYED_ONLY) load(name);
  return [...loaded].map((name) => files[name]);
}

/** Of what is loaded later, this one always is, but on a laptop. */
const DEPLOYED_ONLY = 'shared/engine/deployed-deps.ts';

function describe(code, { inputs, imports, entryPoint }) {
  const to = (kind) => imports.filter((one) => one.kind === kind && !one.external).map(({ path }) => basename(path));
  return {
    bytes: Buffer.byteLength(code),
    modules: Object.fromEntries(Object.entries(inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput])),
    entryPoint,
    requires: to('import-statement'),
    later: to('dynamic-import'),
  };
}
