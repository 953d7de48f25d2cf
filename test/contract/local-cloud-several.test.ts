import { get } from 'node:http';
import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';
import { EasClient } from './eas-client.ts';

async function start(seed = 1): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ seed });
  onTestFinished(() => cloud.close());
  cloud.progress.mode('eas', 'at-once');
  return cloud;
}

/** What answers at a gateway's address and port. */
function statusAt(host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host, port, path: '/', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
}

test('two clouds in one process share nothing, though all their names are the same', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  const ports = ({ endpoint, dns, dataPlane, nameServers }: LocalCloud) => [
    Number(new URL(endpoint).port),
    ...[dns.port, dataPlane.httpPort, dataPlane.httpsPort],
    ...Object.values(nameServers).map(({ port }) => port),
  ];
  const all = [...ports(one), ...ports(other)];
  expect(new Set(all).size).toBe(all.length);

  const gatewayOf = async (cloud: LocalCloud) => {
    const id = await new EasClient(cloud, 'cn-hangzhou').createGateway({ EnableInternet: true });
    await cloud.clock.idle();
    return id;
  };
  // The same seed, so the same id, and the same loopback address: on a port of its own.
  const id = await gatewayOf(one);
  expect(await gatewayOf(other)).toBe(id);
  const address = one.dataPlane.addressOf(id);
  expect(other.dataPlane.addressOf(id)).toBe(address);
  await statusAt(address, one.dataPlane.httpPort);
  expect([one, other].map(({ dataPlane }) => dataPlane.requests.all().length)).toEqual([1, 0]);
  await statusAt(address, other.dataPlane.httpPort);
  expect([one, other].map(({ dataPlane }) => dataPlane.requests.all().length)).toEqual([1, 1]);

  // Keys, time, faults and switches of one are none of the other's.
  const describe = (cloud: LocalCloud, account = cloud.account) =>
    new Alidns20150109(clientConfig(cloud, account)).describeDomains(new alidns.DescribeDomainsRequest({}));
  await expect(describe(other, one.account)).rejects.toMatchObject({ code: 'InvalidAccessKeyId.NotFound' });
  one.faults.add({ kind: 'server-error' });
  one.eas.albPerAccess = 'one';
  await one.time.jump(3_600_000);
  await describe(other);
  expect(other.eas.albPerAccess).toBe('each');
  expect(one.clock.now() - other.clock.now()).toBe(3_600_000);

  // One ends; the other goes on.
  await one.close();
  expect(await statusAt(address, other.dataPlane.httpPort)).toBeTypeOf('number');
});

test('a port that is given is kept, with the three after it for names and gateways', async () => {
  const probe = await startLocalCloud();
  const port = Number(new URL(probe.endpoint).port);
  await probe.close();
  const cloud = await startLocalCloud({ port }).catch((error: NodeJS.ErrnoException) => error);
  // Any of the four may be somebody else's by now.
  if (cloud instanceof Error) return expect(cloud).toMatchObject({ code: 'EADDRINUSE' });
  onTestFinished(() => cloud.close());
  expect([cloud.endpoint, cloud.dns.port, cloud.dataPlane.httpPort, cloud.dataPlane.httpsPort]).toEqual([
    ...[`http://127.0.0.1:${port}`, port + 1, port + 2, port + 3],
  ]);
});
