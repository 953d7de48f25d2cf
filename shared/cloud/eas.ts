import { percentEncode } from './acs3.ts';
import type { CloudRequest } from './cloud-request.ts';
import type {
  AclPolicyRequest,
  AttachDomainRequest,
  CreateGatewayRequest,
  CreateGatewayResponse,
  CreateLinkedVpcRequest,
  CustomDomainRequest,
  Gateway,
  GatewayChanged,
  GatewayDetail,
  LinkedVpcRequest,
  ListAclPolicyResponse,
  ListGatewayDomainsResponse,
  ListGatewayRequest,
  ListGatewayResponse,
  ListLinkedVpcResponse,
  ListPeersResponse,
  ListServicesRequest,
  ListServicesResponse,
  PeersChanged,
  PeersRequest,
  Service,
  ServiceAutoScaler,
  ServiceEndpointsResponse,
  SupportedZonesResponse,
  UpdateGatewayRequest,
  UpdateServiceRequest,
} from './eas-wire.ts';
import { allPages } from './pages.ts';
import type { Transport } from './transport.ts';

const PAGE_SIZE = 100;

/** EAS 2021-07-01 in one region: the official SDK's method names; its `ClusterId` is always the region's id. */
export interface EasClient {
  /** Never repeated after a lost answer: there is no idempotency token, and a managed gateway is a purchase. */
  createGateway(request: CreateGatewayRequest): Promise<CreateGatewayResponse>;
  describeGateway(gatewayId: string): Promise<GatewayDetail>;
  listGateway(request?: ListGatewayRequest): Promise<ListGatewayResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allGateways(filter?: Omit<ListGatewayRequest, 'PageNumber' | 'PageSize'>): Promise<Gateway[]>;
  updateGateway(gatewayId: string, request: UpdateGatewayRequest): Promise<GatewayChanged>;
  /** After a repeated delete the cloud may say that there is no such gateway; so may all deletes here. */
  deleteGateway(gatewayId: string): Promise<GatewayChanged>;
  /** Adds or overwrites these labels. */
  updateGatewayLabel(gatewayId: string, labels: Record<string, string>): Promise<GatewayChanged>;

  /** Bills (PrivateLink), and nothing says that a second one for the same vSwitch is refused: never repeated either. */
  createGatewayIntranetLinkedVpc(gatewayId: string, request: CreateLinkedVpcRequest): Promise<GatewayChanged>;
  listGatewayIntranetLinkedVpc(gatewayId: string): Promise<ListLinkedVpcResponse>;
  deleteGatewayIntranetLinkedVpc(gatewayId: string, request: LinkedVpcRequest): Promise<GatewayChanged>;
  /** Nothing says what adding a peer twice does: not repeated after a lost answer. */
  createGatewayIntranetLinkedVpcPeer(gatewayId: string, request: PeersRequest): Promise<PeersChanged>;
  /** Of one linked VPC, or of all. */
  listGatewayIntranetLinkedVpcPeer(gatewayId: string, request?: { VpcId?: string }): Promise<ListPeersResponse>;
  deleteGatewayIntranetLinkedVpcPeer(gatewayId: string, request: PeersRequest): Promise<PeersChanged>;
  /** Where a linked vSwitch may be. */
  listGatewayIntranetSupportedZone(gatewayId: string): Promise<SupportedZonesResponse>;

  /** Adds entries; there is no operation that replaces a list. */
  createAclPolicy(gatewayId: string, request: AclPolicyRequest): Promise<GatewayChanged>;
  listAclPolicy(gatewayId: string, request?: { VpcId?: string }): Promise<ListAclPolicyResponse>;
  deleteAclPolicy(gatewayId: string, request: AclPolicyRequest): Promise<GatewayChanged>;

  /** Attaching again with another certificate replaces it (inferred). */
  attachGatewayDomain(gatewayId: string, domain: AttachDomainRequest): Promise<GatewayChanged>;
  detachGatewayDomain(gatewayId: string, domain: CustomDomainRequest): Promise<GatewayChanged>;
  listGatewayDomains(gatewayId: string): Promise<ListGatewayDomainsResponse>;

  describeService(serviceName: string): Promise<Service>;
  listServices(request?: ListServicesRequest): Promise<ListServicesResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allServices(filter?: Omit<ListServicesRequest, 'PageNumber' | 'PageSize'>): Promise<Service[]>;
  updateService(serviceName: string, request: UpdateServiceRequest): Promise<{ RequestId?: string; Message?: string }>;
  describeServiceEndpoints(serviceName: string): Promise<ServiceEndpointsResponse>;
  /** The code where it has none is not known; its status is 404 (inferred). */
  describeServiceAutoScaler(serviceName: string): Promise<ServiceAutoScaler>;
}

/** What an observer may hold: nothing that writes. */
export type EasReader = Pick<
  EasClient,
  | 'describeGateway'
  | 'listGateway'
  | 'allGateways'
  | 'listGatewayIntranetLinkedVpc'
  | 'listGatewayIntranetLinkedVpcPeer'
  | 'listGatewayIntranetSupportedZone'
  | 'listAclPolicy'
  | 'listGatewayDomains'
  | 'describeService'
  | 'listServices'
  | 'allServices'
  | 'describeServiceEndpoints'
  | 'describeServiceAutoScaler'
>;

export function easClient(transport: Transport, region: string): EasClient {
  type Options = Pick<CloudRequest, 'query' | 'body' | 'confidential'> & { idempotent?: boolean };
  const call = <T>(action: string, method: RoaMethod, path: string, options: Options = {}): Promise<T> =>
    transport.call<T>({
      product: 'eas',
      version: '2021-07-01',
      style: 'ROA',
      region,
      action,
      method,
      path: `/api/v2${path}`,
      idempotent: true,
      ...options,
    });
  const gateway = (gatewayId: string): string => `/gateways/${segment(region)}/${segment(gatewayId)}`;
  const service = (serviceName: string): string => `/services/${segment(region)}/${segment(serviceName)}`;

  const listGateway = async (request: ListGatewayRequest = {}): Promise<ListGatewayResponse> => {
    const answer = await call<Loose<ListGatewayResponse>>('ListGateway', 'GET', '/gateways', {
      query: { ...request, Label: jsonParameter(request.Label) },
    });
    return { ...answer, Gateways: answer.Gateways ?? [] };
  };
  const listServices = async (request: ListServicesRequest = {}): Promise<ListServicesResponse> => {
    const answer = await call<Loose<ListServicesResponse>>('ListServices', 'GET', '/services', {
      query: { ...request, Label: jsonParameter(request.Label) },
    });
    return { ...answer, Services: answer.Services ?? [] };
  };

  return {
    createGateway: (request) => call('CreateGateway', 'POST', '/gateways', { body: request, idempotent: false }),
    describeGateway: (gatewayId) => call('DescribeGateway', 'GET', gateway(gatewayId)),
    listGateway,
    allGateways: (filter = {}) =>
      allPages<Gateway>({
        product: 'eas',
        action: 'ListGateway',
        idOf: ({ GatewayId }) => GatewayId,
        async read(PageNumber) {
          const page = await listGateway({ ...filter, PageNumber, PageSize: PAGE_SIZE });
          return { items: page.Gateways, totalCount: page.TotalCount };
        },
      }),
    updateGateway: (gatewayId, request) => call('UpdateGateway', 'PUT', gateway(gatewayId), { body: request }),
    deleteGateway: (gatewayId) => call('DeleteGateway', 'DELETE', gateway(gatewayId)),
    updateGatewayLabel: (gatewayId, labels) =>
      call('UpdateGatewayLabel', 'PUT', `${gateway(gatewayId)}/label`, { body: { Labels: labels } }),

    createGatewayIntranetLinkedVpc: (gatewayId, request) =>
      call('CreateGatewayIntranetLinkedVpc', 'POST', `${gateway(gatewayId)}/intranet_endpoint_linked_vpc`, {
        query: request,
        idempotent: false,
      }),
    async listGatewayIntranetLinkedVpc(gatewayId) {
      const path = `${gateway(gatewayId)}/intranet_endpoint_linked_vpc`;
      const answer = await call<Loose<ListLinkedVpcResponse>>('ListGatewayIntranetLinkedVpc', 'GET', path);
      return { ...answer, IntranetLinkedVpcList: answer.IntranetLinkedVpcList ?? [] };
    },
    deleteGatewayIntranetLinkedVpc: (gatewayId, request) =>
      call('DeleteGatewayIntranetLinkedVpc', 'DELETE', `${gateway(gatewayId)}/intranet_endpoint_linked_vpc`, {
        query: request,
      }),
    createGatewayIntranetLinkedVpcPeer: (gatewayId, request) =>
      call('CreateGatewayIntranetLinkedVpcPeer', 'POST', `${gateway(gatewayId)}/intranet_endpoint_linked_vpc_peer`, {
        query: peersQuery(request),
        idempotent: false,
      }),
    async listGatewayIntranetLinkedVpcPeer(gatewayId, request = {}) {
      const path = `${gateway(gatewayId)}/intranet_endpoint_linked_vpc_peer`;
      const query = request;
      const answer = await call<Loose<ListPeersResponse>>('ListGatewayIntranetLinkedVpcPeer', 'GET', path, { query });
      return { ...answer, PeerVpcList: answer.PeerVpcList ?? [] };
    },
    deleteGatewayIntranetLinkedVpcPeer: (gatewayId, request) =>
      call('DeleteGatewayIntranetLinkedVpcPeer', 'DELETE', `${gateway(gatewayId)}/intranet_endpoint_linked_vpc_peer`, {
        query: peersQuery(request),
      }),
    async listGatewayIntranetSupportedZone(gatewayId) {
      const path = `${gateway(gatewayId)}/intranet_supported_zone`;
      const answer = await call<Loose<SupportedZonesResponse>>('ListGatewayIntranetSupportedZone', 'GET', path);
      return { ...answer, Zones: answer.Zones ?? [] };
    },

    createAclPolicy: (gatewayId, request) =>
      call('CreateAclPolicy', 'POST', `${gateway(gatewayId)}/acl_policy`, { query: aclQuery(request) }),
    async listAclPolicy(gatewayId, request = {}) {
      const path = `${gateway(gatewayId)}/acl_policy`;
      const answer = await call<Loose<ListAclPolicyResponse>>('ListAclPolicy', 'GET', path, { query: request });
      return {
        ...answer,
        InternetAclPolicyList: answer.InternetAclPolicyList ?? [],
        IntranetVpcAclPolicyList: answer.IntranetVpcAclPolicyList ?? [],
      };
    },
    deleteAclPolicy: (gatewayId, request) =>
      call('DeleteAclPolicy', 'DELETE', `${gateway(gatewayId)}/acl_policy`, { query: aclQuery(request) }),

    attachGatewayDomain: (gatewayId, domain) =>
      call('AttachGatewayDomain', 'PUT', `${gateway(gatewayId)}/domain/attach`, {
        query: { CustomDomain: jsonParameter(domain) },
      }),
    detachGatewayDomain: (gatewayId, { Domain, Type }) =>
      call('DetachGatewayDomain', 'PUT', `${gateway(gatewayId)}/domain/detach`, {
        query: { CustomDomain: jsonParameter({ Domain, Type }) },
      }),
    async listGatewayDomains(gatewayId) {
      const path = `${gateway(gatewayId)}/domains`;
      const answer = await call<Loose<ListGatewayDomainsResponse>>('ListGatewayDomains', 'GET', path);
      return { ...answer, CustomDomains: answer.CustomDomains ?? [] };
    },

    describeService: (serviceName) => call('DescribeService', 'GET', service(serviceName)),
    listServices,
    allServices: (filter = {}) =>
      allPages<Service>({
        product: 'eas',
        action: 'ListServices',
        idOf: ({ ServiceName }) => ServiceName,
        async read(PageNumber) {
          const page = await listServices({ ...filter, PageNumber, PageSize: PAGE_SIZE });
          return { items: page.Services, totalCount: page.TotalCount };
        },
      }),
    updateService: (serviceName, { UpdateType, body }) =>
      call('UpdateService', 'PUT', service(serviceName), { query: { UpdateType }, body, confidential: true }),
    async describeServiceEndpoints(serviceName) {
      const path = `${service(serviceName)}/endpoints`;
      const answer = await call<Loose<ServiceEndpointsResponse>>('DescribeServiceEndpoints', 'GET', path);
      return { ...answer, Endpoints: answer.Endpoints ?? [] };
    },
    describeServiceAutoScaler: (serviceName) =>
      call('DescribeServiceAutoScaler', 'GET', `${service(serviceName)}/autoscaler`),
  };
}

type RoaMethod = Extract<CloudRequest, { style: 'ROA' }>['method'];

/** As it arrives: a list may be missing or null where there is nothing in it. */
type Loose<T> = { [Field in keyof T]: T[Field] extends unknown[] ? T[Field] | null | undefined : T[Field] };

/** Lists and objects in an EAS query are one parameter whose value is JSON. */
function jsonParameter(value: object | undefined): string | undefined {
  return value && JSON.stringify(value);
}

function peersQuery({ VpcId, PeerVpcs }: PeersRequest): object {
  return { VpcId, PeerVpcs: jsonParameter(PeerVpcs) };
}

function aclQuery({ AclPolicyList, VpcId }: AclPolicyRequest): object {
  return { AclPolicyList: jsonParameter(AclPolicyList), VpcId };
}

function segment(name: string): string {
  // `DELETE /gateways/<region>/` would be another operation.
  if (name === '') throw new TypeError('a gateway, service or region without a name cannot be addressed');
  return percentEncode(name);
}
