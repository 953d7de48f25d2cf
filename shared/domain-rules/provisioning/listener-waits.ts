import type { Wait } from '../plan.ts';
import type { ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/**
 * What a change of this instance's listeners comes after: what has to come first, and the next look shows what is left. A
 * listener is not settled before its instance is, so it is not asked about meanwhile.
 */
export function waitsOf(loadBalancer: ObservedLoadBalancer): Wait[] {
  const { loadBalancerId, status, listeners } = loadBalancer;
  if (status !== 'Active') {
    const typicalSeconds = status === 'Provisioning' ? 60 : 6;
    return [waitFor(`load-balancer-ready/${loadBalancerId}`, `${loadBalancerId} is ${status}`, typicalSeconds)];
  }
  if (listeners.length === 0) {
    return [waitFor(`listeners-seen/${loadBalancerId}`, `${loadBalancerId} has no listener yet`, 10)];
  }
  return inOrder(loadBalancer)
    .filter((listener) => listener.status !== 'Running' && listener.status !== 'Stopped')
    .map((listener) => {
      const message = `${nameOf(loadBalancer, listener)} is ${listener.status}`;
      return waitFor(`listener-ready/${listener.listenerId}`, message, 6);
    });
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
