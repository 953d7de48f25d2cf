import { isLetThrough } from '../automatic-vswitch.ts';
import { ADDRESSES_LOW, ZONE_LOST } from '../condition.ts';
import type { DeclaredVpc } from '../declaration.ts';
import type { VSwitchFact } from '../zones.ts';
import type { VSwitchDecision } from './decide-zones.ts';
import { OWNER_TAG } from './step.ts';

export interface LinkQuestion {
  vpc: DeclaredVpc;
  /** What would be chosen if nothing were linked. */
  decision: VSwitchDecision;
  /** The vSwitch that the VPC is linked through. */
  linked: string | undefined;
  known: readonly VSwitchFact[];
  /** As the gateway lists them: a link that is there already is not judged by what another one was refused for. */
  listedZones: readonly string[];
  before: VSwitchDecision | undefined;
  owner: string;
}

/**
 * Holds a link that is there against what would be chosen: it stays while its vSwitch is declared, so that it does not
 * wander with the owner's order or the number of free addresses.
 *
 * ```
 *  its vSwitch is        its zone        free addresses   chosen                         reason
 *  not declared          -               -                what is declared (a move)      as decided
 *  declared              not listed      -                the best that fits, else it    ZoneLost
 *  declared              listed          nearly none      it                             AddressesLow
 *  declared              listed          some             it                             StillLinked
 * ```
 */
export function judgeLink(question: LinkQuestion): VSwitchDecision {
  const { vpc, linked, known, listedZones, before } = question;
  const taken = takenOf(question);
  const decision = { ...question.decision, linked, ...(taken && { taken }) };
  if (linked === undefined) return decision;
  const fact = known.find(({ vSwitchId, vpcId }) => vSwitchId === linked && vpcId === vpc.vpcId);
  if (!isDeclared(question, fact)) {
    const message = `${decision.message}; it is linked through ${linked}, which is not declared`;
    return { ...decision, message };
  }
  if (fact && !listedZones.includes(fact.zoneId)) {
    const better = decision.chosen;
    const advice = better ? `Approve the move to ${better}.` : decision.suggestions.join(' ');
    const message = `${vpc.vpcId} is linked through ${linked} in zone ${fact.zoneId}, which this gateway supports no more (it lists ${listedZones.join(', ') || 'none'}); the link still works. ${advice}`;
    return { ...decision, chosen: better ?? linked, reason: ZONE_LOST, message: message.trim() };
  }
  const stays = { ...decision, chosen: linked, suggestions: [] };
  if (fact && isLow(fact, before)) {
    const message = `${vpc.vpcId} is linked through ${linked}, which has ${fact.availableIpAddressCount} free addresses left; the link still works. Make room in it, or declare a vSwitch with more.`;
    return { ...stays, reason: ADDRESSES_LOW, message };
  }
  if (decision.chosen === linked) return decision;
  const message = `${vpc.vpcId} stays linked through ${linked}, which is declared and still fits`;
  return { ...stays, reason: 'StillLinked', message };
}

/** Named by the owner, let through by their filter, or taken in their name before. */
function isDeclared({ vpc, linked, before, owner }: LinkQuestion, fact: VSwitchFact | undefined): boolean {
  if (linked === before?.taken || fact?.tags[OWNER_TAG] === owner) return true;
  const { vSwitches } = vpc;
  if (Array.isArray(vSwitches)) return vSwitches.some((vSwitchId) => vSwitchId === linked);
  // One that does not show at the moment is not taken for one that the filter refuses.
  return fact === undefined || isLetThrough(fact, vSwitches.auto);
}

/** The vSwitch that was taken though the owner did not name it, for as long as it is what counts. */
function takenOf({ decision, linked, before }: LinkQuestion): string | undefined {
  if (decision.reason === 'AppearedSince' || decision.reason === 'Created') return decision.chosen;
  return linked !== undefined && before?.taken === linked ? linked : undefined;
}

/** Once low, it has to have twice as many to count as roomy again: a number that goes up and down is said once. */
function isLow({ availableIpAddressCount }: VSwitchFact, before: VSwitchDecision | undefined): boolean {
  const enough = before?.reason === ADDRESSES_LOW ? 2 * FEW_ADDRESSES : FEW_ADDRESSES;
  return availableIpAddressCount < enough;
}

/** As many as the smallest vSwitch (/29) has in all: fewer leave no room for a gateway that grows or is repaired. */
export const FEW_ADDRESSES = 4;
