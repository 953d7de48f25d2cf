import ipaddr from 'ipaddr.js';
import type { Origin } from '../network.ts';
import type { GatewayView, Side } from './gateway-view.ts';

/** `closed`: there is nothing to connect to. `forbidden`: connected, and not on the list. */
export type Access = 'allowed' | 'forbidden' | 'closed';

/**
 * Who gets in (G23 to G26, G29).
 *
 * ```
 *  client            network                     list           access
 *  on the internet   public access not Running   -              closed
 *                    Running                     not on it      forbidden (an empty list: everybody)
 *                                                on it          allowed
 *  inside a VPC      no link of it Running       -              closed
 *                    linked                      VPC's list     forbidden or allowed
 * ```
 * Behind a load balancer its listeners' access control lists take the place of these lists (G16).
 */
export function decideAccess(gateway: GatewayView, origin: Origin, encrypted = false): Access {
  const allowlist =
    origin.vpcId !== undefined
      ? gateway.vpcAllowlists.get(origin.vpcId)
      : gateway.internetOpen
        ? gateway.internetAllowlist
        : undefined;
  if (allowlist === undefined) return 'closed';
  if (gateway.admits) {
    return gateway.admits(sideOf(origin), encrypted ? 443 : 80, origin.address) ? 'allowed' : 'forbidden';
  }
  return allowlist.some((entry) => contains(entry, origin.address)) ? 'allowed' : 'forbidden';
}

export function sideOf(origin: Origin): Side {
  return origin.vpcId === undefined ? 'internet' : 'intranet';
}

/** False for an entry that is no CIDR block, and between IPv4 and IPv6. */
function contains(entry: string, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const block = blockOf(entry);
  if (!block) return false;
  const [network, bits] = block;
  const client = ipaddr.parse(address);
  return client.kind() === network.kind() && client.match(network, bits);
}

type Block = ReturnType<typeof ipaddr.parseCIDR>;

/** Lists are read at every connection, and change rarely. */
const blocks = new Map<string, Block | undefined>();

function blockOf(entry: string): Block | undefined {
  if (!blocks.has(entry)) blocks.set(entry, ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : undefined);
  return blocks.get(entry);
}
