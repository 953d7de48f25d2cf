import { Resolver } from 'node:dns/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, boundTo, type EasClient, entries, serviceConfig } from './eas-client.ts';
import { type EasCloud, HOUR_MS, REGION, startEasCloud } from './eas-cloud.ts';
import { type Reply, visit } from './gateway-client.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, later, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

/** A request to a service by the endpoint that DescribeService shows, from wherever the client is. */
async function call(name: string, from: string, authorization = 'token', shown = 'InternetEndpoint'): Promise<Reply> {
  const { hostname: host, pathname: path } = new URL(String((await eas.describeService(name))[shown]));
  const resolver = new Resolver();
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);
  const [address = ''] = await resolver.resolve4(host);
  return visit({ address, port: cloud.dataPlane.httpPort, from, host, path, authorization });
}

async function status(name = 'chat'): Promise<unknown> {
  return (await eas.describeService(name)).Status;
}

describe('a service without a gateway', () => {
  it('answers behind the shared one, to everybody who has its token', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    await eas.createService(serviceConfig('chat', { token: 'token' }));
    await later();
    expect(await call('chat', client)).toMatchObject({ status: 200, body: 'True' });
    expect(await call('chat', client, 'wrong')).toMatchObject({ status: 401 });
    const inside = cloud.network.standIn('10.0.0.5', 'vpc-a');
    expect(await call('chat', inside, 'token', 'IntranetEndpoint')).toMatchObject({ status: 200 });
    await expect(
      call('chat', cloud.network.standIn('10.0.0.5', 'vpc-of-others'), 'token', 'IntranetEndpoint'),
    ).rejects.toThrow();
  });

  it('comes back to the shared one when its gateway is taken from it', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    const id = await runningGateway({ EnableInternet: true });
    await eas.allow(id, entries('0.0.0.0/0'));
    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    await later();
    expect((await call('chat', client)).status).toBe(200);
    await eas.updateService('chat', serviceConfig('chat', { token: 'token' }), 'replace');
    await later();
    expect(await eas.describeService('chat')).toMatchObject({
      InternetEndpoint: `http://${cloud.account.id}.${REGION}.pai-eas.aliyuncs.com/api/predict/chat`,
    });
    expect((await call('chat', client)).status).toBe(200);
    await eas.deleteGateway(id);
  });

  it('is not found behind the shared gateway of another account', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    await eas.createService(serviceConfig('chat', { token: 'token' }));
    await later();
    const address = cloud.dataPlane.addressOf(`shared/${cloud.account.id}/${REGION}`);
    const at = { address, port: cloud.dataPlane.httpPort, from: client, path: '/api/predict/chat' };
    const host = `2222222222222222.${REGION}.pai-eas.aliyuncs.com`;
    expect(await visit({ ...at, host, authorization: 'token' })).toMatchObject({ status: 404 });
  });
});

describe('a running service', () => {
  beforeEach(async () => {
    await eas.createService(serviceConfig('chat', { token: 'token' }));
    await later();
  });

  it('is stopped, started and restarted, each in some time', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    expect(await eas.stop('chat')).toMatchObject({ Message: `Service [chat] in region [${REGION}] is stopping` });
    expect(await status()).toBe('Stopping');
    await expect(eas.start('chat')).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await later();
    expect(await eas.describeService('chat')).toMatchObject({ Status: 'Stopped', RunningInstance: 0 });
    expect(await call('chat', client)).toMatchObject({ status: 503, body: 'no healthy upstream' });

    await eas.start('chat');
    expect(await status()).toBe('Starting');
    await later();
    expect(await status()).toBe('Running');
    expect((await call('chat', client)).status).toBe(200);

    await eas.restart('chat');
    const limit = cloud.clock.now() + HOUR_MS;
    do expect((await call('chat', client)).status).toBe(200);
    while (await cloud.clock.step(limit));
    expect(await status()).toBe('Running');
  });

  it('can be deleted while it is stopped', async () => {
    await eas.stop('chat');
    await later();
    await eas.deleteService('chat');
    await later();
    await expect(status()).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
  });

  it('is scaled without a new version, on the shared gateway even to nothing', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    expect(await eas.scale('chat', 3, ['chat-x'])).toMatchObject({
      Message: `Service [chat] in region [${REGION}] is scaling`,
    });
    expect(await eas.describeService('chat')).toMatchObject({ Status: 'Scaling', TotalInstance: 3, LatestVersion: 1 });
    await expect(eas.scale('chat', 4)).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await later();
    await eas.scale('chat', 0);
    await later();
    expect((await call('chat', client)).status).toBe(503);
    await expect(eas.scale('chat')).rejects.toMatchObject({ code: 'MissingInstance' });
    await expect(eas.scale('chat', -1)).rejects.toMatchObject({ code: 'InvalidInstance' });
  });

  it('is not scaled to nothing on a dedicated gateway', async () => {
    const id = await runningGateway();
    await eas.createService(serviceConfig('bound', boundTo(id)));
    await later();
    await expect(eas.scale('bound', 0)).rejects.toMatchObject({ code: 'InvalidServiceConfig' });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['started', () => eas.start('chat')],
    ['started, if it is not there', () => eas.start('none')],
    ['stopped, if it is not there', () => eas.stop('none')],
    ['restarted, if it is not there', () => eas.restart('none')],
    ['scaled, if it is not there', () => eas.scale('none', 1)],
  ])('is not %s', async (_what, refused) => {
    await expect(refused()).rejects.toMatchObject({
      code: expect.stringMatching(/^(IncorrectServiceStatus|InvalidService\.NotFound)$/),
    });
  });

  it('is neither stopped nor restarted while it is stopped', async () => {
    await eas.stop('chat');
    await later();
    for (const again of [() => eas.stop('chat'), () => eas.restart('chat'), () => eas.scale('chat', 2)]) {
      await expect(again()).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    }
  });
});

const settings = (more: Body = {}): Body => ({
  min: 1,
  max: 4,
  scaleStrategies: [{ metricName: 'qps', threshold: 10 }],
  ...more,
});

describe('an autoscaler', () => {
  beforeEach(() => eas.createService(serviceConfig('chat')));

  it('is created, shown, changed and deleted', async () => {
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } };
    expect(await eas.createAutoscaler('chat', settings({ behavior }))).toMatchObject({
      Message: 'Succeed to auto scale service [chat]',
    });
    expect(await eas.describeAutoscaler('chat')).toMatchObject({
      ServiceName: 'chat',
      MinReplica: 1,
      MaxReplica: 4,
      Behavior: behavior,
      CurrentMetrics: [{ metricName: 'qps', service: 'chat', value: 0 }],
      ScaleStrategies: [{ metricName: 'qps', service: 'chat', threshold: 10 }],
    });
    expect((await eas.listServices({ AutoscalerEnabled: true })).Services).toHaveLength(1);
    await expect(eas.createAutoscaler('chat', settings())).rejects.toMatchObject({
      code: 'InvalidAutoScaler.AlreadyExists',
    });
    expect(await eas.updateAutoscaler('chat', settings({ max: 8 }))).toMatchObject({
      Message: 'Update auto scale for service [chat] successfully',
    });
    expect(await eas.describeAutoscaler('chat')).toMatchObject({ MaxReplica: 8 });
    expect(await eas.deleteAutoscaler('chat')).toMatchObject({
      Message: 'Autoscaler for service [chat] deleted successfully',
    });
    expect(await eas.describeService('chat')).toMatchObject({ AutoscalerEnabled: false });
    expect((await eas.listServices({ AutoscalerEnabled: true })).Services).toEqual([]);
  });

  it('can be a part of the service JSON', async () => {
    const strategies = [{ metricName: 'cpu', threshold: 50 }];
    await eas.createService(serviceConfig('with', { autoscaler: { min: 0, max: 2, strategies } }));
    expect(await eas.describeAutoscaler('with')).toMatchObject({ MinReplica: 0, MaxReplica: 2 });
    await later();
    await eas.updateService('with', { autoscaler: { min: 1, max: 3 } });
    expect(await eas.describeAutoscaler('with')).toMatchObject({ MinReplica: 1, MaxReplica: 3 });
    await expect(eas.createService(serviceConfig('wrong', { autoscaler: { min: 2, max: 1 } }))).rejects.toMatchObject({
      code: 'InvalidAutoScaler',
    });
    await expect(eas.describeService('wrong')).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
  });

  it('keeps a service from a dedicated gateway while it may scale to nothing', async () => {
    const id = await runningGateway();
    await eas.createService(serviceConfig('bound', boundTo(id)));
    await later();
    await expect(eas.createAutoscaler('bound', settings({ min: 0 }))).rejects.toMatchObject({
      code: 'InvalidAutoScaler',
    });
    await eas.createAutoscaler('bound', settings());
    await expect(eas.updateAutoscaler('bound', settings({ min: 0 }))).rejects.toMatchObject({
      code: 'InvalidAutoScaler',
    });
    await eas.createAutoscaler('chat', settings({ min: 0 }));
    await expect(eas.updateService('chat', boundTo(id))).rejects.toMatchObject({ code: 'InvalidAutoScaler' });
    await eas.updateAutoscaler('chat', settings());
    await eas.updateService('chat', boundTo(id));
  });

  it.each<[string, Body, string]>([
    ['without a minimum', { min: undefined }, 'Missingmin'],
    ['without strategies', { scaleStrategies: undefined }, 'MissingscaleStrategies'],
    ['with less at most than at least', { max: 1 }, 'InvalidAutoScaler'],
    ['with a minimum below nothing', { min: -1 }, 'InvalidAutoScaler'],
    ['with strategies that are no list', { scaleStrategies: {} }, 'InvalidAutoScaler'],
    ['with a strategy that measures nothing', { scaleStrategies: [{ threshold: 1 }] }, 'InvalidAutoScaler'],
    ['with a strategy without a threshold', { scaleStrategies: [{ metricName: 'qps' }] }, 'InvalidAutoScaler'],
    ['with a behavior that is no object', { behavior: [1] }, 'InvalidAutoScaler'],
  ])('is refused %s', async (_what, wrong, code) => {
    await expect(eas.createAutoscaler('chat', settings(wrong))).rejects.toMatchObject({ code });
    await expect(eas.describeAutoscaler('chat')).rejects.toMatchObject({ code: 'InvalidAutoScaler.NotFound' });
  });

  const calls: [string, (client: EasClient, name: string) => Promise<unknown>][] = [
    ['described', (client, name) => client.describeAutoscaler(name)],
    ['changed', (client, name) => client.updateAutoscaler(name, settings())],
    ['deleted', (client, name) => client.deleteAutoscaler(name)],
  ];
  it.each(calls)('that is not there cannot be %s', async (_what, act) => {
    await expect(act(eas, 'chat')).rejects.toMatchObject({ code: 'InvalidAutoScaler.NotFound' });
    await expect(act(eas, 'none')).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
  });
});

describe('regions', () => {
  it('are those with an endpoint', async () => {
    const { Regions } = await eas.regions();
    expect(Regions).toHaveLength(28);
    expect(Regions).toContainEqual({ RegionId: REGION, RegionName: REGION });
  });
});
