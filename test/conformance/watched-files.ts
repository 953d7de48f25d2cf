import { readdirSync } from 'node:fs';

/** The test files whose calls count as met: whatever is about the local cloud, and nothing that only uses it. */
export const WATCHED_FILES: readonly string[] = [
  ...filesIn('test/conformance', /\.test\.ts$/),
  ...filesIn('test/contract', /^(local-cloud-.*|official-sdks|.*client.*)\.test\.ts$/),
];

function filesIn(folder: string, named: RegExp): string[] {
  return readdirSync(folder)
    .filter((name) => named.test(name))
    .map((name) => `${folder}/${name}`);
}
