import type { Zone } from '../dns/zone.ts';
import type { LoadBalancer } from './load-balancer.ts';

interface LoadBalancers {
  loadBalancer(id: string): LoadBalancer | undefined;
  addressOf(id: string): string;
}

/**
 * `{region}.alb.aliyuncs.com`: the name of a load balancer resolves while it is up, to the one loopback address that
 * stands for all its zones.
 */
export function endpointZone(name: string, serial: number, state: LoadBalancers): Zone | undefined {
  const [, zoneName] = /^(?:.*\.)?([a-z0-9-]+\.alb\.aliyuncs\.com)$/.exec(name) ?? [];
  if (zoneName === undefined) return undefined;
  return {
    name: zoneName,
    serial,
    records(relativeName) {
      const found = state.loadBalancer(relativeName);
      if (!found?.isUp || found.dnsName !== `${relativeName}.${zoneName}`) return [];
      return [{ type: 'A', value: state.addressOf(found.id), ttl: TTL_SECONDS }];
    },
    hasDescendants: () => false,
  };
}

const TTL_SECONDS = 60;
