import { observeZones } from '../../shared/cloud/zones-observation.ts';
import { zonesQuestion, zoningInput } from '../../shared/domain-rules/subject.ts';
import { type VpcZones, vpcZones } from '../../shared/domain-rules/zoning/candidates.ts';
import { NO_ZONES_MEMORY, type ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import { planZones } from '../../shared/domain-rules/zoning/plan-zones.ts';
import type { GatewayRow } from './gateways.ts';
import type { Readers } from './observe.ts';

/** Which zones a gateway supports, and through which vSwitch each of its VPCs is linked, as it would be settled now. */
export interface ZonesView {
  name: string;
  region: string;
  /** Left out until the gateway has an id. */
  supportedZones?: string[];
  /** Why nothing is known yet. */
  message?: string;
  vpcs: VpcZones[];
}

/** Looks at the cloud and settles, without anything to write with. What zone-checker settled before counts as it does there. */
export async function zonesNow({ reference, declared, peers }: GatewayRow, read: Readers): Promise<ZonesView> {
  const { name, region } = reference;
  const subject = { ...reference, declared, peers };
  const settled = peers.zones?.generation === declared.generation ? peers.zones.memory : undefined;
  const before = (settled as ZonesMemory | undefined) ?? NO_ZONES_MEMORY;
  const question = zonesQuestion(subject, before);
  const { vpcs } = question;
  if (vpcs.length === 0) return { name, region, message: 'no VPC is declared', vpcs: [] };
  const observed = await observeZones({ eas: read.eas(region), vpcOf: read.vpcOf(region) }, question);
  const { supportedZones, vSwitches } = observed;
  const { memory, findings } = planZones(zoningInput(subject, before, observed));
  const decisions = memory.vpcs;
  if (!supportedZones) return { name, region, message: findings.map(({ message }) => message).join('; '), vpcs: [] };
  return {
    name,
    region,
    supportedZones,
    vpcs: vpcs.flatMap((vpc) => {
      const decision = decisions[vpc.vpcId];
      return decision ? [vpcZones(vpc, supportedZones, vSwitches, decision)] : [];
    }),
  };
}
