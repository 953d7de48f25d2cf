import type { Zone } from '../dns/zone.ts';
import type { Gateway } from './gateway.ts';
import type { SharedGateway } from './shared-gateway.ts';

interface Gateways {
  gatewayById(id: string): Gateway | undefined;
  readonly sharedGateways: readonly SharedGateway[];
  addressOf(id: string): string;
}

/**
 * `{region}.pai-eas.aliyuncs.com`: public names resolve while public access is Running. Private names resolve for
 * everybody here; the platform answers them inside linked VPCs only, from whose point of view nobody asks us (inferred).
 */
export function endpointZone(
  name: string,
  serial: number,
  { gatewayById, sharedGateways, addressOf }: Gateways,
): Zone | undefined {
  const [, zoneName] = /^(?:.*\.)?([a-z0-9-]+\.pai-eas\.aliyuncs\.com)$/.exec(name) ?? [];
  if (zoneName === undefined) return undefined;
  return {
    name: zoneName,
    serial,
    records(relativeName) {
      const full = `${relativeName}.${zoneName}`;
      const shared = sharedGateways.find(({ names }) => names.internet === full || names.intranet === full);
      if (shared) return [{ type: 'A', value: addressOf(shared.id), ttl: TTL_SECONDS }];
      const gateway = gatewayById(relativeName.replace(/-vpc$/, ''));
      if (!gateway) return [];
      const names = [gateway.internetDomain, gateway.intranetDomain];
      if (!names.includes(full)) return [];
      return [{ type: 'A', value: addressOf(gateway.id), ttl: TTL_SECONDS }];
    },
    // `{account}.vpc` is below `vpc`.
    hasDescendants: (relativeName) => relativeName === 'vpc',
  };
}

const TTL_SECONDS = 60;
