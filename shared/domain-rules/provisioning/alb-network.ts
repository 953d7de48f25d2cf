import type { DeclaredNetwork } from '../declaration.ts';
import type { NetworkDecision } from '../zoning/decide-network.ts';
import type { GatewayNetwork, ProvisioningInput } from './input.ts';
import type { Access } from './load-balancer.ts';
import type { GatewayObservation } from './observation.ts';

/** How far an access has come. */
export type AccessState = 'off' | 'opening' | 'open' | 'failed' | 'closing';

/**
 * Public access has a status of its own; private access only a switch, and a name that shows once something answers under
 * it (inferred).
 */
export function accessState(seen: Seen, access: Access): AccessState {
  const { gateway } = seen;
  if (!gateway) return 'off';
  if (access === 'intranet') {
    if (gateway.intranetEnabled) return gateway.intranetDomain ? 'open' : 'opening';
    return isReleasing(seen) ? 'closing' : 'off';
  }
  if (!gateway.internetEnabled) return gateway.internetStatus === 'Deleting' ? 'closing' : 'off';
  if (gateway.internetStatus === 'Failed') return 'failed';
  return gateway.internetStatus === 'Running' && gateway.internetDomain ? 'open' : 'opening';
}

/** Some load balancer of the gateway is on its way out. */
export function isReleasing({ gateway, loadBalancers }: Seen): boolean {
  return [...(gateway?.balancers ?? []), ...loadBalancers].some(({ status }) => status === 'Deleting');
}

/** What the state of an access is read from. */
type Seen = Pick<GatewayObservation, 'gateway' | 'loadBalancers'>;

/**
 * The VPC and vSwitches that an access of the gateway uses now (G14); undefined while none does. ALB says it, or else EAS,
 * which may list them with the gateway; where neither does, what was opened last counts.
 */
export function networkInUse({ observation, memory }: ProvisioningInput): GatewayNetwork | undefined {
  const { gateway, loadBalancers } = observation;
  if (!gateway) return undefined;
  const ofAlb = loadBalancers.map(({ vpcId, status, zones }) => ({
    vpcId,
    status,
    vSwitchIds: zones.map(({ vSwitchId }) => vSwitchId),
  }));
  for (const seen of [ofAlb, gateway.balancers]) {
    const staying = seen.filter(({ status, vpcId }) => status !== 'Deleting' && vpcId !== '');
    const [first] = staying;
    if (first) return { vpcId: first.vpcId, vSwitchIds: [...new Set(staying.flatMap((one) => one.vSwitchIds))] };
  }
  return gateway.internetEnabled || gateway.intranetEnabled ? memory.network : undefined;
}

/** Whether the network in use is the declared one: that VPC, and the vSwitches that were settled for it, where they are. */
export function isAsDeclared(
  inUse: GatewayNetwork,
  { vpcId }: DeclaredNetwork,
  decision: NetworkDecision | undefined,
): boolean {
  if (inUse.vpcId !== vpcId) return false;
  const settled = decision?.vpcId === vpcId ? decision.chosen : [];
  // While nothing is settled, and where nobody says which vSwitches are used, nothing has to move.
  if (settled.length === 0 || inUse.vSwitchIds.length === 0) return true;
  return settled.length === inUse.vSwitchIds.length && settled.every((id) => inUse.vSwitchIds.includes(id));
}
