import type { AlbReader } from '../../shared/cloud/alb.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import type { VpcReader, VSwitch } from '../../shared/cloud/vpc.ts';
import type { DeclaredNetwork } from '../../shared/domain-rules/declaration.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';
import type { Subject } from '../../shared/engine/worker.ts';
import type { ZonesMemory } from './memory.ts';

export interface ObservedZones {
  /** Of the managed kind undefined until the gateway has an id. */
  supportedZones: string[] | undefined;
  vSwitches: VSwitchFact[];
}

/** The zones that the gateway, or ALB, supports and the vSwitches of the declared VPCs. */
export async function observe(
  { eas, alb, vpc }: { eas: EasReader; alb: Pick<AlbReader, 'describeZones'>; vpc: VpcReader },
  { declared, peers }: Subject<ZonesMemory>,
): Promise<ObservedZones> {
  const { spec } = declared.declaration;
  if (spec.type === 'alb') return observeForAlb({ alb, vpc }, declared.deletion ? undefined : spec.network);
  const { vpcs } = spec;
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  if (vpcs.length === 0 || declared.deletion || !provisioning?.gatewayId) {
    return { supportedZones: undefined, vSwitches: [] };
  }
  const [listed, ofVpcs] = await Promise.all([
    eas.listGatewayIntranetSupportedZone(provisioning.gatewayId),
    Promise.all(vpcs.map(({ vpcId }) => vpc.allVSwitches(vpcId))),
  ]);
  const present = ofVpcs.flat();
  const elsewhere = vpcs
    .flatMap(({ vSwitches }) => (Array.isArray(vSwitches) ? vSwitches : []))
    .filter((id) => !present.some(({ VSwitchId }) => VSwitchId === id));
  // What a refused link said (G70) is newer than what the list says, so only what both support counts.
  const refused = provisioning.refused?.supportedZones;
  return {
    supportedZones: refused ? listed.Zones.filter((zone) => refused.includes(zone)) : listed.Zones,
    // One that is declared for a VPC it is not in gets a better answer than one that does not exist.
    vSwitches: [...present, ...(await vpc.vSwitchesById(elsewhere))].map(readFact),
  };
}

/** The load balancers need no gateway to be decided for: what the region offers and the VPC has is known before. */
async function observeForAlb(
  { alb, vpc }: { alb: Pick<AlbReader, 'describeZones'>; vpc: VpcReader },
  network: DeclaredNetwork | undefined,
): Promise<ObservedZones> {
  if (!network) return { supportedZones: undefined, vSwitches: [] };
  const [supportedZones, present] = await Promise.all([alb.describeZones(), vpc.allVSwitches(network.vpcId)]);
  const elsewhere = (Array.isArray(network.vSwitches) ? network.vSwitches : []).filter(
    (id) => !present.some(({ VSwitchId }) => VSwitchId === id),
  );
  return {
    supportedZones,
    vSwitches: [...present, ...(await vpc.vSwitchesById(elsewhere))].map(readFact),
  };
}

function readFact({
  VSwitchId,
  VpcId,
  ZoneId,
  Status,
  AvailableIpAddressCount,
  VSwitchName,
  Tags,
}: VSwitch): VSwitchFact {
  return {
    vSwitchId: VSwitchId,
    vpcId: VpcId,
    zoneId: ZoneId,
    status: Status ?? '',
    availableIpAddressCount: AvailableIpAddressCount ?? 0,
    name: VSwitchName ?? '',
    tags: Object.fromEntries((Tags?.Tag ?? []).map(({ Key, Value }) => [Key, Value ?? ''])),
  };
}
