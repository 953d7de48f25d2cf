import { randomInt, randomUUID } from 'node:crypto';
import { acs3Headers } from '../cloud/acs3.ts';
import { eventBridgeBus, eventBridgeEndpoint } from '../events/eventbridge-bus.ts';
import { acs3Attempt } from '../function-compute/acs3-attempt.ts';
import { clockAt, machineClock } from '../function-compute/clock.ts';
import type { FunctionContext } from '../function-compute/context.ts';
import { fc2Attempt } from '../function-compute/fc2-attempt.ts';
import { fetchTrusting } from '../function-compute/fetch-trusting.ts';
import { functionComputeEndpoint, functionInvoker, type Learned } from '../function-compute/function-invoker.ts';
import { createLogger } from '../function-compute/logger.ts';
import { machineFetch } from '../function-compute/machine-fetch.ts';
import { machineDial, nameResolver } from '../function-compute/network.ts';
import { machineDns, type RefuseAddress } from '../function-compute/public-dns.ts';
import { vaultOf } from '../secrets/vault.ts';
import { sealingStore } from '../state/sealing-store.ts';
import { tablestoreEndpoint } from '../state/tablestore/client.ts';
import { type TablestoreStoreOptions, tablestoreStore } from '../state/tablestore/store.ts';
import type { Deps } from './deps.ts';

/** The platform gave this invocation no credentials: every call needs them. */
export class NoCredentials extends Error {
  readonly code = 'NoCredentials';
  readonly retryable = false;

  constructor(functionName: string) {
    super(`${functionName} was given no credentials: give it a role in s.yaml, and deploy it`);
    this.name = 'NoCredentials';
  }
}

/**
 * What a function deployed on Function Compute works with: Tablestore, EventBridge, asynchronous invocations, and the
 * machine's own clock, network and randomness. Credentials are those of this invocation (documented to be fresh in each).
 *
 * | variable                    | says                                         | empty or absent                |
 * |-----------------------------|----------------------------------------------|--------------------------------|
 * | `TORII_ENDPOINT`            | one origin for every product                 | the real ones                  |
 * | `TORII_TABLESTORE_INSTANCE` | where state is kept                          | `torii`                        |
 * | `TORII_EVENT_BUS`           | our custom bus                               | `torii`                        |
 * | `TORII_FC_API_VERSION`      | of Function Compute                          | `2023-03-30`                   |
 * | `TORII_MASTER_KEYS`         | what secrets at rest are sealed with         | no secret is stored; where it  |
 * |                             |                                              | is absent, they stay sealed    |
 * | `TORII_ALLOW_PRIVATE`       | where name servers may be asked that are not | none                           |
 * |                             | on the internet                              |                                |
 * | `TORII_CLOCK`               | URL of a virtual clock                       | the machine's                  |
 *
 * @throws NoCredentials, ClockUnreachable
 */
export async function deployedDeps(
  environment: Record<string, string | undefined>,
  context: FunctionContext,
  openStore: (options: TablestoreStoreOptions) => Deps['store'] = tablestoreStore,
): Promise<Deps> {
  const { accountId, region, requestId } = context;
  const { TORII_ENDPOINT: override, TORII_CLOCK: clockUrl, TORII_MASTER_KEYS: masterKeys } = environment;
  const apiVersion = environment.TORII_FC_API_VERSION || '2023-03-30';
  const elsewhere = clockUrl ? await clockAt(clockUrl, { requestId, fetch: machineFetch() }) : undefined;
  const fetch = elsewhere?.fetch ?? machineFetch();
  const machineNow = machineClock().now;
  const clock = elsewhere ?? machineClock();
  // A function without a role has none (documented).
  if (!context.credentials?.accessKeyId) throw new NoCredentials(context.function.name);
  const credentials = () => context.credentials;
  const random = () => randomInt(RANDOM_STEPS) / RANDOM_STEPS;
  const newId = () => randomUUID();
  const sleep: Deps['clock']['sleep'] = (ms, signal) => clock.sleep(ms, signal);
  const attemptSignal = () => AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  const calling = { fetch, region, credentials, machineNow, newId, sleep, random, attemptSignal };

  const instance = environment.TORII_TABLESTORE_INSTANCE || 'torii';
  const store = openStore({ ...calling, endpoint: tablestoreEndpoint(instance, region, override), instance });
  const invoking = { endpoint: functionComputeEndpoint(accountId, region, override), apiVersion };
  const resolve = nameResolver();
  return {
    clock,
    machineNow,
    random,
    newId,
    fetch,
    fetchTrusting,
    dial: machineDial,
    resolve: (name) => resolve(name),
    publicDns: machineDns(refuseAddressBy(environment.TORII_ALLOW_PRIVATE)),
    // A function that s.yaml gives no such variable has nothing to do with what is sealed, and reads what is beside it.
    store: sealingStore(store, vaultOf(masterKeys), { opens: masterKeys !== undefined }),
    events: eventBridgeBus({
      ...calling,
      endpoint: eventBridgeEndpoint(accountId, region, override),
      busName: environment.TORII_EVENT_BUS || 'torii',
      now: () => clock.now(),
    }),
    invoker: functionInvoker({
      ...{ learned, sleep, random },
      fc: fc2Attempt({ ...invoking, accountId, region, credentials }),
      acs3: acs3Attempt({
        ...{ ...invoking, fetch, attemptSignal },
        sign: (call) => acs3Headers(call, context.credentials, { now: machineNow(), nonce: newId() }),
      }),
    }),
    log: createLogger(context, context.logger),
  };
}

/** Only who asks name servers needs the tables of addresses that are not public. */
function refuseAddressBy(allowPrivate: string | undefined): RefuseAddress {
  return async (nameServer, address) => {
    const { readAllowedPlaces, refuseAddress } = await import('../domain-rules/access/public-address.ts');
    return refuseAddress(nameServer, address, readAllowedPlaces(allowPrivate));
  };
}

/** Of this instance, whatever invocation it serves. */
const learned: Learned = { refusesFc: false };

const RANDOM_STEPS = 2 ** 47;
const ATTEMPT_TIMEOUT_MS = 10_000;
