import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { DAY_MS } from '../../local/house/world.ts';
import type { Resolve } from '../../shared/function-compute/network.ts';
import { HOUR_MS, type Scene } from './open-house.ts';
import { DOMAIN } from './vantage-house.ts';

/** A server that is not the gateway, where the gateway's clients would connect to; it tells what reached it. */
export async function stranger(scene: Scene): Promise<{ connections: number; requests: number }> {
  const seen = { connections: 0, requests: 0 };
  const now = () => scene.cloud.clock.now();
  const { certificate, privateKey } = await (await createLocalCa({ now })).issue({
    names: [DOMAIN, '*.cn-beijing.pai-eas.aliyuncs.com'],
    notBefore: new Date(now() - HOUR_MS),
    notAfter: new Date(now() + DAY_MS),
  });
  const server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
    seen.requests += 1;
    response.end('True');
  });
  server.on('connection', () => {
    seen.connections += 1;
  });
  await new Promise<void>((listening) => server.listen(scene.cloud.dataPlane.httpsPort, STRANGE, listening));
  expect((server.address() as AddressInfo).address).toBe(STRANGE);
  onTestFinished(() => void server.close());
  return seen;
}

export const STRANGE = '127.10.20.30';
export const poisoned =
  (names: (name: string) => boolean) =>
  (resolve: Resolve): Resolve =>
  async (name, from) =>
    names(name) ? { cname: undefined, addresses: [STRANGE] } : resolve(name, from);
