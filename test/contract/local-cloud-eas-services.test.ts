import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, boundTo, serviceConfig } from './eas-client.ts';
import { type EasCloud, REGION, startEasCloud } from './eas-cloud.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, later, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

describe('services', () => {
  it('are created from a text body, run after a while, and end', async () => {
    const id = await runningGateway({ EnableInternet: true });
    expect(
      await eas.createService(serviceConfig('chat', boundTo(id)), { WorkspaceId: '7', Labels: { team: 'a' } }),
    ).toMatchObject({
      ServiceName: 'chat',
      ServiceId: expect.stringMatching(/^eas-m-/),
      Region: REGION,
      Status: 'Creating',
    });
    await expect(eas.createService(serviceConfig('chat'))).rejects.toMatchObject({ statusCode: 409 });
    expect(await eas.describeService('chat')).toMatchObject({
      Status: 'Creating',
      RunningInstance: 0,
      PendingInstance: 1,
    });
    await later();
    const running = await eas.describeService('chat');
    expect(running).toMatchObject({
      Status: 'Running',
      Gateway: id,
      RunningInstance: 1,
      WorkspaceId: '7',
      Labels: [{ LabelKey: 'team', LabelValue: 'a' }],
      AccessToken: expect.stringMatching(/^[\w+/]{48}$/),
      InternetEndpoint: `http://${id}.cn-beijing.pai-eas.aliyuncs.com/api/predict/chat`,
      IntranetEndpoint: `http://${id}-vpc.cn-beijing.pai-eas.aliyuncs.com/api/predict/chat`,
    });
    expect(running.ServiceConfig).toBe(JSON.stringify(serviceConfig('chat', boundTo(id))));
    expect(await eas.endpoints('chat')).toMatchObject({
      Message: 'Execution succeeded.',
      AccessToken: running.AccessToken,
      Endpoints: [
        {
          EndpointType: 'PrivateGateway',
          BackendId: id,
          PathType: 'Service',
          InternetEndpoints: [running.InternetEndpoint],
          IntranetEndpoints: [running.IntranetEndpoint],
        },
      ],
    });
    await expect(eas.deleteGateway(id)).rejects.toMatchObject({ code: 'GatewayInUse.Service' });
    expect(await eas.deleteService('chat')).toMatchObject({
      Message: 'Service [chat] in region [cn-beijing] is terminating',
    });
    await expect(eas.deleteService('chat')).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await later();
    await expect(eas.describeService('chat')).rejects.toMatchObject({ code: 'InvalidService.NotFound' });
    await eas.deleteGateway(id);
  });

  it('without a gateway are on the shared one', async () => {
    await eas.createService(serviceConfig('plain', { token: 'mine' }));
    expect(await eas.describeService('plain')).not.toHaveProperty('Gateway');
    expect(await eas.endpoints('plain')).toMatchObject({
      AccessToken: 'mine',
      Endpoints: [{ EndpointType: 'DefaultGateway', BackendId: 'default' }],
    });
  });

  it('are listed by gateway, by part of a name and by label', async () => {
    const id = await runningGateway();
    await eas.createService(serviceConfig('one_bound', boundTo(id)), { Labels: { team: 'a' } });
    await eas.createService(serviceConfig('two'));
    const list = async (query: Body) => {
      const { Services } = await eas.listServices(query);
      return (Services as Body[]).map(({ ServiceName }) => ServiceName).sort();
    };
    expect(await list({})).toEqual(['one_bound', 'two']);
    expect(await list({ Gateway: id })).toEqual(['one_bound']);
    expect(await list({ Filter: 'bou' })).toEqual(['one_bound']);
    expect(await list({ ServiceName: 'bou' })).toEqual([]);
    expect(await list({ Label: { team: 'a' } })).toEqual(['one_bound']);
    expect(await list({ ServiceStatus: 'Running' })).toEqual([]);
    await later();
    expect(await list({ ServiceStatus: 'Running' })).toEqual(['one_bound', 'two']);
  });

  const config = {
    ...serviceConfig('chat'),
    cloud: { networking: { vpc_id: 'vpc-a' }, computing: { instance_type: 'x' } },
  };
  it.each<['deep' | 'shallow', unknown]>([
    ['deep', { networking: { vpc_id: 'vpc-b' }, computing: { instance_type: 'x' } }],
    ['shallow', { networking: { vpc_id: 'vpc-b' } }],
  ])('are merged %s, as the cloud is told to', async (depth, expected) => {
    cloud.eas.serviceMerge = depth;
    await eas.createService(config);
    await later();
    expect(await eas.updateService('chat', { cloud: { networking: { vpc_id: 'vpc-b' } } })).toMatchObject({
      Message: 'Succeed to update service [chat] in region [cn-beijing]',
    });
    const { ServiceConfig, Status } = await eas.describeService('chat');
    expect(Status).toBe('Updating');
    expect(JSON.parse(String(ServiceConfig))).toEqual({ ...config, cloud: expected });
  });

  it('are replaced whole when that is asked for', async () => {
    const id = await runningGateway();
    await eas.createService({ ...config, ...boundTo(id) });
    await later();
    await eas.updateService('chat', serviceConfig('chat'), 'replace');
    expect(await eas.describeService('chat')).not.toHaveProperty('Gateway');
  });

  it('make a new version of a change, and none of a new number of instances', async () => {
    await eas.createService(serviceConfig('chat'));
    await later();
    await eas.updateService('chat', { metadata: { instance: 3 } });
    expect(await eas.describeService('chat')).toMatchObject({ Status: 'Scaling', LatestVersion: 1, TotalInstance: 3 });
    await expect(eas.updateService('chat', { token: 'x' })).rejects.toMatchObject({ code: 'IncorrectServiceStatus' });
    await later();
    await eas.updateService('chat', { token: 'new' });
    expect(await eas.describeService('chat')).toMatchObject({
      Status: 'Updating',
      LatestVersion: 2,
      CurrentVersion: 1,
      AccessToken: 'new',
    });
    await later();
    expect(await eas.describeService('chat')).toMatchObject({ Status: 'Running', CurrentVersion: 2 });
  });

  it('are refused with a configuration that cannot be', async () => {
    const id = await runningGateway();
    const young = await eas.createGateway();
    const refused: [Body, string][] = [
      [{}, 'InvalidServiceConfig'],
      [serviceConfig('No'), 'InvalidServiceConfig'],
      [serviceConfig('ab'), 'InvalidServiceConfig'],
      [{ metadata: { name: 'chat' } }, 'InvalidServiceConfig'],
      [{ metadata: { name: 'chat', instance: 0 }, ...boundTo(id) }, 'InvalidServiceConfig'],
      [serviceConfig('chat', { ...boundTo(id), autoscaler: { min: 0, max: 3 } }), 'InvalidServiceConfig'],
      [serviceConfig('chat', boundTo('gw-none')), 'InvalidGateway.NotFound'],
      [serviceConfig('chat', boundTo(young)), 'IncorrectGatewayStatus'],
    ];
    for (const [body, code] of refused) await expect(eas.createService(body)).rejects.toMatchObject({ code });
    await expect(eas.createService([])).rejects.toMatchObject({
      code: 'InvalidServiceConfig',
    });
    await eas.createService(serviceConfig('chat'));
    await later();
    await expect(eas.updateService('chat', { metadata: { name: 'other' } })).rejects.toMatchObject({
      code: 'InvalidServiceConfig',
    });
    await expect(eas.updateService('chat', {}, 'patch')).rejects.toMatchObject({ code: 'InvalidUpdateType' });
  });

  it('keep their tokens out of the journal', async () => {
    await eas.createService(serviceConfig('chat', { token: 'top-secret-token' }));
    expect(JSON.stringify(cloud.calls.of('CreateService'))).not.toContain('top-secret-token');
  });
});
