import type { Asking, RamNaming, RamResource } from '../product.ts';
import type { AlbState } from './state.ts';

/** Listeners are no resources of their own: their load balancer is. */
const ofListener = (state: AlbState, asking: Asking): readonly string[] => {
  const listener = state.listeners(asking).find(({ id }) => id === asking.parameters.ListenerId);
  return [`loadbalancer/${listener?.loadBalancer.id ?? '*'}`];
};

const ofAcls: RamResource<AlbState> = (_state, { parameters: { AclIds } }) => acls(AclIds);

function acls(ids: unknown): string[] {
  return Array.isArray(ids) && ids.length > 0 ? ids.map((id) => `acl/${id}`) : ['acl/*'];
}

const ofAclsAndListener = (state: AlbState, asking: Asking): readonly string[] => [
  ...acls(asking.parameters.AclIds),
  ...ofListener(state, asking),
];

const loadBalancer = 'loadbalancer/{LoadBalancerId}';
const acl = 'acl/{AclId}';

/**
 * Source: "RAM authorization" of ALB says that resources can be named, and AssociateAclsWithListener that both the list
 * and the load balancer have to be allowed. The rows of the other actions are inferred from their names.
 */
export const albRam: RamNaming<AlbState> = {
  resources: {
    CreateLoadBalancer: 'loadbalancer/*',
    GetLoadBalancerAttribute: loadBalancer,
    ListLoadBalancers: 'loadbalancer/*',
    UpdateLoadBalancerAttribute: loadBalancer,
    UpdateLoadBalancerZones: loadBalancer,
    DeleteLoadBalancer: loadBalancer,
    CreateListener: loadBalancer,
    ListListeners: 'loadbalancer/*',
    GetListenerAttribute: ofListener,
    UpdateListenerAttribute: ofListener,
    DeleteListener: ofListener,
    ListListenerCertificates: ofListener,
    AssociateAdditionalCertificatesWithListener: ofListener,
    DissociateAdditionalCertificatesFromListener: ofListener,
    CreateAcl: 'acl/*',
    ListAcls: 'acl/*',
    UpdateAclAttribute: acl,
    DeleteAcl: acl,
    AddEntriesToAcl: acl,
    RemoveEntriesFromAcl: acl,
    ListAclEntries: acl,
    ListAclRelations: ofAcls,
    AssociateAclsWithListener: ofAclsAndListener,
    DissociateAclsFromListener: ofAclsAndListener,
  },
};
