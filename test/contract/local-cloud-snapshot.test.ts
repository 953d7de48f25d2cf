import Vpc20160428, * as vpc from '@alicloud/vpc20160428';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { SnapshotError, writeGraph } from '../../local/cloud/snapshot/graph.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientConfig } from './clients.ts';
import { EasClient } from './eas-client.ts';
import { flaw, shakeHands } from './gateway-client.ts';

test('a cloud is restored into another one, with its keys, and what was under way comes to its end there', async () => {
  const cloud = await open();
  const { vpcId } = cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const vSwitchId = await create(cloud, vpcId);
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));
  await cloud.clock.advanceBy(60_000);

  const other = await open({ seed: 7 });
  await other.restore(snapshot);

  expect(other.account).toEqual(cloud.account);
  expect(other.ca.rootPem).toBe(cloud.ca.rootPem);
  expect(await status(other, vSwitchId)).toBe('Pending');
  await other.clock.advanceBy(60_000);
  expect(await status(other, vSwitchId)).toBe('Available');
});

test('gateways show certificates of the authority that was restored, whatever they showed before', async () => {
  const cloud = await open();
  cloud.progress.mode('eas', 'at-once');
  const gateway = await new EasClient(cloud, 'cn-hangzhou').createGateway({ EnableInternet: true });
  await cloud.clock.idle();
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));
  const root = cloud.ca.rootPem;

  const other = await open({ seed: 7 });
  other.progress.mode('eas', 'at-once');
  const own = await new EasClient(other, 'cn-hangzhou').createGateway({ EnableInternet: true });
  await other.clock.idle();
  // It has a certificate by its own authority by now.
  expect(await flawOf(other, own, root)).toBe('not signed by the root');
  await other.restore(snapshot);
  expect(await flawOf(other, gateway, root)).toBeUndefined();
  expect(await flawOf(cloud, gateway, root)).toBeUndefined();
});

/** What a client that trusts this root alone has against what a gateway shows under its own platform name. */
async function flawOf(cloud: LocalCloud, gatewayId: string, rootPem: string): Promise<string | undefined> {
  const { InternetDomain } = await new EasClient(cloud, 'cn-hangzhou').describeGateway(gatewayId);
  const { httpsPort } = cloud.dataPlane;
  const visit = { address: cloud.dataPlane.addressOf(gatewayId), port: httpsPort, from: '127.0.0.1' };
  const chain = await shakeHands({ ...visit, host: String(InternetDomain) });
  return flaw(chain, rootPem, String(InternetDomain), cloud.clock.now());
}

test('a cloud goes back to what it was', async () => {
  const cloud = await open();
  const account = cloud.account.id;
  const { vpcId } = cloud.vpc.addVpc({ account, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const before = cloud.clock.now();
  const snapshot = await cloud.snapshot();

  cloud.vpc.missingVSwitchIs = 'empty';
  cloud.vpc.addVSwitch({ vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: '10.0.1.0/24' });
  await cloud.clock.advanceBy(86_400_000);
  await cloud.restore(snapshot);

  expect(cloud.clock.now()).toBe(before);
  expect(cloud.vpc.vSwitchesOf(account)).toEqual([]);
  expect(cloud.vpc.missingVSwitchIs).toBe('refused');
});

test('a snapshot that is broken anywhere changes nothing', async () => {
  const cloud = await open();
  const snapshot = await cloud.snapshot();
  const account = cloud.account.id;
  const { vpcId } = cloud.vpc.addVpc({ account, region: 'cn-hangzhou', cidrBlock: '10.0.0.0/16' });
  const root = cloud.ca.rootPem;
  const { vpc: _, ...roots } = snapshot.graph.roots;
  const nodes = snapshot.graph.nodes.with(-1, ['nonsense']);
  const { sts: _sts, ...others } = snapshot.graph.roots;
  for (const broken of [
    { ...snapshot, graph: { ...snapshot.graph, roots } },
    { ...snapshot, graph: { ...snapshot.graph, nodes } },
    { ...snapshot, graph: { ...snapshot.graph, roots: others } },
    { ...snapshot, ca: { ...snapshot.ca, privateKey: 'none' } },
  ]) {
    await expect(cloud.restore(broken)).rejects.toThrow();
    expect(cloud.vpc.vpcById(vpcId)).toBeDefined();
    expect(cloud.ca.rootPem).toBe(root);
  }
});

test('what would be lost refuses to be saved, with the way to it', () => {
  class Closed {
    #hidden = 1;
    read() {
      return this.#hidden;
    }
  }
  expect(() => writeGraph({ root: { tasks: [() => 1] } }, {}, {})).toThrow(
    new SnapshotError('root.tasks[0]', 'a function cannot be saved'),
  );
  expect(() => writeGraph({ root: { a: new Closed() } }, {}, {})).toThrow(/root\.a: the class Closed is in no table/);
  expect(() => writeGraph({ root: {} }, { closed: Closed }, {})).toThrow(/closed: its class has #private fields/);
});

async function open(options: Parameters<typeof startLocalCloud>[0] = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return cloud;
}

async function create(cloud: LocalCloud, vpcId: string): Promise<string> {
  const request = { regionId: 'cn-hangzhou', vpcId, zoneId: 'cn-hangzhou-h', cidrBlock: '10.0.1.0/24' };
  const client = new Vpc20160428(clientConfig(cloud));
  const { body } = await client.createVSwitch(new vpc.CreateVSwitchRequest(request));
  return String(body?.vSwitchId);
}

async function status(cloud: LocalCloud, vSwitchId: string): Promise<string | undefined> {
  const client = new Vpc20160428(clientConfig(cloud));
  const request = new vpc.DescribeVSwitchAttributesRequest({ regionId: 'cn-hangzhou', vSwitchId });
  return (await client.describeVSwitchAttributes(request)).body?.status;
}
