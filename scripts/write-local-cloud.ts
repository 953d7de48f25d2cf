// Writes docs/local-cloud.md, docs/local-cloud-controls.md and docs/local-cloud/, or with --check fails where one of them is stale.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { PRODUCT_TABLES, PROTOCOL_TABLES } from '../local/cloud/products.ts';
import { controlsPage } from './local-cloud-docs/controls-page.ts';
import { fileOf, indexPage, productPage } from './local-cloud-docs/texts.ts';

const FOLDER = 'docs/local-cloud';
const tables = [...PRODUCT_TABLES, ...PROTOCOL_TABLES];
const wanted = new Map([
  ['docs/local-cloud.md', indexPage(PRODUCT_TABLES, PROTOCOL_TABLES)],
  ['docs/local-cloud-controls.md', controlsPage()],
  ...tables.map((product) => [`${FOLDER}/${fileOf(product)}`, productPage(product)] as const),
]);

await mkdir(FOLDER, { recursive: true });
const surplus = (await readdir(FOLDER)).map((file) => `${FOLDER}/${file}`).filter((path) => !wanted.has(path));
if (process.argv.includes('--check')) {
  const stale: string[] = [...surplus];
  for (const [path, text] of wanted) if ((await readFile(path, 'utf8').catch(() => '')) !== text) stale.push(path);
  for (const path of stale) console.error(`${path} is stale: run npm run write:local-cloud`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const path of surplus) await rm(path);
  for (const [path, text] of wanted) await writeFile(path, text);
}
