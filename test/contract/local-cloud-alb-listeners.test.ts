import * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlbCloud, startAlbCloud } from './alb-cloud.ts';

let world: AlbCloud;

beforeEach(async () => {
  world = await startAlbCloud();
});
afterEach(() => world.cloud.close());

/** Status by certificate id, the default one in brackets. */
async function certificates(listenerId: string) {
  const rows = await world.listenerCertificates(listenerId);
  return rows.map(({ certificateId, status, isDefault }) =>
    isDefault ? `[${certificateId}]` : `${certificateId} ${status}`,
  );
}

describe('a listener', () => {
  test('is Provisioning, then Running, and its instance Configuring meanwhile', async () => {
    const loadBalancerId = await world.activeLoadBalancer();
    const serverGroupId = await world.availableServerGroup();
    const [certificateId = ''] = world.certificates(1);
    const listenerId = await world.createListener(loadBalancerId, serverGroupId, certificateId);
    expect(await world.listener(listenerId)).toMatchObject({ listenerStatus: 'Provisioning' });
    expect(await world.attribute(loadBalancerId)).toMatchObject({ loadBalancerStatus: 'Configuring' });
    await world.later();
    expect(await world.attribute(loadBalancerId)).toMatchObject({ loadBalancerStatus: 'Active' });
    expect(await world.listener(listenerId)).toMatchObject({
      listenerStatus: 'Running',
      listenerProtocol: 'HTTPS',
      listenerPort: 443,
      securityPolicyId: 'tls_cipher_policy_1_0',
      idleTimeout: 15,
      requestTimeout: 60,
      gzipEnabled: true,
      http2Enabled: true,
      certificates: [{ certificateId }],
      defaultActions: [{ type: 'ForwardGroup', forwardGroupConfig: { serverGroupTuples: [{ serverGroupId }] } }],
    });
  });

  test('is listed without certificates, and found by protocol, instance and tag', async () => {
    const { loadBalancerId, serverGroupId, listenerId } = await world.served();
    const tag = [new alb.CreateListenerRequestTag({ key: 'team', value: 'chat' })];
    const plain = await world.createListener(loadBalancerId, serverGroupId, undefined, { tag });
    const find = async (filter: Partial<alb.ListListenersRequest>) =>
      (await world.client.listListeners(new alb.ListListenersRequest(filter))).body?.listeners ?? [];
    const [first] = await find({ loadBalancerIds: [loadBalancerId] });
    expect(first).not.toHaveProperty('certificates');
    const idsOf = async (filter: Partial<alb.ListListenersRequest>) =>
      (await find(filter)).map((row) => row.listenerId);
    expect(await idsOf({})).toEqual([listenerId, plain]);
    expect(await idsOf({ listenerProtocol: 'HTTP' })).toEqual([plain]);
    expect(await idsOf({ listenerIds: [listenerId] })).toEqual([listenerId]);
    expect(await idsOf({ loadBalancerIds: ['alb-none'] })).toEqual([]);
    expect(await idsOf({ tag: [new alb.ListListenersRequestTag({ key: 'team' })] })).toEqual([plain]);
  });

  test('is stopped and started', async () => {
    const { loadBalancerId, listenerId } = await world.served();
    const admits = () => world.cloud.alb.admits(loadBalancerId, 443, '203.0.113.7');
    const status = async () => (await world.listener(listenerId))?.listenerStatus;
    expect(admits()).toBe(true);
    await world.client.stopListener(new alb.StopListenerRequest({ listenerId }));
    expect([await status(), admits()]).toEqual(['Configuring', true]);
    await world.later();
    expect([await status(), admits()]).toEqual(['Stopped', false]);
    await world.client.startListener(new alb.StartListenerRequest({ listenerId }));
    await world.later();
    expect([await status(), admits()]).toEqual(['Running', true]);
  });

  test('keeps what an update does not name', async () => {
    const { listenerId, certificateId } = await world.served();
    const update = { listenerId, requestTimeout: 120, gzipEnabled: false, listenerDescription: 'chat' };
    await world.client.updateListenerAttribute(new alb.UpdateListenerAttributeRequest(update));
    expect(await world.listener(listenerId)).toMatchObject({ listenerStatus: 'Configuring', requestTimeout: 60 });
    await world.later();
    expect(await world.listener(listenerId)).toMatchObject({
      requestTimeout: 120,
      gzipEnabled: false,
      listenerDescription: 'chat',
      idleTimeout: 15,
      http2Enabled: true,
      certificates: [{ certificateId }],
    });
  });

  test('whose creation fails leaves its port free', async () => {
    const loadBalancerId = await world.activeLoadBalancer();
    const serverGroupId = await world.availableServerGroup();
    world.cloud.alb.jobs.failNext('CreateListener', { code: '500', message: 'failed' });
    const failed = await world.createListener(loadBalancerId, serverGroupId, undefined);
    await world.later();
    await expect(world.listener(failed)).rejects.toMatchObject({ code: 'ResourceNotFound.Listener' });
    await expect(world.createListener(loadBalancerId, serverGroupId, undefined)).resolves.not.toBe('');
  });

  test('goes with its instance', async () => {
    const { loadBalancerId, listenerId } = await world.served();
    await world.client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId }));
    await world.later();
    await expect(world.listener(listenerId)).rejects.toMatchObject({ code: 'ResourceNotFound.Listener' });
  });

  test('over QUIC may share the port of HTTPS', async () => {
    const { loadBalancerId, serverGroupId, certificateId } = await world.served();
    const quic = { listenerProtocol: 'QUIC', listenerPort: 443 };
    await expect(world.createListener(loadBalancerId, serverGroupId, certificateId, quic)).resolves.not.toBe('');
  });
});

describe('certificates of a listener', () => {
  test('an additional one is Associating until the job ends, and Diassociating until it is gone', async () => {
    const { listenerId, certificateId } = await world.served();
    const [extra = ''] = world.certificates(1);
    const jobId = await world.associate(listenerId, extra);
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`, `${extra} Associating`]);
    expect((await world.job(jobId))?.status).toBe('Processing');
    await world.later();
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`, `${extra} Associated`]);
    expect((await world.listener(listenerId))?.certificates).toEqual([{ certificateId }]);
    await world.dissociate(listenerId, extra);
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`, `${extra} Diassociating`]);
    await world.later();
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`]);
  });

  test('the default one is replaced by an update, which leaves the additional ones alone', async () => {
    const { listenerId } = await world.served();
    const [extra = '', renewed = ''] = world.certificates(2);
    await world.associate(listenerId, extra);
    await world.later();
    await world.updateCertificate(listenerId, renewed);
    await world.later();
    expect(await certificates(listenerId)).toEqual([`[${renewed}]`, `${extra} Associated`]);
  });

  test('a job fails where a certificate was deleted meanwhile, and associates none of its call', async () => {
    const { listenerId, certificateId } = await world.served();
    const [kept = '', lost = ''] = world.certificates(2);
    const jobId = await world.associate(listenerId, kept, lost);
    const stored = world.cloud.cas.find(world.cloud.account.id, lost);
    if (stored) world.cloud.cas.remove(stored);
    await world.later();
    expect(await world.job(jobId)).toMatchObject({ status: 'Failed', errorCode: 'ResourceNotFound.Certificate' });
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`]);
  });

  test('an update fails likewise, and keeps the old default', async () => {
    const { listenerId, certificateId } = await world.served();
    const [lost = ''] = world.certificates(1);
    const jobId = await world.updateCertificate(listenerId, lost);
    const stored = world.cloud.cas.find(world.cloud.account.id, lost);
    if (stored) world.cloud.cas.remove(stored);
    await world.later();
    expect(await world.job(jobId)).toMatchObject({ status: 'Failed' });
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`]);
  });

  test('a dissociation that fails leaves them associated', async () => {
    const { listenerId, certificateId } = await world.served();
    const [extra = ''] = world.certificates(1);
    await world.associate(listenerId, extra);
    await world.later();
    world.cloud.alb.jobs.failNext('DissociateAdditionalCertificatesFromListener', { code: '500', message: 'failed' });
    await world.dissociate(listenerId, extra);
    await world.later();
    expect(await certificates(listenerId)).toEqual([`[${certificateId}]`, `${extra} Associated`]);
  });

  test('are listed by id and type', async () => {
    const { listenerId, certificateId } = await world.served();
    const [extra = ''] = world.certificates(1);
    await world.associate(listenerId, extra);
    const find = async (filter: Partial<alb.ListListenerCertificatesRequest>) => {
      const request = new alb.ListListenerCertificatesRequest({ listenerId, ...filter });
      return (await world.client.listListenerCertificates(request)).body?.certificates?.map((row) => row.certificateId);
    };
    expect(await find({ certificateType: 'Server' })).toEqual([certificateId, extra]);
    expect(await find({ certificateIds: [extra] })).toEqual([extra]);
    expect(await find({ certificateType: 'Ca' })).toEqual([]);
  });

  test('the quota counts over all listeners of the instance, ten on Basic', async () => {
    const { loadBalancerId, serverGroupId, listenerId, certificateId } = await world.served({
      loadBalancerEdition: 'Basic',
    });
    const other = await world.createListener(loadBalancerId, serverGroupId, certificateId, { listenerPort: 8443 });
    await world.later();
    const ids = world.certificates(6);
    await world.associate(listenerId, ...ids);
    await world.later();
    await expect(world.associate(other, ...ids)).rejects.toMatchObject({
      code: 'ResourceQuotaExceeded.LoadBalancerCertificatesNum',
      message: expect.stringContaining('usage 12/10'),
    });
    await expect(world.associate(other, ...ids.slice(0, 4))).resolves.not.toBe('');
  });
});

describe('an instance that a service manages', () => {
  async function managed() {
    const { loadBalancerId } = world.cloud.alb.createForService({
      account: world.cloud.account.id,
      region: 'cn-hangzhou',
      managedBy: 'eas',
      name: 'eas-chat',
      vpcId: 'vpc-a',
      vSwitchIds: ['vsw-h', 'vsw-i'],
      addressType: 'Internet',
    });
    await world.later();
    const [http = '', https = ''] = world.cloud.alb.listenersOf(loadBalancerId).map(({ id }) => id);
    return { loadBalancerId, http, https };
  }

  test('can be changed by its owner, as the guide has it', async () => {
    const { https } = await managed();
    const [first = '', extra = ''] = world.certificates(2);
    await expect(world.associate(https, extra)).rejects.toMatchObject({
      code: 'OperationFailed.DefaultCertificateNotFound',
    });
    await world.updateCertificate(https, first);
    await world.later();
    await world.associate(https, extra);
    await world.later();
    expect(await certificates(https)).toEqual([`[${first}]`, `${extra} Associated`]);
  });

  test('refuses every edit where the cloud does so, and still shows and tags', async () => {
    const { loadBalancerId, https } = await managed();
    world.cloud.alb.serviceManagedEdits = 'refused';
    const aclId = await world.availableAcl();
    const [certificateId = ''] = world.certificates(1);
    const { client } = world;
    const edits: readonly (() => Promise<unknown>)[] = [
      () => client.updateLoadBalancerAttribute(new alb.UpdateLoadBalancerAttributeRequest({ loadBalancerId })),
      () => client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId })),
      () => client.enableDeletionProtection(new alb.EnableDeletionProtectionRequest({ resourceId: loadBalancerId })),
      () => client.disableLoadBalancerAccessLog(new alb.DisableLoadBalancerAccessLogRequest({ loadBalancerId })),
      () => world.createListener(loadBalancerId, 'sgp-none', undefined),
      () => client.stopListener(new alb.StopListenerRequest({ listenerId: https })),
      () => client.deleteListener(new alb.DeleteListenerRequest({ listenerId: https })),
      () => world.updateCertificate(https, certificateId),
      () => world.associate(https, certificateId),
      () => world.dissociate(https, certificateId),
      () => world.bind(https, 'White', aclId),
      () => world.unbind(https, aclId),
    ];
    for (const edit of edits) {
      await expect(edit()).rejects.toMatchObject({ code: 'OperationDenied.ServiceManagedResource', statusCode: 400 });
    }
    expect(await world.listener(https)).toMatchObject({ listenerStatus: 'Running' });
    const tag = [new alb.TagResourcesRequestTag({ key: 'owner', value: 'us' })];
    const resource = { resourceType: 'loadbalancer', resourceId: [loadBalancerId] };
    await client.tagResources(new alb.TagResourcesRequest({ ...resource, tag }));
    expect((await world.attribute(loadBalancerId))?.tags).toEqual([{ key: 'owner', value: 'us' }]);
  });

  test("leaves the owner's own instances alone", async () => {
    const loadBalancerId = await world.activeLoadBalancer();
    world.cloud.alb.serviceManagedEdits = 'refused';
    const request = new alb.EnableDeletionProtectionRequest({ resourceId: loadBalancerId });
    await expect(world.client.enableDeletionProtection(request)).resolves.toBeDefined();
  });
});
