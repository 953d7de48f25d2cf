import { contains, EVERYONE } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import type { Declaration, VantagePoints } from '../declaration.ts';

/** A place that a proof is made from: an address on the internet, or inside a VPC. */
export type Vantage = { network: 'internet'; address: string } | { network: 'vpc'; vpcId: string };

/** The vantage points that a declaration names; none by default (G25). */
export function vantagePoints({ probe }: Declaration['spec']): Vantage[] {
  return placesOf(probe);
}

/** Those from which nobody may get through (G25, G30). */
export function refusedVantagePoints({ probe }: Declaration['spec']): Vantage[] {
  return placesOf(probe?.refused);
}

function placesOf({ internet, vpcs }: VantagePoints = { vpcs: [] }): Vantage[] {
  return [
    ...(internet?.from ?? []).map((address) => ({ network: 'internet' as const, address })),
    ...vpcs.map((vpcId) => ({ network: 'vpc' as const, vpcId })),
  ];
}

/** As a sentence can carry it: `from 203.0.113.9`, `from inside vpc-2ze0a1b2c3`. */
export function spellVantage(vantage: Vantage): string {
  return vantage.network === 'internet' ? `from ${vantage.address}` : `from inside ${vantage.vpcId}`;
}

/**
 * Whether the declared allowlists surely let a vantage point in. Which address a function has inside a VPC is not known,
 * so a list that is narrower than everyone may refuse it.
 */
export function isAdmitted(spec: Declaration['spec'], vantage: Vantage): boolean {
  if (vantage.network === 'internet') return contains(spec.internet?.allow ?? [], vantage.address);
  const vpc = privateLists(spec).find(({ vpcId }) => vpcId === vantage.vpcId);
  return vpc !== undefined && (vpc.allow ?? [EVERYONE]).includes(EVERYONE);
}

/** The VPCs that have private access, each with its list. */
function privateLists(spec: Declaration['spec']): { vpcId: string; allow?: string[] }[] {
  if (spec.type === 'managed') return spec.vpcs;
  return spec.network && spec.intranet ? [{ vpcId: spec.network.vpcId, ...spec.intranet }] : [];
}

/** EndpointVerified where no vantage point is declared; it keeps nobody from Ready. */
export const NO_VANTAGE_POINT: Omit<Finding, 'type'> = {
  status: 'Unknown',
  reason: 'NoVantagePoint',
  message:
    'the functions are on nobody’s allowlist and no vantage point is declared, so nothing was proved from outside',
};
