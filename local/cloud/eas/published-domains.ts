import type { PrivateZone } from '../dns/zone.ts';
import type { Gateway } from './gateway.ts';

/**
 * Intranet custom domains as the platform would publish them inside a VPC, once they have taken effect: a zone for each
 * that holds nothing but the domain, and hides no other name (inferred, as is that they are published at all).
 */
export function publishedDomains(
  gateways: readonly Gateway[],
  vpcId: string,
  serial: number,
  privateAddressOf: (gatewayId: string) => string,
): PrivateZone[] {
  return gateways
    .filter((gateway) => gateway.vpcAllowlists.has(vpcId))
    .flatMap((gateway) =>
      [...gateway.customDomains.values()]
        .filter(({ type, loaded }) => type === 'intranet' && loaded !== undefined)
        .map(({ domain }) => zoneOf(domain, serial, privateAddressOf(gateway.id))),
    );
}

function zoneOf(domain: string, serial: number, address: string): PrivateZone {
  const isWildcard = domain.startsWith('*.');
  const only = isWildcard ? '*' : '@';
  return {
    name: isWildcard ? domain.slice(2) : domain,
    serial,
    passesOn: true,
    records: (relativeName) => (relativeName === only ? [{ type: 'A', value: address, ttl: TTL_SECONDS }] : []),
    hasDescendants: () => false,
  };
}

const TTL_SECONDS = 60;
