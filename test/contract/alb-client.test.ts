import AlbSdk, * as alb from '@alicloud/alb20200616';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { AlbClient } from '../../shared/cloud/alb.ts';
import type {
  Acl,
  AclEntry,
  AclRelation,
  Listener,
  ListenerCertificate,
  ListenerDetail,
  LoadBalancer,
  LoadBalancerDetail,
} from '../../shared/cloud/alb-wire.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { clientsTo } from './clients-under-test.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';
import { rejectionOf } from './transport-under-test.ts';

const TOKEN = 'token-1';
const MARK = 'torii:1234567890123456/cn-hangzhou/chat-prod';

/** `action`, our call, theirs. */
const CALLS: [string, (alb: AlbClient) => Promise<unknown>, (sdk: AlbSdk) => Promise<unknown>][] = [
  [
    'GetLoadBalancerAttribute',
    (ours) => ours.getLoadBalancerAttribute('alb-1'),
    (sdk) => sdk.getLoadBalancerAttribute(new alb.GetLoadBalancerAttributeRequest({ loadBalancerId: 'alb-1' })),
  ],
  [
    'ListLoadBalancers',
    (ours) => ours.listLoadBalancers({ LoadBalancerIds: ['alb-1', 'alb-2'], MaxResults: 100, NextToken: 'n' }),
    (sdk) =>
      sdk.listLoadBalancers(
        new alb.ListLoadBalancersRequest({ loadBalancerIds: ['alb-1', 'alb-2'], maxResults: 100, nextToken: 'n' }),
      ),
  ],
  [
    'ListListeners',
    (ours) => ours.listListeners({ LoadBalancerIds: ['alb-1'], MaxResults: 100 }),
    (sdk) => sdk.listListeners(new alb.ListListenersRequest({ loadBalancerIds: ['alb-1'], maxResults: 100 })),
  ],
  [
    'GetListenerAttribute',
    (ours) => ours.getListenerAttribute('lsn-1'),
    (sdk) => sdk.getListenerAttribute(new alb.GetListenerAttributeRequest({ listenerId: 'lsn-1' })),
  ],
  [
    'ListAcls',
    (ours) => ours.listAcls({ AclIds: ['acl-1'], Tag: [{ Key: 'torii', Value: MARK }] }),
    (sdk) =>
      sdk.listAcls(
        new alb.ListAclsRequest({
          aclIds: ['acl-1'],
          tag: [new alb.ListAclsRequestTag({ key: 'torii', value: MARK })],
        }),
      ),
  ],
  [
    'ListAclEntries',
    (ours) => ours.listAclEntries({ AclId: 'acl-1', MaxResults: 100 }),
    (sdk) => sdk.listAclEntries(new alb.ListAclEntriesRequest({ aclId: 'acl-1', maxResults: 100 })),
  ],
  [
    'ListAclRelations',
    (ours) => ours.listAclRelations(['acl-1', 'acl-2']),
    (sdk) => sdk.listAclRelations(new alb.ListAclRelationsRequest({ aclIds: ['acl-1', 'acl-2'] })),
  ],
  ['DescribeZones', (ours) => ours.describeZones(), (sdk) => sdk.describeZones(new alb.DescribeZonesRequest({}))],
  [
    'CreateAcl',
    (ours) => ours.createAcl({ AclName: 'torii-chat', Tag: [{ Key: 'torii', Value: MARK }] }, TOKEN),
    (sdk) =>
      sdk.createAcl(
        new alb.CreateAclRequest({
          aclName: 'torii-chat',
          tag: [new alb.CreateAclRequestTag({ key: 'torii', value: MARK })],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'AddEntriesToAcl',
    (ours) => ours.addEntriesToAcl('acl-1', [{ Entry: '203.0.113.0/24', Description: 'torii' }], TOKEN),
    (sdk) =>
      sdk.addEntriesToAcl(
        new alb.AddEntriesToAclRequest({
          aclId: 'acl-1',
          aclEntries: [new alb.AddEntriesToAclRequestAclEntries({ entry: '203.0.113.0/24', description: 'torii' })],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'RemoveEntriesFromAcl',
    (ours) => ours.removeEntriesFromAcl('acl-1', ['203.0.113.0/24', '10.0.0.0/8'], TOKEN),
    (sdk) =>
      sdk.removeEntriesFromAcl(
        new alb.RemoveEntriesFromAclRequest({
          aclId: 'acl-1',
          entries: ['203.0.113.0/24', '10.0.0.0/8'],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'AssociateAclsWithListener',
    (ours) => ours.associateAclsWithListener('lsn-1', 'White', ['acl-1'], TOKEN),
    (sdk) =>
      sdk.associateAclsWithListener(
        new alb.AssociateAclsWithListenerRequest({
          listenerId: 'lsn-1',
          aclType: 'White',
          aclIds: ['acl-1'],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'DissociateAclsFromListener',
    (ours) => ours.dissociateAclsFromListener('lsn-1', ['acl-1'], TOKEN),
    (sdk) =>
      sdk.dissociateAclsFromListener(
        new alb.DissociateAclsFromListenerRequest({ listenerId: 'lsn-1', aclIds: ['acl-1'], clientToken: TOKEN }),
      ),
  ],
  [
    'AssociateAdditionalCertificatesWithListener',
    (ours) => ours.associateAdditionalCertificatesWithListener('lsn-1', ['1-cn-hangzhou', '2-cn-hangzhou'], TOKEN),
    (sdk) =>
      sdk.associateAdditionalCertificatesWithListener(
        new alb.AssociateAdditionalCertificatesWithListenerRequest({
          listenerId: 'lsn-1',
          certificates: ['1-cn-hangzhou', '2-cn-hangzhou'].map(
            (certificateId) =>
              new alb.AssociateAdditionalCertificatesWithListenerRequestCertificates({ certificateId }),
          ),
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'DissociateAdditionalCertificatesFromListener',
    (ours) => ours.dissociateAdditionalCertificatesFromListener('lsn-1', ['1-cn-hangzhou'], TOKEN),
    (sdk) =>
      sdk.dissociateAdditionalCertificatesFromListener(
        new alb.DissociateAdditionalCertificatesFromListenerRequest({
          listenerId: 'lsn-1',
          certificates: [
            new alb.DissociateAdditionalCertificatesFromListenerRequestCertificates({ certificateId: '1-cn-hangzhou' }),
          ],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'UpdateListenerAttribute',
    (ours) => ours.updateListenerAttribute('lsn-1', { Certificates: [{ CertificateId: '1-cn-hangzhou' }] }, TOKEN),
    (sdk) =>
      sdk.updateListenerAttribute(
        new alb.UpdateListenerAttributeRequest({
          listenerId: 'lsn-1',
          certificates: [new alb.UpdateListenerAttributeRequestCertificates({ certificateId: '1-cn-hangzhou' })],
          clientToken: TOKEN,
        }),
      ),
  ],
  [
    'ListListenerCertificates',
    (ours) => ours.listListenerCertificates('lsn-1'),
    (sdk) =>
      sdk.listListenerCertificates(
        new alb.ListListenerCertificatesRequest({ listenerId: 'lsn-1', certificateType: 'Server', maxResults: 100 }),
      ),
  ],
  [
    'DeleteAcl',
    (ours) => ours.deleteAcl('acl-1', TOKEN),
    (sdk) => sdk.deleteAcl(new alb.DeleteAclRequest({ aclId: 'acl-1', clientToken: TOKEN })),
  ],
];

describe('a call of ALB', () => {
  it.each(CALLS)('%s is the one the official SDK sends', async (action, ours, theirs) => {
    const { clients, server } = await clientsTo();
    await ours(clients.alb);
    const official = await startLoopbackServer();
    await theirs(
      new AlbSdk(
        new $OpenApiUtil.Config({
          accessKeyId: 'k',
          accessKeySecret: 's',
          endpoint: official.host,
          protocol: 'http',
          regionId: 'cn-hangzhou',
        }),
      ),
    );
    await official.close();
    const shape = ({ received }: LoopbackServer) =>
      received.map(({ method, path, query, body, headers }) => ({
        method,
        path,
        query,
        body,
        action: headers['x-acs-action'],
        version: headers['x-acs-version'],
        contentType: headers['content-type'],
      }));
    expect(shape(server)).toEqual(shape(official));
    expect(shape(server)).toMatchObject([{ action, version: '2020-06-16' }]);
  });

  it.each(CALLS)('%s is made again after a lost answer, a write under the same token', async (_action, call) => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    await call(clients.alb);
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.query).toEqual(server.received[0]?.query);
  });

  it.each([
    'IncorrectStatus.Acl',
    'IncorrectStatus.LoadBalancer',
    'ResourceInConfiguring.Listener',
    'Conflict.Acl',
    'LockFailed',
    'ResourceInUse.Acl',
    'IdempotenceProcessing',
  ])('that meets another change is made again after some seconds: %s', async (Code) => {
    const { clients, server } = await clientsTo((_, count) =>
      count === 1 ? { status: 400, body: { Code, Message: 'not now' } } : { body: {} },
    );
    await clients.alb.deleteAcl('acl-1', TOKEN);
    expect(server.received).toHaveLength(2);
  });

  it.each(['ResourceNotFound.Acl', 'ResourceAlreadyExist.AclEntry', 'OperationDenied.ServiceManagedResource'])(
    'that is refused for good is not: %s',
    async (Code) => {
      const { clients, server } = await clientsTo(() => ({ status: 400, body: { Code, Message: 'no' } }));
      expect(await rejectionOf(clients.alb.deleteAcl('acl-1', TOKEN))).toMatchObject({ code: Code, retryable: false });
      expect(server.received).toHaveLength(1);
    },
  );

  it.each(['cn-hangzhou', 'cn-beijing', 'ap-southeast-1', 'eu-central-1', 'us-west-1'])(
    'goes to the host of the official SDK in %s',
    (regionId) => {
      const sdk = new AlbSdk(new $OpenApiUtil.Config({ accessKeyId: 'k', accessKeySecret: 's', regionId }));
      expect(endpointResolver()('alb', regionId)).toBe(`https://${sdk._endpoint}`);
    },
  );
});

describe('a list of ALB', () => {
  const pagesOf =
    (total: number | undefined, pages: string[][], tokens: (string | undefined)[]) =>
    ({ query }: Received): Reply => {
      const index = query.NextToken ? tokens.indexOf(query.NextToken) + 1 : 0;
      return {
        body: {
          TotalCount: total,
          NextToken: tokens[index],
          Acls: (pages[index] ?? []).map((AclId) => ({ AclId, AclStatus: 'Available' })),
        },
      };
    };
  const idsIn = async (ours: AlbClient) => (await ours.allAcls()).map(({ AclId }) => AclId);

  it.each<[string, number | undefined, string[][], (string | undefined)[], string[], number]>([
    ['of nothing takes one call', 0, [[]], [], [], 1],
    ['of one page takes one call', 2, [['a', 'b']], [''], ['a', 'b'], 1],
    ['of several pages is read to its end', 3, [['a', 'b'], ['c']], ['t1'], ['a', 'b', 'c'], 2],
    ['with an empty page is read on', 2, [['a'], [], ['b']], ['t1', 't2'], ['a', 'b'], 3],
    ['that shifts has nothing twice', 2, [['a', 'b'], ['b']], ['t1'], ['a', 'b'], 2],
    ['that does not count itself ends without a token', undefined, [['a'], ['b']], ['t1'], ['a', 'b'], 2],
  ])('%s', async (_name, total, pages, tokens, ids, calls) => {
    const { clients, server } = await clientsTo(pagesOf(total, pages, tokens));
    expect(await idsIn(clients.alb)).toEqual(ids);
    expect(server.received).toHaveLength(calls);
    expect(server.received[0]?.query).toEqual({ MaxResults: '100' });
  });

  it.each<[string, string[][], (string | undefined)[], number]>([
    ['fewer items than it counts', [['a', 'b']], [], 2],
    ['a page that leads back to itself', [['a'], ['b']], ['t1', 't1'], 4],
  ])('is not believed: %s', async (_name, pages, tokens, calls) => {
    const { clients, server } = await clientsTo(pagesOf(3, pages, tokens));
    const error = await rejectionOf(clients.alb.allAcls());
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ code: 'IncompleteList', action: 'ListAcls', retryable: true });
    expect(server.received).toHaveLength(calls);
  });

  it('that was short only once is read again', async () => {
    const [short, whole] = [pagesOf(2, [['a']], []), pagesOf(2, [['a', 'b']], [])];
    const { clients } = await clientsTo((received, count) => (count === 1 ? short : whole)(received));
    expect(await idsIn(clients.alb)).toEqual(['a', 'b']);
  });

  it('keeps its filter on every page, whatever it lists', async () => {
    const { clients, server } = await clientsTo(({ query }) => {
      const id = query.NextToken ?? 'first';
      const rows = {
        LoadBalancers: [{ LoadBalancerId: id }],
        Listeners: [{ ListenerId: id }],
        AclEntries: [{ Entry: id }],
      };
      return { body: { ...rows, TotalCount: 2, NextToken: query.NextToken ? undefined : 'second' } };
    });
    expect(await clients.alb.allLoadBalancers({ VpcIds: ['vpc-1'] })).toHaveLength(2);
    expect(await clients.alb.allListeners({ LoadBalancerIds: ['alb-1'] })).toHaveLength(2);
    expect(await clients.alb.allAclEntries('acl-1')).toHaveLength(2);
    expect(server.received.map(({ query }) => query['VpcIds.1'] ?? query['LoadBalancerIds.1'] ?? query.AclId)).toEqual([
      'vpc-1',
      'vpc-1',
      'alb-1',
      'alb-1',
      'acl-1',
      'acl-1',
    ]);
  });

  it('that is missing from the answer is empty', async () => {
    const { clients } = await clientsTo();
    expect(await clients.alb.listLoadBalancers()).toMatchObject({ LoadBalancers: [] });
    expect(await clients.alb.listListeners()).toMatchObject({ Listeners: [] });
    expect(await clients.alb.listAcls()).toMatchObject({ Acls: [] });
    expect(await clients.alb.listAclEntries({ AclId: 'acl-1' })).toMatchObject({ AclEntries: [] });
    expect(await clients.alb.listAclRelations(['acl-1'])).toEqual([]);
    expect(await clients.alb.describeZones()).toEqual([]);
  });
});

describe('our field names of ALB', () => {
  // The official models write `loadBalancerId` where the wire has `LoadBalancerId`, and inherit an index signature.
  type Named<Model> = keyof { [Field in keyof Model as string extends Field ? never : Field]: true };
  type UnknownTo<Theirs, Ours> = Exclude<keyof Ours, Capitalize<Named<Theirs> & string>>;

  it('are all known to the official models (checked by the compiler)', () => {
    expectTypeOf<UnknownTo<alb.ListLoadBalancersResponseBodyLoadBalancers, LoadBalancer>>().toBeNever();
    expectTypeOf<UnknownTo<alb.GetLoadBalancerAttributeResponseBody, LoadBalancerDetail>>().toBeNever();
    expectTypeOf<UnknownTo<alb.ListListenersResponseBodyListeners, Listener>>().toBeNever();
    expectTypeOf<UnknownTo<alb.GetListenerAttributeResponseBody, ListenerDetail>>().toBeNever();
    expectTypeOf<UnknownTo<alb.ListListenerCertificatesResponseBodyCertificates, ListenerCertificate>>().toBeNever();
    expectTypeOf<UnknownTo<alb.ListAclsResponseBodyAcls, Acl>>().toBeNever();
    expectTypeOf<UnknownTo<alb.ListAclEntriesResponseBodyAclEntries, AclEntry>>().toBeNever();
    expectTypeOf<UnknownTo<alb.ListAclRelationsResponseBodyAclRelations, AclRelation>>().toBeNever();
  });
});
