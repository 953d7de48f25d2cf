import type { DeclaredNetwork, DeclaredVpc } from '../domain-rules/declaration.ts';
import type { ZonesQuestion } from '../domain-rules/subject.ts';
import type { VSwitchFact } from '../domain-rules/zones.ts';
import type { ObservedZones } from '../domain-rules/zoning/observation.ts';
import type { AlbReader } from './alb.ts';
import { CloudError } from './cloud-errors.ts';
import type { EasReader } from './eas.ts';
import { ifThere } from './gateway-observation.ts';
import type { VSwitch } from './vpc.ts';
import type { VpcReaders } from './vpc-readers.ts';

/**
 * The zones that the gateway supports and the vSwitches of the declared VPCs; those of other accounts with their role,
 * or not at all.
 */
export async function observeZones(
  { eas, vpcOf }: { eas: Pick<EasReader, 'listGatewayIntranetSupportedZone'>; vpcOf: VpcReaders },
  { gatewayId, vpcs, refusedTo, blocksOf, account }: ZonesQuestion,
): Promise<ObservedZones> {
  if (vpcs.length === 0 || gatewayId === undefined) {
    return NOTHING_KNOWN;
  }
  const isOwn = (vpc: DeclaredVpc) => vpc.account === undefined || vpc.account === account;
  const ownVpcs = vpcs.filter(isOwn);
  const lent = vpcs.filter((vpc) => !isOwn(vpc) && vpc.roleArn !== undefined);
  const own = await vpcOf(undefined);
  const [listed, ofVpcs, ofOthers, blocks] = await Promise.all([
    ifThere(eas.listGatewayIntranetSupportedZone(gatewayId)),
    Promise.all(ownVpcs.map(({ vpcId }) => own.allVSwitches(vpcId))),
    Promise.all(lent.map((vpc) => readLent(vpc, vpcOf))),
    Promise.all(blocksOf.map(async (vpcId) => [vpcId, blocksIn(await own.vpcById(vpcId))] as const)),
  ]);
  // A gateway that is gone supports nothing: gateway-provisioner makes another, and then there is something to settle.
  if (!listed) return NOTHING_KNOWN;
  const present = ofVpcs.flat();
  const elsewhere = ownVpcs
    .flatMap(({ vSwitches }) => (Array.isArray(vSwitches) ? vSwitches : []))
    .filter((id) => !present.some(({ VSwitchId }) => VSwitchId === id));
  return {
    // What a refused link said (G70) is newer than what the list says, so only what both support counts.
    supportedZones: refusedTo ? listed.Zones.filter((zone) => refusedTo.includes(zone)) : listed.Zones,
    listedZones: listed.Zones,
    vSwitches: [
      ...present,
      // One that is declared for a VPC it is not in gets a better answer than one that does not exist.
      ...(await own.vSwitchesById(elsewhere)),
      ...ofOthers.flatMap(({ vSwitches }) => vSwitches),
    ].map(readFact),
    unreadable: Object.fromEntries(
      ofOthers.flatMap(({ vpcId, refusal }) => (refusal ? [[vpcId, refusal] as const] : [])),
    ),
    vpcBlocks: Object.fromEntries(blocks),
  };
}

/** The load balancers need no gateway to be decided for: what the region offers and the VPC has is known before. */
export async function observeAlbZones(
  { alb, vpcOf }: { alb: Pick<AlbReader, 'describeZones'>; vpcOf: VpcReaders },
  network: DeclaredNetwork | undefined,
): Promise<ObservedZones> {
  if (!network) return NOTHING_KNOWN;
  const own = await vpcOf(undefined);
  const [zones, present] = await Promise.all([alb.describeZones(), own.allVSwitches(network.vpcId)]);
  const elsewhere = (Array.isArray(network.vSwitches) ? network.vSwitches : []).filter(
    (id) => !present.some(({ VSwitchId }) => VSwitchId === id),
  );
  return {
    ...NOTHING_KNOWN,
    supportedZones: zones,
    listedZones: zones,
    vSwitches: [...present, ...(await own.vSwitchesById(elsewhere))].map(readFact),
  };
}

interface Lent {
  vpcId: string;
  vSwitches: VSwitch[];
  refusal?: { code: string; message: string };
}

/** That another account lets nobody in is something to say about its VPC, and nothing to fail the others for. */
async function readLent({ vpcId, roleArn }: DeclaredVpc, vpcOf: VpcReaders): Promise<Lent> {
  try {
    return { vpcId, vSwitches: await (await vpcOf(roleArn)).allVSwitches(vpcId) };
  } catch (error) {
    if (!(error instanceof CloudError) || error.retryable) throw error;
    return { vpcId, vSwitches: [], refusal: { code: error.code, message: error.message } };
  }
}

function blocksIn(vpc: Awaited<ReturnType<Awaited<ReturnType<VpcReaders>>['vpcById']>>): string[] {
  return [...(vpc?.CidrBlock ? [vpc.CidrBlock] : []), ...(vpc?.SecondaryCidrBlocks?.SecondaryCidrBlock ?? [])];
}

function readFact({
  VSwitchId,
  VpcId,
  ZoneId,
  Status,
  AvailableIpAddressCount,
  VSwitchName,
  CidrBlock,
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
    cidrBlock: CidrBlock,
  };
}

const NOTHING_KNOWN: ObservedZones = {
  supportedZones: undefined,
  listedZones: [],
  vSwitches: [],
  unreadable: {},
  vpcBlocks: {},
};
