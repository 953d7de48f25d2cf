// Bundles each function to dist/<function>, the folder that s.yaml deploys, and the command line to
// dist/cli/torii.mjs.
import { readdirSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleFunction } from './bundle-function.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildFunctions() {
  const names = readdirSync(`${root}functions`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  await Promise.all(
    names.map((name) => bundleFunction({ entry: `functions/${name}/handler.ts`, folder: `${root}dist/${name}` })),
  );
  return names;
}

export async function buildCli() {
  const outfile = `${root}dist/cli/torii.mjs`;
  await build({
    entryPoints: [`${root}cli/main.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // commander is CommonJS and requires Node's own modules.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  await chmod(outfile, 0o755);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [names] = await Promise.all([buildFunctions(), buildCli()]);
  console.log(`built ${names.length} functions: ${names.map((name) => `dist/${name}`).join(', ')}`);
  console.log('built the command line: dist/cli/torii.mjs');
}
