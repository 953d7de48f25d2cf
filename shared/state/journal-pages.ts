import { type JournalEntry, type JournalKey, type JournalRange, MOST_ENTRIES, type Store } from './store.ts';

/** All of a journal, a page at a time: no more than one page is held. */
export async function* journalPages(
  store: Pick<Store, 'journal'>,
  gateway: JournalKey,
  { after, limit = MOST_ENTRIES, newestFirst }: JournalRange = {},
): AsyncGenerator<JournalEntry[]> {
  for (let cursor = after, more = true; more; ) {
    const page = await store.journal(gateway, { after: cursor, limit, newestFirst });
    yield page.entries;
    ({ cursor, more } = page);
  }
}
