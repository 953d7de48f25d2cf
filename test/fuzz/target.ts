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
import { type FuzzedCaller, issuerOfTokens, OIDC_ENVIRONMENT } from './callers.ts';
import type { Chance } from './chance.ts';
import { Trespass } from './trespass.ts';

/** The API in this process: real code over a fresh memory store, reading the local cloud. */
export interface Target {
  api: ApiContext;
  store: Store;
  account: string;
  callers: FuzzedCaller[];
  trespass: Trespass;
  /** Texts that no answer and no log line may have in it. */
  secrets: string[];
  logged: string[];
  /** Time as the API sees it goes on. */
  pass(ms: number): void;
}

export async function freshTarget(cloud: LocalCloud, chance: Chance): Promise<Target> {
  const trespass = new Trespass();
  const store = trespass.watch(createMemoryStore());
  const { account } = cloud;
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  let now = Date.UTC(2026, 2, 2);
  const issuer = await issuerOfTokens(Date.now());
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
    fetchTrusting: () => async (input: unknown) => {
      const answer = issuer.answers.get(String(input));
      return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer);
    },
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
    ...OIDC_ENVIRONMENT,
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
  const keys: FuzzedCaller[] = [];
  // Most may do most: what is refused for its role gets no farther.
  for (const role of [...ROLES, 'admin', 'admin', 'admin'] as const) {
    const { id, token, document } = makeApiKey({ role, name: role, newBytes: randomBytes, now });
    await store.put(
      { account: account.id, region: GLOBAL, kind: 'api-key', name: id },
      { body: document, dueAt: null },
      0,
    );
    keys.push({ token, role });
  }
  return {
    api,
    store,
    account: account.id,
    callers: [...keys, ...issuer.callers],
    trespass,
    secrets: [
      account.accessKeySecret,
      masterKey,
      ...keys.map(({ token }) => token.slice(-43)),
      ...issuer.callers.flatMap(({ token, role }) => (role ? [token] : [])),
    ],
    logged,
    pass(ms) {
      now += ms;
    },
  };
}
