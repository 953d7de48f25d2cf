import { journalPages } from '../../shared/state/journal-pages.ts';
import { currentSchema, SCHEMAS } from '../../shared/state/schema.ts';
import { AUDIT, type DocumentHead, GLOBAL, type Store } from '../../shared/state/store.ts';
import { type ExportEnd, type ExportedDocument, type ExportHeader, FORMAT_VERSION } from './export-format.ts';
import { EXPORTED_KINDS, JOURNALED_KINDS } from './exported-kinds.ts';
import { sealedUnder } from './sealed-under.ts';

export interface ExportOptions {
  account: string;
  /** Also what happened: journals of gateways and certificates, and the audit log. */
  journal: boolean;
  /** ms since the epoch. */
  now: number;
}

/**
 * All that Torii remembers of an account, a line at a time (`export-format.ts`): what is written while this runs may be in it
 * or not, each document as it was at one instant. Secrets come as they are stored, sealed.
 */
export async function* exportState(store: Store, { account, journal, now }: ExportOptions): AsyncGenerator<string> {
  // Names and versions only: they are few bytes, whatever the documents are.
  const heads = new Map<DocumentHead['key']['kind'], DocumentHead[]>();
  for (const kind of EXPORTED_KINDS) heads.set(kind, await store.heads(account, kind));
  const header: ExportHeader = {
    ...{ line: 'header', torii: 'export', formatVersion: FORMAT_VERSION, account },
    exportedAt: new Date(now).toISOString(),
    counts: Object.fromEntries([...heads].map(([kind, { length }]) => [kind, length])),
    journal,
  };
  yield JSON.stringify(header);

  const end: ExportEnd = { line: 'end', documents: 0, entries: 0, masterKeys: [] };
  const masterKeys = new Set<string>();
  for (const found of heads.values()) {
    for (let from = 0; from < found.length; from += AT_A_TIME) {
      const page = found.slice(from, from + AT_A_TIME).map(({ key }) => key);
      for (const stored of await store.getMany(page)) {
        // Deleted since it was counted.
        if (!stored) continue;
        const { kind, region, name } = stored.key;
        const { dueAt, body } = stored;
        const schema = currentSchema(SCHEMAS, kind);
        const line: ExportedDocument = { line: 'document', kind, region, name, schema, dueAt, body };
        yield JSON.stringify(line);
        end.documents += 1;
        for (const key of sealedUnder(body)) masterKeys.add(key);
      }
    }
  }
  if (journal) {
    const named = JOURNALED_KINDS.flatMap((kind) => (heads.get(kind) ?? []).map(({ key }) => key));
    for (const { region, name } of [{ region: GLOBAL, name: AUDIT }, ...named]) {
      for await (const entries of journalPages(store, { account, region, name })) {
        for (const entry of entries) yield JSON.stringify({ line: 'entry', entry });
        end.entries += entries.length;
      }
    }
  }
  yield JSON.stringify({ ...end, masterKeys: [...masterKeys].sort() });
}

const AT_A_TIME = 50;
