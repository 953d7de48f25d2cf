import { type FunctionsSnapshot, restore, withEnvironment } from '../cloud/fc/snapshot.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import { startLocalCloud } from '../cloud/start.ts';
import { apiClient } from './api-client.ts';
import { deployedFunctions } from './deploy-functions.ts';
import { deployedRuntime, ownersStore } from './deployed-runtime.ts';
import { furnishAccount } from './furnish-account.ts';
import { type House, type HouseOptions, REGION } from './house.ts';
import { houseEnvironment } from './house-environment.ts';
import { movingTime } from './moving-time.ts';

/** An option of a house that reaches into its functions, which it can only where they run in its own process. */
export class OnlyInProcess extends Error {
  readonly code = 'OnlyInProcess';
  readonly retryable = false;

  constructor(option: string) {
    super(`${option} reaches into the functions: leave TORII_DEPLOYED empty, so that they run in this process`);
    this.name = 'OnlyInProcess';
  }
}

/** A function was refused what it needs, or its policy would have to say more. */
export class RolesRefused extends Error {
  readonly code = 'RolesRefused';
  readonly retryable = false;

  constructor(refused: Iterable<string>) {
    super(`the policies of operator/policies do not allow what was called: ${[...refused].join('; ')}`);
    this.name = 'RolesRefused';
  }
}

/**
 * The same house with its functions deployed: the bundles as `s deploy` uploads them, each instance a process of its own;
 * state on Tablestore, events on EventBridge, calls under each function's own role.
 *
 * @throws OnlyInProcess
 */
export async function startDeployedHouse({
  serverlessYaml,
  events = 'sometimes-twice',
  timers = true,
  resolveThrough,
  askThrough,
  trustingThrough,
  env,
  afterCall,
  port,
  ...options
}: HouseOptions): Promise<House> {
  for (const [option, given] of Object.entries({ resolveThrough, askThrough, trustingThrough })) {
    if (given) throw new OnlyInProcess(option);
  }
  const cloud = await startLocalCloud({
    defaultRegion: REGION,
    ...(port !== undefined && { httpPort: () => port }),
    ...options,
  });
  const refused = new Set<string>();
  cloud.ram.onDecision = ({ role, denial }) => {
    if (denial && /role\/torii-/.test(role)) refused.add(`${role} ${denial.action} on ${denial.resource}`);
  };
  const close = async () => {
    await cloud.close();
    if (refused.size > 0) throw new RolesRefused(refused);
  };
  try {
    cloud.eventbridge.delivery = events;
    cloud.functions.egress = ({ name }) => (name === 'torii-gateway-provisioner' ? ATTACHED : undefined);
    cloud.functions.idleMs = BETWEEN_SWEEPS_MS;
    cloud.functions.afterCall = afterCall;
    const environment = await houseEnvironment(cloud, env);
    await furnishAccount(cloud);
    await makeTables(cloud);
    const snapshot = await deployedFunctions(serverlessYaml, options.accountId, environment);
    await restore(cloud.fc, timers ? snapshot : withoutTimers(snapshot), environment);
    const runtime = deployedRuntime(cloud, close);
    const api = movingTime(apiClient(runtime.url, cloud.account), cloud.clock);
    return {
      ...{ cloud, runtime, api, close },
      written: () => cloud.calls.count('PutRow') + cloud.calls.count('DeleteRow'),
      async redeploy(changed) {
        for (const one of cloud.fc.all()) {
          one.config = withEnvironment(one.config, changed);
          await cloud.fc.changed({ kind: 'function-updated', function: one });
        }
        return { runtime, api };
      },
    };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

/** A table is loaded for a while after it was made: not while the first request waits for it. */
async function makeTables(cloud: LocalCloud): Promise<void> {
  const key = { account: cloud.account.id, region: REGION, name: 'none' };
  const store = ownersStore(cloud);
  await store.get({ ...key, kind: 'declaration' });
  await store.get({ ...key, kind: 'idempotency' });
  await store.journal(key);
}

function withoutTimers({ functions }: FunctionsSnapshot): FunctionsSnapshot {
  return {
    functions: functions.map((one) => ({
      ...one,
      triggers: one.triggers.map((trigger) =>
        trigger.type === 'timer' ? { ...trigger, config: { ...trigger.config, enable: false } } : trigger,
      ),
    })),
  };
}

/**
 * Sweeps find an instance warm, also those of stories that last for months and sweep every six hours: to start a process for
 * each of them would be most of what a story takes.
 */
const BETWEEN_SWEEPS_MS = 7 * 3_600_000;

/** Attached to a VPC, out through its NAT gateway: the two vantage points that the declarations of the tests name. */
const ATTACHED = { address: '198.51.100.7', vpcId: 'vpc-2zechat0prod' };
