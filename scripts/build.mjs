// Bundles each function to dist/<function>/index.js, the folder that s.yaml deploys.
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

export async function buildFunctions() {
  const names = readdirSync(`${root}functions`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  await Promise.all(
    names.map(async (name) => {
      await rm(`${root}dist/${name}`, { recursive: true, force: true });
      await build({
        entryPoints: [`${root}functions/${name}/handler.ts`],
        outfile: `${root}dist/${name}/index.js`,
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        minifySyntax: true,
        minifyWhitespace: true,
        logLevel: 'warning',
      });
    }),
  );
  return names;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = await buildFunctions();
  console.log(`built ${names.length} functions: ${names.map((name) => `dist/${name}`).join(', ')}`);
}
