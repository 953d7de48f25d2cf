import type { Zone } from '../dns/zone.ts';
import type { Gateway } from './gateway.ts';

interface Gateways {
  gatewayById(id: string): Gateway | undefined;
  addressOf(id: string): string;
}

/**
 * `{region}.pai-eas.aliyuncs.com`: public names resolve while public access is Running. Private names resolve for
 * everybody here; the platform answers them inside linked VPCs only, from whose point of view nobody asks us (inferred).
 */
export function endpointZone(name: string, serial: number, { gatewayById, addressOf }: Gateways): Zone | undefined {
  const [, zoneName] = /^(?:.*\.)?([a-z0-9-]+\.pai-eas\.aliyuncs\.com)$/.exec(name) ?? [];
  if (zoneName === undefined) return undefined;
  return {
    name: zoneName,
    serial,
    records(relativeName) {
      const gateway = gatewayById(relativeName.replace(/-vpc$/, ''));
      if (gateway?.type !== 'classic') return [];
      const names = [gateway.internetDomain, gateway.intranetDomain];
      if (!names.includes(`${relativeName}.${zoneName}`)) return [];
      return [{ type: 'A', value: addressOf(gateway.id), ttl: TTL_SECONDS }];
    },
    hasDescendants: () => false,
  };
}

const TTL_SECONDS = 60;
