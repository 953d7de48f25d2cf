// Writes operator/policies/used-actions.ts from what the functions' code can come to call, and docs/ram from that; with
// --check fails when any of them is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { FUNCTION_RESOURCES } from '../operator/policies/function-resource.ts';
import { policyText, readmeText, usedActionsText } from './policies/texts.ts';
import { readUsedActions } from './policies/used-actions.ts';

const used = readUsedActions(`${process.cwd()}/`);
const files: [path: string, text: string][] = [
  ['operator/policies/used-actions.ts', usedActionsText(used)],
  ...FUNCTION_RESOURCES.map((resource): [string, string] => [`docs/ram/${resource}.json`, policyText(resource, used)]),
  ['docs/ram/README.md', readmeText(used)],
];

await mkdir('docs/ram', { recursive: true });
for (const [path, text] of files) {
  if (!process.argv.includes('--check')) await writeFile(path, text);
  else if ((await readFile(path, 'utf8').catch(() => '')) !== text) {
    console.error(`${path} is stale: run npm run write:policies`);
    process.exitCode = 1;
  }
}
