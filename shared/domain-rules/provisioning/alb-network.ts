import type { DeclaredNetwork } from '../declaration.ts';
import type { NetworkDecision } from '../zoning/decide-network.ts';
import type { GatewayNetwork, ProvisioningInput } from './input.ts';
import type { ObservedGateway } from './observation.ts';
import type { Access } from './step.ts';

/** How far an access has come. */
export type AccessState = 'off' | 'opening' | 'open' | 'failed' | 'closing';

/**
 * Public access has a status of its own; private access only a switch, and a name that shows once something answers under
 * it (inferred).
 */
export function accessState(gateway: ObservedGateway | undefined, access: Access): AccessState {
  if (!gateway) return 'off';
  if (access === 'intranet') {
    if (gateway.intranetEnabled) return gateway.intranetDomain ? 'open' : 'opening';
    return isReleasing(gateway) ? 'closing' : 'off';
  }
  if (!gateway.internetEnabled) return gateway.internetStatus === 'Deleting' ? 'closing' : 'off';
  if (gateway.internetStatus === 'Failed') return 'failed';
  return gateway.internetStatus === 'Running' && gateway.internetDomain ? 'open' : 'opening';
}

/** Some load balancer of the gateway is on its way out. */
export function isReleasing({ balancers }: ObservedGateway): boolean {
  return balancers.some(({ status }) => status === 'Deleting');
}

/**
 * The VPC and vSwitches that an access of the gateway uses now (G14); undefined while none does. EAS lists them with the
 * load balancers; where it does not, what was opened last counts.
 */
export function networkInUse({ observation, memory }: ProvisioningInput): GatewayNetwork | undefined {
  const { gateway } = observation;
  if (!gateway) return undefined;
  const staying = gateway.balancers.filter(({ status, vpcId }) => status !== 'Deleting' && vpcId !== '');
  const [first] = staying;
  if (first) {
    const vSwitchIds = [...new Set(staying.flatMap((balancer) => balancer.vSwitchIds))];
    return { vpcId: first.vpcId, vSwitchIds };
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
