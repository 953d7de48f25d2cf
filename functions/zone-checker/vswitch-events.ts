import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { HintedGateway } from '../../shared/engine/worker.ts';
import { type CloudEvent, readVSwitchChange } from '../../shared/function-compute/trigger.ts';

/**
 * Whether a vSwitch that was made or removed is a reason to look at a gateway: it waits for one in that VPC, or had
 * settled on the one that goes.
 */
export function concerns(event: CloudEvent, { region, declared, document }: HintedGateway): boolean {
  const change = readVSwitchChange(event);
  if (!change || change.region !== region || declared.deletion) return false;
  const decided = (document?.memory as ZonesMemory | undefined)?.vpcs ?? {};
  const { vpcs } = declared.declaration.spec;
  if (change.eventName === 'DeleteVSwitch') {
    return Object.values(decided).some(({ chosen }) => chosen !== undefined && chosen === change.vSwitchId);
  }
  return vpcs.some(
    ({ vpcId }) => (change.vpcId === undefined || change.vpcId === vpcId) && decided[vpcId]?.chosen === undefined,
  );
}
