import type { Wait } from '../plan.ts';
import type { ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** What a change of this instance's listeners comes after. */
export function waitsOf(loadBalancer: ObservedLoadBalancer): Wait[] {
  const { loadBalancerId, status, listeners } = loadBalancer;
  const waits: Wait[] = [];
  if (status !== 'Active') {
    const typicalSeconds = status === 'Provisioning' ? 60 : 6;
    waits.push(waitFor(`load-balancer-ready/${loadBalancerId}`, `${loadBalancerId} is ${status}`, typicalSeconds));
  }
  if (listeners.length === 0) {
    waits.push(waitFor(`listeners-seen/${loadBalancerId}`, `${loadBalancerId} has no listener yet`, 10));
  }
  for (const listener of inOrder(loadBalancer)) {
    if (listener.status === 'Running' || listener.status === 'Stopped') continue;
    const message = `${nameOf(loadBalancer, listener)} is ${listener.status}`;
    waits.push(waitFor(`listener-ready/${listener.listenerId}`, message, 6));
  }
  return waits;
}

export function inOrder({ listeners }: ObservedLoadBalancer): ObservedListener[] {
  return [...listeners].sort((one, other) => one.port - other.port);
}

/** As the ALB console names it, with its ids. */
export function nameOf(
  { loadBalancerId }: ObservedLoadBalancer,
  { listenerId, protocol, port }: ObservedListener,
): string {
  return `${protocol}:${port} (${listenerId}) of ${loadBalancerId}`;
}

export function waitFor(id: string, message: string, typicalSeconds: number): Wait {
  return { id, on: 'cloud', reason: 'LoadBalancerChanging', message, typicalSeconds };
}
