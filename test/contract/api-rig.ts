import { randomBytes } from 'node:crypto';
import { provisioningApi } from '../../functions/provisioning-api/app.ts';
import type { ApiContext } from '../../functions/provisioning-api/context.ts';
import { newLimits } from '../../functions/provisioning-api/security/limits.ts';
import { readSecuritySettings } from '../../functions/provisioning-api/security/settings.ts';
import type { Role } from '../../shared/domain-rules/access/role.ts';
import type { Deps } from '../../shared/engine/deps.ts';
import type { FetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import { type ApiKeyDocument, makeApiKey } from '../../shared/secrets/api-key.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { GLOBAL } from '../../shared/state/store.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { SteppedClock } from './engine-rig.ts';

export interface Asked {
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
  /** Of the sender. */
  from?: string;
  /** The host that it came to. */
  at?: string;
}

/** The host of a trigger (documented). */
export const TRIGGER = 'torii-abcdefgh.cn-beijing.fcapp.run';
/** As the platform passes it on: it is not checked again. */
export const SIGNED = 'ACS3-HMAC-SHA256 Credential=LTAI5example,SignedHeaders=host;x-acs-date,Signature=00';

/** The API behind an anonymous trigger, over a store and without a cloud. */
export function apiRig(environment: Record<string, string> = {}, given: Partial<ApiContext> = {}) {
  const clock = new SteppedClock();
  const store = createMemoryStore();
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  const fetched: string[] = [];
  const answers = new Map<string, unknown>();
  let held: ((address: string) => Promise<void>) | undefined;
  const fetchTrusting: FetchTrusting = () => async (input) => {
    fetched.push(String(input));
    await held?.(String(input));
    const answer = answers.get(String(input));
    return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer);
  };
  const deps = {
    clock,
    machineNow: () => clock.now(),
    random: () => 0.5,
    newId: () => 'request-0',
    store,
    fetchTrusting,
    events: { publish: async () => {} },
    invoker: { invokeAsync: async () => 'scheduled' },
    log: { debug: say, info: say, warn: say, error: say },
  } as unknown as Deps;
  const security = readSecuritySettings(environment);
  const api: ApiContext = {
    deps,
    account: ACCOUNT,
    region: 'cn-beijing',
    read: {} as never,
    masterKeys: `k1:${randomBytes(32).toString('base64')}`,
    security,
    newBytes: randomBytes,
    instance: { limits: newLimits(security.requestsPerMinute), oidc: {} },
    ...given,
  };
  const app = provisioningApi(api);
  return {
    api,
    clock,
    store,
    logged,
    /** What the API asked of servers that somebody named, and what those answer. */
    fetched,
    answers,
    /** Servers that somebody named answer only when they are released. */
    hold() {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const begun = new Promise<void>((resolve) => {
        held = () => {
          resolve();
          return released;
        };
      });
      return { begun, release };
    },
    /** Puts a key into the store. @returns its token */
    async key(role: Role, more: Partial<ApiKeyDocument> = {}): Promise<{ id: string; token: string }> {
      const made = makeApiKey({ role, name: `the ${role}`, newBytes: randomBytes, now: clock.now() });
      await store.put(
        { account: ACCOUNT, region: GLOBAL, kind: 'api-key', name: made.id },
        { body: { ...made.document, ...more }, dueAt: null },
        0,
      );
      return made;
    },
    async ask(
      method: string,
      path: string,
      { token, headers = {}, body, from = '203.0.113.9', at = TRIGGER }: Asked = {},
    ) {
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
      const response = await app.request(
        path,
        {
          method,
          headers: {
            ...(text !== undefined && { 'content-type': 'application/json' }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
            ...headers,
          },
          ...(text !== undefined && { body: text }),
        },
        { requestId: 'request-1', sourceIp: from, domainName: at },
      );
      const answered = await response.text();
      // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
      const read: any = answered === '' ? undefined : JSON.parse(answered);
      return { status: response.status, headers: response.headers, body: read };
    },
  };
}
