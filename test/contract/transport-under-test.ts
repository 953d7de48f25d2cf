import { onTestFinished } from 'vitest';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { createTransport, type Transport, type TransportDeps } from '../../shared/cloud/transport.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';

export const CREDENTIALS = {
  accessKeyId: 'STS.test-key-id',
  accessKeySecret: 'the-secret-of-this-test',
  securityToken: 'the-security-token-of-this-test',
};

export interface TransportUnderTest {
  transport: Transport;
  server: LoopbackServer;
  /** The waits it asked for, in ms. */
  waits: number[];
}

/** A transport whose only cloud is a server on loopback; it does not really wait, and its jitter is in the middle. */
export async function transportTo(
  reply: (received: Received, count: number) => Reply,
  deps: Partial<TransportDeps> = {},
): Promise<TransportUnderTest> {
  const server = await startLoopbackServer(reply);
  onTestFinished(() => server.close());
  const waits: number[] = [];
  let nonces = 0;
  let seconds = 0;
  const transport = createTransport({
    fetch: globalThis.fetch,
    credentials: () => CREDENTIALS,
    machineNow: () => Date.UTC(2026, 0, 1, 0, 0, seconds++),
    newNonce: () => `nonce-${++nonces}`,
    async sleep(ms, signal) {
      waits.push(ms);
      signal?.throwIfAborted();
    },
    random: () => 0.5,
    endpoint: endpointResolver(server.url),
    ...deps,
  });
  return { transport, server, waits };
}

/** What a promise was rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was expected to fail, and did not');
}
