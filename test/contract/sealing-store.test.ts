import { describe, expect, it } from 'vitest';
import { vaultOf } from '../../shared/secrets/vault.ts';
import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import { sealingStore } from '../../shared/state/sealing-store.ts';
import type { DocumentKey, Store } from '../../shared/state/store.ts';
import { storeContract } from './store.ts';

const KEYS = `new:${Buffer.alloc(32, 1).toString('base64')}`;
const OLDER = `old:${Buffer.alloc(32, 2).toString('base64')}`;
const CHAT: DocumentKey = { account: '1', region: 'cn-beijing', kind: 'provisioning', name: 'chat-prod' };
const CONFIG = '{"containers":[{"env":[{"name":"TOKEN","value":"hunter2"}]}]}';
const BODY = {
  generation: 4,
  memory: {
    gatewayId: 'gw-1',
    services: {
      ours: ['llm'],
      kept: { llm: { before: CONFIG, version: 7, gatewayId: 'gw-1' } },
      putBack: {},
      shown: {},
    },
  },
  conditions: [],
};

storeContract('a store that seals', () => {
  const memory = emptyMemory();
  return (schemas) => sealingStore(createMemoryStore(schemas ? { memory, schemas } : { memory }), vaultOf(KEYS));
});

describe('the configuration of a service that is kept as the way back', () => {
  const atRest = (under: Store) => under.get(CHAT).then((document) => JSON.stringify(document));

  it('is never in what is stored, and comes back open in every way it is read', async () => {
    const under = createMemoryStore();
    const store = sealingStore(under, vaultOf(KEYS));
    await store.put(CHAT, { body: BODY, dueAt: 5 }, 0);

    expect(await atRest(under)).not.toContain('hunter2');
    expect(await atRest(under)).not.toContain(Buffer.from(CONFIG).toString('base64').slice(0, 20));
    const expected = { key: CHAT, version: 1, dueAt: 5, body: BODY };
    expect(await store.get(CHAT)).toEqual(expected);
    expect(await store.getMany([CHAT])).toEqual([expected]);
    expect(await store.list('1', 'provisioning')).toEqual([expected]);
    expect((await store.heads('1', 'provisioning'))[0]?.generation).toBe(4);
  });

  it('is read as it was where it was stored before there was a seal, and sealed by its next write', async () => {
    const under = createMemoryStore();
    const store = sealingStore(under, vaultOf(KEYS));
    await under.put(CHAT, { body: BODY, dueAt: null }, 0);

    const read = await store.get(CHAT);
    expect(read?.body).toEqual(BODY);
    await store.put(CHAT, { body: read?.body, dueAt: null }, 1);
    expect(await atRest(under)).not.toContain('hunter2');
  });

  it('outlives the change of the master key', async () => {
    const under = createMemoryStore();
    await sealingStore(under, vaultOf(OLDER)).put(CHAT, { body: BODY, dueAt: null }, 0);

    expect((await sealingStore(under, vaultOf(`${KEYS},${OLDER}`)).get(CHAT))?.body).toEqual(BODY);
    await expect(sealingStore(under, vaultOf(KEYS)).get(CHAT)).rejects.toMatchObject({ code: 'MasterKeyMissing' });
  });

  it('does not open where somebody moved it', async () => {
    const under = createMemoryStore();
    await sealingStore(under, vaultOf(KEYS)).put(CHAT, { body: BODY, dueAt: null }, 0);
    const moved = { ...CHAT, name: 'another' };
    await under.put(moved, { body: (await under.get(CHAT))?.body, dueAt: null }, 0);

    await expect(sealingStore(under, vaultOf(KEYS)).get(moved)).rejects.toMatchObject({ code: 'SealBroken' });
  });

  it('is not stored at all without a master key, and nothing else needs one', async () => {
    const under = createMemoryStore();
    const store = sealingStore(under, vaultOf(''));

    await expect(store.put(CHAT, { body: BODY, dueAt: null }, 0)).rejects.toMatchObject({ code: 'NoMasterKey' });
    expect(await under.get(CHAT)).toBeUndefined();
    const body = { ...BODY, memory: { services: { ...BODY.memory.services, kept: {} } } };
    expect(await store.put(CHAT, { body, dueAt: null }, 0)).toBe(1);
  });

  it('fails who asks for it alone where it does not open, and comes sealed among others, which open', async () => {
    const under = createMemoryStore();
    const stands = { ...CHAT, name: 'stands' };
    await sealingStore(under, vaultOf(OLDER)).put(CHAT, { body: BODY, dueAt: 5 }, 0);
    await sealingStore(under, vaultOf(KEYS)).put(stands, { body: BODY, dueAt: 5 }, 0);
    const before = await under.get(CHAT);
    const impostor = `old:${Buffer.alloc(32, 9).toString('base64')}`;

    for (const [keys, code] of [
      [KEYS, 'MasterKeyMissing'],
      [`${KEYS},${impostor}`, 'SealBroken'],
    ] as const) {
      const store = sealingStore(under, vaultOf(keys));
      for (const read of [await store.list('1', 'provisioning'), await store.getMany([CHAT, stands])]) {
        expect(read).toMatchObject([
          { key: CHAT, version: 1, dueAt: 5, unopened: { code, message: expect.stringContaining('"old"') } },
          { key: stands, body: BODY },
        ]);
        expect(read[0]?.body).toEqual(before?.body);
        expect(read[1]).not.toHaveProperty('unopened');
      }
      await expect(store.get(CHAT)).rejects.toMatchObject({ code });
    }
    expect((await sealingStore(under, vaultOf('')).list('1', 'provisioning'))[0]?.unopened?.code).toBe(
      'MasterKeyMissing',
    );
  });

  it('stays as it was sealed where it is written again unopened', async () => {
    const under = createMemoryStore();
    await sealingStore(under, vaultOf(OLDER)).put(CHAT, { body: BODY, dueAt: null }, 0);
    const store = sealingStore(under, vaultOf(KEYS));
    const [unopened] = await store.list<typeof BODY>('1', 'provisioning');
    await store.put(CHAT, { body: unopened?.body, dueAt: null }, 1);
    expect((await sealingStore(under, vaultOf(OLDER)).get(CHAT))?.body).toEqual(BODY);
  });
});
