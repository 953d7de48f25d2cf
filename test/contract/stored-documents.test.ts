import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { issuersOf } from '../../functions/certificate-rotator/issuing/issuers.ts';
import { recallShown } from '../../functions/provisioning-api/shown-plans.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { EXPORTED_KINDS } from '../../operator/moving-state/exported-kinds.ts';
import { takeLease } from '../../shared/engine/lease.ts';
import type { WorkerDocument } from '../../shared/engine/worker.ts';
import { vaultOf } from '../../shared/secrets/vault.ts';
import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import { currentSchema, type Migration, SCHEMAS, type Schemas, SchemaTooNew } from '../../shared/state/schema.ts';
import { sealingStore } from '../../shared/state/sealing-store.ts';
import type { DocumentKey, DocumentKind, Store } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { TRIGGER } from './api-rig.ts';
import { certificatesRig } from './certificates-rig.ts';
import { CHAT, DOCUMENT, Rig, step } from './engine-rig.ts';
import type { OpenStore } from './open-store.ts';
import { FIXTURE_KEYS, readStoredDocuments, type StoredLine } from './stored-documents.ts';

const LINES = readStoredDocuments();
const KINDS: readonly DocumentKind[] = [...EXPORTED_KINDS, 'lease', 'idempotency'];
const keyOf = ({ region, kind, name }: StoredLine): DocumentKey => ({ account: ACCOUNT, region, kind, name });
const lineOf = (wanted: DocumentKind): StoredLine => {
  const found = LINES.find(({ kind }) => kind === wanted);
  if (!found) throw new Error(`the fixture has no ${wanted}`);
  return found;
};
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
const bodyOf = (kind: DocumentKind): any => lineOf(kind).body;

/** The migrations of a version of Torii that knows `schema` of a kind, none of which changes anything. */
const knowing = (kind: DocumentKind, schema: number): Schemas => ({
  [kind]: Array.from({ length: schema - 1 }, (): Migration => (body) => body),
});

async function load(open: OpenStore): Promise<void> {
  await ofEach(LINES, async (line) => {
    const { kind, schema, dueAt, body } = line;
    await open(knowing(kind, schema)).put(keyOf(line), { body, dueAt }, 0);
  });
}

async function ofEach<One>(all: readonly One[], each: (one: One) => Promise<void>): Promise<void> {
  await Promise.all(all.map(each));
}

const inMemory = async (): Promise<OpenStore> => {
  const memory = emptyMemory();
  return (schemas = SCHEMAS) => createMemoryStore({ memory, schemas });
};

async function onTablestore(): Promise<OpenStore> {
  const cloud = await startLocalCloud({ delayScale: 0, accountId: ACCOUNT });
  onTestFinished(() => cloud.close());
  cloud.tablestore.addInstance(ACCOUNT, 'cn-hangzhou', 'torii');
  return (schemas = SCHEMAS) =>
    tablestoreStore({
      fetch: globalThis.fetch,
      endpoint: tablestoreEndpoint('torii', 'cn-hangzhou', cloud.endpoint),
      instance: 'torii',
      credentials: () => cloud.account,
      machineNow: Date.now,
      random: () => 0,
      sleep: async () => {},
      schemas,
    });
}

it('the fixture has every kind of document there is, and nothing secret in clear', () => {
  expect([...new Set(LINES.map(({ kind }) => kind))].sort()).toEqual([...KINDS].sort());
  expect(JSON.stringify(LINES)).not.toMatch(/PRIVATE KEY|hmacKey|"privateKey"|torii_[a-z0-9]{12}_/);
});

describe.each([
  ['in memory', inMemory],
  ['on Tablestore', onTablestore],
])('each document that the first version stored, %s', (_, makePlace) => {
  let open: OpenStore;
  let store: Store;
  beforeEach(async () => {
    open = await makePlace();
    await load(open);
    store = open();
  });

  it('is there in every kind, read in every way', async () => {
    await ofEach(KINDS, async (kind) => {
      const lines = LINES.filter((line) => line.kind === kind);
      const listed = await store.list(ACCOUNT, kind);
      const sorted = (documents: { region: string; name: string }[]) =>
        documents.map(({ region, name }) => `${region}/${name}`).sort();
      expect([kind, sorted(listed.map(({ key }) => key))]).toEqual([kind, sorted(lines)]);
      expect(await store.getMany(listed.map(({ key }) => key))).toEqual(listed);
      for (const { key, dueAt } of await store.heads(ACCOUNT, kind)) {
        const line = lines.find(({ region, name }) => region === key.region && name === key.name);
        expect([kind, dueAt]).toEqual([kind, line?.dueAt]);
      }
    });
  });

  it('goes through the migrations that the next version brings, and lies in its schema after the next write', async () => {
    await ofEach(LINES, async (line) => {
      const { kind, dueAt } = line;
      const next: Schemas = { ...SCHEMAS, [kind]: [...(SCHEMAS[kind] ?? []), (body: unknown) => ({ was: body })] };
      const newer = open(next);
      const before = await store.get(keyOf(line));
      const migrated = await newer.get(keyOf(line));
      expect(migrated?.body).toEqual({ was: before?.body });
      // Read only: this version still finds its own.
      expect(await store.get(keyOf(line))).toEqual(before);

      await newer.put(keyOf(line), { body: migrated?.body, dueAt }, migrated?.version ?? 0);
      expect((await newer.get(keyOf(line)))?.body).toEqual({ was: before?.body });
      await expect(store.get(keyOf(line))).rejects.toThrow(SchemaTooNew);
    });
  });

  it('and what a newer version stored is refused in every kind, by its name and with the way out', async () => {
    await ofEach(LINES, async (line) => {
      const { kind, name, dueAt } = line;
      const schema = currentSchema(SCHEMAS, kind) + 1;
      const newer = open(knowing(kind, schema));
      await newer.put(keyOf(line), { body: { of: 'tomorrow' }, dueAt }, 1);
      const refused = {
        code: 'SchemaTooNew',
        retryable: false,
        message: `${kind} "${name}" was stored in schema ${schema} by a newer Torii, and this one knows ${schema - 1} at most: deploy the newer version to every function again`,
      };
      await expect(store.get(keyOf(line))).rejects.toMatchObject(refused);
      await expect(store.list(ACCOUNT, kind)).rejects.toMatchObject({ code: 'SchemaTooNew' });
      await expect(store.getMany([keyOf(line)])).rejects.toMatchObject(refused);
      // Whoever read it before it was written by the newer one, is too late to write.
      await expect(store.put(keyOf(line), { body: line.body, dueAt }, 1)).rejects.toMatchObject({
        code: 'VersionConflict',
      });
      expect(await newer.get(keyOf(line))).toMatchObject({ version: 2, body: { of: 'tomorrow' } });
    });
  });
});

describe('what the first version stored', () => {
  let store: Store;
  beforeEach(async () => {
    const open = await inMemory();
    await load(open);
    store = open();
  });

  it('is what the API tells of', async () => {
    const { ask } = certificatesRig({ store, masterKeys: FIXTURE_KEYS });
    const told = async (path: string) => (await ask('GET', path)).body;

    expect((await told('/v1/gateways')).gateways).toMatchObject([
      {
        name: 'chat-prod',
        gatewayId: bodyOf('provisioning').memory.gatewayId,
        declaration: { spec: { domains: [{ name: 'chat.example.com', dns: 'alidns' }] } },
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'GatewayRunning', status: 'True' }),
          expect.objectContaining({ type: 'CertificatesValid', status: 'True' }),
          expect.objectContaining({ type: 'RecordsPublished' }),
        ]),
      },
    ]);
    expect(await told('/v1/certificates/chat.example.com')).toMatchObject({
      state: 'valid',
      usedBy: [{ gateway: 'chat-prod', domain: 'chat.example.com' }],
    });
    expect((await told('/v1/issuers')).issuers).toMatchObject([{ name: 'corporate-ca', eab: { kid: 'kid-1' } }]);
    expect((await told('/v1/uploaded-certificates')).uploads).toMatchObject([{ name: 'partner' }]);
    expect((await told('/v1/api-keys')).keys).toMatchObject([{ name: 'ci', role: 'operator' }]);
    expect((await told('/v1/dead-letters')).deadLetters).toMatchObject([
      { function: 'torii-dns-recorder', about: 'gateway cn-beijing/chat-prod', replayable: true },
    ]);
  });

  it('is what functions work with: plans that were shown, leases, accounts, and what is sealed', async () => {
    const vault = vaultOf(FIXTURE_KEYS);
    const clock = { now: () => bodyOf('idempotency').at, sleep: async () => {} };
    const [{ planHash, steps }] = bodyOf('plans').plans;
    const deps = new Rig(store).deps;
    expect(await recallShown({ deps }, CHAT, planHash)).toMatchObject({ planHash, steps });

    const held = LINES.find(({ kind, body }) => kind === 'lease' && Object(body).until > 0) ?? lineOf('lease');
    expect(await takeLease({ ...deps, clock }, keyOf(held), 'next', 1)).toBeUndefined();
    const after = { now: () => Object(held.body).until, sleep: async () => {} };
    expect(await takeLease({ ...deps, clock: after }, keyOf(held), 'next', 1)).toBeDefined();

    const directories = JSON.stringify({ letsencrypt: bodyOf('acme-account').directory });
    const issuers = issuersOf(
      { deps, environment: { TORII_ACME_DIRECTORIES: directories }, signal: new AbortController().signal },
      ACCOUNT,
      vault,
    );
    const known = await issuers.find('letsencrypt');
    expect((known && (await issuers.account(known)))?.body.url).toMatch(/\/acct\//);
    expect(await issuers.find('corporate-ca')).toMatchObject({ contact: ['mailto:ops@example.com'] });

    const opened = await sealingStore(store, vault).get<WorkerDocument>({ ...DOCUMENT, account: ACCOUNT });
    const { kept } = Object(opened?.body.memory).services;
    expect(JSON.parse(kept.chat.before)).toMatchObject({ metadata: { name: 'chat' } });
  });

  it('answers a request that is sent again with its Idempotency-Key as the first version answered it', async () => {
    const { app, clock } = certificatesRig({ store, masterKeys: FIXTURE_KEYS });
    clock.at = bodyOf('idempotency').at;
    const [, accessKeyId] = String(bodyOf('api-key').createdBy).split(' ');
    const again = await app.request(
      '/v1/certificates/renew',
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `ACS3-HMAC-SHA256 Credential=${accessKeyId}, SignedHeaders=host, Signature=0`,
          'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
        },
        body: JSON.stringify({ certificates: ['chat.example.com'] }),
      },
      { domainName: TRIGGER },
    );
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(await again.text()).toBe(bodyOf('idempotency').answer.body);
  });
});

describe('an older Torii that meets what a newer one stored', () => {
  const TOMORROW = { of: 'tomorrow' };

  async function met(kind: 'declaration' | 'provisioning') {
    const open = await inMemory();
    const rig = new Rig(open());
    await rig.declare();
    rig.wanted = [step('create', { repeatable: false })];
    const key = { ...DOCUMENT, kind };
    const newer = open(knowing(kind, currentSchema(SCHEMAS, kind) + 1));
    const stands = (await newer.get(key))?.version ?? 0;
    await newer.put(key, { body: TOMORROW, dueAt: 7 }, stands);
    const untouched = async () => expect(await newer.get(key)).toMatchObject({ version: stands + 1, body: TOMORROW });
    return { rig, untouched };
  }

  it.each(['declaration', 'provisioning'] as const)(
    'makes no call, writes nothing over its %s, and says which and why in the journal',
    async (kind) => {
      const { rig, untouched } = await met(kind);
      await expect(rig.run()).rejects.toMatchObject({ code: 'SchemaTooNew' });
      expect(rig.calls).toEqual([]);
      await untouched();
      expect(await rig.leaseIsFree()).toBe(true);
      expect((await rig.journal()).at(-1)?.message).toContain('deploy the newer version');
    },
  );

  it('answers through the API that another version has to be deployed, and changes nothing', async () => {
    const { rig, untouched } = await met('declaration');
    const { ask } = certificatesRig({ store: rig.store });
    const refused = {
      status: 503,
      body: { reason: 'SchemaTooNew', detail: expect.stringMatching(/newer Torii.*deploy/) },
    };
    expect(await ask('GET', '/v1/gateways/chat-prod')).toMatchObject(refused);
    expect(await ask('POST', '/v1/gateways/chat-prod/mode', { mode: 'paused' })).toMatchObject(refused);
    await untouched();
  });
});
