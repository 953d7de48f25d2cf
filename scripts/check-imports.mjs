// Checks who imports whom (.dependency-cruiser.cjs). Fails too when fewer modules were read than there are source files:
// a checker that reads nothing finds nothing.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const FOLDERS = ['cli', 'functions', 'shared', 'operator', 'local', 'test'];

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`),
);
const { output } = await cruise(FOLDERS, { ...options, ruleSet: { forbidden }, validate: true }, undefined, {
  tsConfig: extractTSConfig('tsconfig.json'),
});

const read = new Set(output.modules.map(({ source }) => source));
const unread = sources.filter((source) => !read.has(source));
for (const source of unread) console.error(`not read: ${source}`);
for (const { rule, from, to } of output.summary.violations) console.error(`${rule.name}: ${from} → ${to}`);

const failed = unread.length + output.summary.violations.length;
console.log(`${sources.length} source files read, ${output.summary.violations.length} forbidden imports`);
process.exitCode = failed > 0 || sources.length === 0 ? 1 : 0;
