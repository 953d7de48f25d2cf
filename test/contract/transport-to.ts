import { randomUUID } from 'node:crypto';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { CloudCredentials } from '../../shared/cloud/acs3.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { createTransport, type Transport } from '../../shared/cloud/transport.ts';

/** Calls a local cloud as our clients do, as its owner unless told otherwise. Waits are over at once unless they are given. */
export function transportTo(
  cloud: LocalCloud,
  credentials: CloudCredentials = cloud.account,
  sleep: (ms: number) => Promise<void> = () => Promise.resolve(),
): Transport {
  return createTransport({
    fetch: globalThis.fetch,
    credentials: () => credentials,
    machineNow: Date.now,
    newNonce: randomUUID,
    sleep,
    random: () => 0.5,
    endpoint: endpointResolver(cloud.endpoint),
  });
}
