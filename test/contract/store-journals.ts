import { beforeEach, describe, expect, it } from 'vitest';
import { journalPages } from '../../shared/state/journal-pages.ts';
import { AUDIT, GLOBAL, type JournalEntry, type JournalRange, type Store } from '../../shared/state/store.ts';
import { incompressible } from './incompressible.ts';
import type { OpenStore } from './open-store.ts';

const CHAT_GATEWAY = { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod' };

/** What every Store must do with journals. */
export function journalContract(name: string, makePlace: () => OpenStore | Promise<OpenStore>): void {
  describe(`${name} keeps journals`, () => {
    let store: Store;
    beforeEach(async () => {
      store = (await makePlace())();
    });

    it('gives an empty page of a journal nobody wrote to, and a cursor to read on from', async () => {
      const empty = await store.journal(CHAT_GATEWAY);
      await store.append(entry('GatewayCreated', 1));

      expect(empty.entries).toEqual([]);
      expect((await store.journal(CHAT_GATEWAY, { after: empty.cursor })).entries).toEqual([
        entry('GatewayCreated', 1),
      ]);
    });

    it('reads oldest first, also where several entries share an instant', async () => {
      for (const [reason, at] of [
        ['a', 1],
        ['b', 2],
        ['c', 2],
        ['d', 3],
      ] as const)
        await store.append(entry(reason, at));

      const page = await store.journal(CHAT_GATEWAY);

      expect(page.entries.map(({ reason }) => reason)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('gives each entry exactly once to a reader who follows the cursor', async () => {
      await store.append(entry('a', 1));
      const first = await store.journal(CHAT_GATEWAY);
      const nothingNew = await store.journal(CHAT_GATEWAY, { after: first.cursor });
      await store.append(entry('b', 2));
      await store.append(entry('c', 2));
      const second = await store.journal(CHAT_GATEWAY, { after: nothingNew.cursor });

      expect(nothingNew.entries).toEqual([]);
      expect(second.entries.map(({ reason }) => reason)).toEqual(['b', 'c']);
      expect((await store.journal(CHAT_GATEWAY, { after: second.cursor })).entries).toEqual([]);
    });

    it('gives no more than a page at a time, and says whether there is more', async () => {
      for (let at = 1; at <= 5; at += 1) await store.append(entry(`r${at}`, at));
      const read = async (range: JournalRange) => {
        const { entries, more, cursor } = await store.journal(CHAT_GATEWAY, range);
        return { at: entries.map(({ at }) => at), more, cursor };
      };

      const first = await read({ limit: 2 });
      const second = await read({ limit: 2, after: first.cursor });
      const last = await read({ limit: 2, after: second.cursor });
      expect([first, second, last]).toMatchObject([
        { at: [1, 2], more: true },
        { at: [3, 4], more: true },
        { at: [5], more: false },
      ]);
      expect(await read({ limit: 5 })).toMatchObject({ at: [1, 2, 3, 4, 5], more: false });
      expect(await read({ after: last.cursor })).toEqual({ at: [], more: false, cursor: last.cursor });
      await store.append(entry('r6', 6));
      expect((await read({ after: last.cursor })).at).toEqual([6]);
    });

    it('reads from the newest to the oldest, and on to what is older whatever is written meanwhile', async () => {
      const newest = (after?: string) => store.journal(CHAT_GATEWAY, { newestFirst: true, limit: 2, after });
      expect(await newest()).toMatchObject({ entries: [], more: false });
      for (let at = 1; at <= 5; at += 1) await store.append(entry(`r${at}`, at));

      const seen: number[] = [];
      for (let page = await newest(), more = true; more; page = more ? await newest(page.cursor) : page) {
        seen.push(...page.entries.map(({ at }) => at));
        await store.append(entry('later', 9));
        more = page.more;
      }
      expect(seen).toEqual([5, 4, 3, 2, 1]);
      expect((await newest()).entries.map(({ at }) => at)).toEqual([9, 9]);
    });

    it('ends a page where it has many bytes, and always gives one entry at least', async () => {
      const long = (reason: string) => ({ ...entry(reason, 1), data: { text: 'x'.repeat(2_500_000) } });
      for (const reason of ['a', 'b', 'c']) await store.append(long(reason));
      const first = await store.journal(CHAT_GATEWAY);
      expect([first.entries.map(({ reason }) => reason), first.more]).toEqual([['a', 'b'], true]);
      const rest = await store.journal(CHAT_GATEWAY, { after: first.cursor });
      expect([rest.entries.map(({ reason }) => reason), rest.more]).toEqual([['c'], false]);
    });

    it('gives all of it, page by page, to whoever needs all', async () => {
      for (let at = 1; at <= 7; at += 1) await store.append(entry(`r${at}`, at));
      const pages: number[][] = [];
      for await (const entries of journalPages(store, CHAT_GATEWAY, { limit: 3 }))
        pages.push(entries.map(({ at }) => at));
      expect(pages).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    });

    it('has an entry written anew at its place', async () => {
      await store.append(entry('a', 1));
      const place = await store.append(entry('asked', 2));
      await store.append(entry('c', 3));
      await store.amend(place, { ...entry('done', 2), data: { status: 200 } });
      await store.amend(place, { ...entry('done', 2), data: { status: 202 } });

      const { entries } = await store.journal(CHAT_GATEWAY);
      expect(entries).toEqual([entry('a', 1), { ...entry('done', 2), data: { status: 202 } }, entry('c', 3)]);
    });

    it('has nothing written at a place that no entry has', async () => {
      const place = await store.append(entry('a', 1));
      await expect(store.amend(place, { ...entry('b', 1), gateway: 'another' })).rejects.toThrow();
      await expect(store.amend('made up', entry('b', 1))).rejects.toMatchObject({ code: 'UnknownCursor' });
      expect((await store.journal(CHAT_GATEWAY)).entries).toEqual([entry('a', 1)]);
    });

    it('loses no entry of many writers at once', async () => {
      await Promise.all(Array.from({ length: 10 }, (_, index) => store.append(entry(`r${index}`, 7))));

      const page = await store.journal(CHAT_GATEWAY);

      expect(new Set(page.entries.map(({ reason }) => reason)).size).toBe(10);
    });

    it('tells every reader the same order of what many wrote at once', async () => {
      await Promise.all(Array.from({ length: 10 }, (_, index) => store.append(entry(`r${index}`, 7))));
      const whole = await store.journal(CHAT_GATEWAY);
      await Promise.all(Array.from({ length: 5 }, (_, index) => store.append(entry(`s${index}`, 7))));
      const rest = await store.journal(CHAT_GATEWAY, { after: whole.cursor });

      expect((await store.journal(CHAT_GATEWAY)).entries).toEqual([...whole.entries, ...rest.entries]);
      expect(rest.entries).toHaveLength(5);
    });

    it('keeps what the account was asked for, beside a gateway of any name', async () => {
      const asked: JournalEntry = {
        ...entry('GatewayDeclared', 1),
        region: GLOBAL,
        gateway: AUDIT,
        kind: 'audit',
        data: { by: 'key-1' },
      };
      await store.append(asked);
      await store.append({ ...entry('mine', 1), region: GLOBAL, gateway: 'audit' });

      expect((await store.journal({ account: CHAT_GATEWAY.account, region: GLOBAL, name: AUDIT })).entries).toEqual([
        asked,
      ]);
    });

    it("keeps each gateway's journal to itself", async () => {
      await store.append(entry('mine', 1));
      await store.append({ ...entry('other region', 1), region: 'cn-shanghai' });
      await store.append({ ...entry('other account', 1), account: '99' });
      await store.append({ ...entry('other gateway', 1), gateway: 'chat' });

      expect((await store.journal(CHAT_GATEWAY)).entries.map(({ reason }) => reason)).toEqual(['mine']);
    });

    it('is not changed through an entry that went in or came out', async () => {
      const data = { attempts: 1 };
      await store.append({ ...entry('a', 1), data });
      data.attempts = 2;
      const read = await store.journal(CHAT_GATEWAY);
      if (read.entries[0]) read.entries[0].message = 'changed';

      expect((await store.journal(CHAT_GATEWAY)).entries).toEqual([{ ...entry('a', 1), data: { attempts: 1 } }]);
    });

    it.each(['made up', '-1', '1.5', '0x1', ''])('refuses the cursor "%s", which it never gave', async (cursor) => {
      await expect(store.journal(CHAT_GATEWAY, { after: cursor })).rejects.toMatchObject({ code: 'UnknownCursor' });
    });

    it('keeps an entry with much to say', async () => {
      const long = { ...entry('a', 1), data: { steps: incompressible(400_000, 'y') } };
      await store.append(long);

      expect((await store.journal(CHAT_GATEWAY)).entries).toEqual([long]);
    });
  });
}

function entry(reason: string, at: number): JournalEntry {
  return {
    account: CHAT_GATEWAY.account,
    region: CHAT_GATEWAY.region,
    gateway: CHAT_GATEWAY.name,
    at,
    from: 'gateway-provisioner',
    kind: 'note',
    reason,
    message: `${reason} happened`,
  };
}
