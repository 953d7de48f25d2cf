import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANSWERS, type AnsweredCall } from '../../local/cloud/front-door/answered.ts';
import { PRODUCT_TABLES, type ProductTable } from '../../local/cloud/products.ts';
import { isOfType, leavesOf, pathsOf } from './entries.ts';

/** What one worker saw leave the front door, and the files it saw it in. */
export interface Seen {
  /** Test files that were run to their end: `test/contract/local-cloud-vpc.test.ts` */
  files: string[];
  /** `alidns/AddDomain` */
  actions: string[];
  /** `alidns/AddDomain DnsServers.DnsServer[]` */
  fields: string[];
  /** `alidns/AddDomain InvalidDomainName.Format` */
  errors: string[];
  /** Values of another type than declared, fields that no table declares, errors of another status. */
  wrong: string[];
}

const seen = { files: new Set(), actions: new Set(), fields: new Set(), errors: new Set(), wrong: new Set() } as Record<
  keyof Seen,
  Set<string>
>;
const tables: ReadonlyMap<string, Entries> = new Map(PRODUCT_TABLES.flatMap(entriesOf));

const part = `${randomUUID()}.json`;
let watching = false;

subscribe(ANSWERS, (message) => {
  if (watching) note(message as AnsweredCall);
});

/** From now on what leaves the front door counts. */
export function watch(): void {
  watching = true;
}

/** A file was run. All that this worker saw so far is written down, over what it had written before. */
export function stopWatching(directory: string, file: string): void {
  watching = false;
  seen.files.add(file);
  mkdirSync(directory, { recursive: true });
  const written = Object.fromEntries(Object.entries(seen).map(([kind, keys]) => [kind, [...keys]]));
  writeFileSync(join(directory, part), JSON.stringify(written));
}

function note({ product, action, status, code, text }: AnsweredCall): void {
  const key = `${product}/${action}`;
  const table = tables.get(key);
  if (!table) return;
  if (code !== undefined) {
    seen.errors.add(`${key} ${code}`);
    const declared = table.statusOf(code);
    if (declared !== undefined && declared !== status) seen.wrong.add(`${key} ${code}: status ${status}`);
    return;
  }
  seen.actions.add(key);
  for (const [path, value] of text === '' ? [] : pathsOf(JSON.parse(text))) {
    const type = table.leaves.get(path);
    if (type !== undefined) seen.fields.add(`${key} ${path}`);
    if (type !== undefined && !isOfType(value, type)) seen.wrong.add(`${key} ${path}: ${JSON.stringify(value)}`);
  }
}

interface Entries {
  readonly leaves: ReadonlyMap<string, string>;
  readonly statusOf: (code: string) => number | undefined;
}

function entriesOf({ name, actions, errors }: ProductTable): readonly (readonly [string, Entries])[] {
  return actions.map((action) => {
    const leaves = new Map(leavesOf(action.response).map(({ path, type }) => [path, type]));
    return [`${name}/${action.name}`, { leaves, statusOf: (code: string) => errors[code]?.status }];
  });
}
