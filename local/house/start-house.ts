import { fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { Store } from '../../shared/state/store.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import { startLocalCloud } from '../cloud/start.ts';
import { startRuntime } from '../runtime/runtime.ts';
import { apiClient } from './api-client.ts';
import { tellOfChanges } from './audit-events.ts';
import { authorizeWith } from './authorize.ts';
import { type House, type HouseOptions, REGION } from './house.ts';
import { houseEnvironment } from './house-environment.ts';
import { dialIn, publicDnsIn, resolveIn } from './vantage.ts';
import { writtenStore } from './written-store.ts';

export type { House, HouseOptions } from './house.ts';

/**
 * Opens the house. The functions have to be bundled already (`npm run build`). With `TORII_DEPLOYED=1` in the environment
 * they are deployed, each instance a process of its own; else they run in this one.
 */
export async function startHouse(options: HouseOptions): Promise<House> {
  if (process.env.TORII_DEPLOYED !== '1') return startHouseInProcess(options);
  const { startDeployedHouse } = await import('./start-deployed-house.ts');
  return startDeployedHouse(options);
}

async function startHouseInProcess({
  serverlessYaml,
  events,
  timers,
  resolveThrough = (resolve) => resolve,
  askThrough = (publicDns) => publicDns,
  trustingThrough = (trusting) => trusting,
  env,
  afterCall,
  port,
  store: given = createMemoryStore(),
  ...options
}: HouseOptions): Promise<House> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, ...options });
  const { account } = cloud;
  // An owner makes it in the console; what is in it is made by Torii.
  cloud.tablestore.addInstance(account.id, REGION, 'torii');
  const ordinary = await houseEnvironment(cloud, env).catch((error) => closed(cloud, error));
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
    retriedRequestId: () => cloud.functions.assumptions.retriedRequestId,
    // As Function Compute does it: a fresh set for each invocation, good for 36 hours of the machine's time.
    credentials: () => cloud.accounts.issueTemporary(account.id, Date.now() + CREDENTIALS_LIFE_MS),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(events === undefined ? {} : { events }),
    ...(timers === undefined ? {} : { timers }),
    ...(port === undefined ? {} : { port }),
  };
  let writtenBefore = 0;
  const deploy = async (environment: Record<string, string>, remembered: Store) => {
    const store = writtenStore(remembered);
    const runtime = await startRuntime({ ...deployment, env: environment, store });
    const stopTelling = tellOfChanges(cloud, runtime);
    const close = async () => {
      stopTelling();
      await runtime.close();
    };
    return { runtime, api: apiClient(runtime.url, account), store, close };
  };
  let deployed = await deploy(ordinary, given);
  const { runtime, api } = deployed;
  return {
    cloud,
    runtime,
    api,
    written: () => writtenBefore + deployed.store.written,
    redeploy: async (changed, store = runtime.store) => {
      await deployed.close();
      // One more for what another version may have written by itself.
      writtenBefore += deployed.store.written + 1;
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

const CREDENTIALS_LIFE_MS = 36 * 3_600_000;
