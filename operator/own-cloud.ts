import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudCredentials } from '../shared/cloud/acs3.ts';
import { endpointResolver } from '../shared/cloud/endpoints.ts';
import { stsClient } from '../shared/cloud/sts.ts';
import { createTransport, type Transport } from '../shared/cloud/transport.ts';
import { deadLetterBusOf } from '../shared/events/subscriptions.ts';
import { tablestoreEndpoint } from '../shared/state/tablestore/client.ts';
import type { TablestoreStoreOptions } from '../shared/state/tablestore/store.ts';
import type { DeployedAt } from './policies/policy-documents.ts';

/** An operator's own account, and where in it Torii is or will be. */
export interface OwnCloud {
  credentials: CloudCredentials;
  /** The account is found out. */
  place: Omit<DeployedAt, 'account'>;
  /** One address for all products; nothing: the real ones. */
  endpoint?: string | undefined;
}

/** The place with every name in it that was left to its default. */
export function placeIn(account: string, place: OwnCloud['place']): Required<DeployedAt> {
  const { bus = 'torii' } = place;
  return { instance: 'torii', prefix: 'torii-', deadLetterBus: deadLetterBusOf(bus), ...place, bus, account };
}

/** The account that the credentials belong to. @throws CloudError */
export async function accountBehind({ credentials, endpoint }: Omit<OwnCloud, 'place'>): Promise<string> {
  return (await stsClient(operatorTransport({ credentials, endpoint })).getCallerIdentity()).AccountId;
}

export function operatorTransport({ credentials, endpoint }: Omit<OwnCloud, 'place'>): Transport {
  return createTransport({
    fetch: globalThis.fetch,
    credentials: () => credentials,
    machineNow: Date.now,
    newNonce: randomUUID,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    random,
    endpoint: endpointResolver(endpoint),
    attemptSignal: () => AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
  });
}

/** How the tables of Torii are reached with credentials of one's own. */
export function operatorTables(
  { credentials, endpoint }: Omit<OwnCloud, 'place'>,
  { instance, region }: Required<DeployedAt>,
): TablestoreStoreOptions {
  return {
    fetch: globalThis.fetch,
    endpoint: tablestoreEndpoint(instance, region, endpoint),
    instance,
    credentials: () => credentials,
    machineNow: Date.now,
    sleep: (ms) => sleep(ms),
    random,
  };
}

const ATTEMPT_TIMEOUT_MS = 10_000;
const RANDOM_STEPS = 2 ** 47;
const random = () => randomInt(RANDOM_STEPS) / RANDOM_STEPS;
