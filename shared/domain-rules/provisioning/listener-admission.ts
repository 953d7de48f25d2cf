import { covers, EVERYONE, isSubset } from '../allowlist.ts';
import type { ObservedAcl, ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** The lists that decide about a listener's callers now: one that is being taken off still does (inferred). */
function listsInEffect(listener: ObservedListener, acls: ObservedAcl[]): ObservedAcl[] {
  return listener.acls
    .filter(({ status }) => status !== 'Associating')
    .flatMap(({ aclId }) => acls.find((acl) => acl.aclId === aclId) ?? []);
}

/** The CIDRs that decide now: one that is being removed still does (inferred). */
export function entriesInEffect({ entries }: ObservedAcl): string[] {
  return entries.filter(({ status }) => status !== 'Adding').map(({ entry }) => entry);
}

/**
 * The CIDRs a listener lets in at most, by the lists in effect on it. Several whitelists admit whom any of them names,
 * and whitelists without entries let everybody in; so does a blacklist, but for a few.
 */
export function admittedBy(listener: ObservedListener, acls: ObservedAcl[]): string[] {
  if (listener.aclType !== 'White') return [EVERYONE];
  const entries = listsInEffect(listener, acls).flatMap(entriesInEffect);
  return entries.length > 0 ? entries : [EVERYONE];
}

export function admitsEverybody(listener: ObservedListener, acls: ObservedAcl[]): boolean {
  return covers(admittedBy(listener, acls), EVERYONE);
}

export function admitsJust(wanted: string[], listener: ObservedListener, acls: ObservedAcl[]): boolean {
  const admitted = admittedBy(listener, acls);
  return isSubset(admitted, wanted) && isSubset(wanted, admitted);
}

/** Ids of the listeners that answer, and that no whitelist narrows. */
export function openListeners(loadBalancers: ObservedLoadBalancer[], acls: ObservedAcl[]): string[] {
  return loadBalancers
    .filter(({ status }) => status === 'Active' || status === 'Configuring')
    .flatMap(({ listeners }) => listeners)
    .filter(({ status }) => status === 'Running' || status === 'Configuring')
    .filter((listener) => admitsEverybody(listener, acls))
    .map(({ listenerId }) => listenerId);
}
