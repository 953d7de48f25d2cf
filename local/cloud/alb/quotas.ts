/**
 * Quotas as an account begins with (help pages 198636 and "Limits" of ALB); a cloud may be given others. Those by edition
 * are `[Basic, Standard and StandardWithWaf]`.
 */
export interface Quotas {
  /** Of a region. */
  loadBalancers: number;
  serverGroups: number;
  acls: number;
  /** Of an instance. */
  listeners: readonly [basic: number, standard: number];
  /** Additional certificates, summed over all listeners of an instance. */
  certificates: readonly [basic: number, standard: number];
  loadBalancerAclEntries: number;
  /** Of a listener. */
  listenerAclEntries: readonly [basic: number, standard: number];
  listenerAcls: number;
  /** Of an access control list. The quota page says 500, the text of AddEntriesToAcl 1000. */
  aclEntries: number;
  aclListeners: number;
  /** Of a server group. */
  serverGroupListeners: number;
}

export function defaultQuotas(): Quotas {
  return {
    loadBalancers: 60,
    serverGroups: 3000,
    acls: 1000,
    listeners: [50, 50],
    certificates: [10, 25],
    loadBalancerAclEntries: 800,
    listenerAclEntries: [300, 500],
    listenerAcls: 3,
    aclEntries: 500,
    aclListeners: 50,
    serverGroupListeners: 50,
  };
}
