import { describe, expect, it } from 'vitest';
import { type Body, entries } from '../contract/eas-client.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { visit } from '../contract/gateway-client.ts';
import { openEasWorld } from './eas-actions.ts';

const rows = (body: Body) => body.Groups as Body[];

describe('a service group', () => {
  it('has an address and a token of its own, behind which any service of it answers', async () => {
    const { act, cloud, later, runningService } = await openEasWorld();
    expect(await act('CreateGroup', { body: { Name: 'pair', WorkSpaceId: '7', Labels: { team: 'a' } } })).toMatchObject(
      {
        Message: 'Create service group pair successfully',
      },
    );
    const group = 'pair';
    const { AccessToken: authorization, ...described } = await act('DescribeGroup', { group });
    expect(described).toMatchObject({
      ...{
        Name: 'pair',
        ClusterId: REGION,
        TrafficMode: 'auto',
        CallerUid: cloud.account.id,
        ParentUid: cloud.account.id,
      },
      InternetEndpoint: `http://${cloud.account.id}.${REGION}.pai-eas.aliyuncs.com/api/predict/pair`,
      IntranetEndpoint: `http://${cloud.account.id}.vpc.${REGION}.pai-eas.aliyuncs.com/api/predict/pair`,
      ...{ CreateTime: '2026-03-02T08:00:00Z', UpdateTime: '2026-03-02T08:00:00Z' },
      Labels: [{ LabelKey: 'team', LabelValue: 'a' }],
    });
    expect(await act('DescribeGroupEndpoints', { group })).toMatchObject({
      ...{ Message: 'Execution succeeded.', AccessToken: authorization },
      Endpoints: [
        {
          ...{ EndpointType: 'DefaultGateway', BackendId: 'default', PathType: 'Group' },
          ...{ InternetEndpoints: [described.InternetEndpoint], IntranetEndpoints: [described.IntranetEndpoint] },
        },
      ],
    });
    const { hostname: host, pathname: path } = new URL(String(described.InternetEndpoint));
    const call = () =>
      visit({
        address: cloud.dataPlane.addressOf(`shared/${cloud.account.id}/${REGION}`),
        ...{ port: cloud.dataPlane.httpPort, from: cloud.network.standIn('203.0.113.7'), host, path },
        authorization: String(authorization),
      });
    expect(await call()).toMatchObject({ status: 503 });
    for (const name of ['one', 'two']) {
      await runningService(name, { metadata: { name, instance: 1, group, ...(name === 'two' && { type: 'Queue' }) } });
    }
    expect(await act('DescribeGroup', { group })).toMatchObject({ QueueService: 'two' });
    expect(await call()).toMatchObject({ status: 200 });
    await act('StopService', { service: 'one' });
    await later();
    expect(await call()).toMatchObject({ status: 200 });
    await act('ReleaseService', { service: 'two', body: { TrafficState: 'standalone' } });
    expect(await call()).toMatchObject({ status: 503 });
    await act('ReleaseService', { service: 'two', body: { TrafficState: 'grouping' } });
    expect(await call()).toMatchObject({ status: 200 });
    await act('DeleteGroup', { group, query: { CascadeDelete: true } });
    expect(await call()).toMatchObject({ status: 404 });
    await later();
    expect(await act('ListServices')).toMatchObject({ TotalCount: 0 });
  });

  it('is made where a service names it, and left where it names none', async () => {
    const { act, later, runningService } = await openEasWorld();
    const service = await runningService('chat', { metadata: { name: 'chat', instance: 1, group: 'pair' } });
    expect(rows(await act('ListGroups'))).toMatchObject([{ Name: 'pair' }]);
    await expect(act('DeleteGroup', { group: 'pair' })).rejects.toMatchObject({ code: 'GroupInUse.Service' });
    const body = JSON.stringify({ metadata: { name: 'chat', instance: 1 } });
    await act('UpdateService', { service, query: { UpdateType: 'replace' }, body });
    await later();
    expect(await act('DescribeService', { service })).toMatchObject({ TrafficState: 'standalone' });
    expect(await act('DeleteGroup', { group: 'pair' })).toMatchObject({
      Message: 'Delete service group pair successfully',
    });
    await act('UpdateServiceVersion', { service, body: { Version: 1 } });
    expect(rows(await act('ListGroups'))).toMatchObject([{ Name: 'pair' }]);
  });

  it('answers behind a gateway of its own, which stays as long as it does', async () => {
    const { act, cloud, eas, runningGateway, runningService } = await openEasWorld();
    const gateway = await runningGateway({ EnableInternet: true });
    await eas.allow(gateway, entries('0.0.0.0/0'));
    const Network = { GatewayId: gateway, VpcId: 'vpc-a', VSwitchId: 'vsw-a-i', SecurityGroupId: 'sg-1' };
    await act('CreateGroup', { body: { Name: 'pair', Network } });
    await runningService('one', { metadata: { name: 'one', instance: 1, group: 'pair' } });
    await runningService('queue', { metadata: { name: 'queue', instance: 1, group: 'pair', type: 'Queue' } });
    const described = await act('DescribeGroup', { group: 'pair' });
    expect(described).toMatchObject({ Network });
    expect(rows(await act('ListGroups'))).toMatchObject([{ Network, QueueService: 'queue' }]);
    expect(await act('DescribeGroupEndpoints', { group: 'pair' })).toMatchObject({
      Endpoints: [{ EndpointType: 'PrivateGateway', BackendId: gateway }],
    });
    const { hostname: host, pathname: path } = new URL(String(described.InternetEndpoint));
    expect(
      await visit({
        address: cloud.dataPlane.addressOf(gateway),
        ...{ port: cloud.dataPlane.httpPort, from: cloud.network.standIn('203.0.113.7'), host, path },
        authorization: String(described.AccessToken),
      }),
    ).toMatchObject({ status: 200 });
    await expect(eas.deleteGateway(gateway)).rejects.toMatchObject({ code: 'GatewayInUse.Group' });
    expect(
      await act('UpdateGroup', { group: 'pair', body: { Network: {}, TrafficMode: 'customized', Labels: { a: 'b' } } }),
    ).toMatchObject({
      Message: 'Update service group pair successfully',
    });
    expect(await act('DescribeGroup', { group: 'pair' })).toMatchObject({
      ...{ Network: {}, TrafficMode: 'customized', Labels: [{ LabelKey: 'a', LabelValue: 'b' }] },
    });
    await eas.deleteGateway(gateway);
  });

  it('is listed by part of its name, workspace, mode and label, page by page', async () => {
    const { act } = await openEasWorld();
    await act('CreateGroup', { body: { Name: 'one', WorkSpaceId: '7' } });
    const Network = { VpcId: 'vpc-a', VSwitchId: 'vsw-a-i', SecurityGroupId: 'sg-1' };
    await act('CreateGroup', { body: { Name: 'two', Labels: { team: 'a' }, Network } });
    await act('UpdateGroup', { group: 'two', body: { TrafficMode: 'customized' } });
    const list = async (query: Body) => rows(await act('ListGroups', { query })).map(({ Name }) => Name);
    expect(await list({ Filter: 'tw' })).toEqual(['two']);
    expect(await list({ WorkspaceId: '7' })).toEqual(['one']);
    expect(await list({ TrafficMode: 'customized' })).toEqual(['two']);
    expect(await list({ Labels: { team: 'a' } })).toEqual(['two']);
    expect(await list({ Sort: 'Name', Order: 'asc', PageNumber: 2, PageSize: 1 })).toEqual(['two']);
    expect(await act('ListGroups', { query: { PageSize: 1 } })).toMatchObject({
      PageNumber: 1,
      PageSize: 1,
      TotalCount: 2,
    });
    await expect(list({ Labels: [1] })).rejects.toMatchObject({ code: 'InvalidLabels' });
  });

  it('is not made of what is not there, twice, or known to others', async () => {
    const { act, cloud, eas, runningService } = await openEasWorld();
    cloud.vpc.addVpc({
      account: cloud.addAccount('2222222222222222').id,
      region: REGION,
      vpcId: 'vpc-x',
      cidrBlock: '10.0.0.0/8',
    });
    await act('CreateGroup', { body: { Name: 'pair' } });
    await runningService('chat', { metadata: { name: 'chat', instance: 1, group: 'locked' } });
    await act('UpdateServiceSafetyLock', { service: 'chat', body: { Lock: 'dangerous' } });
    const young = await eas.createGateway();
    const refused: [Body, string][] = [
      [{ Network: { GatewayId: 'gw-none' } }, 'InvalidGateway.NotFound'],
      [{ Network: { GatewayId: young } }, 'IncorrectGatewayStatus'],
      [{ Network: { VpcId: 'vpc-x' } }, 'InvalidVpcId.NotFound'],
      [{ Network: { VpcId: 'vpc-a', VSwitchId: 'vsw-none' } }, 'InvalidVSwitchId.NotFound'],
      [{ Network: { VpcId: 'vpc-a', VSwitchId: 'vsw-b-l' } }, 'InvalidVSwitchId.NotInVpc'],
      [{ Labels: [1] }, 'InvalidLabels'],
    ];
    for (const [body, code] of refused) {
      await expect(act('UpdateGroup', { group: 'pair', body }), code).rejects.toMatchObject({ code });
      await expect(act('CreateGroup', { body: { Name: 'more', ...body } }), code).rejects.toMatchObject({ code });
    }
    await expect(act('CreateGroup', { body: { Name: 'pair' } })).rejects.toMatchObject({
      code: 'InvalidGroup.AlreadyExists',
    });
    await expect(act('CreateGroup', { body: { Name: 'No' } })).rejects.toMatchObject({ code: 'InvalidName' });
    const actions = ['DescribeGroup', 'UpdateGroup', 'DeleteGroup', 'DescribeGroupEndpoints'] as const;
    for (const action of actions) {
      await expect(act(action, { group: 'none' })).rejects.toMatchObject({ code: 'InvalidGroup.NotFound' });
    }
    await expect(act('DeleteGroup', { group: 'locked', query: { CascadeDelete: true } })).rejects.toMatchObject({
      code: 'OperationDenied.SafetyLock',
    });
  });
});
