import type { Zone, ZoneRecord } from '../dns/zone.ts';
import type { Gateway } from './gateway.ts';
import type { SharedGateway } from './shared-gateway.ts';

interface Gateways {
  gatewayById(id: string): Gateway | undefined;
  readonly sharedGateways: readonly SharedGateway[];
  /** Where the internet finds it, and where its VPCs do. */
  addressOf(id: string): string;
  privateAddressOf(id: string): string;
}

/**
 * `{region}.pai-eas.aliyuncs.com`: public names resolve while public access is Running. Private names resolve for
 * everybody here; the platform answers them inside linked VPCs only, from whose point of view nobody asks us (inferred).
 */
export function endpointZone(
  name: string,
  serial: number,
  { gatewayById, sharedGateways, addressOf, privateAddressOf }: Gateways,
): Zone | undefined {
  const [, zoneName] = /^(?:.*\.)?([a-z0-9-]+\.pai-eas\.aliyuncs\.com)$/.exec(name) ?? [];
  if (zoneName === undefined) return undefined;
  return {
    name: zoneName,
    serial,
    records(relativeName) {
      const full = `${relativeName}.${zoneName}`;
      const shared = sharedGateways.find(({ names }) => names.internet === full || names.intranet === full);
      if (shared) return leadsTo(shared.names.intranet === full ? privateAddressOf(shared.id) : addressOf(shared.id));
      const gateway = gatewayById(relativeName.replace(/-vpc$/, ''));
      if (!gateway) return [];
      if (gateway.internetDomain === full) return leadsTo(addressOf(gateway.id));
      return gateway.intranetDomain === full ? leadsTo(privateAddressOf(gateway.id)) : [];
    },
    // `{account}.vpc` is below `vpc`.
    hasDescendants: (relativeName) => relativeName === 'vpc',
  };
}

function leadsTo(value: string): ZoneRecord[] {
  return [{ type: 'A', value, ttl: TTL_SECONDS }];
}

const TTL_SECONDS = 60;
