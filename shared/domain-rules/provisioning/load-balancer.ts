/** One way callers come to a gateway. */
export type Access = 'internet' | 'intranet';

/** A load balancer in the owner's account that a gateway's access goes through (G12). Field meanings: ALB API 2020-06-16. */
export interface ObservedLoadBalancer {
  loadBalancerId: string;
  /** Empty while it has none yet. */
  dnsName: string;
  addressType: 'Internet' | 'Intranet';
  /** `Inactive`, `Active`, `Provisioning`, `Configuring`, `CreateFailed` or `Deleting`. */
  status: string;
  vpcId: string;
  zones: { zoneId: string; vSwitchId: string }[];
  deletionProtected: boolean;
  /** A service keeps it, as far as it shows: no documented field says so, and edits may be refused either way (G16). */
  serviceManaged: boolean;
  listeners: ObservedListener[];
}

export interface ObservedListener {
  listenerId: string;
  /** `HTTP`, `HTTPS` or `QUIC`. */
  protocol: string;
  port: number;
  /** `Provisioning`, `Running`, `Configuring` or `Stopped`. */
  status: string;
  /** Undefined where no list guards it. */
  aclType: 'White' | 'Black' | undefined;
  /** Status `Associating`, `Associated` or `Dissociating`. */
  acls: { aclId: string; status: string }[];
  /** Server certificates; undefined where they were not asked about. */
  certificates?: ObservedListenerCertificate[] | undefined;
}

export interface ObservedListenerCertificate {
  /** As Certificate Management Service numbers it: digits. What is written otherwise stands here as ALB writes it. */
  certificateId: string;
  /** As ALB writes it: with a suffix, like `12345678-cn-hangzhou`. */
  identifier: string;
  /** The one that is served where no other matches. */
  isDefault: boolean;
  /** `Associating`, `Associated` or `Diassociating` (spelled so). */
  status: string;
}

/** An access control list: one of ours, or somebody else's on one of the listeners. */
export interface ObservedAcl {
  aclId: string;
  name: string;
  /** `Creating`, `Available`, `Configuring` or `Deleting`. */
  status: string;
  /** The owner mark in its tags. */
  owner: string | undefined;
  /** Of ours: which access it guards. */
  access: Access | undefined;
  /** CIDRs; status `Adding`, `Available` or `Removing`. */
  entries: { entry: string; status: string }[];
}
