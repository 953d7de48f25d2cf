/**
 * ALB 2020-06-16 in the wire's own field names, as far as we read them. Source: documented. Lists are flat arrays, and are
 * walked by tokens.
 */
export interface Tag {
  Key: string;
  Value?: string;
}

export interface LoadBalancer {
  LoadBalancerId: string;
  LoadBalancerName?: string;
  /** `Inactive`, `Active`, `Provisioning`, `Configuring`, `CreateFailed` or `Deleting`. */
  LoadBalancerStatus: string;
  LoadBalancerEdition?: string;
  AddressType?: string;
  DNSName?: string;
  VpcId?: string;
  DeletionProtectionConfig?: { Enabled?: boolean; EnabledTime?: string };
  Tags?: Tag[];
}

/** What only the answer about one load balancer has. */
export interface LoadBalancerDetail extends LoadBalancer {
  RegionId?: string;
  ZoneMappings?: { ZoneId: string; VSwitchId: string; Status?: string }[];
}

export interface Listener {
  ListenerId: string;
  LoadBalancerId: string;
  /** `HTTP`, `HTTPS` or `QUIC`. */
  ListenerProtocol: string;
  ListenerPort: number;
  /** `Provisioning`, `Running`, `Configuring` or `Stopped`. */
  ListenerStatus: string;
  ListenerDescription?: string;
}

export type AclType = 'White' | 'Black';

/** What only the answer about one listener has. */
export interface ListenerDetail extends Listener {
  /** The default ones only. */
  Certificates?: { CertificateId: string }[];
  AclConfig?: {
    AclType?: AclType;
    /** Status `Associating`, `Associated` or `Dissociating`. */
    AclRelations?: { AclId: string; Status: string }[];
  };
}

export interface ListenerCertificate {
  /** `<id>-cn-hangzhou` on the China site, `<id>-ap-southeast-1` on the international one. */
  CertificateId: string;
  IsDefault?: boolean;
  /** `Associating`, `Associated` or `Diassociating` (spelled so). */
  Status?: string;
}

export interface Acl {
  AclId: string;
  AclName?: string;
  /** `Creating`, `Available`, `Configuring` or `Deleting`. */
  AclStatus: string;
  Tags?: Tag[];
}

export interface AclEntry {
  /** A CIDR block: lists know IPv4 only. */
  Entry: string;
  /** 2 to 256 characters. */
  Description?: string;
  /** `Adding`, `Available` or `Removing`. */
  Status?: string;
}

export interface AclRelation {
  AclId: string;
  RelatedListeners?: {
    ListenerId: string;
    ListenerPort?: number;
    ListenerProtocol?: string;
    LoadBalancerId: string;
    Status?: string;
  }[];
}

export interface Paging {
  /** Default 20, at most 100. */
  MaxResults?: number | undefined;
  NextToken?: string | undefined;
}

interface Paged {
  RequestId?: string;
  MaxResults?: number;
  /** Absent or empty on the last page. */
  NextToken?: string;
  TotalCount?: number;
}

export interface ListLoadBalancersRequest extends Paging {
  /** At most 20. */
  LoadBalancerIds?: readonly string[];
  /** At most 10. */
  LoadBalancerNames?: readonly string[];
  VpcIds?: readonly string[];
  AddressType?: string;
  LoadBalancerStatus?: string;
  DNSName?: string;
  Tag?: readonly Tag[];
}

export interface ListLoadBalancersResponse extends Paged {
  LoadBalancers: LoadBalancer[];
}

export interface ListListenersRequest extends Paging {
  /** At most 20. */
  LoadBalancerIds?: readonly string[];
  /** At most 20. */
  ListenerIds?: readonly string[];
  ListenerProtocol?: string;
}

export interface ListListenersResponse extends Paged {
  Listeners: Listener[];
}

export interface ListListenerCertificatesResponse extends Paged {
  Certificates: ListenerCertificate[];
}

export interface ListAclsRequest extends Paging {
  /** At most 20. */
  AclIds?: readonly string[];
  /** At most 10. */
  AclNames?: readonly string[];
  /** A tag without value: any value will do. */
  Tag?: readonly Tag[];
}

export interface ListAclsResponse extends Paged {
  Acls: Acl[];
}

export interface ListAclEntriesResponse extends Paged {
  AclEntries: AclEntry[];
}
