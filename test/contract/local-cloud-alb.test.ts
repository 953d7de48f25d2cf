import Alb20200616, * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlbCloud, DAY_MS, mapping, REGION, startAlbCloud } from './alb-cloud.ts';
import { clientConfig } from './clients.ts';

let world: AlbCloud;
let client: Alb20200616;

beforeEach(async () => {
  world = await startAlbCloud();
  client = world.client;
});
afterEach(() => world.cloud.close());

test('the official client drives it, from the first instance to the last', async () => {
  await client.describeRegions(new alb.DescribeRegionsRequest({}));
  const { body: zones } = await client.describeZones(new alb.DescribeZonesRequest({}));
  expect(zones?.zones?.map(({ zoneId }) => zoneId)).toContain('cn-hangzhou-h');
  const { loadBalancerId, listenerId, serverGroupId } = await world.served();
  const update = { loadBalancerId, loadBalancerName: 'chat-prod' };
  await client.updateLoadBalancerAttribute(new alb.UpdateLoadBalancerAttributeRequest(update));
  await world.later();
  const zoneMappings = ['vsw-h', 'vsw-j'].map(
    (each) => new alb.UpdateLoadBalancerZonesRequestZoneMappings(mapping(each)),
  );
  await client.updateLoadBalancerZones(new alb.UpdateLoadBalancerZonesRequest({ loadBalancerId, zoneMappings }));
  await world.later();
  await client.enableDeletionProtection(new alb.EnableDeletionProtectionRequest({ resourceId: loadBalancerId }));
  await client.disableDeletionProtection(new alb.DisableDeletionProtectionRequest({ resourceId: loadBalancerId }));
  const log = { loadBalancerId, logProject: 'project', logStore: 'store' };
  await client.enableLoadBalancerAccessLog(new alb.EnableLoadBalancerAccessLogRequest(log));
  await world.later();
  expect(await world.attribute(loadBalancerId)).toMatchObject({
    loadBalancerName: 'chat-prod',
    accessLogConfig: { logProject: 'project', logStore: 'store' },
    zoneMappings: [{ vSwitchId: 'vsw-h' }, { vSwitchId: 'vsw-j' }],
  });
  await client.disableLoadBalancerAccessLog(new alb.DisableLoadBalancerAccessLogRequest({ loadBalancerId }));
  expect((await world.attribute(loadBalancerId))?.accessLogConfig).toBeUndefined();

  const [extra = ''] = world.certificates(1);
  await world.associate(listenerId, extra);
  await world.later();
  expect(await world.listenerCertificates(listenerId)).toHaveLength(2);
  await world.dissociate(listenerId, extra);
  await world.later();
  await client.updateListenerAttribute(new alb.UpdateListenerAttributeRequest({ listenerId, idleTimeout: 20 }));
  await world.later();
  await client.stopListener(new alb.StopListenerRequest({ listenerId }));
  await world.later();
  await client.startListener(new alb.StartListenerRequest({ listenerId }));
  await world.later();
  expect((await client.listListeners(new alb.ListListenersRequest({}))).body?.listeners).toMatchObject([
    { listenerId, idleTimeout: 20, listenerStatus: 'Running' },
  ]);

  const aclId = await world.availableAcl('203.0.113.0/24');
  await client.updateAclAttribute(new alb.UpdateAclAttributeRequest({ aclId, aclName: 'offices' }));
  await world.bind(listenerId, 'White', aclId);
  await world.later();
  expect((await client.listAclRelations(new alb.ListAclRelationsRequest({ aclIds: [aclId] }))).body).toMatchObject({
    aclRelations: [{ aclId, relatedListeners: [{ listenerId, loadBalancerId, status: 'Associated' }] }],
  });
  await world.unbind(listenerId, aclId);
  await world.later();
  await client.removeEntriesFromAcl(new alb.RemoveEntriesFromAclRequest({ aclId, entries: ['203.0.113.0/24'] }));
  await world.later();
  const entries = await client.listAclEntries(new alb.ListAclEntriesRequest({ aclId }));
  expect(entries.body).toMatchObject({ totalCount: 0, aclEntries: [] });
  expect((await client.listAcls(new alb.ListAclsRequest({}))).body?.acls).toMatchObject([
    { aclId, aclName: 'offices' },
  ]);

  const resource = { resourceType: 'loadbalancer', resourceId: [loadBalancerId] };
  const tag = [new alb.TagResourcesRequestTag({ key: 'owner', value: 'torii' })];
  await client.tagResources(new alb.TagResourcesRequest({ ...resource, tag }));
  expect((await client.listTagResources(new alb.ListTagResourcesRequest(resource))).body?.tagResources).toMatchObject([
    { resourceId: loadBalancerId, tagKey: 'owner', tagValue: 'torii' },
  ]);
  await client.unTagResources(new alb.UnTagResourcesRequest({ ...resource, tagKey: ['owner'] }));
  expect((await world.attribute(loadBalancerId))?.tags).toEqual([]);

  await client.deleteAcl(new alb.DeleteAclRequest({ aclId }));
  await client.deleteListener(new alb.DeleteListenerRequest({ listenerId }));
  await world.later();
  await client.deleteServerGroup(new alb.DeleteServerGroupRequest({ serverGroupId }));
  await client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId }));
  await world.later();
  expect((await client.listLoadBalancers(new alb.ListLoadBalancersRequest({}))).body?.totalCount).toBe(0);
  expect((await client.listServerGroups(new alb.ListServerGroupsRequest({}))).body?.totalCount).toBe(0);
  const { body: jobs } = await client.listAsynJobs(new alb.ListAsynJobsRequest({ maxResults: 100 }));
  expect(new Set(jobs?.jobs?.map(({ status }) => status))).toEqual(new Set(['Succeeded']));
});

describe('a load balancer', () => {
  test('is Provisioning, then Active, and shows where it is', async () => {
    const loadBalancerId = await world.createLoadBalancer({
      loadBalancerName: 'chat',
      deletionProtectionEnabled: true,
    });
    expect(await world.attribute(loadBalancerId)).toMatchObject({ loadBalancerStatus: 'Provisioning' });
    await world.later();
    expect(await world.attribute(loadBalancerId)).toMatchObject({
      loadBalancerName: 'chat',
      loadBalancerStatus: 'Active',
      loadBalancerBussinessStatus: 'Normal',
      loadBalancerEdition: 'Standard',
      addressType: 'Internet',
      DNSName: `${loadBalancerId}.cn-hangzhou.alb.aliyuncs.com`,
      regionId: REGION,
      vpcId: 'vpc-a',
      createTime: '2026-03-02T08:00:00Z',
      deletionProtectionConfig: { enabled: true, enabledTime: '2026-03-02T08:00:00Z' },
      modificationProtectionConfig: { status: 'NonProtection' },
      zoneMappings: [
        { zoneId: 'cn-hangzhou-h', vSwitchId: 'vsw-h', status: 'Active' },
        { zoneId: 'cn-hangzhou-i', vSwitchId: 'vsw-i', status: 'Active' },
      ],
    });
  });

  test('keeps its changes to itself until the job ends, and is Configuring meanwhile', async () => {
    const loadBalancerId = await world.activeLoadBalancer({ loadBalancerName: 'before' });
    const update = new alb.UpdateLoadBalancerAttributeRequest({
      loadBalancerId,
      loadBalancerName: 'after',
      modificationProtectionConfig: new alb.UpdateLoadBalancerAttributeRequestModificationProtectionConfig({
        status: 'ConsoleProtection',
        reason: 'torii',
      }),
    });
    const { body } = await client.updateLoadBalancerAttribute(update);
    const jobId = body?.jobId ?? '';
    expect(await world.attribute(loadBalancerId)).toMatchObject({
      loadBalancerName: 'before',
      loadBalancerStatus: 'Configuring',
    });
    expect(await world.job(jobId)).toMatchObject({
      status: 'Processing',
      apiName: 'UpdateLoadBalancerAttribute',
      operateType: 'Update',
      resourceType: 'loadbalancer',
      resourceId: loadBalancerId,
    });
    await world.cloud.clock.step();
    expect(await world.job(jobId)).toMatchObject({ status: 'Succeeded', modifyTime: world.cloud.clock.now() });
    expect(await world.attribute(loadBalancerId)).toMatchObject({
      loadBalancerName: 'after',
      loadBalancerStatus: 'Active',
      modificationProtectionConfig: { status: 'ConsoleProtection', reason: 'torii' },
    });
  });

  test('takes an address of each vSwitch, moves with its zones, and gives them back', async () => {
    const free = () => ['vsw-h', 'vsw-i', 'vsw-j'].map((id) => world.cloud.vpc.vSwitch(id)?.availableIpAddressCount);
    expect(free()).toEqual([252, 252, 252]);
    const loadBalancerId = await world.activeLoadBalancer();
    expect(free()).toEqual([251, 251, 252]);
    const zoneMappings = ['vsw-h', 'vsw-j'].map(
      (each) => new alb.UpdateLoadBalancerZonesRequestZoneMappings(mapping(each)),
    );
    await client.updateLoadBalancerZones(new alb.UpdateLoadBalancerZonesRequest({ loadBalancerId, zoneMappings }));
    await world.later();
    expect(free()).toEqual([251, 252, 251]);
    await client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId }));
    await world.later();
    expect(free()).toEqual([252, 252, 252]);
  });

  test('never has the address of another', async () => {
    const addresses = async (id: string) =>
      (await world.attribute(id))?.zoneMappings?.map((zone) => zone.loadBalancerAddresses?.[0]?.intranetAddress);
    const first = await world.activeLoadBalancer();
    const second = await world.activeLoadBalancer();
    expect(await addresses(first)).toEqual(['10.0.0.252', '10.0.1.252']);
    expect(await addresses(second)).toEqual(['10.0.0.251', '10.0.1.251']);
    await client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId: first }));
    await world.later();
    expect(await addresses(await world.activeLoadBalancer())).toEqual(['10.0.0.252', '10.0.1.252']);
  });

  test('whose creation fails says so, and goes by itself within a day', async () => {
    world.cloud.alb.jobs.failNext('CreateLoadBalancer', { code: '506', message: 'AllocateEipAddress Failed' });
    const loadBalancerId = await world.activeLoadBalancer();
    expect((await world.attribute(loadBalancerId))?.loadBalancerStatus).toBe('CreateFailed');
    const { body } = await client.listAsynJobs(new alb.ListAsynJobsRequest({ resourceIds: [loadBalancerId] }));
    expect(body?.jobs).toMatchObject([
      { status: 'Failed', errorCode: '506', errorMessage: 'AllocateEipAddress Failed' },
    ]);
    await world.cloud.clock.advanceBy(2 * DAY_MS);
    await expect(world.attribute(loadBalancerId)).rejects.toMatchObject({ code: 'ResourceNotFound.LoadBalancer' });
  });

  test('is found by what it is', async () => {
    const one = await world.activeLoadBalancer({ loadBalancerName: 'one' });
    const tag = [new alb.CreateLoadBalancerRequestTag({ key: 'team', value: 'chat' })];
    const two = await world.createLoadBalancer({ addressType: 'Intranet', vSwitchIds: ['vsw-i', 'vsw-j'], tag });
    const find = async (filter: Partial<alb.ListLoadBalancersRequest>) => {
      const { body } = await client.listLoadBalancers(new alb.ListLoadBalancersRequest(filter));
      return body?.loadBalancers?.map(({ loadBalancerId }) => loadBalancerId);
    };
    expect(await find({})).toEqual([one, two]);
    expect(await find({ loadBalancerIds: [two] })).toEqual([two]);
    expect(await find({ loadBalancerNames: ['one'] })).toEqual([one]);
    expect(await find({ vpcIds: ['vpc-b'] })).toEqual([]);
    expect(await find({ zoneId: 'cn-hangzhou-j' })).toEqual([two]);
    expect(await find({ addressType: 'Intranet' })).toEqual([two]);
    expect(await find({ loadBalancerStatus: 'Active' })).toEqual([one]);
    expect(await find({ DNSName: `${one}.cn-hangzhou.alb.aliyuncs.com` })).toEqual([one]);
    expect(await find({ tag: [new alb.ListLoadBalancersRequestTag({ key: 'team' })] })).toEqual([two]);
    expect(await find({ tag: [new alb.ListLoadBalancersRequestTag({ key: 'team', value: 'x' })] })).toEqual([]);
  });

  test('is seen by its owner in its region only', async () => {
    const loadBalancerId = await world.activeLoadBalancer();
    const stranger = new Alb20200616(clientConfig(world.cloud, world.cloud.addAccount('9999999999999999')));
    const request = new alb.GetLoadBalancerAttributeRequest({ loadBalancerId });
    await expect(stranger.getLoadBalancerAttribute(request)).rejects.toMatchObject({
      code: 'ResourceNotFound.LoadBalancer',
      statusCode: 404,
    });
    expect((await stranger.listLoadBalancers(new alb.ListLoadBalancersRequest({}))).body?.totalCount).toBe(0);
  });
});

describe('writing', () => {
  test('with a token happens once, and other parameters under the same token are refused', async () => {
    const first = await world.createLoadBalancer({ clientToken: 'once' });
    expect(await world.createLoadBalancer({ clientToken: 'once' })).toBe(first);
    await expect(world.createLoadBalancer({ clientToken: 'once', addressType: 'Intranet' })).rejects.toMatchObject({
      code: 'IdempotentParameterMismatch',
    });
    expect((await client.listLoadBalancers(new alb.ListLoadBalancersRequest({}))).body?.totalCount).toBe(1);
  });

  test('without a token happens as often as it is asked for', async () => {
    expect(await world.createLoadBalancer()).not.toBe(await world.createLoadBalancer());
  });

  test('as a dry run changes nothing, in any action that takes one', async () => {
    const { loadBalancerId, listenerId, serverGroupId } = await world.served();
    const aclId = await world.availableAcl();
    const [extra = ''] = world.certificates(1);
    const jobs = world.cloud.alb.jobs.of(world.cloud.account.id, REGION).length;
    const dry = { dryRun: true };
    const calls: readonly (() => Promise<unknown>)[] = [
      () => world.createLoadBalancer(dry),
      () => client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId, ...dry })),
      () =>
        client.enableDeletionProtection(
          new alb.EnableDeletionProtectionRequest({ resourceId: loadBalancerId, ...dry }),
        ),
      () => world.createListener(loadBalancerId, serverGroupId, undefined, dry),
      () => client.deleteListener(new alb.DeleteListenerRequest({ listenerId, ...dry })),
      () => client.stopListener(new alb.StopListenerRequest({ listenerId, ...dry })),
      () => client.updateListenerAttribute(new alb.UpdateListenerAttributeRequest({ listenerId, ...dry })),
      () =>
        client.associateAdditionalCertificatesWithListener(
          new alb.AssociateAdditionalCertificatesWithListenerRequest({
            listenerId,
            certificates: [
              new alb.AssociateAdditionalCertificatesWithListenerRequestCertificates({ certificateId: extra }),
            ],
            ...dry,
          }),
        ),
      () => world.createServerGroup(dry),
      () => client.createAcl(new alb.CreateAclRequest(dry)),
      () => client.deleteAcl(new alb.DeleteAclRequest({ aclId, ...dry })),
      () =>
        client.associateAclsWithListener(
          new alb.AssociateAclsWithListenerRequest({ listenerId, aclType: 'White', aclIds: [aclId], ...dry }),
        ),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'DryRunOperation' });
    expect(world.cloud.alb.jobs.of(world.cloud.account.id, REGION)).toHaveLength(jobs);
    expect((await world.attribute(loadBalancerId))?.deletionProtectionConfig?.enabled).toBe(false);
  });
});

test('lists come in pages, each leading to the next', async () => {
  for (let index = 0; index < 5; index += 1)
    await client.createAcl(new alb.CreateAclRequest({ aclName: `acl-${index}` }));
  const names: (string | undefined)[] = [];
  const sizes: (number | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const request = new alb.ListAclsRequest({ maxResults: 2, ...(nextToken && { nextToken }) });
    const { body } = await client.listAcls(request);
    sizes.push(body?.acls?.length);
    names.push(...(body?.acls?.map(({ aclName }) => aclName) ?? []));
    expect(body?.totalCount).toBe(5);
    nextToken = body?.nextToken;
  } while (nextToken);
  expect(sizes).toEqual([2, 2, 1]);
  expect(names).toEqual(['acl-0', 'acl-1', 'acl-2', 'acl-3', 'acl-4']);
});

test('jobs are found by what they are about, and an unknown one is not there', async () => {
  const { loadBalancerId, listenerId } = await world.served();
  const find = async (filter: Partial<alb.ListAsynJobsRequest>) => {
    const { body } = await client.listAsynJobs(new alb.ListAsynJobsRequest(filter));
    return body?.jobs?.map(({ apiName }) => apiName);
  };
  expect(await find({})).toEqual(['CreateListener', 'CreateServerGroup', 'CreateLoadBalancer']);
  expect(await find({ resourceIds: [loadBalancerId, listenerId] })).toEqual(['CreateListener', 'CreateLoadBalancer']);
  expect(await find({ resourceType: 'servergroup' })).toEqual(['CreateServerGroup']);
  expect(await find({ apiName: 'CreateListener' })).toEqual(['CreateListener']);
  expect(await find({ endTime: Date.parse('2026-03-02T08:00:00Z') })).toEqual(['CreateLoadBalancer']);
  expect(await find({ jobIds: ['nothing'] })).toEqual([]);
});
