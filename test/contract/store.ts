import { beforeEach, describe, expect, it } from 'vitest';
import { journalPages } from '../../shared/state/journal-pages.ts';
import { type Schemas, SchemaTooNew } from '../../shared/state/schema.ts';
import {
  AUDIT,
  type DocumentKey,
  GLOBAL,
  type JournalEntry,
  type JournalRange,
  type Store,
  VersionConflict,
} from '../../shared/state/store.ts';
import { incompressible } from './incompressible.ts';

const CHAT: DocumentKey = { account: '1234567890123456', region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' };
const CHAT_GATEWAY = { account: CHAT.account, region: CHAT.region, name: CHAT.name };

/** Opens a store over one and the same place; with other schemas it is another version of Torii. */
export type OpenStore = (schemas?: Schemas) => Store;

/** What every Store must do, whatever it is made of. `makePlace` gives an empty one. */
export function storeContract(name: string, makePlace: () => OpenStore | Promise<OpenStore>): void {
  describe(`${name} keeps documents`, () => {
    let open: OpenStore;
    let store: Store;
    beforeEach(async () => {
      open = await makePlace();
      store = open();
    });

    it('knows nothing that was never written', async () => {
      expect(await store.get(CHAT)).toBeUndefined();
      expect(await store.list(CHAT.account, 'declaration')).toEqual([]);
      expect(await store.heads(CHAT.account, 'declaration')).toEqual([]);
      expect(await store.getMany([CHAT])).toEqual([undefined]);
      await store.delete(CHAT, 0);
    });

    it('gives back what was written, with its key, version and due time', async () => {
      const version = await store.put(CHAT, { body: { spec: { type: 'managed' }, tags: ['a'] }, dueAt: 5_000 }, 0);

      expect(version).toBe(1);
      expect(await store.get(CHAT)).toEqual({
        key: CHAT,
        version: 1,
        dueAt: 5_000,
        body: { spec: { type: 'managed' }, tags: ['a'] },
      });
    });

    it('counts the version up by one with each write', async () => {
      await store.put(CHAT, { body: 'first', dueAt: null }, 0);
      expect(await store.put(CHAT, { body: 'second', dueAt: null }, 1)).toBe(2);
      expect(await store.put(CHAT, { body: 'third', dueAt: null }, 2)).toBe(3);
      expect((await store.get(CHAT))?.body).toBe('third');
    });

    it.each([
      ['creating what exists', 0],
      ['writing over an older version', 1],
      ['writing over a version from the future', 3],
    ])('refuses %s, and changes nothing', async (_case, expectedVersion) => {
      await store.put(CHAT, { body: 'first', dueAt: 1 }, 0);
      await store.put(CHAT, { body: 'second', dueAt: 2 }, 1);

      await expect(store.put(CHAT, { body: 'lost', dueAt: 3 }, expectedVersion)).rejects.toBeInstanceOf(
        VersionConflict,
      );
      await expect(store.delete(CHAT, expectedVersion)).rejects.toBeInstanceOf(VersionConflict);
      expect(await store.get(CHAT)).toEqual({ key: CHAT, version: 2, dueAt: 2, body: 'second' });
    });

    it('refuses to update or delete what does not exist', async () => {
      await expect(store.put(CHAT, { body: 'x', dueAt: null }, 1)).rejects.toBeInstanceOf(VersionConflict);
      await expect(store.delete(CHAT, 1)).rejects.toBeInstanceOf(VersionConflict);
      expect(await store.get(CHAT)).toBeUndefined();
    });

    it('lets exactly one of many writers win', async () => {
      await store.put(CHAT, { body: 0, dueAt: null }, 0);

      const writes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, writer) => store.put(CHAT, { body: writer, dueAt: null }, 1)),
      );

      expect(writes.filter((write) => write.status === 'fulfilled')).toHaveLength(1);
      expect(await store.get(CHAT)).toMatchObject({
        version: 2,
        body: writes.findIndex((write) => write.status === 'fulfilled'),
      });
    });

    it('forgets a deleted document, which can then be made anew', async () => {
      await store.put(CHAT, { body: 'old', dueAt: null }, 0);
      await store.delete(CHAT, 1);

      expect(await store.get(CHAT)).toBeUndefined();
      expect(await store.list(CHAT.account, 'declaration')).toEqual([]);
      expect(await store.put(CHAT, { body: 'new', dueAt: null }, 0)).toBe(1);
    });

    it('is not changed through an object that went in or came out', async () => {
      const body = { entries: ['203.0.113.0/24'] };
      await store.put(CHAT, { body, dueAt: null }, 0);
      body.entries.push('0.0.0.0/0');
      const read = await store.get<typeof body>(CHAT);
      read?.body.entries.push('0.0.0.0/0');
      if (read) read.key.name = 'somebody-else';
      const listed = await store.list<typeof body>(CHAT.account, 'declaration');
      listed[0]?.body.entries.push('0.0.0.0/0');

      expect(await store.get(CHAT)).toEqual({
        key: CHAT,
        version: 1,
        dueAt: null,
        body: { entries: ['203.0.113.0/24'] },
      });
    });

    it('writes nothing of a body that is not JSON', async () => {
      const circular: Record<string, unknown> = {};
      circular.self = circular;

      await expect(store.put(CHAT, { body: circular, dueAt: null }, 0)).rejects.toBeInstanceOf(TypeError);
      await expect(store.put(CHAT, { body: undefined, dueAt: null }, 0)).rejects.toBeInstanceOf(TypeError);
      expect(await store.get(CHAT)).toBeUndefined();
    });

    it.each([
      [
        { region: 'a/b', name: 'c' },
        { region: 'a', name: 'b/c' },
      ],
      [
        { region: 'a","b', name: 'c' },
        { region: 'a', name: 'b","c' },
      ],
      [
        { region: 'a\u0000', name: 'b' },
        { region: 'a', name: '\u0000b' },
      ],
      [
        { region: '__proto__', name: 'x' },
        { region: 'constructor', name: 'x' },
      ],
      [
        { region: 'é', name: 'n' },
        { region: 'e\u0301', name: 'n' },
      ],
    ])('keeps %j and %j apart', async (one, other) => {
      await store.put({ ...CHAT, ...one }, { body: 'one', dueAt: null }, 0);
      await store.put({ ...CHAT, ...other }, { body: 'other', dueAt: null }, 0);

      expect((await store.get({ ...CHAT, ...one }))?.body).toBe('one');
      expect((await store.get({ ...CHAT, ...other }))?.body).toBe('other');
    });

    it('lists the documents of one kind and account, by region and name', async () => {
      const keys = [
        { ...CHAT, region: 'cn-shanghai', name: 'a' },
        { ...CHAT, name: 'zeta' },
        { ...CHAT, name: 'Zeta' },
        { ...CHAT, name: 'alpha' },
      ];
      for (const key of keys) await store.put(key, { body: key.name, dueAt: null }, 0);
      await store.put({ ...CHAT, kind: 'records' }, { body: 'another kind', dueAt: null }, 0);
      await store.put({ ...CHAT, account: '99' }, { body: 'another account', dueAt: null }, 0);

      const listed = await store.list(CHAT.account, 'declaration');

      expect(listed.map(({ key }) => `${key.region}/${key.name}`)).toEqual([
        'cn-beijing/Zeta',
        'cn-beijing/alpha',
        'cn-beijing/zeta',
        'cn-shanghai/a',
      ]);
    });
  });

  describe(`${name} reads many documents`, () => {
    let store: Store;
    beforeEach(async () => {
      store = (await makePlace())();
    });

    it('by their heads: all but their bodies, by region and name', async () => {
      const other = { ...CHAT, region: 'cn-shanghai', name: 'a' };
      await store.put(other, { body: { generation: 7, spec: {} }, dueAt: 9_000 }, 0);
      await store.put(CHAT, { body: 'no generation', dueAt: null }, 0);
      await store.put(CHAT, { body: { generation: 'three' }, dueAt: null }, 1);
      await store.put({ ...CHAT, kind: 'records' }, { body: 'another kind', dueAt: null }, 0);

      expect(await store.heads(CHAT.account, 'declaration')).toEqual([
        { key: CHAT, version: 2, dueAt: null, generation: 0 },
        { key: other, version: 1, dueAt: 9_000, generation: 7 },
      ]);
    });

    it('by their keys, in the order of the keys, however often one is named', async () => {
      const keys = Array.from({ length: 101 }, (_, index): DocumentKey => ({ ...CHAT, name: `gateway-${index}` }));
      await inGroups(keys, (key) => store.put(key, { body: { is: key.name }, dueAt: null }, 0));
      const missing = { ...CHAT, name: 'missing' };
      const another = { ...CHAT, kind: 'records' as const, name: 'gateway-1' };
      await store.put(another, { body: 'another kind', dueAt: 1 }, 0);
      const asked = [...keys.toReversed(), missing, another, keys[3] ?? CHAT];

      const read = await store.getMany(asked);

      expect(read.map((document) => document?.key)).toEqual(asked.map((key) => (key === missing ? undefined : key)));
      expect(read[0]).toEqual({ key: keys.at(-1), version: 1, dueAt: null, body: { is: 'gateway-100' } });
      expect(read.at(-1)?.body).toEqual({ is: 'gateway-3' });
      expect(read.at(-2)?.body).toBe('another kind');
    });

    it('of 300 KB that do not compress, and short ones in their place', async () => {
      const body = { entries: incompressible(300_000, 'x'), name: 'Zürich 😀 \ud800' };
      await store.put(CHAT, { body, dueAt: null }, 0);

      expect((await store.get<typeof body>(CHAT))?.body).toEqual(body);

      await store.put(CHAT, { body: 'short again', dueAt: null }, 1);
      expect((await store.get(CHAT))?.body).toBe('short again');
    });

    it('of 3 MB each, which together are more than a server gives at once', async () => {
      const bodies = new Map(['a', 'b'].map((name) => [name, incompressible(3_000_000, name)]));
      for (const [name, body] of bodies) await store.put({ ...CHAT, name }, { body, dueAt: null }, 0);

      const listed = await store.list<string>(CHAT.account, 'declaration');
      const named = await store.getMany<string>(listed.map(({ key }) => key));

      expect(listed.map(({ key }) => key.name)).toEqual(['a', 'b']);
      for (const document of [...listed, ...named])
        expect(document && document.body === bodies.get(document.key.name)).toBe(true);
    });
  });

  describe(`${name} outlives its own version`, () => {
    const renamed: Schemas = {
      declaration: [
        (body) => ({ names: [Object(body).name] }),
        (body) => ({ ...Object(body), count: Object(body).names.length }),
      ],
    };
    let open: OpenStore;
    beforeEach(async () => {
      open = await makePlace();
    });

    it('reads a document of schema 1 with the code of schema 3, in every way it is read', async () => {
      await open({}).put(CHAT, { body: { name: 'chat' }, dueAt: 5 }, 0);
      const newer = open(renamed);
      const expected = { key: CHAT, version: 1, dueAt: 5, body: { names: ['chat'], count: 1 } };

      expect(await newer.get(CHAT)).toEqual(expected);
      expect(await newer.getMany([CHAT])).toEqual([expected]);
      expect(await newer.list(CHAT.account, 'declaration')).toEqual([expected]);
    });

    it('migrates only what is older, and only once it was written stores it anew', async () => {
      await open({}).put(CHAT, { body: { name: 'chat' }, dueAt: null }, 0);
      await open(renamed).put({ ...CHAT, name: 'new' }, { body: { names: ['a', 'b'], count: 2 }, dueAt: null }, 0);

      expect((await open(renamed).get({ ...CHAT, name: 'new' }))?.body).toEqual({ names: ['a', 'b'], count: 2 });
      expect((await open({}).get(CHAT))?.body).toEqual({ name: 'chat' });
    });

    it('refuses what a newer Torii stored, names the way out, and leaves it alone', async () => {
      await open(renamed).put(CHAT, { body: { names: ['chat'], count: 1 }, dueAt: 3 }, 0);
      const older = open({});

      await expect(older.get(CHAT)).rejects.toThrow(SchemaTooNew);
      await expect(older.list(CHAT.account, 'declaration')).rejects.toThrow('deploy the newer version');
      expect(await older.heads(CHAT.account, 'declaration')).toHaveLength(1);
      expect((await open(renamed).get(CHAT))?.version).toBe(1);
    });
  });

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

      expect((await store.journal({ account: CHAT.account, region: GLOBAL, name: AUDIT })).entries).toEqual([asked]);
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
    account: CHAT.account,
    region: CHAT.region,
    gateway: CHAT.name,
    at,
    from: 'gateway-provisioner',
    kind: 'note',
    reason,
    message: `${reason} happened`,
  };
}

async function inGroups<Item>(items: readonly Item[], each: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += 50) await Promise.all(items.slice(at, at + 50).map(each));
}
