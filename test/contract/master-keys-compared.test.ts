import { describe, expect, it } from 'vitest';
import { checkMasterKeys } from '../../operator/doctor/master-keys.ts';
import { ensureMasterKeys } from '../../operator/init/master-keys.ts';
import { InvalidMasterKeys } from '../../shared/secrets/sealed-box.ts';
import { vaultOf } from '../../shared/secrets/vault.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { sealingStore } from '../../shared/state/sealing-store.ts';
import { GLOBAL, type Store } from '../../shared/state/store.ts';
import { FIXTURE_KEYS, readStoredDocuments } from './stored-documents.ts';

const ACCOUNT = '1234567890123456';
const secretOf = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const K1 = `k1:${secretOf(1)}`;
const OTHER_K1 = `k1:${secretOf(2)}`;
const K2 = `k2:${secretOf(3)}`;

const init = (store: Store, masterKeys: string | undefined, dryRun = false) =>
  ensureMasterKeys(store, { account: ACCOUNT, masterKeys, now: 1, dryRun });
const tables = async () => ['torii_documents'];
const doctor = (store: Store, masterKeys: string | undefined, call: unknown = tables) =>
  checkMasterKeys({ call: call as Parameters<typeof checkMasterKeys>[0]['call'], store }, ACCOUNT, masterKeys);
const marks = (store: Store) => store.list(ACCOUNT, 'master-key');

/** The way back of a binding, as gateway-provisioner keeps it. */
const bind = (store: Store, masterKeys: string, name = 'chat-prod') =>
  sealingStore(store, vaultOf(masterKeys)).put(
    { account: ACCOUNT, region: 'cn-beijing', kind: 'provisioning', name },
    {
      body: { memory: { services: { kept: { 'llm/7b': { before: '{"token":"hunter2"}', version: 1 } } } } },
      dueAt: null,
    },
    0,
  );
/** What certificate-rotator and the API seal themselves. */
async function sealIssuer(store: Store, masterKeys: string): Promise<void> {
  const sealedKey = await vaultOf(masterKeys).seal('hmac', 'issuer/corporate-ca');
  const body = { directory: 'https://acme.example', eab: { kid: '1', sealedKey } };
  await store.put({ account: ACCOUNT, region: GLOBAL, kind: 'issuer', name: 'corporate-ca' }, { body, dueAt: null }, 0);
}

describe('TORII_MASTER_KEYS, compared with what is stored', () => {
  it('is marked by the first init, and found right by every one after', async () => {
    const store = createMemoryStore();
    expect(await init(store, K1, true)).toMatchObject([{ what: 'mark of master key k1', did: 'made' }]);
    expect(await marks(store)).toEqual([]);
    expect(await init(store, K1)).toMatchObject([{ what: 'mark of master key k1', did: 'made' }]);
    expect(await init(store, K1)).toMatchObject([{ what: 'master key k1', did: 'as it should be' }]);
    expect(await doctor(store, K1)).toMatchObject([{ check: 'master key k1', level: 'ok' }]);
    expect(JSON.stringify(await marks(store))).not.toContain(secretOf(1).slice(0, 20));
  });

  it('is refused where another key has the name of one in use, and nothing is written over its mark', async () => {
    const store = createMemoryStore();
    await init(store, K1);
    const before = await marks(store);
    expect(await init(store, OTHER_K1)).toMatchObject([
      { what: 'master key k1', did: 'left', wayOut: expect.stringContaining('where you keep it') },
    ]);
    expect(await marks(store)).toEqual(before);
    expect(await doctor(store, OTHER_K1)).toMatchObject([{ check: 'master key k1', level: 'missing' }]);
  });

  it('is refused also where no mark was made, by what is sealed already, and not marked then', async () => {
    for (const seal of [bind, sealIssuer]) {
      const store = createMemoryStore();
      await seal(store, K1);
      expect(await init(store, OTHER_K1)).toMatchObject([{ what: 'master key k1', did: 'left' }]);
      expect(await marks(store)).toEqual([]);
      expect(await doctor(store, OTHER_K1)).toMatchObject([{ level: 'missing' }]);
      expect(await init(store, K1)).toMatchObject([{ what: 'mark of master key k1', did: 'made' }]);
    }
  });

  it('opens whatever a version of Torii ever sealed, in every kind', async () => {
    const store = createMemoryStore();
    for (const { kind, region, name, dueAt, body } of readStoredDocuments()) {
      await store.put({ account: ACCOUNT, region, kind, name }, { body, dueAt }, 0);
    }
    expect(await doctor(store, FIXTURE_KEYS)).toMatchObject([{ check: 'master key fixture', level: 'ok' }]);
  });

  it('may lack an older key only when nothing is sealed with it any more', async () => {
    const store = createMemoryStore();
    await init(store, K1);
    await bind(store, K1);
    expect(await init(store, K2)).toMatchObject([
      { what: 'master key k1', did: 'left', says: expect.stringContaining('gateway cn-beijing/chat-prod') },
    ]);
    expect(await doctor(store, K2)).toContainEqual(
      expect.objectContaining({ check: 'master key k1', level: 'missing', wayOut: expect.stringContaining('older') }),
    );
    expect((await marks(store)).map(({ key }) => key.name)).toEqual(['k1']);
    expect((await init(store, `${K2},${K1}`)).map(({ did }) => did)).toEqual(['made', 'as it should be']);

    const gateway = { account: ACCOUNT, region: 'cn-beijing', kind: 'provisioning', name: 'chat-prod' } as const;
    await store.delete(gateway, 1);
    expect((await init(store, K2)).map(({ did }) => did)).toEqual(['as it should be', 'as it should be']);
  });

  it('is said to be mixed where two keys of one name were in use, with what does not open', async () => {
    const store = createMemoryStore();
    await bind(store, K1, 'older');
    await bind(store, OTHER_K1, 'newer');
    expect(await doctor(store, OTHER_K1)).toMatchObject([
      { level: 'missing', says: expect.stringMatching(/does not open 1 .*gateway cn-beijing\/older$/) },
    ]);
    expect(await init(store, OTHER_K1)).toMatchObject([{ did: 'left' }]);
  });

  it('may be empty only while there never was one', async () => {
    const store = createMemoryStore();
    expect(await init(store, undefined)).toMatchObject([{ did: 'as it should be' }]);
    expect(await doctor(store, '')).toMatchObject([{ level: 'warning' }]);
    await init(store, K1);
    expect(await init(store, '')).toMatchObject([{ did: 'left', says: expect.stringContaining('k1') }]);
    expect(await doctor(store, undefined)).toMatchObject([{ level: 'missing', says: expect.stringContaining('k1') }]);
  });

  it('is never repeated, also where it cannot be read', async () => {
    const store = createMemoryStore();
    await bind(store, K1);
    const broken = secretOf(5);
    const said = JSON.stringify([
      ...[await init(store, broken), await doctor(store, broken), await init(store, OTHER_K1)],
      ...[await doctor(store, OTHER_K1), await doctor(store, `${OTHER_K1},${K2}`)],
    ]);
    expect(said).toContain(new InvalidMasterKeys('is').message.slice(-40));
    expect(said).not.toMatch(/hunter2|AQEBAQ|AgICAg|AwMDAw|BQUFBQ/);
  });

  it('is not compared by a doctor where there is no table, for looking would make it', async () => {
    const store = { list: () => Promise.reject(new Error('asked')) } as unknown as Store;
    expect(await doctor(store, K1, async () => [])).toMatchObject([{ check: 'master keys', level: 'ok' }]);
    const refused = async () => Promise.reject(Object.assign(new Error('no'), { code: 'OTSNoPermissionAccess' }));
    expect(await doctor(store, K1, refused)).toMatchObject([{ level: 'warning' }]);
  });
});
