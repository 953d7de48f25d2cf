import * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlbErrorCode, albErrors } from '../../local/cloud/alb/errors.ts';
import { type AlbCloud, forwardTo, mapping, startAlbCloud } from './alb-cloud.ts';

let world: AlbCloud;

beforeEach(async () => {
  world = await startAlbCloud();
});
afterEach(() => world.cloud.close());

type Served = Awaited<ReturnType<AlbCloud['served']>>;
type Refusal = [what: string, code: AlbErrorCode, call: (world: AlbCloud, served: Served) => Promise<unknown>];

const zones = (...ids: string[]) => ({ zoneMappings: ids.map((id) => mapping(id)) });

function updateZones({ client }: AlbCloud, loadBalancerId: string, ...ids: string[]) {
  const zoneMappings = ids.map((id) => new alb.UpdateLoadBalancerZonesRequestZoneMappings(mapping(id)));
  return client.updateLoadBalancerZones(new alb.UpdateLoadBalancerZonesRequest({ loadBalancerId, zoneMappings }));
}

function enableLog({ client }: AlbCloud, loadBalancerId: string) {
  const log = { loadBalancerId, logProject: 'project', logStore: 'store' };
  return client.enableLoadBalancerAccessLog(new alb.EnableLoadBalancerAccessLogRequest(log));
}

function disableLog({ client }: AlbCloud, loadBalancerId: string) {
  return client.disableLoadBalancerAccessLog(new alb.DisableLoadBalancerAccessLogRequest({ loadBalancerId }));
}

function remove({ client }: AlbCloud, loadBalancerId: string) {
  return client.deleteLoadBalancer(new alb.DeleteLoadBalancerRequest({ loadBalancerId }));
}

function stop({ client }: AlbCloud, listenerId: string) {
  return client.stopListener(new alb.StopListenerRequest({ listenerId }));
}

function update({ client }: AlbCloud, listenerId: string, change: Partial<alb.UpdateListenerAttributeRequest>) {
  return client.updateListenerAttribute(new alb.UpdateListenerAttributeRequest({ listenerId, ...change }));
}

/** A second, plain listener of the same instance. */
async function plainListener(each: AlbCloud, { loadBalancerId, serverGroupId }: Served) {
  const listenerId = await each.createListener(loadBalancerId, serverGroupId, undefined);
  await each.later();
  return listenerId;
}

/** One more certificate in CAS. */
function newCertificate(each: AlbCloud): string {
  return each.certificates(1)[0] ?? '';
}

const refusals: readonly Refusal[] = [
  [
    'an instance before the service-linked role is granted',
    'OperationDenyed.ServiceLinkedRoleNotExist',
    (each) => {
      each.cloud.alb.serviceLinkedRole = 'missing';
      return each.createLoadBalancer();
    },
  ],
  ['an instance in no VPC', 'ResourceNotFound.Vpc', (each) => each.createLoadBalancer({ vpcId: 'vpc-none' })],
  ['a vSwitch of another VPC', 'ResourceNotFound.VSwitch', (each) => each.createLoadBalancer({ vpcId: 'vpc-b' })],
  [
    'a vSwitch that is in another zone',
    'Mismatch.ZoneIdAndVSwitchId',
    (each) => each.createLoadBalancer({ zoneMappings: [mapping('vsw-h'), mapping('vsw-i', 'cn-hangzhou-j')] }),
  ],
  ['a zone twice', 'DuplicatedParam.ZoneId', (each) => each.createLoadBalancer(zones('vsw-h', 'vsw-h'))],
  ['one zone where there are more', 'InvalidParameter', (each) => each.createLoadBalancer(zones('vsw-h'))],
  [
    'a vSwitch without a free address',
    'ResourceNotEnough.VSwitchIp',
    (each) => each.createLoadBalancer(zones('vsw-h', 'vsw-full-k')),
  ],
  [
    'a vSwitch that is not there yet',
    'IncorrectStatus.VSwitch',
    (each) => each.createLoadBalancer(zones('vsw-h', 'vsw-pending-k')),
  ],
  [
    'an instance more than the quota',
    'QuotaExceeded.LoadBalancersNum',
    (each) => {
      each.cloud.alb.quotas.loadBalancers = 1;
      return each.createLoadBalancer();
    },
  ],
  [
    'a token that was used otherwise',
    'IdempotentParameterMismatch',
    async (each) => {
      await each.createLoadBalancer({ clientToken: 'token' });
      return each.createLoadBalancer({ clientToken: 'token', loadBalancerName: 'other' });
    },
  ],
  ['what would have passed', 'DryRunOperation', (each) => each.createLoadBalancer({ dryRun: true })],
  ['an unknown instance', 'ResourceNotFound.LoadBalancer', (each) => each.attribute('alb-none')],
  [
    'the zones it has',
    'OperationDenied.ZoneMappingsNotChanged',
    (each, { loadBalancerId }) => updateZones(each, loadBalancerId, 'vsw-i', 'vsw-h'),
  ],
  [
    'another vSwitch in a zone it has',
    'OperationDenied.ZoneVSwitchChanged',
    (each, { loadBalancerId }) => {
      const place = { vpcId: 'vpc-a', zoneId: 'cn-hangzhou-i', cidrBlock: '10.0.7.0/24' };
      each.cloud.vpc.addVSwitch({ ...place, vSwitchId: 'vsw-other-i' });
      return updateZones(each, loadBalancerId, 'vsw-h', 'vsw-other-i');
    },
  ],
  [
    'a change while another is under way',
    'IncorrectStatus.LoadBalancer',
    async (each, { loadBalancerId }) => {
      await updateZones(each, loadBalancerId, 'vsw-h', 'vsw-j');
      return enableLog(each, loadBalancerId);
    },
  ],
  [
    'a change while it is made',
    'IncorrectStatus.LoadBalancer',
    async (each) => remove(each, await each.createLoadBalancer()),
  ],
  [
    'deletion while it is protected',
    'OperationDenied.DeletionProtectionEnabled',
    async (each) => remove(each, await each.activeLoadBalancer({ deletionProtectionEnabled: true })),
  ],
  [
    'an edit of what a service manages, where it is kept',
    'OperationDenied.ServiceManagedResource',
    (each) => {
      each.cloud.alb.serviceManagedEdits = 'refused';
      const { id: account } = each.cloud.account;
      const service = { managedBy: 'eas', name: 'eas', region: 'cn-hangzhou', addressType: 'Internet' } as const;
      const { loadBalancerId } = each.cloud.alb.createForService({
        ...service,
        account,
        vpcId: 'vpc-a',
        vSwitchIds: ['vsw-h', 'vsw-i'],
      });
      return remove(each, loadBalancerId);
    },
  ],
  [
    'an access log that is on',
    'OperationDenied.AccessLogEnabled',
    async (each, { loadBalancerId }) => {
      await enableLog(each, loadBalancerId);
      await each.later();
      return enableLog(each, loadBalancerId);
    },
  ],
  [
    'an access log that is off',
    'OperationDenied.AccessLogDisabled',
    (each, { loadBalancerId }) => disableLog(each, loadBalancerId),
  ],
  [
    'an access log that is being switched on',
    'ResourceInConfiguring.LoadBalancer',
    async (each, { loadBalancerId }) => {
      await enableLog(each, loadBalancerId);
      return disableLog(each, loadBalancerId);
    },
  ],

  ['an unknown listener', 'ResourceNotFound.Listener', (each) => each.listener('lsn-none')],
  [
    'a port that is taken',
    'ResourceAlreadyExist.Listener',
    (each, { loadBalancerId, serverGroupId }) =>
      each.createListener(loadBalancerId, serverGroupId, undefined, { listenerPort: 443 }),
  ],
  [
    'a listener more than the quota',
    'ResourceQuotaExceeded.LoadBalancerListenersNum',
    (each, { loadBalancerId, serverGroupId }) => {
      each.cloud.alb.quotas.listeners = [1, 1];
      return each.createListener(loadBalancerId, serverGroupId, undefined);
    },
  ],
  [
    'an unknown server group',
    'ResourceNotFound.ServerGroup',
    (each, { loadBalancerId }) => each.createListener(loadBalancerId, 'sgp-none', undefined),
  ],
  [
    'a server group that is not there yet',
    'IncorrectStatus.ServerGroup',
    async (each, { loadBalancerId }) => each.createListener(loadBalancerId, await each.createServerGroup(), undefined),
  ],
  [
    'a server group of another VPC',
    'Mismatch.VpcId',
    async (each, { loadBalancerId }) =>
      each.createListener(loadBalancerId, await each.availableServerGroup({ vpcId: 'vpc-b' }), undefined),
  ],
  [
    'a gRPC server group on plain HTTP',
    'OperationDenied.GRPCServerGroup',
    async (each, { loadBalancerId }) =>
      each.createListener(loadBalancerId, await each.availableServerGroup({ protocol: 'GRPC' }), undefined),
  ],
  [
    'a server group on more listeners than the quota',
    'ResourceQuotaExceeded.ServerGroupAttachedNum',
    (each, { loadBalancerId, serverGroupId }) => {
      each.cloud.alb.quotas.serverGroupListeners = 1;
      return each.createListener(loadBalancerId, serverGroupId, undefined);
    },
  ],
  [
    'HTTPS without a certificate',
    'InvalidParameter',
    (each, { loadBalancerId, serverGroupId }) =>
      each.createListener(loadBalancerId, serverGroupId, undefined, { listenerProtocol: 'HTTPS' }),
  ],
  [
    'HTTP with a certificate',
    'InvalidParameter',
    (each, { loadBalancerId, serverGroupId, certificateId }) =>
      each.createListener(loadBalancerId, serverGroupId, certificateId, { listenerProtocol: 'HTTP', listenerPort: 81 }),
  ],
  [
    'a certificate that CAS does not have',
    'ResourceNotFound.Certificate',
    (each, { listenerId }) => each.associate(listenerId, '1-cn-hangzhou'),
  ],
  [
    'a certificate by its bare number',
    'ResourceNotFound.Certificate',
    (each, { listenerId }) => each.updateCertificate(listenerId, newCertificate(each).replace('-cn-hangzhou', '')),
  ],
  [
    'a security policy that is not there',
    'ResourceNotFound.SecurityPolicy',
    (each, { listenerId }) => update(each, listenerId, { securityPolicyId: 'spy-none' }),
  ],
  [
    'stopping what is stopped',
    'IncorrectStatus.Listener',
    async (each, { listenerId }) => {
      await stop(each, listenerId);
      await each.later();
      return stop(each, listenerId);
    },
  ],
  [
    'a certificate on a listener that is made',
    'IncorrectStatus.Listener',
    async (each, { loadBalancerId, serverGroupId, certificateId }) => {
      const other = await each.createListener(loadBalancerId, serverGroupId, certificateId, { listenerPort: 8443 });
      return each.associate(other, newCertificate(each));
    },
  ],
  [
    'a change of a listener that is being changed',
    'ResourceInConfiguring.Listener',
    async (each, { listenerId }) => {
      await each.associate(listenerId, newCertificate(each));
      return stop(each, listenerId);
    },
  ],
  [
    'an update while another listener of the instance is changed',
    'IncorrectStatus.LoadBalancer',
    async (each, served) => {
      const other = await plainListener(each, served);
      await stop(each, served.listenerId);
      return update(each, other, { idleTimeout: 30 });
    },
  ],
  [
    'the default certificate as an additional one',
    'OperationDenied.DefaultCertificateUsed',
    (each, { listenerId, certificateId }) => each.associate(listenerId, certificateId),
  ],
  [
    'taking the default certificate away',
    'OperationDenied.DefaultCertificateUsed',
    (each, { listenerId, certificateId }) => each.dissociate(listenerId, certificateId),
  ],
  [
    'a certificate twice',
    'ResourceAlreadyAssociated.Certificate',
    async (each, { listenerId }) => {
      const extra = newCertificate(each);
      await each.associate(listenerId, extra);
      await each.later();
      return each.associate(listenerId, extra);
    },
  ],
  [
    'an additional certificate as the default one',
    'ResourceAlreadyAssociated.Certificate',
    async (each, { listenerId }) => {
      const extra = newCertificate(each);
      await each.associate(listenerId, extra);
      await each.later();
      return each.updateCertificate(listenerId, extra);
    },
  ],
  [
    'taking away what is not there',
    'ResourceNotAssociated.Certificate',
    (each, { listenerId }) => each.dissociate(listenerId, newCertificate(each)),
  ],
  [
    'certificates of plain HTTP',
    'OperationDenied.HttpListenerNotSupport',
    async (each, served) => each.listenerCertificates(await plainListener(each, served)),
  ],
  [
    'a certificate on plain HTTP',
    'OperationDenied.HttpListenerNotSupport',
    async (each, served) => each.associate(await plainListener(each, served), newCertificate(each)),
  ],
  [
    'an additional certificate before there is a default one',
    'OperationFailed.DefaultCertificateNotFound',
    async (each) => {
      const { id: account } = each.cloud.account;
      const service = { managedBy: 'eas', name: 'eas', region: 'cn-hangzhou', addressType: 'Internet' } as const;
      const vSwitchIds = ['vsw-h', 'vsw-i'];
      const made = each.cloud.alb.createForService({ ...service, account, vpcId: 'vpc-a', vSwitchIds });
      await each.later();
      const https = each.cloud.alb.listenersOf(made.loadBalancerId).find(({ port }) => port === 443);
      return each.associate(https?.id ?? '', newCertificate(each));
    },
  ],
  [
    'a certificate more than the quota',
    'ResourceQuotaExceeded.LoadBalancerCertificatesNum',
    async (each, { listenerId }) => {
      await each.associate(listenerId, ...each.certificates(15));
      await each.later();
      return each.associate(listenerId, ...each.certificates(11));
    },
  ],

  [
    'a server group more than the quota',
    'QuotaExceeded.ServerGroupsNum',
    (each) => {
      each.cloud.alb.quotas.serverGroups = 1;
      return each.createServerGroup();
    },
  ],
  ['a server group in no VPC', 'ResourceNotFound.Vpc', (each) => each.createServerGroup({ vpcId: 'vpc-none' })],
  [
    'deleting a server group that a listener uses',
    'ResourceInUse.ServerGroup',
    (each, { serverGroupId }) => each.client.deleteServerGroup(new alb.DeleteServerGroupRequest({ serverGroupId })),
  ],

  ['an unknown list', 'ResourceNotFound.Acl', (each) => each.addEntries('acl-none', '10.0.0.0/8')],
  [
    'a list more than the quota',
    'QuotaExceeded.AclsNum',
    (each) => {
      each.cloud.alb.quotas.acls = 0;
      return each.availableAcl();
    },
  ],
  [
    'entries while a list changes',
    'IncorrectStatus.Acl',
    async (each) => {
      const aclId = await each.availableAcl();
      await each.addEntries(aclId, '10.0.0.0/8');
      return each.addEntries(aclId, '11.0.0.0/8');
    },
  ],
  ['an entry that is no range', 'InvalidParameter', (each) => each.availableAcl('10.0.0.1')],
  [
    'an entry twice',
    'ResourceAlreadyExist.AclEntry',
    async (each) => each.addEntries(await each.availableAcl('10.0.0.0/8'), '10.0.0.0/8'),
  ],
  [
    'taking away an entry that is not there',
    'ResourceNotFound.AclEntry',
    async (each) => {
      const aclId = await each.availableAcl('10.0.0.0/8');
      const request = new alb.RemoveEntriesFromAclRequest({ aclId, entries: ['11.0.0.0/8'] });
      return each.client.removeEntriesFromAcl(request);
    },
  ],
  [
    'more entries than a list holds',
    'ResourceQuotaExceeded.AclEntriesNum',
    (each) => {
      each.cloud.alb.quotas.aclEntries = 1;
      return each.availableAcl('10.0.0.0/8', '11.0.0.0/8');
    },
  ],
  [
    'more entries than a listener takes',
    'ResourceQuotaExceeded.ListenerAclEntriesNum',
    async (each, { listenerId }) => {
      each.cloud.alb.quotas.listenerAclEntries = [1, 1];
      return each.bind(listenerId, 'White', await each.availableAcl('10.0.0.0/8', '11.0.0.0/8'));
    },
  ],
  [
    'more entries than an instance takes',
    'ResourceQuotaExceeded.LoadBalancerAclEntriesNum',
    async (each, { listenerId }) => {
      each.cloud.alb.quotas.loadBalancerAclEntries = 1;
      const aclId = await each.availableAcl('10.0.0.0/8');
      await each.bind(listenerId, 'White', aclId);
      await each.later();
      return each.addEntries(aclId, '11.0.0.0/8');
    },
  ],
  [
    'a list that is bound already',
    'ResourceAlreadyAssociated.Acl',
    async (each, { listenerId }) => {
      const aclId = await each.availableAcl('10.0.0.0/8');
      await each.bind(listenerId, 'White', aclId);
      await each.later();
      return each.bind(listenerId, 'White', aclId);
    },
  ],
  [
    'a blacklist beside a whitelist',
    'InvalidParameter',
    async (each, { listenerId }) => {
      await each.bind(listenerId, 'White', await each.availableAcl());
      await each.later();
      return each.bind(listenerId, 'Black', await each.availableAcl());
    },
  ],
  [
    'a fourth list on a listener',
    'ResourceQuotaExceeded.ListenerAclsNum',
    async (each, { listenerId }) => {
      const ids = [await each.availableAcl(), await each.availableAcl(), await each.availableAcl()];
      await each.bind(listenerId, 'White', ...ids);
      await each.later();
      return each.bind(listenerId, 'White', await each.availableAcl());
    },
  ],
  [
    'a list on more listeners than the quota',
    'ResourceQuotaExceeded.AclAttachedNum',
    async (each, { listenerId }) => {
      each.cloud.alb.quotas.aclListeners = 0;
      return each.bind(listenerId, 'White', await each.availableAcl());
    },
  ],
  [
    'binding on an instance that is binding',
    'Conflict.Acl',
    async (each, served) => {
      const other = await plainListener(each, served);
      const [one, two] = [await each.availableAcl(), await each.availableAcl()];
      await each.bind(other, 'White', one);
      return each.bind(served.listenerId, 'White', two);
    },
  ],
  [
    'unbinding on an instance that is binding',
    'LockFailed',
    async (each, served) => {
      const other = await plainListener(each, served);
      const [one, two] = [await each.availableAcl(), await each.availableAcl()];
      await each.bind(other, 'White', one);
      await each.later();
      await each.bind(served.listenerId, 'White', two);
      return each.unbind(other, one);
    },
  ],
  [
    'unbinding what is not bound',
    'ResourceNotAssociated.Acl',
    async (each, { listenerId }) => each.unbind(listenerId, await each.availableAcl()),
  ],
  [
    'deleting a list that a listener uses',
    'ResourceInUse.Acl',
    async (each, { listenerId }) => {
      const aclId = await each.availableAcl();
      await each.bind(listenerId, 'White', aclId);
      await each.later();
      return each.client.deleteAcl(new alb.DeleteAclRequest({ aclId }));
    },
  ],
  [
    'a page that leads nowhere',
    'InvalidParameter',
    (each) => each.client.listAcls(new alb.ListAclsRequest({ nextToken: 'nonsense' })),
  ],
  [
    'more than twenty tags',
    'InvalidParameter',
    async (each, { loadBalancerId }) => {
      const tagging = (from: number) => {
        const keys = Array.from({ length: 11 }, (_, index) => `key-${from + index}`);
        const tag = keys.map((key) => new alb.TagResourcesRequestTag({ key, value: '' }));
        const resource = { resourceType: 'loadbalancer', resourceId: [loadBalancerId] };
        return each.client.tagResources(new alb.TagResourcesRequest({ ...resource, tag }));
      };
      await tagging(0);
      return tagging(11);
    },
  ],
];

describe('ALB refuses', () => {
  test.each(refusals)('%s: %s', async (_what, code, call) => {
    const served = await world.served();
    await expect(call(world, served)).rejects.toMatchObject({ code, statusCode: albErrors[code].status });
  });

  test.each<[string, (each: AlbCloud, served: Served) => Promise<unknown>, string]>([
    ['no zones', (each) => each.createLoadBalancer({ zoneMappings: [] }), 'MissingZoneMappings'],
    [
      'another edition',
      (each) => each.createLoadBalancer({ loadBalancerEdition: 'Gold' }),
      'InvalidLoadBalancerEdition',
    ],
    ['a name of one letter', (each) => each.createLoadBalancer({ loadBalancerName: 'x' }), 'InvalidLoadBalancerName'],
    [
      'a name that is no name',
      (each) => each.createLoadBalancer({ loadBalancerName: '1st' }),
      'InvalidLoadBalancerName',
    ],
    ['a token too long', (each) => each.createLoadBalancer({ clientToken: 'x'.repeat(65) }), 'InvalidClientToken'],
    ['port 0', (each) => each.createListener('alb-x', 'sgp-x', undefined, { listenerPort: 0 }), 'InvalidListenerPort'],
    [
      'a long idle timeout',
      (each, { listenerId }) => update(each, listenerId, { idleTimeout: 61 }),
      'InvalidIdleTimeout',
    ],
    [
      'a longer request timeout',
      (each, { listenerId }) => update(each, listenerId, { requestTimeout: 181 }),
      'InvalidRequestTimeout',
    ],
    [
      'three default certificates',
      (each, { listenerId }) => {
        const certificates = each
          .certificates(3)
          .map((certificateId) => new alb.UpdateListenerAttributeRequestCertificates({ certificateId }));
        return update(each, listenerId, { certificates });
      },
      'InvalidCertificates',
    ],
    [
      'sixteen certificates in a call',
      (each, { listenerId }) => each.associate(listenerId, ...each.certificates(16)),
      'InvalidCertificates',
    ],
    [
      'four lists in a call',
      (each, { listenerId }) => each.bind(listenerId, 'White', 'a', 'b', 'c', 'd'),
      'InvalidAclIds',
    ],
    [
      'twenty-one entries in a call',
      (each) => each.addEntries('acl-x', ...Array.from({ length: 21 }, (_, index) => `10.0.${index}.0/24`)),
      'InvalidAclEntries',
    ],
    [
      'a page of more than a hundred',
      (each) => each.client.listAcls(new alb.ListAclsRequest({ maxResults: 101 })),
      'InvalidMaxResults',
    ],
    [
      'two default actions',
      (each) =>
        each.createListener('alb-x', 'sgp-x', undefined, { defaultActions: [forwardTo('sgp-a'), forwardTo('sgp-b')] }),
      'InvalidDefaultActions',
    ],
  ])('parameters that cannot be: %s', async (_what, call, code) => {
    await expect(call(world, await world.served())).rejects.toMatchObject({ code, statusCode: 400 });
  });
});
