import { describe, expect, it, onTestFinished } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { exportState } from '../../operator/moving-state/export-state.ts';
import { importState } from '../../operator/moving-state/import-state.ts';
import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import { AUDIT, type DocumentKind, GLOBAL, type JournalEntry, type Store } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';

const ACCOUNT = '1234567890123456';
const NOW = Date.parse('2026-03-02T08:00:00Z');
const SEALED = { key: 'k7', iv: 'aXY=', data: 'ZGF0YQ==', tag: 'dGFn' };
const put = (store: Store, kind: DocumentKind, name: string, body: unknown, { region = GLOBAL, dueAt = 0 } = {}) =>
  store.put({ account: ACCOUNT, region, kind, name }, { body, dueAt: dueAt || null }, 0);
const entryOf = (gateway: string, at: number, region = 'cn-beijing'): JournalEntry => ({
  ...{ account: ACCOUNT, region, gateway, at, from: 'gateway-provisioner' },
  ...{ kind: 'note', reason: 'Seen', message: `seen at ${at}` },
});

/** What an account may have: more of one kind than are read at once, something sealed, and what stays behind. */
async function filled(): Promise<Store> {
  const store = createMemoryStore();
  for (let index = 0; index < 120; index++) {
    await put(store, 'declaration', `chat-${index}`, { generation: index }, { region: 'cn-beijing' });
  }
  await put(store, 'issuance', 'acme:x', { memory: { sealedKey: SEALED } }, { dueAt: 5_000 });
  await put(store, 'api-key', 'ab12', { hash: '00', role: 'admin' });
  await put(store, 'lease', 'chat-1', { until: 1 });
  await put(store, 'idempotency', 'once', { status: 200 });
  for (const at of [1, 2, 3]) await store.append(entryOf('chat-1', at));
  await store.append(entryOf(AUDIT, 4, GLOBAL));
  return store;
}

async function linesOf(store: Store, journal = true): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportState(store, { account: ACCOUNT, journal, now: NOW })) lines.push(line);
  return lines;
}

const importInto = (store: Store, lines: string[], more = {}) =>
  importState(
    store,
    async function* read() {
      yield* lines;
    },
    { account: ACCOUNT, replace: false, dryRun: false, ...more },
  );

async function tablestore(): Promise<Store> {
  const cloud = await startLocalCloud({ delayScale: 0, accountId: ACCOUNT });
  onTestFinished(() => cloud.close());
  cloud.tablestore.addInstance(ACCOUNT, 'cn-hangzhou', 'torii');
  return tablestoreStore({
    fetch: globalThis.fetch,
    endpoint: tablestoreEndpoint('torii', 'cn-hangzhou', cloud.endpoint),
    instance: 'torii',
    credentials: () => cloud.account,
    machineNow: Date.now,
    random: () => 0,
    sleep: async () => {},
  });
}

describe('an export', () => {
  it('comes back the same from Tablestore, with its journals, and without what means nothing elsewhere', async () => {
    const lines = await linesOf(await filled());
    const tables = await tablestore();
    const { documents, entries, masterKeys } = await importInto(tables, lines);
    expect({ documents, entries, masterKeys }).toEqual({ documents: 122, entries: 4, masterKeys: ['k7'] });
    expect(await linesOf(tables)).toEqual(lines);

    const memory = createMemoryStore();
    await importInto(memory, await linesOf(tables));
    expect(await linesOf(memory)).toEqual(lines);
    expect(await memory.list(ACCOUNT, 'lease')).toEqual([]);
    expect(await memory.list(ACCOUNT, 'idempotency')).toEqual([]);
  });

  it('begins with what it is and ends with which master keys open it', async () => {
    const lines = await linesOf(await filled(), false);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      ...{
        torii: 'export',
        formatVersion: 1,
        account: ACCOUNT,
        exportedAt: '2026-03-02T08:00:00.000Z',
        journal: false,
      },
      counts: { declaration: 120, issuance: 1, 'api-key': 1 },
    });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ line: 'end', documents: 122, entries: 0, masterKeys: ['k7'] });
  });

  it('writes declarations last, so that no worker starts on half of what it remembers', async () => {
    const store = await filled();
    await put(store, 'provisioning', 'chat-1', {}, { region: 'cn-beijing' });
    const kinds = (await linesOf(store, false)).map((line) => JSON.parse(line).kind).filter(Boolean);
    expect(kinds.lastIndexOf('provisioning')).toBeLessThan(kinds.indexOf('declaration'));
  });
});

describe('an import', () => {
  it('writes nothing where something is there, and with --replace leaves just what the file has', async () => {
    const lines = await linesOf(await filled());
    const store = createMemoryStore();
    await put(store, 'declaration', 'old', {}, { region: 'cn-beijing' });
    await put(store, 'declaration', 'chat-1', { generation: 99 }, { region: 'cn-beijing' });
    await expect(importInto(store, lines)).rejects.toMatchObject({ code: 'ImportRefused', wayOut: /--replace/ });
    expect(await store.heads(ACCOUNT, 'declaration')).toHaveLength(2);

    expect(await importInto(store, lines, { replace: true })).toMatchObject({ documents: 122, deleted: 1 });
    expect(await linesOf(store)).toEqual(lines);
    expect(await importInto(store, lines, { replace: true })).toMatchObject({ entries: 0, deleted: 0 });
    expect(await linesOf(store)).toEqual(lines);
  });

  it('leaves what a newer Torii wrote, also with --replace', async () => {
    const lines = await linesOf(await filled());
    const memory = emptyMemory();
    const newer = createMemoryStore({ memory, schemas: { declaration: [(body) => body] } });
    await put(newer, 'declaration', 'chat-1', { generation: 7 }, { region: 'cn-beijing' });
    await expect(importInto(createMemoryStore({ memory }), lines, { replace: true })).rejects.toMatchObject({
      code: 'ImportRefused',
      message: expect.stringMatching(/schema 2 by a newer Torii.*nothing was written/),
    });
    expect(await newer.heads(ACCOUNT, 'declaration')).toHaveLength(1);
    expect(await newer.heads(ACCOUNT, 'issuance')).toEqual([]);
  });

  it('neither locks out whoever holds a key nor brings a revoked one back to life', async () => {
    const lines = await linesOf(await filled());
    const store = createMemoryStore();
    await put(store, 'api-key', 'first', { hash: '11' });
    await put(store, 'api-key', 'ab12', { hash: '00', revoked: { at: 1, by: 'me' } });
    await importInto(store, lines);
    const keys = await store.list<{ revoked?: unknown }>(ACCOUNT, 'api-key');
    expect(keys.map(({ key, body }) => [key.name, body.revoked !== undefined])).toEqual([
      ['ab12', true],
      ['first', false],
    ]);
  });

  it.each<[string, (lines: string[]) => string[]]>([
    ['without its end', (lines) => lines.slice(0, -1)],
    ['with a document lost', (lines) => lines.toSpliced(5, 1)],
    ['without its header', (lines) => lines.slice(1)],
    ['cut in a line', (lines) => [...lines.slice(0, 9), (lines[9] ?? '').slice(0, 20)]],
    ['of another account', ([first = '', ...lines]) => [first.replace(ACCOUNT, '99'), ...lines]],
    [
      'of a format of tomorrow',
      ([first = '', ...lines]) => [first.replace('"formatVersion":1', '"formatVersion":2'), ...lines],
    ],
    ['with a schema of tomorrow', (lines) => lines.map((line) => line.replace('"schema":1', '"schema":2'))],
    ['with a kind that nobody knows', (lines) => lines.map((line) => line.replace('"issuance"', '"secret"'))],
  ])('of a file %s writes nothing', async (_, spoil) => {
    const store = createMemoryStore();
    const error = await importInto(store, spoil(await linesOf(await filled())), { replace: true }).catch(
      (caught) => caught,
    );
    expect(error).toMatchObject({ code: 'ImportRefused', message: expect.not.stringContaining(SEALED.data) });
    expect(await linesOf(store, false)).toHaveLength(2);
  });

  it('that breaks off says how far it came, and comes to its end when it is run again', async () => {
    const lines = await linesOf(await filled());
    const store = createMemoryStore();
    let left = 50;
    const breaking: Store = {
      ...store,
      put: async (...given) => {
        left -= 1;
        if (left < 0) throw new Error('no connection');
        return store.put(...given);
      },
    };
    await expect(importInto(breaking, lines)).rejects.toThrow('50 of 122 documents were written, then: no connection');
    await importInto(store, lines, { replace: true });
    expect(await linesOf(store)).toEqual(lines);
  });

  it('writes nothing in a dry run', async () => {
    const store = createMemoryStore();
    expect(await importInto(store, await linesOf(await filled()), { dryRun: true })).toMatchObject({ documents: 122 });
    expect(await linesOf(store, false)).toHaveLength(2);
  });
});
