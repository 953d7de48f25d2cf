import { isSubset } from '../allowlist.ts';
import type { Blocked, Kept } from '../plan.ts';
import { aclName } from './acl-entries.ts';
import type { ListenerAclQuestion } from './listener-acl-question.ts';
import { entriesInEffect } from './listener-admission.ts';
import { nameOf } from './listener-waits.ts';
import type { ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** A list on a listener that is not ours to change. Undefined entries: it was not seen. */
export interface OtherList {
  aclId: string;
  entries: string[] | undefined;
}

/** Somebody else's lists on a listener, but those that are going. What of ours guards the other access is not meant. */
export function otherLists(
  { acls, owner, access }: ListenerAclQuestion,
  acl: { aclId: string } | undefined,
  listener: ObservedListener,
): OtherList[] {
  return listener.acls
    .filter(({ aclId, status }) => aclId !== acl?.aclId && status !== 'Dissociating')
    .map(({ aclId }) => ({ aclId, seen: acls.find((one) => one.aclId === aclId) }))
    .filter(({ seen }) => seen?.owner !== owner || seen.access === access)
    .map(({ aclId, seen }) => ({ aclId, entries: seen && entriesInEffect(seen) }));
}

export function keptLists(others: OtherList[], loadBalancer: ObservedLoadBalancer, listener: ObservedListener): Kept[] {
  return others.map(({ aclId }) => ({
    what: aclId,
    message: `${aclId} on ${nameOf(loadBalancer, listener)} is not Torii’s and stays`,
  }));
}

/** The other whitelists that let in whom the declaration does not name; one without entries lets everybody in. */
export function widening(
  others: OtherList[],
  wanted: string[],
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
): Blocked[] {
  return others
    .filter(({ entries }) => !entries || entries.length === 0 || !isSubset(entries, wanted))
    .map(({ aclId, entries }) => ({
      what: `guard-listener/${listener.listenerId}`,
      reason: 'ForeignAclWidens',
      message: `${aclId}, which is not Torii’s, is on ${nameOf(loadBalancer, listener)} as well and ${
        entries && entries.length > 0 ? `lets in ${entries.join(', ')}` : 'has no entries, which may let everybody in'
      }`,
      wayOut: `take ${aclId} off the listener in the ALB console, or declare who is on it`,
      rule: 'G16',
    }));
}

export function otherType(loadBalancer: ObservedLoadBalancer, listener: ObservedListener): Blocked {
  const lists = listener.acls.map(({ aclId }) => aclId).join(', ');
  return {
    what: `guard-listener/${listener.listenerId}`,
    reason: 'OtherAclType',
    message: `${nameOf(loadBalancer, listener)} has a blacklist (${lists}), and a listener’s lists are of one type`,
    wayOut: `take ${lists} off the listener in the ALB console: the declared list lets nobody in whom it does not name`,
    rule: 'G16',
  };
}

export function noRoom(loadBalancer: ObservedLoadBalancer, listener: ObservedListener): Blocked {
  const lists = listener.acls.map(({ aclId }) => aclId).join(', ');
  return {
    what: `guard-listener/${listener.listenerId}`,
    reason: 'NoRoomForAcl',
    message: `${nameOf(loadBalancer, listener)} has as many lists as it can hold (${lists})`,
    wayOut: 'take one of them off the listener in the ALB console',
    rule: 'G16',
  };
}

export function loadBalancerFailed({ loadBalancerId }: ObservedLoadBalancer): Blocked {
  return {
    what: `load-balancer-ready/${loadBalancerId}`,
    reason: 'LoadBalancerFailed',
    message: `${loadBalancerId} could not be made`,
    wayOut: 'close and open the access again, or ask support with the id of the instance',
    rule: 'G12',
  };
}

/** A service keeps the listener to itself: the owner has to put the list on it, which is then seen. */
export function guardByHand(
  { access, owner }: ListenerAclQuestion,
  acl: { aclId: string; name: string } | undefined,
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
  isOpen: boolean,
): Blocked {
  const { loadBalancerId } = loadBalancer;
  const list = acl ? `${acl.aclId} (${acl.name})` : aclName(owner, access);
  return {
    what: `guard-listener/${listener.listenerId}`,
    reason: 'EditsRefused',
    message: `${nameOf(loadBalancer, listener)} ${
      isOpen ? 'lets everybody in' : 'does not let in just whom the declaration names'
    }, and ALB refuses to change it because a service manages ${loadBalancerId}`,
    wayOut: `${consolePath(loadBalancer, listener)}: turn it on as a whitelist and choose ${list}, which Torii keeps filled; it is seen by itself`,
    rule: 'G16',
  };
}

export function unguardByHand(aclId: string, loadBalancer: ObservedLoadBalancer, listener: ObservedListener): Blocked {
  const { loadBalancerId } = loadBalancer;
  return {
    what: `unguard-listener/${listener.listenerId}`,
    reason: 'EditsRefused',
    message: `${aclId} guards ${nameOf(loadBalancer, listener)}, and ALB refuses to change it because a service manages ${loadBalancerId}`,
    wayOut: `${consolePath(loadBalancer, listener)}: take ${aclId} off; it is seen by itself`,
    rule: 'G16',
  };
}

export function narrowing(
  others: OtherList[],
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
): Blocked {
  const lists = others.map(({ aclId }) => aclId).join(', ');
  return {
    what: `unguard-listener/${listener.listenerId}`,
    reason: 'ForeignAclNarrows',
    message: `${lists}, which is not Torii’s, keeps callers off ${nameOf(loadBalancer, listener)}, and everybody is to be let in`,
    wayOut: `take ${lists} off the listener in the ALB console, or declare who is let in`,
    rule: 'G16',
  };
}

function consolePath(
  { loadBalancerId }: ObservedLoadBalancer,
  { listenerId, protocol, port }: ObservedListener,
): string {
  return `in the ALB console, instance ${loadBalancerId}, listener ${protocol}:${port} (${listenerId}), access control`;
}
