import { relative } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { stopWatching, watch } from './seen-answers.ts';
import { WATCHED_FILES } from './watched-files.ts';

// A worker runs this again for each of its test files, and loads once what it imports: whoever subscribed here would be one
// more for each file.
const directory = process.env.TORII_CONFORMANCE;

// biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures here, and takes nothing else
beforeAll(({}, { file }) => {
  if (WATCHED_FILES.includes(relative(process.cwd(), file.filepath))) watch();
});

// biome-ignore lint/correctness/noEmptyPattern: the same
afterAll(({}, { file }) => {
  const path = relative(process.cwd(), file.filepath);
  if (directory && WATCHED_FILES.includes(path)) stopWatching(directory, path);
});
