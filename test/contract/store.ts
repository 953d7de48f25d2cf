import { beforeEach, describe, expect, it } from 'vitest';
import { type DocumentKey, type JournalEntry, type Store, VersionConflict } from '../../shared/state/store.ts';

const CHAT: DocumentKey = { account: '1234567890123456', region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' };
const CHAT_GATEWAY = { account: CHAT.account, region: CHAT.region, name: CHAT.name };

/** What every Store must do, whatever it is made of. `makeStore` gives an empty one. */
export function storeContract(name: string, makeStore: () => Store | Promise<Store>): void {
  describe(`${name} keeps documents`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await makeStore();
    });

    it('knows nothing that was never written', async () => {
      expect(await store.get(CHAT)).toBeUndefined();
      expect(await store.list(CHAT.account, 'declaration')).toEqual([]);
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

  describe(`${name} keeps journals`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await makeStore();
    });

    it('gives an empty page of a journal nobody wrote to, and a cursor to read on from', async () => {
      const empty = await store.journal(CHAT_GATEWAY);
      await store.append(entry('GatewayCreated', 1));

      expect(empty.entries).toEqual([]);
      expect((await store.journal(CHAT_GATEWAY, empty.cursor)).entries).toEqual([entry('GatewayCreated', 1)]);
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
      const nothingNew = await store.journal(CHAT_GATEWAY, first.cursor);
      await store.append(entry('b', 2));
      await store.append(entry('c', 2));
      const second = await store.journal(CHAT_GATEWAY, nothingNew.cursor);

      expect(nothingNew.entries).toEqual([]);
      expect(second.entries.map(({ reason }) => reason)).toEqual(['b', 'c']);
      expect((await store.journal(CHAT_GATEWAY, second.cursor)).entries).toEqual([]);
    });

    it('loses no entry of many writers at once', async () => {
      await Promise.all(Array.from({ length: 10 }, (_, index) => store.append(entry(`r${index}`, 7))));

      const page = await store.journal(CHAT_GATEWAY);

      expect(new Set(page.entries.map(({ reason }) => reason)).size).toBe(10);
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

    it('refuses a cursor it never gave', async () => {
      await expect(store.journal(CHAT_GATEWAY, 'made up')).rejects.toThrow('made up');
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
