import { describe, expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';

const order = (more: Body = {}): Body => ({
  ...{ EcsInstanceType: 'ecs.gn6i-c8g1.2xlarge', EcsInstanceCount: 2, ChargeType: 'PostPaid' },
  ...more,
});
const cluster = { SelfManagedResourceOptions: { ExternalClusterId: 'c93', NodeMatchLabels: { pool: 'a' } } };

describe('a dedicated resource group', () => {
  it('has machines, and shows what services use of them', async () => {
    const { act, cloud, runningService } = await openEasWorld({ delayScale: 0 });
    const made = await act('CreateResource', {
      body: order({ ResourceName: 'mine', Labels: { team: 'a' }, Zone: 'cn-beijing-k' }),
    });
    expect(made).toMatchObject({
      ...{ ResourceName: 'mine', ClusterId: REGION, OwnerUid: cloud.account.id },
      InstanceIds: [expect.stringMatching(/^eas-i-/), expect.stringMatching(/^eas-i-/)],
    });
    const resource = String(made.ResourceId);
    const metadata = { name: 'chat', instance: 2, cpu: 3, memory: 2048, gpu: 1, resource };
    await runningService('chat', { metadata }, { Labels: { team: 'a' } });
    expect(await act('ListResourceServices', { resource })).toMatchObject({
      Services: [{ ServiceName: 'chat', Resource: resource, Labels: [{ LabelKey: 'team', LabelValue: 'a' }] }],
    });
    const shown = {
      ...{ ResourceId: resource, ResourceName: 'mine', ResourceType: 'Dedicated', UsageMode: 'inference' },
      ...{ ClusterId: REGION, Status: 'ResourceReady', Message: 'Resource is ready', Features: [expect.any(String)] },
      ...{ CreateTime: '2026-03-02T08:00:00Z', UpdateTime: '2026-03-02T08:00:00Z' },
      ...{ CpuCount: 16, CpuUsed: 6, GpuCount: 2, GpuUsed: 2, Memory: 65536, MemoryUsed: 4096 },
      ...{ InstanceCount: 2, PrePaidInstanceCount: 0, PostPaidInstanceCount: 2 },
      ...{ InstanceMaxAllocatableCPU: 8, InstanceMaxAllocatableGPU: 1, InstanceMaxAllocatableMemory: 32768 },
    };
    expect(await act('DescribeResource', { resource })).toMatchObject({
      ...{ ...shown, OwnerUid: cloud.account.id, ServiceCount: '1', ExtraData: '{}' },
    });
    expect(await act('ListResources')).toMatchObject({
      ...{ PageNumber: 1, PageSize: 100, TotalCount: 1 },
      Resources: [{ ...shown, ServiceCount: 1, ExtraData: {}, Vendor: 'ECS' }],
    });
    const machine = {
      ...{ InstanceType: 'ecs.gn6i-c8g1.2xlarge', InstanceStatus: 'Ready', InstancePhase: 'succeeded' },
      ...{ InstanceName: expect.stringMatching(/^eas\d{16}$/), InstanceIp: expect.stringMatching(/^11\.227\./) },
      ...{ InstanceTenantIp: expect.stringMatching(/^192\.168\./), ResourceId: resource, Region: REGION },
      ...{ Zone: 'cn-beijing-k', Arch: 'amd64', ChargeType: 'PostPaid', AutoRenewal: false },
      ...{ CreateTime: '2026-03-02T08:00:00Z', InstanceCpuCount: 8, InstanceUsedCpu: 3, InstanceMemory: '32768M' },
      ...{ InstanceUsedMemory: '2048M', InstanceGpuCount: 1, InstanceUsedGpu: 1, InstanceGpuMemory: '16G' },
      ...{ InstanceUsedGpuMemory: '0M', InstanceSystemDiskSize: 200, Labels: [{ LabelKey: 'team', LabelValue: 'a' }] },
    };
    expect(await act('ListResourceInstances', { resource })).toMatchObject({
      ...{ PageNumber: 1, PageSize: 100, TotalCount: 2 },
      Instances: [machine, machine],
    });
  });

  it('grows and shrinks, and goes once it is empty', async () => {
    const { act, eas, runningService } = await openEasWorld({ delayScale: 0 });
    const made = await act('CreateResource', { body: order() });
    const resource = String(made.ResourceId);
    expect(made.ResourceName).toBe(resource);
    const body = order({
      EcsInstanceCount: 1,
      ChargeType: 'PrePaid',
      AutoRenewal: true,
      UserData: 'x',
      Labels: { a: 'b' },
    });
    const added = await act('CreateResourceInstances', { resource, body });
    const [prepaid] = added.InstanceIds as string[];
    expect(added.Message).toBe(`Create 1 new ecs instance(s) in resource [${resource}] successfully`);
    const list = async (query: Body) =>
      ((await act('ListResourceInstances', { resource, query })).Instances as Body[]).map(
        ({ InstanceId }) => InstanceId,
      );
    const [one] = (await act('ListResourceInstances', { resource, query: { InstanceId: prepaid } }))
      .Instances as Body[];
    expect(one).toMatchObject({ ChargeType: 'PrePaid', AutoRenewal: true, ExpiredTime: '2026-04-02T08:00:00Z' });
    for (const query of [
      { Filter: one?.InstanceIp },
      { InstanceName: one?.InstanceName },
      { InstanceIP: one?.InstanceIp, InstanceStatus: 'Ready', Zone: one?.Zone },
      { ChargeType: 'PrePaid' },
      { Label: { a: 'b' } },
      { Sort: 'ChargeType', Order: 'desc', PageSize: 1 },
    ]) {
      expect(await list(query), JSON.stringify(query)).toEqual([prepaid]);
    }
    await runningService('chat', { metadata: { name: 'chat', instance: 1, resource } });
    await expect(act('DeleteResource', { resource })).rejects.toMatchObject({ code: 'ResourceInUse' });
    const drop = (InstanceList: unknown) => act('DeleteResourceInstances', { resource, query: { InstanceList } });
    await expect(drop(prepaid)).rejects.toMatchObject({ code: 'OperationDenied.PrePaidInstance' });
    await expect(drop('eas-i-none')).rejects.toMatchObject({ code: 'InvalidResourceInstance.NotFound' });
    const ids = (made.InstanceIds as string[]).join(',');
    expect(await drop(ids)).toMatchObject({ Message: `Instances ${ids} are deleting` });
    expect(await list({})).toEqual([prepaid]);
    await act('DeleteResourceInstances', { resource, query: { AllFailed: true } });
    await eas.deleteService('chat');
    await expect(act('DeleteResource', { resource })).rejects.toMatchObject({ code: 'ResourceInUse' });
  });

  it('is not bought without a type, a number and a way to pay, nor with labels that are none', async () => {
    const { act } = await openEasWorld({ delayScale: 0 });
    const resource = String((await act('CreateResource', { body: order() })).ResourceId);
    const refused: [Body, string][] = [
      [{ EcsInstanceType: undefined }, 'MissingEcsInstance'],
      [{ EcsInstanceCount: undefined }, 'MissingEcsInstance'],
      [{ ChargeType: undefined }, 'MissingEcsInstance'],
      [{ Labels: [1] }, 'InvalidLabels'],
      [{ EcsInstanceCount: 101 }, 'InvalidEcsInstanceCount'],
      [{ SystemDiskSize: 100 }, 'InvalidSystemDiskSize'],
    ];
    for (const [more, code] of refused) {
      const body = order(more);
      await expect(act('CreateResource', { body }), code).rejects.toMatchObject({ code });
      await expect(act('CreateResourceInstances', { resource, body }), code).rejects.toMatchObject({ code });
    }
    const long = order({ ResourceName: 'x'.repeat(28) });
    await expect(act('CreateResource', { body: long })).rejects.toMatchObject({ code: 'InvalidResourceName' });
  });
});

describe('a self-managed resource group', () => {
  it('is a cluster of its owner, that gateways are made in', async () => {
    const { act, eas } = await openEasWorld({ delayScale: 0 });
    const made = await act('CreateResource', {
      body: { ResourceType: 'SelfManaged', ResourceName: 'own', ...cluster },
    });
    const resource = String(made.ResourceId);
    const ids: string[] = [];
    for (const ResourceName of [resource, 'own']) {
      const body = { Name: 'chat', InstanceType: '2c4g' };
      const { GatewayId: gateway } = await act('CreateGateway', { query: { ResourceName }, body });
      expect(await act('DescribeGateway', { gateway: String(gateway) })).toMatchObject({ ExternalClusterId: 'c93' });
      expect(await act('ListGateway', { query: { ResourceName } })).toMatchObject({ TotalCount: 1 });
      ids.push(String(gateway));
    }
    await expect(act('DeleteResource', { resource })).rejects.toMatchObject({ code: 'ResourceInUse' });
    for (const id of ids) await eas.deleteGateway(id);
    const options = { NodeMatchLabels: { pool: 'b' } };
    expect(
      await act('UpdateResource', { resource, body: { ResourceName: 'new', SelfManagedResourceOptions: options } }),
    ).toMatchObject({ ResourceId: resource, ResourceName: 'new' });
    expect(await act('DescribeResource', { resource })).toMatchObject({
      ExtraData: JSON.stringify({ ...cluster.SelfManagedResourceOptions, ...options }),
    });
    await expect(act('CreateResourceInstances', { resource, body: order() })).rejects.toMatchObject({
      code: 'OperationNotSupported.SelfManaged',
    });
    expect(await act('DeleteResource', { resource })).toMatchObject({ Message: `Resource [${resource}] is deleted.` });
  });

  it('needs its cluster, and a gateway needs one that is there', async () => {
    const { act } = await openEasWorld({ delayScale: 0 });
    await expect(act('CreateResource', { body: { ResourceType: 'SelfManaged' } })).rejects.toMatchObject({
      code: 'InvalidSelfManagedResourceOptions',
    });
    const resource = String((await act('CreateResource', { body: order() })).ResourceId);
    const body = { SelfManagedResourceOptions: { NodeMatchLabels: {} } };
    await expect(act('UpdateResource', { resource, body })).rejects.toMatchObject({
      code: 'InvalidSelfManagedResourceOptions',
    });
    const made = act('CreateGateway', { query: { ResourceName: resource }, body: { Name: 'a', InstanceType: '2c4g' } });
    await expect(made).rejects.toMatchObject({ code: 'InvalidResource.NotFound' });
  });
});

it('resource groups are found by id, name, type, status and mode, and are nobody else’s', async () => {
  const { act } = await openEasWorld({ delayScale: 0 });
  const resource = String((await act('CreateResource', { body: order({ ResourceName: 'b' }) })).ResourceId);
  await act('CreateResource', {
    body: { ResourceType: 'SelfManaged', ResourceName: 'a', UsageMode: 'train', ...cluster },
  });
  const list = async (query: Body) =>
    ((await act('ListResources', { query })).Resources as Body[]).map(({ ResourceName }) => ResourceName);
  expect(await list({ ResourceId: resource })).toEqual(['b']);
  expect(await list({ ResourceName: 'a' })).toEqual(['a']);
  expect(await list({ ResourceType: 'SelfManaged', ResourceStatus: 'ResourceReady' })).toEqual(['a']);
  expect(await list({ UsageMode: 'train' })).toEqual(['a']);
  expect(await list({ Sort: 'ResourceName', Order: 'asc' })).toEqual(['a', 'b']);
  expect(await list({ Sort: 'ResourceName', PageNumber: 2, PageSize: 1 })).toEqual(['a']);
  const actions = [
    ...(['DescribeResource', 'UpdateResource', 'DeleteResource', 'ListResourceServices'] as const),
    ...(['CreateResourceInstances', 'ListResourceInstances', 'DeleteResourceInstances'] as const),
  ];
  for (const action of actions) {
    const call = act(action, { resource: 'eas-r-none', ...(action.startsWith('Create') && { body: order() }) });
    await expect(call, action).rejects.toMatchObject({ code: 'InvalidResource.NotFound' });
  }
  await expect(act('ListResourceInstances', { resource, query: { Label: [1] } })).rejects.toMatchObject({
    code: 'InvalidLabels',
  });
});

it('machines that are sold are told of, with what spot instances cost', async () => {
  const { act } = await openEasWorld({ delayScale: 0 });
  const { InstanceMetas, Types } = await act('DescribeMachineSpec');
  expect(InstanceMetas).toContainEqual(
    expect.objectContaining({ InstanceType: 'ecs.c7.large', CPU: 2, Memory: 4, GPUAmount: 0, IsAvailable: true }),
  );
  expect(InstanceMetas).toContainEqual({
    ...{ InstanceType: 'ecs.gn6i-c8g1.2xlarge', CPU: 8, Memory: 32, GPU: 'T4', GPUAmount: 1, GPUMemory: 16 },
    ...{ IsAvailable: true, StockStatus: 'WithStock', Vendor: 'ECS', SpotDiscount: 0.12, NonProtectSpotDiscount: 0.1 },
  });
  expect(Types).toContainEqual({ CPU: 4, Memory: [4, 8, 16, 32] });
  const one = await act('DescribeMachineSpec', { query: { InstanceTypes: 'ecs.c7.large,ecs.none' } });
  expect(one.InstanceMetas).toHaveLength(1);
  const { SpotDiscounts } = await act('DescribeSpotDiscountHistory', { query: { InstanceType: 'ecs.c7.large' } });
  expect(SpotDiscounts).toContainEqual({
    ...{ InstanceType: 'ecs.c7.large', SpotDiscount: '0.1', Timestamp: '2026-03-01T08:00:00Z', ZoneId: 'cn-beijing-i' },
  });
  const query = { InstanceType: 'ecs.c7.large', IsProtect: true };
  expect((await act('DescribeSpotDiscountHistory', { query })).SpotDiscounts).toContainEqual(
    expect.objectContaining({ SpotDiscount: '0.12' }),
  );
});
