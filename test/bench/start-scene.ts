import { randomBytes, randomUUID } from 'node:crypto';
import { networkOf } from '../../local/cloud/fc/run/egress.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { type House, startHouse } from '../../local/house/start-house.ts';
import type { DocumentKind } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { furnishFleet, REGION } from './fleet.ts';
import { settleFleet } from './sweep.ts';

/** One gateway that is as it was declared, on a local cloud that deployed functions find by the wire. */
export interface StartScene {
  /** What a process of a function is told, beside its folder. */
  invocationOf(name: string): { event: string; context: Record<string, unknown>; network: unknown };
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

export async function startScene(): Promise<StartScene> {
  const environment = { TORII_MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}` };
  const house = await startHouse({
    ...{ serverlessYaml: 's.yaml', env: environment, delayScale: 0, timers: false, events: 'never' },
  });
  try {
    const [member] = await settleFleet(house, await furnishFleet(house, 1));
    if (!member) throw new Error('there is no gateway');
    await copyState(house);
    return sceneOf(house, member.name, environment);
  } catch (error) {
    await house.close();
    throw error;
  }
}

function sceneOf({ cloud, close }: House, gateway: string, environment: Record<string, string>): StartScene {
  const { id: account } = cloud.account;
  return {
    close,
    environment: {
      ...environment,
      TORII_ENDPOINT: cloud.endpoint,
      TORII_CLOCK: `${cloud.endpoint}/-/clock`,
      TORII_TRUSTED_ROOTS: cloud.ca.rootPem,
      TORII_ACME_DIRECTORIES: JSON.stringify({ letsencrypt: cloud.acme.directoryUrl }),
      TORII_ALLOW_PRIVATE: '127.0.0.0/8,198.51.100.0/24',
      TORII_HTTP_AUTH: 'function',
    },
    invocationOf: (name) => ({
      event: JSON.stringify(
        name === 'provisioning-api' ? lookAt(gateway, account) : { account, region: REGION, name: gateway },
      ),
      context: contextOf(cloud, `torii-${name}`),
      network: networkOf({ address: '192.0.2.200' }, { ...cloud, cidrOf: () => undefined }),
    }),
  };
}

/** `GET /v1/gateways/{name}` as its HTTP trigger passes it on. */
function lookAt(gateway: string, accountId: string): unknown {
  const path = `/v1/gateways/${gateway}`;
  const http = { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'bench' };
  return {
    ...{ version: 'v1', rawPath: path, headers: SIGNED, queryParameters: {}, body: '', isBase64Encoded: false },
    requestContext: {
      accountId,
      domainName: `api.${REGION}.fcapp.run`,
      domainPrefix: 'api',
      requestId: randomUUID(),
      http,
    },
  };
}

/** As the platform passes it on once it has checked it. */
const SIGNED = { Authorization: 'ACS3-HMAC-SHA256 Credential=LTAI5bench,SignedHeaders=host,Signature=00' };

function contextOf({ accounts, account }: LocalCloud, name: string): Record<string, unknown> {
  return {
    requestId: randomUUID(),
    credentials: accounts.issueTemporary(account.id, Date.now() + 3_600_000),
    function: { name, handler: 'index.handler', memory: 512, timeout: 120 },
    service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
    region: REGION,
    accountId: account.id,
    tracing: {},
  };
}

/** What the functions on this machine remember becomes what deployed ones remember. */
async function copyState({ cloud, runtime }: House): Promise<void> {
  const store = tablestoreStore({
    fetch,
    endpoint: tablestoreEndpoint('torii', REGION, cloud.endpoint),
    instance: 'torii',
    credentials: () => ({ ...cloud.account, securityToken: undefined }),
    machineNow: Date.now,
    sleep: async () => void (await cloud.clock.advanceBy(1_000)),
    random: () => 0,
  });
  for (const kind of KINDS) {
    for (const { key, body, dueAt } of await runtime.store.list(cloud.account.id, kind)) {
      await store.put(key, { body, dueAt }, 0);
    }
  }
}

const KINDS: readonly DocumentKind[] = ['declaration', 'provisioning', 'records', 'certificates', 'zones'];
