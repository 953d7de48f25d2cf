import { randomBytes } from 'node:crypto';
import { type FetchTrusting, fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import type { Resolve } from '../../shared/function-compute/network.ts';
import type { PublicDns } from '../../shared/function-compute/public-dns.ts';
import type { Store } from '../../shared/state/store.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../cloud/start.ts';
import type { EventsMode } from '../runtime/event-delivery.ts';
import { type Runtime, startRuntime } from '../runtime/runtime.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { tellOfChanges } from './audit-events.ts';
import { authorizeWith } from './authorize.ts';
import { dialIn, publicDnsIn, resolveIn } from './vantage.ts';

/** A local cloud with the five functions of s.yaml running on it. */
export interface House {
  cloud: LocalCloud;
  runtime: Runtime;
  /** The provisioning API, over HTTP. */
  api: ApiClient;
  /**
   * Deploys the functions anew with another environment. What runs is ended, what is remembered stays.
   * @param store what is remembered, as another version of Torii reads and writes it
   * @returns what takes the place of the house's own
   */
  redeploy(env: Record<string, string>, store?: Store): Promise<Pick<House, 'runtime' | 'api'>>;
  close(): Promise<void>;
}

export interface HouseOptions extends LocalCloudOptions {
  /** Path of s.yaml. */
  serverlessYaml: string;
  events?: EventsMode;
  timers?: boolean;
  /** Stands between the functions and what they would find out about a name. */
  resolveThrough?: (resolve: Resolve) => Resolve;
  /** The same for what the name servers say. */
  askThrough?: (publicDns: PublicDns) => PublicDns;
  /** Stands between the functions and servers whose own certificate no public authority signed. */
  trustingThrough?: (trusting: FetchTrusting) => FetchTrusting;
  /** What `${env('X')}` in s.yaml sees besides; or what finds that out, once the cloud is there. */
  env?: Record<string, string> | ((cloud: LocalCloud) => Promise<Record<string, string>>);
  /** Stands behind each call that a function makes to the cloud: awaited before the function has its answer. */
  afterCall?: () => Promise<void>;
  /** Where the API is served; any free port unless given. */
  port?: number;
  /** What the functions remember; a new memory store unless given. */
  store?: Store;
}

/** Opens the house. The functions have to be bundled already (`npm run build`). */
export async function startHouse({
  serverlessYaml,
  events,
  timers,
  resolveThrough = (resolve) => resolve,
  askThrough = (publicDns) => publicDns,
  trustingThrough = (trusting) => trusting,
  env = {},
  afterCall,
  port,
  store: given,
  ...options
}: HouseOptions): Promise<House> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, ...options });
  const { account } = cloud;
  // An owner makes it in the console; what is in it is made by Torii.
  cloud.tablestore.addInstance(account.id, REGION, 'torii');
  const more = typeof env === 'function' ? await env(cloud).catch((error) => closed(cloud, error)) : env;
  const ordinary = {
    TORII_ENDPOINT: cloud.endpoint,
    TORII_REGION: REGION,
    TORII_TRUSTED_ROOTS: cloud.ca.rootPem,
    TORII_MASTER_KEYS: `house:${randomBytes(32).toString('base64')}`,
    TORII_ACME_DIRECTORIES: JSON.stringify({ letsencrypt: cloud.acme.directoryUrl }),
    // Its CA and its gateways are on loopback addresses.
    TORII_ALLOW_PRIVATE: '127.0.0.0/8',
    // The trigger checks signatures, as the account's own clients send them.
    TORII_HTTP_AUTH: 'function',
    // Virtual time stands still between two looks, so that nobody's quota would fill up again.
    TORII_REQUESTS_PER_MINUTE: '1000000',
    ...more,
  };
  const deployment = {
    serverlessYaml,
    clock: cloud.clock,
    account,
    region: REGION,
    fetchTrusting: trustingThrough(fetchTrusting),
    ...(afterCall && { fetch: followedBy(afterCall) }),
    dial: dialIn(cloud),
    resolve: resolveThrough(resolveIn(cloud)),
    publicDns: askThrough(publicDnsIn(cloud)),
    authorize: authorizeWith(cloud),
    // As Function Compute does it: a fresh set for each invocation, good for 36 hours of the machine's time.
    credentials: () => cloud.accounts.issueTemporary(account.id, Date.now() + CREDENTIALS_LIFE_MS),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(events === undefined ? {} : { events }),
    ...(timers === undefined ? {} : { timers }),
    ...(port === undefined ? {} : { port }),
  };
  const deploy = async (environment: Record<string, string>, store?: Store) => {
    const runtime = await startRuntime({ ...deployment, env: environment, ...(store && { store }) });
    const stopTelling = tellOfChanges(cloud, runtime);
    const close = async () => {
      stopTelling();
      await runtime.close();
    };
    return { runtime, api: apiClient(runtime.url, account), close };
  };
  let deployed = await deploy(ordinary, given);
  const { runtime, api } = deployed;
  return {
    cloud,
    runtime,
    api,
    redeploy: async (changed, store = runtime.store) => {
      await deployed.close();
      deployed = await deploy({ ...ordinary, ...changed }, store);
      return deployed;
    },
    close: async () => {
      await deployed.close();
      await cloud.close();
    },
  };
}

async function closed(cloud: LocalCloud, error: unknown): Promise<never> {
  await cloud.close();
  throw error;
}

function followedBy(afterCall: () => Promise<void>): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } finally {
      await afterCall();
    }
  };
}

const REGION = 'cn-beijing';
const CREDENTIALS_LIFE_MS = 36 * 3_600_000;
