/**
 * What EAS 2021-07-01 says and hears about gateways and their services, in the wire's own field names.
 * Source unless a field says otherwise: documented (official SDK `eas-20210701`, generated from the product's metadata).
 * Fields that matter to nobody here are left out; answers may carry more.
 */

export interface Gateway {
  /** `gw-` and 18 letters and digits. */
  GatewayId: string;
  GatewayName?: string;
  /** Creating, Waiting, Running, Failed, Stopped, Deleting or Deleted (an older SDK's list; others may come). */
  Status: string;
  /** `Application` for the ALB kind. Not in the documented answer (inferred). */
  GatewayType?: string;
  /** Managed kind only: `2c4g`, `4c8g`, `8c16g`, `16c32g`. */
  InstanceType?: string;
  /** Number of nodes, managed kind only. */
  Replicas?: number;
  /** PrePaid or PostPaid. */
  ChargeType?: string;
  IsDefault?: boolean;
  IntranetEnabled?: boolean;
  IntranetDomain?: string;
  InternetEnabled?: boolean;
  InternetDomain?: string;
  /** HTTP is redirected to HTTPS. */
  SSLRedirectionEnabled?: boolean;
  Labels?: Label[];
  /** UTC, `2020-05-19T14:19:42Z`. */
  CreateTime?: string;
  UpdateTime?: string;
}

/** What only DescribeGateway tells. */
export interface GatewayDetail extends Gateway {
  RequestId?: string;
  /** Creating, Running, Failed, Deleting or Deleted. */
  InternetStatus?: string;
  /** The ALB instances of an ALB gateway. Not in the documented answer (inferred from the vendor's own tooling). */
  LoadBalancerList?: { VpcId?: string; VSwitchIds?: string[]; Status?: string; Address?: string }[];
}

export interface Label {
  LabelKey: string;
  LabelValue: string;
}

/** Answers of gateway writes. `Message` is prose, and localised: never match on it. */
export interface GatewayChanged {
  RequestId?: string;
  GatewayId?: string;
  Message?: string;
}

export interface CreateGatewayRequest {
  /** `Application` makes an ALB gateway; left out, a managed one (inferred). */
  GatewayType?: 'Application';
  Name?: string;
  InstanceType?: string;
  Replicas?: number;
  /** Default true. */
  EnableIntranet?: boolean;
  /** Default false. */
  EnableInternet?: boolean;
  ChargeType?: 'PrePaid' | 'PostPaid';
  AutoRenewal?: boolean;
}

export interface CreateGatewayResponse extends GatewayChanged {
  GatewayId: string;
  ClusterId?: string;
}

/** Send only what changes: what is left out stays as it is (inferred). */
export interface UpdateGatewayRequest {
  Name?: string;
  InstanceType?: string;
  Replicas?: number;
  EnableIntranet?: boolean;
  EnableInternet?: boolean;
  EnableSSLRedirection?: boolean;
  IsDefault?: boolean;
  /** ALB gateways only. */
  VpcId?: string;
  /** ALB gateways only. */
  VSwitchIds?: string[];
}

export interface ListGatewayRequest {
  GatewayId?: string;
  GatewayName?: string;
  GatewayType?: string;
  Status?: string;
  ChargeType?: string;
  InternetEnabled?: boolean;
  /** Gateways that carry all these labels. */
  Label?: Record<string, string>;
  Sort?: string;
  Order?: 'asc' | 'desc';
  /** From 1. */
  PageNumber?: number;
  /** Default 100. */
  PageSize?: number;
}

export interface ListGatewayResponse {
  RequestId?: string;
  PageNumber?: number;
  PageSize?: number;
  TotalCount?: number;
  Gateways: Gateway[];
}

export interface LinkedVpcRequest {
  VpcId: string;
  VSwitchId: string;
}

export interface CreateLinkedVpcRequest extends LinkedVpcRequest {
  /** Default false; one VPC of a gateway at a time. */
  EnableAuthoritativeDns?: boolean;
  /** The account that owns the VPC, when it is another one of the same region. */
  AccountId?: string;
}

export interface LinkedVpc {
  VpcId: string;
  VSwitchId: string;
  /** Creating or Running. */
  Status?: string;
  /** The gateway's address in the VPC. */
  Ip?: string;
  SecurityGroupId?: string;
  AccountId?: string;
  AuthoritativeDnsEnabled?: boolean;
}

export interface ListLinkedVpcResponse {
  RequestId?: string;
  GatewayId?: string;
  IntranetLinkedVpcList: LinkedVpc[];
}

/** A VPC, in whatever region, that is connected to a linked one already. */
export interface PeerVpc {
  VpcId: string;
  Region: string;
}

export interface PeersRequest {
  /** The linked VPC. */
  VpcId: string;
  PeerVpcs: PeerVpc[];
}

export interface ListPeersResponse {
  /** In lower case, unlike everywhere else. */
  requestId?: string;
  GatewayId?: string;
  /** `Status`: its values are not documented. */
  PeerVpcList: { VpcId: string; PeerVpcs?: (PeerVpc & { Status?: string })[] }[];
}

/** Answers of the two writes of peers. */
export interface PeersChanged {
  requestId?: string;
  GatewayId?: string;
  Message?: string;
}

export interface SupportedZonesResponse {
  RequestId?: string;
  /** Zone ids, such as `cn-beijing-i`. */
  Zones: string[];
}

export interface AclPolicy {
  /** CIDR. */
  Entry: string;
  Comment?: string;
}

export interface AclPolicyRequest {
  AclPolicyList: AclPolicy[];
  /** Whose list: this VPC's; left out, the public one (inferred). */
  VpcId?: string;
}

export interface ListAclPolicyResponse {
  RequestId?: string;
  GatewayId?: string;
  /** One level deeper than one expects: each member holds entries of the public list. */
  InternetAclPolicyList: { AclPolicyList?: AclPolicy[] }[];
  IntranetVpcAclPolicyList: { VpcId: string; AclPolicyList?: AclPolicy[] }[];
}

export type DomainType = 'internet' | 'intranet';

/** A custom domain is identified by name and type (inferred). */
export interface CustomDomainRequest {
  Domain: string;
  Type: DomainType;
}

export interface AttachDomainRequest extends CustomDomainRequest {
  /** The certificate service's numeric id as a string, without `-<region>`. Left out: plain HTTP (inferred). */
  CertificateId?: string;
}

export interface CustomDomain {
  Domain: string;
  Type: string;
  CertificateId?: string;
  CertificateName?: string;
  /** `YYYY-MM-DD`. */
  CertificateStartDate?: string;
  /** `YYYY-MM-DD`. */
  CertificateEndDate?: string;
  /** The domain's status; only `Succeeded` is documented. */
  CertificateStatus?: string;
  CreateTime?: string;
  UpdateTime?: string;
}

export interface ListGatewayDomainsResponse {
  RequestId?: string;
  CustomDomains: CustomDomain[];
}

export interface Service {
  ServiceName: string;
  ServiceId?: string;
  /**
   * Creating, Stopped, Failed, Complete, Cloning, Stopping, Updating, Waiting, HotUpdate, Committing, Starting,
   * DeleteFailed, Running, Developing, Scaling, Deleted, Pending or Deleting.
   */
  Status: string;
  Reason?: string;
  Message?: string;
  Region?: string;
  WorkspaceId?: string;
  /** The dedicated gateway's id, only when bound to one. */
  Gateway?: string;
  InternetEndpoint?: string;
  IntranetEndpoint?: string;
  /** JSON as text. Holds the token: secret. */
  ServiceConfig?: string;
  /** Secret. */
  AccessToken?: string;
  CurrentVersion?: number;
  /** Grows with each update that is more than a scaling (inferred from the guide: such an update makes a new version). */
  LatestVersion?: number;
  /** It has an autoscaler, made by its own operation or in the configuration. */
  AutoscalerEnabled?: boolean;
  TotalInstance?: number;
  RunningInstance?: number;
  PendingInstance?: number;
  CreateTime?: string;
  UpdateTime?: string;
  Labels?: Label[];
}

export interface ListServicesRequest {
  /** The id of a dedicated gateway: services bound to it. */
  Gateway?: string;
  ServiceName?: string;
  /** Part of the name. */
  Filter?: string;
  ServiceStatus?: string;
  WorkspaceId?: string;
  Label?: Record<string, string>;
  Sort?: string;
  Order?: 'asc' | 'desc';
  /** From 1. */
  PageNumber?: number;
  /** Default 100. */
  PageSize?: number;
}

export interface ListServicesResponse {
  RequestId?: string;
  PageNumber?: number;
  PageSize?: number;
  TotalCount?: number;
  Services: Service[];
}

export interface UpdateServiceRequest {
  /** `merge` (the cloud's default; how deep it merges is not documented) or `replace`. */
  UpdateType: 'merge' | 'replace';
  /** The service's JSON, whole or in part; text is sent as it is. */
  body: object | string;
}

export interface ServiceEndpointsResponse {
  RequestId?: string;
  /** Secret. */
  AccessToken?: string;
  Endpoints: ServiceEndpoint[];
}

export interface ServiceEndpoint {
  /** DefaultGateway (the shared one), PrivateGateway, Nlb or Nacos. */
  EndpointType: string;
  /** `default`, or the id of the gateway, NLB or Nacos. */
  BackendId?: string;
  /** Service or Group. */
  PathType?: string;
  InternetEndpoints?: string[];
  IntranetEndpoints?: string[];
}

/** An autoscaler, as far as anybody here asks. */
export interface ServiceAutoScaler {
  RequestId?: string;
  ServiceName?: string;
  MinReplica?: number;
  MaxReplica?: number;
}
