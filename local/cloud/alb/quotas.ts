/**
 * Quotas as an account begins with (help pages 198636 and "Limits" of ALB); a cloud may be given others. Those by edition
 * are `[Basic, Standard and StandardWithWaf]`.
 */
export interface Quotas {
  /** Of a region. */
  loadBalancers: number;
  serverGroups: number;
  acls: number;
  securityPolicies: number;
  healthCheckTemplates: number;
  /** Of an instance. */
  listeners: ByEdition;
  /** Forwarding rules, without the default ones. */
  rules: ByEdition;
  /** Servers of all groups that the instance forwards to. */
  servers: ByEdition;
  /** How often one address is among them. */
  sameAddress: number;
  securityGroups: number;
  /** Additional certificates, summed over all listeners of an instance. */
  certificates: ByEdition;
  loadBalancerAclEntries: number;
  /** Of a listener. */
  listenerAclEntries: ByEdition;
  listenerAcls: number;
  /** Of a rule. */
  ruleConditions: ByEdition;
  ruleActions: ByEdition;
  ruleWildcards: ByEdition;
  /** Of an access control list. The quota page says 500, the text of AddEntriesToAcl 1000. */
  aclEntries: number;
  aclListeners: number;
  /** Of a server group: listeners and rules that forward to it. */
  serverGroupListeners: number;
  connectionDrainSeconds: number;
  slowStartSeconds: number;
  /** Listeners of a security policy; how many is inferred. */
  securityPolicyListeners: number;
}

export type ByEdition = readonly [basic: number, standard: number];

export function defaultQuotas(): Quotas {
  return {
    loadBalancers: 60,
    serverGroups: 3000,
    acls: 1000,
    securityPolicies: 50,
    healthCheckTemplates: 50,
    listeners: [50, 50],
    rules: [40, 100],
    servers: [200, 1000],
    sameAddress: 200,
    securityGroups: 4,
    certificates: [10, 25],
    loadBalancerAclEntries: 800,
    listenerAclEntries: [300, 500],
    listenerAcls: 3,
    ruleConditions: [5, 10],
    ruleActions: [3, 5],
    ruleWildcards: [5, 10],
    aclEntries: 500,
    aclListeners: 50,
    serverGroupListeners: 50,
    connectionDrainSeconds: 900,
    slowStartSeconds: 900,
    securityPolicyListeners: 50,
  };
}
