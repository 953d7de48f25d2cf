import type { DeclaredVpc } from '../domain-rules/declaration.ts';
import type { VSwitchFact } from '../domain-rules/zones.ts';
import type { EasReader } from './eas.ts';
import type { VpcReader, VSwitch } from './vpc.ts';

export interface ObservedZones {
  /** Undefined until the gateway has an id. */
  supportedZones: string[] | undefined;
  vSwitches: VSwitchFact[];
}

export interface ZonesQuestion {
  gatewayId: string | undefined;
  /** The declared VPCs, with their vSwitches where these are named. */
  vpcs: DeclaredVpc[];
  /** The supported zones that a refused link named lately. */
  refused: string[] | undefined;
}

/** The zones that a gateway supports and the vSwitches of the declared VPCs; nothing before the gateway has an id. */
export async function observeZones(
  { eas, vpc }: { eas: EasReader; vpc: VpcReader },
  { gatewayId, vpcs, refused }: ZonesQuestion,
): Promise<ObservedZones> {
  if (vpcs.length === 0 || !gatewayId) return { supportedZones: undefined, vSwitches: [] };
  const [listed, ofVpcs] = await Promise.all([
    eas.listGatewayIntranetSupportedZone(gatewayId),
    Promise.all(vpcs.map(({ vpcId }) => vpc.allVSwitches(vpcId))),
  ]);
  const present = ofVpcs.flat();
  const elsewhere = vpcs
    .flatMap(({ vSwitches }) => (Array.isArray(vSwitches) ? vSwitches : []))
    .filter((id) => !present.some(({ VSwitchId }) => VSwitchId === id));
  return {
    // What a refused link said (G70) is newer than what the list says, so only what both support counts.
    supportedZones: refused ? listed.Zones.filter((zone) => refused.includes(zone)) : listed.Zones,
    // One that is declared for a VPC it is not in gets a better answer than one that does not exist.
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
