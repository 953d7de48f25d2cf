import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { ensureMasterKeys } from '../../operator/init/master-keys.ts';
import { EXPORTED_KINDS } from '../../operator/moving-state/exported-kinds.ts';
import { vaultOf } from '../../shared/secrets/vault.ts';
import { createMemoryStore, emptyMemory } from '../../shared/state/memory-store.ts';
import { currentSchema, SCHEMAS } from '../../shared/state/schema.ts';
import { sealingStore } from '../../shared/state/sealing-store.ts';
import type { DocumentKind, Store } from '../../shared/state/store.ts';
import { FIXTURE_KEYS, readStoredDocuments, type StoredLine } from '../contract/stored-documents.ts';
import { DOMAIN, issuances, openCertificateHouse, publicGateway } from '../scenario/certificate-house.ts';
import { itInProcess } from '../scenario/only-in-process.ts';
import { HOUR_MS } from '../scenario/open-house.ts';

const KINDS: readonly DocumentKind[] = [...EXPORTED_KINDS, 'lease', 'idempotency'];
const ONCE = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };

async function documentsOf(store: Store, account: string): Promise<StoredLine[]> {
  const lines: StoredLine[] = [];
  for (const kind of KINDS) {
    const schema = currentSchema(SCHEMAS, kind);
    const stored = await store.list(account, kind);
    lines.push(
      ...stored.map(({ key, dueAt, body }) => ({ kind, region: key.region, name: key.name, schema, dueAt, body })),
    );
  }
  return lines;
}

/**
 * Whatever Torii stores, at an instant when there is some of everything: a service is being bound.
 * `TORII_WRITE_FIXTURE=FILE` writes it down, as a new version's fixture.
 */
async function everyKind(): Promise<StoredLine[]> {
  const memory = createMemoryStore({ memory: emptyMemory() });
  let binding: StoredLine[] | undefined;
  const atRest: Store = {
    ...memory,
    put: async (key, document, expectedVersion) => {
      const version = await memory.put(key, document, expectedVersion);
      if (key.kind === 'provisioning' && JSON.stringify(document.body).includes('"before":{"sealed"')) {
        binding ??= await documentsOf(memory, key.account);
      }
      return version;
    },
  };
  const store = sealingStore(atRest, vaultOf(FIXTURE_KEYS));
  const text = publicGateway([{ name: DOMAIN }], {
    services: [{ name: 'chat' }],
    approve: ['bills', 'exposes', 'disrupts'],
  });
  const scene = await openCertificateHouse(text, { env: { TORII_MASTER_KEYS: FIXTURE_KEYS }, events: 'once', store });
  const { cloud, runtime, api } = scene;
  const { id: account } = cloud.account;
  await ensureMasterKeys(store, { account, masterKeys: FIXTURE_KEYS, now: cloud.clock.now(), dryRun: false });
  const send = (method: 'PUT' | 'POST', path: string, body: object, more = {}) =>
    api(method, path, JSON.stringify(body), more);
  await send('PUT', '/v1/issuers/corporate-ca', {
    directory: cloud.acme.directoryUrl,
    contact: ['mailto:ops@example.com'],
    eab: { kid: 'kid-1', hmacKey: Buffer.alloc(32, 3).toString('base64url') },
    roots: cloud.ca.rootPem,
  });
  const now = cloud.clock.now();
  const days = (count: number) => new Date(now + count * 24 * HOUR_MS);
  const { certificate, privateKey } = await cloud.ca.issue({
    names: ['partner.example.com'],
    notBefore: days(-1),
    notAfter: days(89),
  });
  await send('PUT', '/v1/uploaded-certificates/partner', { certificate, privateKey });
  await send('POST', '/v1/api-keys', { name: 'ci', role: 'operator', expiresInDays: 30 });
  // Two invocations, in all of their attempts: both are given up, and one is played again.
  const kill = runtime.kill({ functionName: 'torii-dns-recorder', afterCalls: 1, when: 'before', times: 8 });
  await scene.declare();
  const isIssued = async () => (await issuances(scene)).some(({ current }) => current !== undefined);
  await cloud.clock.runUntil(isIssued, cloud.clock.now() + 2 * HOUR_MS);
  await send('POST', '/v1/certificates/renew', { certificates: [DOMAIN] }, ONCE);
  const { body } = await api('GET', '/v1/dead-letters');
  await send('POST', '/v1/dead-letters/replay', { ids: [body.deadLetters[0].id] });
  await cloud.clock.runUntil(() => binding !== undefined, cloud.clock.now() + 2 * HOUR_MS);
  expect(kill.deaths).toBe(8);
  return binding ?? [];
}

/** What bodies of a kind are made of: their members, and those of what a worker remembers. */
function membersOf(lines: StoredLine[]): Record<string, string[]> {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const paths = lines
        .filter((line) => line.kind === kind)
        .flatMap(({ schema, body }) => {
          const { memory } = Object(body);
          const remembered = Object.keys(Object(memory)).map((member) => `memory.${member}`);
          return [...Object.keys(Object(body)), ...remembered].map((path) => `schema ${schema}: ${path}`);
        });
      return [kind, [...new Set(paths)].sort()];
    }),
  );
}

itInProcess(
  'stores every kind of document as the fixture of its schema has it: another shape is another schema, with a migration',
  async () => {
    const lines = await everyKind();
    const { TORII_WRITE_FIXTURE: path } = process.env;
    if (path) writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(membersOf(lines)).toEqual(membersOf(readStoredDocuments()));
  },
);
