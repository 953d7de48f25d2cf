import { rankVSwitches } from '../automatic-vswitch.ts';
import { type CountedReason, countReasons } from '../counted-reasons.ts';
import type { DeclaredVpc } from '../declaration.ts';
import { type SkipReason, skipOf, type VSwitchFact } from '../zones.ts';
import type { VSwitchDecision } from './decide-zones.ts';

/** One vSwitch that could link a VPC, and why it does or does not. */
export interface VSwitchCandidate {
  vSwitchId: string;
  /** Undefined where the account has no such vSwitch. */
  zoneId: string | undefined;
  freeAddresses: number | undefined;
  /** `Chosen`; `Fits`, but another one is preferred; or why it does not. */
  reason: 'Chosen' | 'Fits' | SkipReason;
  message: string;
}

/** How the vSwitch of one VPC was settled. */
export interface VpcZones {
  vpcId: string;
  /** Whether Torii chooses among all of the VPC, or among those that are declared. */
  automatic: boolean;
  chosen: string | undefined;
  reason: string;
  message: string;
  candidates: VSwitchCandidate[];
  /** Why candidates do not fit, the most frequent reason first. */
  counts: CountedReason<SkipReason>[];
  suggestions: string[];
}

/**
 * Each candidate for the link of a VPC with the reason for or against it (G70, G71): the declared vSwitches in the owner's
 * order, or, where Torii chooses, all of the VPC.
 */
export function vpcZones(
  { vpcId, vSwitches }: DeclaredVpc,
  supportedZones: readonly string[],
  known: readonly VSwitchFact[],
  { chosen, reason, message, suggestions }: VSwitchDecision,
): VpcZones {
  const against = Array.isArray(vSwitches)
    ? vSwitches.flatMap((vSwitchId) => skipOf(vSwitchId, { known, vpcId, supportedZones }) ?? [])
    : rankVSwitches({ filter: vSwitches.auto, known, vpcId, supportedZones }).skipped;
  const named = Array.isArray(vSwitches)
    ? vSwitches
    : known.filter((fact) => fact.vpcId === vpcId).map(({ vSwitchId }) => vSwitchId);
  // One that appeared after none of the declared ones fitted may be chosen though nobody named it.
  const ids = chosen === undefined || named.includes(chosen) ? named : [...named, chosen];
  const skipped = against.filter(({ vSwitchId }) => vSwitchId !== chosen);
  const candidates = ids.map((vSwitchId): VSwitchCandidate => {
    const fact = known.find((one) => one.vSwitchId === vSwitchId);
    const place = { vSwitchId, zoneId: fact?.zoneId, freeAddresses: fact?.availableIpAddressCount };
    if (vSwitchId === chosen) return { ...place, reason: 'Chosen', message };
    const skip = skipped.find((one) => one.vSwitchId === vSwitchId);
    if (skip) return { ...place, reason: skip.reason, message: skip.message };
    return { ...place, reason: 'Fits', message: `${vSwitchId} would do as well; another one is preferred.` };
  });
  return {
    vpcId,
    automatic: !Array.isArray(vSwitches),
    chosen,
    reason,
    message,
    candidates,
    counts: countReasons(skipped),
    suggestions,
  };
}
