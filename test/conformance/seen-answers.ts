import { randomUUID } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANSWERS, type AnsweredCall } from '../../local/cloud/front-door/answered.ts';
import { PRODUCT_TABLES, PROTOCOL_TABLES, type ProductTable } from '../../local/cloud/products.ts';
import type { ProtocolTable } from '../../local/cloud/protocol-table.ts';
import { isOfType, isWithin, leavesOf, pathsOf } from './entries.ts';
import { clientThatSays } from './official-clients.ts';

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
  /** `alidns/AddDomain tea`: with success, to an official client of that family. */
  official: string[];
  /** Values of another type than declared, fields that no table declares, errors of another status. */
  wrong: string[];
}

const seen: Readonly<Record<keyof Seen, Set<string>>> = {
  files: new Set(),
  actions: new Set(),
  fields: new Set(),
  errors: new Set(),
  official: new Set(),
  wrong: new Set(),
};
const tables: ReadonlyMap<string, Entries> = new Map([
  ...PRODUCT_TABLES.flatMap((table) => entriesOf(table, 'shaped')),
  ...PROTOCOL_TABLES.flatMap((table) => entriesOf(table, 'as-made')),
]);

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

function note({ product, action, status, code, text, parts = [], userAgent }: AnsweredCall): void {
  const key = `${product}/${action}`;
  const table = tables.get(key);
  if (!table) return;
  if (code !== undefined) {
    seen.errors.add(`${key} ${code}`);
    const declared = table.statusesOf(code);
    if (declared.length > 0 && !declared.includes(status)) seen.wrong.add(`${key} ${code}: status ${status}`);
    if (table.isClosed && !table.errors.has(code)) seen.wrong.add(`${key} ${code}: not in its row`);
    return;
  }
  seen.actions.add(key);
  for (const part of parts) {
    seen.errors.add(`${key} ${part}`);
    if (!table.errors.has(part)) seen.wrong.add(`${key} ${part}: not in its row`);
  }
  const client = clientThatSays(userAgent);
  if (client) seen.official.add(`${key} ${client}`);
  for (const [path, value] of text === '' ? [] : pathsOf(JSON.parse(text))) {
    const type = table.leaves.get(path);
    if (type !== undefined) seen.fields.add(`${key} ${path}`);
    if (type === undefined && table.isClosed && !isWithin(path, value, table.leaves))
      seen.wrong.add(`${key} ${path}: in no row`);
    if (type !== undefined && !isOfType(value, type)) seen.wrong.add(`${key} ${path}: ${JSON.stringify(value)}`);
  }
}

interface Entries {
  readonly leaves: ReadonlyMap<string, string>;
  readonly errors: ReadonlySet<string>;
  /** Nothing shapes what leaves, so that only the table's word is held against it. */
  readonly isClosed: boolean;
  readonly statusesOf: (code: string) => readonly number[];
}

function entriesOf(
  { name, actions, errors }: ProductTable | ProtocolTable,
  answers: 'shaped' | 'as-made',
): readonly (readonly [string, Entries])[] {
  const statusesOf = (code: string) => {
    const row = errors[code];
    return row ? [row.status, ...(row.alsoStatus ?? [])] : [];
  };
  return actions.map((action) => [
    `${name}/${action.name}`,
    {
      leaves: new Map(leavesOf(action.response).map(({ path, type }) => [path, type])),
      errors: new Set(action.errors),
      isClosed: answers === 'as-made',
      statusesOf,
    },
  ]);
}
