// Writes docs/torii-v1.schema.json, or with --check fails when it is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { declarationJsonSchema } from '../shared/domain-rules/declaration.ts';

const path = 'docs/torii-v1.schema.json';
// Lists of words stand on one line, as the formatter wants them.
const wanted = `${JSON.stringify(declarationJsonSchema(), null, 2)}\n`.replaceAll(
  /\[\s+([^[\]{}]*?)\s+\]/g,
  (_, words: string) => `[${words.replaceAll(/,\s+/g, ', ')}]`,
);

if (process.argv.includes('--check')) {
  const found = await readFile(path, 'utf8').catch(() => '');
  if (found !== wanted) {
    console.error(`${path} is stale: run node scripts/run.mjs scripts/write-schema.ts`);
    process.exitCode = 1;
  }
} else {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, wanted);
}
