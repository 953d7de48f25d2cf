import { expect, it } from 'vitest';
import type { Snapshot } from '../../local/cloud/snapshot/snapshot.ts';
import { type Body, EasClient, entries } from '../contract/eas-client.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { visit } from '../contract/gateway-client.ts';
import { actingBy, type EasWorld, openEasWorld } from './eas-actions.ts';

const CLIENT = '203.0.113.7';
const container = { containers: [{ image: 'echo:v1' }] };

/** As a file has it. */
async function saved({ cloud }: EasWorld) {
  return JSON.parse(JSON.stringify(await cloud.snapshot()));
}

it('a cloud that is saved while gateways are in the making goes on in another one', async () => {
  const first = await openEasWorld();
  const { eas, runningGateway } = first;
  const { certificate, privateKey } = await issue(first, 'chat.example.com');
  const stored = first.cloud.cas.add({ account: first.cloud.account.id, name: 'chat', certificate, privateKey });
  const up = await runningGateway({ EnableInternet: true });
  await eas.allow(up, entries('0.0.0.0/0'));
  await eas.createService({ metadata: { name: 'chat', instance: 1 }, networking: { gateway: up }, token: 'token' });
  await eas.attach(up, { Domain: 'chat.example.com', Type: 'internet', CertificateId: String(stored.id) });
  await eas.link(up, 'vpc-a', 'vsw-a-i');
  await eas.peer(up, 'vpc-a', [{ VpcId: 'vpc-b', Region: REGION }]);
  await eas.updateGateway(up, { Replicas: 4 });
  await eas.setLabels(up, { team: 'chat' });
  const young = await eas.createGateway({ EnableInternet: true });
  const leaving = await runningGateway();
  await eas.deleteGateway(leaving);
  const again = await runningGateway({ Name: 'again' });
  await eas.updateGateway(again, { EnableInternet: true });
  const snapshot = await saved(first);

  const before = await openEasWorld({ seed: 7 });
  const other = await before.runningGateway({ EnableInternet: true });
  await before.eas.allow(other, entries('0.0.0.0/0'));
  const second = await restoredInto(before, snapshot);

  expect(await second.eas.listGateway()).toEqual({ ...(await eas.listGateway()), RequestId: expect.any(String) });
  await expect(second.eas.describeGateway(other)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  await expect(call(second, other, 'any.example.com')).rejects.toThrow();
  for (const each of [first, second]) await each.later();

  for (const id of [up, young, again]) {
    const shown = { Status: 'Running', InternetStatus: 'Running' };
    expect(await second.eas.describeGateway(id)).toMatchObject(shown);
    expect(await second.eas.describeGateway(id)).toEqual({
      ...(await eas.describeGateway(id)),
      RequestId: expect.any(String),
    });
  }
  await expect(second.eas.describeGateway(leaving)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  expect(await second.eas.domains(up)).toMatchObject({ CustomDomains: [{ CertificateStatus: 'Succeeded' }] });
  expect(await second.eas.links(up)).toMatchObject({ IntranetLinkedVpcList: [{ Status: 'Running', Ip: '10.0.1.10' }] });
  expect(await second.eas.peers(up)).toMatchObject({ PeerVpcList: [{ PeerVpcs: [{ Status: 'Running' }] }] });
  for (const host of ['chat.example.com', `${up}.${REGION}.pai-eas.aliyuncs.com`]) {
    expect(await call(second, up, host)).toMatchObject({ status: 200, body: 'True' });
  }
  const encrypted = await call(second, up, 'chat.example.com', true);
  expect(encrypted.chain[0]?.subject).toContain('chat.example.com');
});

it('application gateways that are saved while their load balancers come and go are open and closed in the other cloud', async () => {
  const first = await openEasWorld();
  const { act, eas, later } = first;
  const network = { VpcId: 'vpc-a', VSwitchIds: ['vsw-a-i', 'vsw-a-k'] };
  const make = async () =>
    String((await act('CreateGateway', { body: { Name: 'chat', GatewayType: 'Application' } })).GatewayId);
  const closing = await make();
  const deleting = await make();
  await later();
  for (const id of [closing, deleting]) await eas.updateGateway(id, { EnableInternet: true, ...network });
  await later();
  const opening = await make();
  await first.cloud.clock.advanceBy(60_000);
  await eas.updateGateway(opening, { EnableInternet: true, EnableIntranet: true, ...network });
  await eas.updateGateway(closing, { EnableInternet: false });
  await eas.deleteGateway(deleting);
  const young = await make();
  const config = { metadata: { name: 'chat', instance: 1 }, token: 'token', networking: { gateway: opening } };
  await eas.createService({ ...config, cloud: { networking: { vpc_id: 'vpc-a' } } });
  const snapshot = await saved(first);

  const second = await restoredInto(await openEasWorld({ seed: 7 }), snapshot);
  expect(await second.eas.describeGateway(opening)).toMatchObject({
    ...{ InternetStatus: 'Creating', LoadBalancerList: [{ Status: 'Provisioning' }, { Status: 'Provisioning' }] },
  });
  await second.later();
  expect(await second.eas.describeGateway(opening)).toMatchObject({
    ...{
      InternetStatus: 'Running',
      IntranetEnabled: true,
      LoadBalancerList: [{ Status: 'Active' }, { Status: 'Active' }],
    },
  });
  expect(await second.eas.describeGateway(closing)).toMatchObject({ InternetStatus: 'Deleted', LoadBalancerList: [] });
  expect(await second.eas.describeGateway(young)).toMatchObject({ Status: 'Running' });
  await expect(second.eas.describeGateway(deleting)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  expect(await call(second, opening, `${opening}.${REGION}.pai-eas.aliyuncs.com`)).toMatchObject({ status: 200 });
});

it('services that are saved on their way arrive in the other cloud', async () => {
  const first = await openEasWorld();
  const { act } = first;
  const names = ['updating', 'scaling', 'stopping', 'restarting', 'developing', 'replacing', 'deleting'];
  for (const name of names) {
    const config = { metadata: { name, instance: 1, group: 'all' }, ...container };
    await act('CreateService', { body: JSON.stringify(config) });
  }
  await first.runningService('scheduled');
  await act('CreateService', { body: JSON.stringify({ metadata: { name: 'creating', instance: 2 }, token: 'token' }) });
  await act('UpdateService', { service: 'updating', body: JSON.stringify({ token: 'new' }) });
  await act('ScaleService', { service: 'scaling', body: { Instance: 3 } });
  await act('StopService', { service: 'stopping' });
  await act('RestartService', { service: 'restarting' });
  await act('DevelopService', { service: 'developing' });
  const [instance] = (await act('ListServiceInstances', { service: 'replacing' })).Instances as Body[];
  await act('DeleteServiceInstances', { service: 'replacing', query: { InstanceList: instance?.InstanceName } });
  await act('DeleteService', { service: 'deleting' });
  const job = { Schedule: '0 0 18 * * *', TargetSize: 2, TimeZone: 'UTC' };
  await act('CreateServiceCronScaler', { service: 'scheduled', body: { ScaleJobs: [job] } });
  first.cloud.eas.serviceMerge = 'shallow';
  const snapshot = await saved(first);

  const second = await restoredInto(await openEasWorld({ seed: 7 }), snapshot);
  expect(second.cloud.eas.serviceMerge).toBe('shallow');
  const list = async (world: EasWorld) => (await world.act('ListServices')).Services;
  expect(await list(second)).toEqual(await list(first));
  for (const each of [first, second]) await each.cloud.clock.advanceTo(Date.parse('2026-03-02T19:00:00Z'));

  expect(await list(second)).toEqual(await list(first));
  const status = async (service: string) => second.act('DescribeService', { service });
  expect(await status('creating')).toMatchObject({ Status: 'Running', RunningInstance: 2 });
  expect(await status('updating')).toMatchObject({ Status: 'Running', CurrentVersion: 2, AccessToken: 'new' });
  expect(await status('scaling')).toMatchObject({ Status: 'Running', RunningInstance: 3 });
  expect(await status('stopping')).toMatchObject({ Status: 'Stopped' });
  expect(await status('restarting')).toMatchObject({ Status: 'Running' });
  expect(await status('developing')).toMatchObject({ Status: 'Developing' });
  expect(await status('replacing')).toMatchObject({ RunningInstance: 1 });
  expect(await status('scheduled')).toMatchObject({ TotalInstance: 2 });
  await expect(status('deleting')).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
  const group = await second.act('DescribeGroup', { group: 'all' });
  expect(group.AccessToken).toBe((await act('DescribeGroup', { group: 'all' })).AccessToken);
  const shared = `shared/${second.cloud.account.id}/${REGION}`;
  const host = `${second.cloud.account.id}.${REGION}.pai-eas.aliyuncs.com`;
  expect(await call(second, shared, host, false, '/api/predict/creating')).toMatchObject({ status: 200 });
});

/** With its keys, too: who asked it before has others. */
async function restoredInto(world: EasWorld, snapshot: Snapshot): Promise<EasWorld> {
  await world.cloud.restore(snapshot);
  const eas = new EasClient(world.cloud, REGION);
  return { ...world, eas, act: actingBy(eas) };
}

async function issue({ cloud }: EasWorld, name: string) {
  const notBefore = new Date(cloud.clock.now());
  return cloud.ca.issue({ names: [name], notBefore, notAfter: new Date(cloud.clock.now() + 90 * 86_400_000) });
}

function call({ cloud }: EasWorld, id: string, host: string, encrypted = false, path = '/api/predict/chat') {
  const { httpPort, httpsPort } = cloud.dataPlane;
  const from = cloud.network.standIn(CLIENT);
  const port = encrypted ? httpsPort : httpPort;
  return visit({ address: cloud.dataPlane.addressOf(id), port, from, host, path, encrypted, authorization: 'token' });
}
