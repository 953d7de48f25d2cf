import type { Blocked, Kept } from '../plan.ts';
import { associateId } from './listener-certificate-step.ts';
import type { WantedOnListener } from './listener-certificates-wanted.ts';
import { nameOf } from './listener-waits.ts';
import type { ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** A listener, and a domain whose certificate it has not got. */
export interface LackingListener {
  loadBalancer: ObservedLoadBalancer;
  listener: ObservedListener;
  wanted: WantedOnListener;
}

/** A service keeps the listener to itself: the owner has to put the certificate there, which is then seen. */
export function associateByHand(lacking: LackingListener): Blocked {
  const { loadBalancerId } = lacking.loadBalancer;
  return blocked(
    lacking,
    'EditsRefused',
    `${lackingIn(lacking)}, and ALB refuses to change it because a service manages ${loadBalancerId}`,
    `${consolePath(lacking)}: add certificate ${lacking.wanted.certificateId} as an additional one; it is seen by itself`,
  );
}

export function noRoom(lacking: LackingListener, said: string): Blocked {
  const { loadBalancerId } = lacking.loadBalancer;
  return blocked(
    lacking,
    'CertificatesFull',
    `${lackingIn(lacking)}, and ${loadBalancerId} has no room for it: ${said}`,
    `${consolePath(lacking)}: take off certificates that nobody needs, or raise the quota of additional certificates of an instance in Quota Center; it is tried again every hour`,
  );
}

/** Additional certificates go beside a default one only. */
export function noDefault(lacking: LackingListener): Blocked {
  return blocked(
    lacking,
    'NoDefaultCertificate',
    `${lackingIn(lacking)}, and takes none because it has no default certificate`,
    `${consolePath(lacking)}: choose a default certificate; it is seen by itself`,
  );
}

export function lackingIn({ loadBalancer, listener, wanted }: LackingListener): string {
  return `${nameOf(loadBalancer, listener)} has not got certificate ${wanted.certificateId} of ${wanted.name}`;
}

/** Of ours, no longer needed, and nevertheless left where it is. */
export function leftThere(
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
  certificateId: string,
  isDefault: boolean,
): Kept {
  const why = isDefault ? 'it is the default one there' : 'ALB refuses to change the listener';
  return {
    what: certificateId,
    message: `certificate ${certificateId} is no longer needed on ${nameOf(loadBalancer, listener)} and stays, because ${why}`,
  };
}

function blocked({ listener, wanted }: LackingListener, reason: string, message: string, wayOut: string): Blocked {
  return { what: associateId(listener.listenerId, wanted.certificateId), reason, message, wayOut, rule: 'G43' };
}

function consolePath({ loadBalancer, listener }: LackingListener): string {
  const { listenerId, protocol, port } = listener;
  return `in the ALB console, instance ${loadBalancer.loadBalancerId}, listener ${protocol}:${port} (${listenerId}), certificates`;
}
