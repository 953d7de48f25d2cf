import type { AlbErrorCode } from './errors.ts';
import type { Tag } from './load-balancer.ts';
import type { Owner } from './owner.ts';
import type { AlbState } from './state.ts';

/** What can be tagged, and be in a resource group. */
export const RESOURCE_TYPES = ['loadbalancer', 'acl', 'servergroup', 'securitypolicy'] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

export const notFoundErrors = [
  'ResourceNotFound.LoadBalancer',
  'ResourceNotFound.Acl',
  'ResourceNotFound.ServerGroup',
  'ResourceNotFound.SecurityPolicy',
] as const satisfies AlbErrorCode[];

interface Taggable {
  readonly id: string;
  tags: Tag[];
  resourceGroupId: string;
}

export function taggables(state: AlbState, owner: Owner, type: ResourceType): readonly Taggable[] {
  switch (type) {
    case 'loadbalancer':
      return state.loadBalancersOf(owner);
    case 'acl':
      return state.acls.of(owner);
    case 'servergroup':
      return state.serverGroups.of(owner);
    case 'securitypolicy':
      return state.securityPolicies.of(owner);
  }
}

/** Throws one of {@link notFoundErrors}. */
export function ownTaggable(state: AlbState, owner: Owner, type: ResourceType, id: string): Taggable {
  switch (type) {
    case 'loadbalancer':
      return state.ownLoadBalancer(owner, id);
    case 'acl':
      return state.acls.own(owner, id);
    case 'servergroup':
      return state.serverGroups.own(owner, id);
    case 'securitypolicy':
      return state.securityPolicies.own(owner, id);
  }
}
