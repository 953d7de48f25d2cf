import type {
  Acl,
  AclEntry,
  AclRelation,
  AclType,
  ListAclEntriesResponse,
  ListAclsRequest,
  ListAclsResponse,
  Listener,
  ListenerCertificate,
  ListenerDetail,
  ListListenerCertificatesResponse,
  ListListenersRequest,
  ListListenersResponse,
  ListLoadBalancersRequest,
  ListLoadBalancersResponse,
  LoadBalancer,
  LoadBalancerDetail,
  Paging,
  Tag,
} from './alb-wire.ts';
import { allTokenPages } from './token-pages.ts';
import type { Transport } from './transport.ts';

/** A write that was accepted: its effect comes later, with the end of the job, or never. */
export interface Accepted {
  RequestId?: string;
  JobId?: string;
}

/**
 * ALB 2020-06-16. Every write takes a `clientToken` of at most 64 ASCII characters: under the same one it happens once,
 * so that it is made again after a lost answer. A token is for one call with its values, and not for the same call later
 * on: what was answered under it is answered again, even if the thing is gone by then.
 *
 * While a job runs, most other writes to the same listener or instance are refused for the moment (retry-rules.ts).
 */
export interface AlbClient {
  /** @throws CloudError `ResourceNotFound.LoadBalancer` */
  getLoadBalancerAttribute(loadBalancerId: string): Promise<LoadBalancerDetail>;
  listLoadBalancers(request?: ListLoadBalancersRequest): Promise<ListLoadBalancersResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allLoadBalancers(filter?: Omit<ListLoadBalancersRequest, keyof Paging>): Promise<LoadBalancer[]>;
  /** Without certificates and access control lists. */
  listListeners(request?: ListListenersRequest): Promise<ListListenersResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allListeners(filter?: Omit<ListListenersRequest, keyof Paging>): Promise<Listener[]>;
  /** @throws CloudError `ResourceNotFound.Listener` */
  getListenerAttribute(listenerId: string): Promise<ListenerDetail>;
  /**
   * Server certificates, default and additional; all pages.
   * @throws CloudError `IncompleteList` · `OperationDenied.HttpListenerNotSupport` · `ResourceNotFound.Listener`
   */
  listListenerCertificates(listenerId: string): Promise<ListenerCertificate[]>;
  listAcls(request?: ListAclsRequest): Promise<ListAclsResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allAcls(filter?: Omit<ListAclsRequest, keyof Paging>): Promise<Acl[]>;
  listAclEntries(request: { AclId: string } & Paging): Promise<ListAclEntriesResponse>;
  /** All pages. @throws CloudError `IncompleteList` · `ResourceNotFound.Acl` */
  allAclEntries(aclId: string): Promise<AclEntry[]>;
  /** Ids of the zones of the region where ALB is offered, such as `cn-beijing-i`. */
  describeZones(): Promise<string[]>;
  /** Which listeners lists are associated with; at most 5 lists a call. */
  listAclRelations(aclIds: readonly string[]): Promise<AclRelation[]>;

  createAcl(request: { AclName: string; Tag: Tag[] }, clientToken: string): Promise<Accepted & { AclId: string }>;
  /** At most 20 entries, all or none. @throws CloudError `ResourceAlreadyExist.AclEntry` when one of them is there */
  addEntriesToAcl(aclId: string, entries: readonly AclEntry[], clientToken: string): Promise<Accepted>;
  /** At most 20 entries, all or none. @throws CloudError `ResourceNotFound.AclEntry` when one of them is not there */
  removeEntriesFromAcl(aclId: string, entries: readonly string[], clientToken: string): Promise<Accepted>;
  /** A listener has at most three lists, of one type. @throws CloudError `ResourceAlreadyAssociated.Acl` (inferred) */
  associateAclsWithListener(
    listenerId: string,
    type: AclType,
    aclIds: readonly string[],
    clientToken: string,
  ): Promise<Accepted>;
  /** @throws CloudError `ResourceNotAssociated.Acl` */
  dissociateAclsFromListener(listenerId: string, aclIds: readonly string[], clientToken: string): Promise<Accepted>;
  /**
   * At most 15 a call, all or none, and never the default one.
   * @throws CloudError `ResourceAlreadyAssociated.Certificate` · `OperationFailed.DefaultCertificateNotFound` ·
   *   `ResourceQuotaExceeded.LoadBalancerCertificatesNum`
   */
  associateAdditionalCertificatesWithListener(
    listenerId: string,
    certificateIds: readonly string[],
    clientToken: string,
  ): Promise<Accepted>;
  /** At most 20 a call, all or none. @throws CloudError `ResourceNotAssociated.Certificate` */
  dissociateAdditionalCertificatesFromListener(
    listenerId: string,
    certificateIds: readonly string[],
    clientToken: string,
  ): Promise<Accepted>;
  /** Replaces the default certificate and leaves the additional ones; what is left out stays as it is. */
  updateListenerAttribute(
    listenerId: string,
    changes: { Certificates?: readonly { CertificateId: string }[] },
    clientToken: string,
  ): Promise<Accepted>;
  /** @throws CloudError `ResourceInUse.Acl` while a listener has it · `ResourceNotFound.Acl` */
  deleteAcl(aclId: string, clientToken: string): Promise<Accepted>;
}

/** What an observer may hold: nothing that writes. */
export type AlbReader = Pick<
  AlbClient,
  | 'getLoadBalancerAttribute'
  | 'listLoadBalancers'
  | 'allLoadBalancers'
  | 'listListeners'
  | 'allListeners'
  | 'getListenerAttribute'
  | 'listListenerCertificates'
  | 'listAcls'
  | 'allAcls'
  | 'listAclEntries'
  | 'allAclEntries'
  | 'describeZones'
  | 'listAclRelations'
>;

/** The most that a page holds. */
const MaxResults = 100;

export function albClient(transport: Transport, region: string): AlbClient {
  const call = <T>(action: string, query: object): Promise<T> =>
    transport.call<T>({
      product: 'alb',
      version: '2020-06-16',
      style: 'RPC',
      method: 'POST',
      path: '/',
      action,
      region,
      query,
      idempotent: true,
    });

  const listLoadBalancers = async (request: ListLoadBalancersRequest = {}): Promise<ListLoadBalancersResponse> => {
    const answer = await call<Partial<ListLoadBalancersResponse>>('ListLoadBalancers', request);
    return { ...answer, LoadBalancers: answer.LoadBalancers ?? [] };
  };
  const listListeners = async (request: ListListenersRequest = {}): Promise<ListListenersResponse> => {
    const answer = await call<Partial<ListListenersResponse>>('ListListeners', request);
    return { ...answer, Listeners: answer.Listeners ?? [] };
  };
  const listAcls = async (request: ListAclsRequest = {}): Promise<ListAclsResponse> => {
    const answer = await call<Partial<ListAclsResponse>>('ListAcls', request);
    return { ...answer, Acls: answer.Acls ?? [] };
  };
  const listAclEntries = async (request: { AclId: string } & Paging): Promise<ListAclEntriesResponse> => {
    const answer = await call<Partial<ListAclEntriesResponse>>('ListAclEntries', request);
    return { ...answer, AclEntries: answer.AclEntries ?? [] };
  };

  return {
    getLoadBalancerAttribute: (LoadBalancerId) => call('GetLoadBalancerAttribute', { LoadBalancerId }),
    listLoadBalancers,
    allLoadBalancers: (filter = {}) =>
      allTokenPages<LoadBalancer>({
        product: 'alb',
        action: 'ListLoadBalancers',
        idOf: ({ LoadBalancerId }) => LoadBalancerId,
        async read(NextToken) {
          const page = await listLoadBalancers({ ...filter, MaxResults, NextToken });
          return { items: page.LoadBalancers, nextToken: page.NextToken, totalCount: page.TotalCount };
        },
      }),
    listListeners,
    allListeners: (filter = {}) =>
      allTokenPages<Listener>({
        product: 'alb',
        action: 'ListListeners',
        idOf: ({ ListenerId }) => ListenerId,
        async read(NextToken) {
          const page = await listListeners({ ...filter, MaxResults, NextToken });
          return { items: page.Listeners, nextToken: page.NextToken, totalCount: page.TotalCount };
        },
      }),
    getListenerAttribute: (ListenerId) => call('GetListenerAttribute', { ListenerId }),
    listListenerCertificates: (ListenerId) =>
      allTokenPages<ListenerCertificate>({
        product: 'alb',
        action: 'ListListenerCertificates',
        idOf: ({ CertificateId }) => CertificateId,
        async read(NextToken) {
          const request = { ListenerId, CertificateType: 'Server', MaxResults, NextToken };
          const page = await call<Partial<ListListenerCertificatesResponse>>('ListListenerCertificates', request);
          return { items: page.Certificates ?? [], nextToken: page.NextToken, totalCount: page.TotalCount };
        },
      }),
    listAcls,
    allAcls: (filter = {}) =>
      allTokenPages<Acl>({
        product: 'alb',
        action: 'ListAcls',
        idOf: ({ AclId }) => AclId,
        async read(NextToken) {
          const page = await listAcls({ ...filter, MaxResults, NextToken });
          return { items: page.Acls, nextToken: page.NextToken, totalCount: page.TotalCount };
        },
      }),
    listAclEntries,
    allAclEntries: (AclId) =>
      allTokenPages<AclEntry>({
        product: 'alb',
        action: 'ListAclEntries',
        idOf: ({ Entry }) => Entry,
        async read(NextToken) {
          const page = await listAclEntries({ AclId, MaxResults, NextToken });
          return { items: page.AclEntries, nextToken: page.NextToken, totalCount: page.TotalCount };
        },
      }),
    async describeZones() {
      const answer = await call<{ Zones?: { ZoneId: string }[] }>('DescribeZones', {});
      return (answer.Zones ?? []).map(({ ZoneId }) => ZoneId);
    },
    async listAclRelations(AclIds) {
      const answer = await call<{ AclRelations?: AclRelation[] }>('ListAclRelations', { AclIds });
      return answer.AclRelations ?? [];
    },

    createAcl: (request, ClientToken) => call('CreateAcl', { ...request, ClientToken }),
    addEntriesToAcl: (AclId, AclEntries, ClientToken) => call('AddEntriesToAcl', { AclId, AclEntries, ClientToken }),
    removeEntriesFromAcl: (AclId, Entries, ClientToken) =>
      call('RemoveEntriesFromAcl', { AclId, Entries, ClientToken }),
    associateAclsWithListener: (ListenerId, AclType, AclIds, ClientToken) =>
      call('AssociateAclsWithListener', { ListenerId, AclType, AclIds, ClientToken }),
    dissociateAclsFromListener: (ListenerId, AclIds, ClientToken) =>
      call('DissociateAclsFromListener', { ListenerId, AclIds, ClientToken }),
    associateAdditionalCertificatesWithListener: (ListenerId, ids, ClientToken) =>
      call('AssociateAdditionalCertificatesWithListener', { ListenerId, Certificates: certificates(ids), ClientToken }),
    dissociateAdditionalCertificatesFromListener: (ListenerId, ids, ClientToken) =>
      call('DissociateAdditionalCertificatesFromListener', {
        ListenerId,
        Certificates: certificates(ids),
        ClientToken,
      }),
    updateListenerAttribute: (ListenerId, changes, ClientToken) =>
      call('UpdateListenerAttribute', { ListenerId, ...changes, ClientToken }),
    deleteAcl: (AclId, ClientToken) => call('DeleteAcl', { AclId, ClientToken }),
  };
}

function certificates(ids: readonly string[]): { CertificateId: string }[] {
  return ids.map((CertificateId) => ({ CertificateId }));
}
