import { beforeEach, describe, expect, it } from 'vitest';
import { type Schemas, SchemaTooNew } from '../../shared/state/schema.ts';
import { type DocumentKey, type Store, VersionConflict } from '../../shared/state/store.ts';
import { incompressible } from './incompressible.ts';
import type { OpenStore } from './open-store.ts';
import { journalContract } from './store-journals.ts';

const CHAT: DocumentKey = { account: '1234567890123456', region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' };

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

  journalContract(name, makePlace);
}

async function inGroups<Item>(items: readonly Item[], each: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += 50) await Promise.all(items.slice(at, at + 50).map(each));
}
