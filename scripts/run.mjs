// Runs a TypeScript program of this repository: `node scripts/run.mjs local/demo/main.ts --json`.
// The functions are bundled first, so that what runs is what would be deployed; the cloud by itself has none, and with
// TORII_BUILT=1 they are as this checkout has them.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildFunctions } from './build.mjs';

const [entry, ...args] = process.argv.slice(2);
if (!entry) throw new Error('usage: node scripts/run.mjs FILE.ts [ARGUMENT ...]');

const root = fileURLToPath(new URL('..', import.meta.url));
const name = entry.replaceAll(/[^a-z0-9]+/gi, '-');
const outfile = `${root}dist/.run/${name}.mjs`;
await mkdir(`${root}dist/.run`, { recursive: true });
const hasFunctions = /^(local\/(?!cloud\/)|test\/)/.test(entry);
if (hasFunctions && process.env.TORII_BUILT !== '1') await buildFunctions();
await build({
  entryPoints: [resolve(root, entry)],
  outdir: `${root}dist/.run`,
  entryNames: name,
  // Files of its own: another program may be starting at the same time.
  chunkNames: `${name}-[hash]`,
  outExtension: { '.js': '.mjs' },
  // What is loaded later by the program is loaded later here too, packages and all.
  splitting: true,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0] ?? 'node', outfile, ...args];
await import(pathToFileURL(outfile).href);
