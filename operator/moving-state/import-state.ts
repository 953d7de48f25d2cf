import { SCHEMAS, SchemaTooNew, upToDate } from '../../shared/state/schema.ts';
import type { DocumentKey, Store } from '../../shared/state/store.ts';
import { RowUnreadable } from '../../shared/state/tablestore/body-columns.ts';
import { type ExportEnd, type ExportedDocument, exportLine, FORMAT_VERSION } from './export-format.ts';
import { EXPORTED_KINDS } from './exported-kinds.ts';
import { ImportRefused } from './import-refused.ts';

export interface ImportOptions {
  account: string;
  /** What is there already makes way: what the file has is written over, what it has not is deleted. */
  replace: boolean;
  /** Only checks the file, and what is there. */
  dryRun: boolean;
}

export interface Imported {
  documents: number;
  deleted: number;
  entries: number;
  /** Names of the master keys without which sealed secrets in it stay shut. */
  masterKeys: string[];
}

/**
 * Writes what `exportState` read. Nothing is written unless the whole file is as it should be and, without `replace`, nothing
 * is in the way; keys of the API that are there stay as they are, so that nobody is locked out and none comes back to life.
 *
 * @param read opens the file from its beginning, a line at a time; it is read twice
 * @throws ImportRefused: nothing was written, or it says how much was
 */
export async function importState(
  store: Store,
  read: () => AsyncIterable<string>,
  { account, replace, dryRun }: ImportOptions,
): Promise<Imported> {
  const { masterKeys, documents, entries } = await check(read, account);
  const there = await versionsThere(store, account);
  const inTheWay = [...there.values()].filter(({ key }) => key.kind !== 'api-key');
  if (inTheWay.length > 0 && !replace) {
    throw new ImportRefused(
      `${inTheWay.length} documents are there already; nothing was written`,
      'Give --replace to have them make way, after torii export of what is there.',
    );
  }
  if (inTheWay.length > 0) await refuseNewer(store, inTheWay);
  const told: Imported = { documents: 0, deleted: 0, entries: 0, masterKeys };
  if (dryRun) return { ...told, documents, entries };
  try {
    await writeAll(store, read, { account, there, told });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ImportRefused(
      `${told.documents} of ${documents} documents were written, then: ${why}`,
      'Run it again with --replace: what is written already is written again.',
    );
  }
  return told;
}

type There = Map<string, { key: DocumentKey; version: number }>;

async function versionsThere(store: Store, account: string): Promise<There> {
  const there: There = new Map();
  for (const kind of EXPORTED_KINDS) {
    for (const { key, version } of await store.heads(account, kind)) there.set(idOf(key), { key, version });
  }
  return there;
}

/** What a newer Torii wrote is not this one's to write over or delete; what nobody can read may make way. */
async function refuseNewer(store: Store, inTheWay: readonly { key: DocumentKey }[]): Promise<void> {
  for (const { key } of inTheWay) {
    try {
      await store.get(key);
    } catch (error) {
      if (error instanceof SchemaTooNew) {
        throw new ImportRefused(`${error.message}; nothing was written`, 'Import with that version of Torii.');
      }
      if (!(error instanceof RowUnreadable)) throw error;
    }
  }
}

async function writeAll(
  store: Store,
  read: () => AsyncIterable<string>,
  { account, there, told }: { account: string; there: There; told: Imported },
): Promise<void> {
  /** Journals that had entries before: they are not told twice. */
  const known = new Map<string, boolean>();
  for await (const text of read()) {
    const line = exportLine.parse(JSON.parse(text));
    if (line.line === 'document') {
      const key = { account, region: line.region, kind: line.kind, name: line.name };
      const stands = there.get(idOf(key));
      there.delete(idOf(key));
      if (stands && key.kind === 'api-key') continue;
      await store.put(key, { body: current(key, line), dueAt: line.dueAt }, stands?.version ?? 0);
      told.documents += 1;
    }
    if (line.line === 'entry') {
      const entry = { ...line.entry, account };
      const id = JSON.stringify([entry.region, entry.gateway]);
      const { region, gateway: name } = entry;
      if (!known.has(id)) known.set(id, (await store.journal({ account, region, name })).entries.length > 0);
      if (known.get(id)) continue;
      await store.append(entry);
      told.entries += 1;
    }
  }
  for (const { key, version } of there.values()) {
    if (key.kind === 'api-key') continue;
    await store.delete(key, version);
    told.deleted += 1;
  }
}

/** Reads the file to its end and writes nothing. @throws ImportRefused */
async function check(read: () => AsyncIterable<string>, account: string): Promise<ExportEnd> {
  const seen = { lines: 0, documents: 0, entries: 0 };
  let end: ExportEnd | undefined;
  for await (const text of read()) {
    seen.lines += 1;
    const line = parseLine(text, seen.lines);
    if (seen.lines === 1 || line.line === 'header') checkHeader(line, seen.lines, account);
    if (end) throw new ImportRefused(`line ${seen.lines} comes after the end`, WHOLE);
    if (line.line === 'document') {
      seen.documents += 1;
      current({ ...line, account }, line);
    }
    if (line.line === 'entry') seen.entries += 1;
    if (line.line === 'end') end = line;
  }
  if (!end || end.documents !== seen.documents || end.entries !== seen.entries) {
    throw new ImportRefused('the file is not whole; nothing was written', WHOLE);
  }
  return end;
}

/** Never quotes the line: it may hold what is sealed. */
function parseLine(text: string, at: number) {
  try {
    return exportLine.parse(JSON.parse(text));
  } catch {
    throw new ImportRefused(`line ${at} is none of an export; nothing was written`, WHOLE);
  }
}

function checkHeader(line: ReturnType<typeof parseLine>, at: number, account: string): void {
  if (line.line !== 'header' || at !== 1) {
    throw new ImportRefused('an export begins with its header, and has one; nothing was written', WHOLE);
  }
  if (line.formatVersion !== FORMAT_VERSION) {
    const detail = `the file has format ${line.formatVersion}, and this Torii reads ${FORMAT_VERSION}; nothing was written`;
    throw new ImportRefused(detail, 'Import it with the version of Torii that wrote it.');
  }
  if (line.account !== account) {
    throw new ImportRefused(
      `the file is of account ${line.account}, and the credentials of ${account}; nothing was written`,
      'Marks in the cloud and sealed secrets hold for one account: use credentials of that one.',
    );
  }
}

/** The body as this Torii writes it. @throws SchemaTooNew, as ImportRefused */
function current(key: DocumentKey, { schema, body }: ExportedDocument): unknown {
  try {
    return upToDate(SCHEMAS, key, schema, body);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ImportRefused(`${why}; nothing was written`, 'Import it with the version of Torii that wrote it.');
  }
}

function idOf({ region, kind, name }: DocumentKey): string {
  return JSON.stringify([kind, region, name]);
}

const WHOLE = 'Use a file as torii export wrote it.';
