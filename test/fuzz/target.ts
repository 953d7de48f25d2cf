import { randomBytes, randomUUID } from 'node:crypto';
import type { ApiContext } from '../../functions/provisioning-api/context.ts';
import { readers } from '../../functions/provisioning-api/observe.ts';
import { newLimits } from '../../functions/provisioning-api/security/limits.ts';
import { readSecuritySettings } from '../../functions/provisioning-api/security/settings.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { ROLES } from '../../shared/domain-rules/access/role.ts';
import type { Deps } from '../../shared/engine/deps.ts';
import { makeApiKey } from '../../shared/secrets/api-key.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { GLOBAL, type Store } from '../../shared/state/store.ts';
import type { Chance } from './chance.ts';

/** The API in this process: real code over a fresh memory store, reading the local cloud. */
export interface Target {
  api: ApiContext;
  store: Store;
  account: string;
  tokens: string[];
  /** Texts that no answer and no log line may have in it. */
  secrets: string[];
  logged: string[];
  /** Time as the API sees it goes on. */
  pass(ms: number): void;
}

export async function freshTarget(cloud: LocalCloud, chance: Chance): Promise<Target> {
  const store = createMemoryStore();
  const { account } = cloud;
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  let now = Date.UTC(2026, 2, 2);
  const deps = {
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
    },
    machineNow: Date.now,
    random: () => chance.next(),
    newId: randomUUID,
    fetch: globalThis.fetch,
    fetchTrusting: () => async () => new Response('', { status: 404 }),
    store,
    events: { publish: async () => {} },
    invoker: { invokeAsync: async () => 'scheduled' },
    log: { debug: say, info: say, warn: say, error: say },
  } as unknown as Deps;
  const masterKey = randomBytes(32).toString('base64');
  const environment = {
    TORII_ENDPOINT: cloud.endpoint,
    TORII_CORS_ORIGINS: 'https://console.example.com',
    TORII_REQUESTS_PER_MINUTE: '6000',
  };
  const security = readSecuritySettings(environment);
  const context = { credentials: { ...account, securityToken: '' } };
  const api: ApiContext = {
    deps,
    account: account.id,
    read: readers({ deps, context, environment, signal: new AbortController().signal }),
    masterKeys: `k1:${masterKey}`,
    security,
    newBytes: randomBytes,
    instance: { limits: newLimits(security.requestsPerMinute), oidc: {} },
  };
  const tokens: string[] = [];
  // Most may do most: what is refused for its role gets no farther.
  for (const role of [...ROLES, 'admin', 'admin', 'admin'] as const) {
    const { id, token, document } = makeApiKey({ role, name: role, newBytes: randomBytes, now });
    await store.put(
      { account: account.id, region: GLOBAL, kind: 'api-key', name: id },
      { body: document, dueAt: null },
      0,
    );
    tokens.push(token);
  }
  return {
    api,
    store,
    account: account.id,
    tokens,
    secrets: [account.accessKeySecret, masterKey, ...tokens.map((token) => token.slice(-43))],
    logged,
    pass(ms) {
      now += ms;
    },
  };
}
