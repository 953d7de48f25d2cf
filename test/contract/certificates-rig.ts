import { randomBytes } from 'node:crypto';
import { provisioningApi } from '../../functions/provisioning-api/app.ts';
import { newLimits } from '../../functions/provisioning-api/security/limits.ts';
import { readSecuritySettings } from '../../functions/provisioning-api/security/settings.ts';
import type { IssuanceMemory, WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { NO_ISSUANCE } from '../../shared/domain-rules/issuing/issuance.ts';
import { isIssued, issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import type { Mode } from '../../shared/domain-rules/mode.ts';
import type { Deps } from '../../shared/engine/deps.ts';
import { type DeclarationDocument, freshDocument, type WorkerDocument } from '../../shared/engine/worker.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { GLOBAL, type Store } from '../../shared/state/store.ts';
import { ACCOUNT, declared } from '../rules/worlds.ts';
import { SIGNED, TRIGGER } from './api-rig.ts';
import { START, SteppedClock } from './engine-rig.ts';

export const DAY_MS = 86_400_000;
export const MASTER_KEYS = `k1:${randomBytes(32).toString('base64')}`;

/** A certificate of 90 days, 40 of them left. */
export const CURRENT = {
  certificateId: '7001',
  name: 'torii_chat_example_com_0123abcd_0f3c9a1b2d4e',
  names: ['chat.example.com'],
  notBefore: START - 50 * DAY_MS,
  notAfter: START + 40 * DAY_MS,
  fingerprint: 'A'.repeat(64),
  serialNumber: '1f',
  heldSince: START - 50 * DAY_MS,
};

/** The API over a store that a test fills, without the workers behind it. */
export function certificatesRig({
  masterKeys = MASTER_KEYS,
  prefix,
  trustedRoots,
  store = createMemoryStore(),
}: {
  masterKeys?: string | undefined;
  prefix?: string;
  trustedRoots?: string | undefined;
  store?: Store;
} = {}) {
  const clock = new SteppedClock();
  const woken: { functionName: string; payload: unknown }[] = [];
  const logged: string[] = [];
  const published: unknown[] = [];
  const rotator = { isReachable: true };
  const say = (message: string) => void logged.push(message);
  const deps = {
    clock,
    newId: () => 'id',
    store,
    events: { publish: async (event: unknown) => void published.push(event) },
    invoker: {
      async invokeAsync(functionName: string, payload: unknown, { taskId }: { taskId: string }) {
        if (!rotator.isReachable) throw new Error('no connection');
        // As Function Compute does.
        if (!/^[A-Za-z_][\w-]{0,127}$/.test(taskId)) throw new Error(`"${taskId}" is no task id`);
        woken.push({ functionName, payload });
        return 'scheduled';
      },
    },
    log: { debug: say, info: say, warn: say, error: say },
  } as unknown as Deps;
  const app = provisioningApi({
    deps,
    account: ACCOUNT,
    read: {} as never,
    masterKeys,
    ...(prefix !== undefined && { prefix }),
    trustedRoots,
    security: readSecuritySettings({ TORII_HTTP_AUTH: 'function' }),
    newBytes: randomBytes,
    instance: { limits: newLimits(1_000_000), oidc: {} },
  });
  const put = (kind: Parameters<typeof store.put>[0]['kind'], name: string, body: unknown, region = GLOBAL) =>
    store.put({ account: ACCOUNT, region, kind, name }, { body, dueAt: null }, 0);
  return {
    app,
    clock,
    store,
    woken,
    published,
    logged,
    rotator,
    /** What the API answers. */
    async ask(method: string, path: string, sent?: unknown) {
      const text = typeof sent === 'string' ? sent : sent === undefined ? undefined : JSON.stringify(sent);
      const response = await app.request(
        path,
        {
          method,
          headers: { 'content-type': 'application/json', authorization: SIGNED },
          ...(text !== undefined && { body: text }),
        },
        { domainName: TRIGGER },
      );
      // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
      return { status: response.status, body: (await response.json()) as any };
    },
    /** Writes a gateway down as declared. @returns the keys of what is got for it, in the order of its domains */
    async declare(domains: object[], { name = 'chat-prod', mode = 'enforce' }: { name?: string; mode?: Mode } = {}) {
      const declaration = declared(
        { internet: { allow: ['203.0.113.7'] }, vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }], domains },
        name,
      );
      const document = { generation: 1, mode, declaration, approvals: [], declaredAt: START } as unknown;
      await put('declaration', name, document as DeclarationDocument, 'cn-beijing');
      return declaration.spec.domains.flatMap(({ certificate }) =>
        isIssued(certificate) ? [issuanceKey(certificate)] : [],
      );
    },
    /** What certificate-rotator wrote down about what is got. */
    async want(wish: Partial<WantedCertificate> & Pick<WantedCertificate, 'source'>) {
      const wantedBy = [{ region: 'cn-beijing', name: 'chat-prod' }];
      await put('wanted-certificate', issuanceKey(wish.source), { generation: 1, wantedBy, mode: 'enforce', ...wish });
    },
    async progress(key: string, memory: Partial<IssuanceMemory>, more: Partial<WorkerDocument> = {}) {
      await put('issuance', key, { ...freshDocument({ ...NO_ISSUANCE, ...memory }, 1), ...more });
    },
    /** What certificate-rotator chose in Certificate Management Service for a gateway. */
    async choose(memory: unknown, name = 'chat-prod') {
      await put('certificates', name, freshDocument(memory, 1), 'cn-beijing');
    },
  };
}
