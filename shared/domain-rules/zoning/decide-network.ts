import { isLetThrough, rankVSwitches } from '../automatic-vswitch.ts';
import type { Finding } from '../condition.ts';
import type { DeclaredNetwork, VSwitchFilter } from '../declaration.ts';
import { type Skip, skipOf, summariseSkips, type VSwitchFact } from '../zones.ts';

/** What was settled for the load balancers of a gateway of the ALB kind: at most one vSwitch of a zone, two at least. */
export interface NetworkDecision {
  vpcId: string;
  /** In the order of preference; empty where fewer than two fit. */
  chosen: string[];
  skipped: Skip[];
  reason: 'Chosen' | 'StillFits' | 'AppearedSince' | 'TooFewZones';
  message: string;
  /** What the owner can do about it, a sentence each. */
  suggestions: string[];
  /** The vSwitches that the VPC had when too few fitted: one that is not among them has appeared since. */
  presentWhenBlocked: string[] | undefined;
  /** What was declared when it was settled. */
  asked: string;
}

export interface NetworkQuestion {
  declared: DeclaredNetwork;
  /** Where ALB is offered in the region. */
  supportedZones: readonly string[];
  /** At least the vSwitches of the VPC. */
  known: readonly VSwitchFact[];
  before: NetworkDecision | undefined;
  /** What the load balancers of the gateway use now, as far as it is in the declared VPC. */
  inUse: readonly string[];
}

/**
 * Which vSwitches the load balancers of a gateway use (G13): of each zone the owner's first candidate that fits, or, left
 * to Torii, the one with the most free addresses. What is used, or was settled for the same declaration, stays while it is
 * there: another choice would cost an outage, and the load balancers themselves take addresses.
 */
export function decideNetwork(question: NetworkQuestion): NetworkDecision {
  const { declared, before, inUse } = question;
  const asked = JSON.stringify(declared);
  const settled = { vpcId: declared.vpcId, asked, suggestions: [], presentWhenBlocked: undefined };
  const kept = inUse.length > 0 ? [...inUse] : (before?.chosen ?? []);
  const sameQuestion = before?.asked === asked || !Array.isArray(declared.vSwitches);
  if (sameQuestion && mayStay(kept, question)) {
    const message = `the load balancers are in ${spell(kept, question)}, as before`;
    return { ...settled, chosen: kept, skipped: [], reason: 'StillFits', message };
  }
  const choice = Array.isArray(declared.vSwitches)
    ? chooseByPreference(declared.vSwitches, question)
    : chooseAutomatically(declared.vSwitches.auto, question);
  const passedOver = choice.skipped.map(({ message }) => message).join(' ');
  if (choice.chosen.length >= LEAST_ZONES) {
    const message = `the load balancers are in ${spell(choice.chosen, question)}${passedOver && ` (passed over: ${passedOver})`}`;
    return { ...settled, ...choice, reason: 'Chosen', message };
  }
  const ofVpc = vSwitchesOf(question).map(({ vSwitchId }) => vSwitchId);
  const present = before?.presentWhenBlocked ?? ofVpc;
  const appeared = Array.isArray(declared.vSwitches) ? ofVpc.filter((id) => !present.includes(id)) : [];
  const widened = chooseByPreference([...choice.chosen, ...appeared], question);
  if (widened.chosen.length >= LEAST_ZONES) {
    const message = `the load balancers are in ${spell(widened.chosen, question)}: ${appeared.join(', ')} appeared after too few of the declared ones fitted`;
    return {
      ...settled,
      chosen: widened.chosen,
      skipped: choice.skipped,
      reason: 'AppearedSince',
      message,
      presentWhenBlocked: present,
    };
  }
  const counts = summariseSkips(choice.skipped) || 'there is no other';
  return {
    ...settled,
    chosen: [],
    skipped: choice.skipped,
    reason: 'TooFewZones',
    message:
      `Two vSwitches of ${declared.vpcId} in different zones are needed, and ${choice.chosen.length} fits: ${counts}. ${passedOver}`.trim(),
    suggestions: suggestionsFor(choice.chosen, question),
    presentWhenBlocked: present,
  };
}

/** Whether the vSwitches of the load balancers are settled, for the condition. */
export function networkFinding(decision: NetworkDecision): Finding {
  const { chosen, reason, message } = decision;
  return chosen.length > 0
    ? { type: 'ZonesSupported', status: 'True', reason: 'Chosen', message }
    : { type: 'ZonesSupported', status: 'False', reason, message };
}

type Choice = Pick<NetworkDecision, 'chosen' | 'skipped'>;

function chooseByPreference(candidates: readonly string[], question: NetworkQuestion): Choice {
  const { known, supportedZones, declared, inUse } = question;
  const chosen: VSwitchFact[] = [];
  const skipped: Skip[] = [];
  for (const vSwitchId of candidates) {
    const fact = known.find((other) => other.vSwitchId === vSwitchId);
    const lacking = skipOf(vSwitchId, { known, vpcId: declared.vpcId, supportedZones: [...supportedZones] });
    // What the load balancers use may have no address left: they took them.
    const skip = lacking && inUse.includes(vSwitchId) && USED_UP.includes(lacking.reason) ? undefined : lacking;
    const other = chosen.find(({ zoneId }) => zoneId === fact?.zoneId);
    if (skip) skipped.push(skip);
    else if (other) skipped.push(zoneTaken(vSwitchId, other));
    else chosen.push(...known.filter((one) => one.vSwitchId === vSwitchId));
  }
  return { chosen: chosen.map(({ vSwitchId }) => vSwitchId), skipped };
}

function chooseAutomatically(filter: VSwitchFilter, { declared, known, supportedZones }: NetworkQuestion): Choice {
  const { candidates, skipped } = rankVSwitches({ filter, known, vpcId: declared.vpcId, supportedZones });
  return { chosen: candidates.slice(0, MOST_ZONES).map(({ vSwitchId }) => vSwitchId), skipped };
}

/** Each is there, is one that the declaration lets through, and is in a zone of its own. */
function mayStay(vSwitchIds: readonly string[], question: NetworkQuestion): boolean {
  const { vSwitches } = question.declared;
  const facts = vSwitchesOf(question).filter((fact) => vSwitchIds.includes(fact.vSwitchId));
  const zones = new Set(facts.map(({ zoneId }) => zoneId));
  return (
    zones.size >= LEAST_ZONES &&
    zones.size === vSwitchIds.length &&
    facts.every((fact) =>
      Array.isArray(vSwitches) ? isNamed(fact, vSwitches, question.before) : isLetThrough(fact, vSwitches.auto),
    )
  );
}

/** By the owner, or taken because it appeared while too few of those fitted. */
function isNamed({ vSwitchId }: VSwitchFact, named: string[], before: NetworkDecision | undefined): boolean {
  return named.includes(vSwitchId) || before?.chosen.includes(vSwitchId) === true;
}

function vSwitchesOf({ known, declared }: NetworkQuestion): VSwitchFact[] {
  return known.filter(({ vpcId }) => vpcId === declared.vpcId);
}

function zoneTaken(vSwitchId: string, { zoneId, vSwitchId: other }: VSwitchFact): Skip {
  const message = `${vSwitchId} is in zone ${zoneId} as ${other} is, which comes first.`;
  return { vSwitchId, reason: 'ZoneTaken', message };
}

/** Other vSwitches of the VPC that would fit beside what was chosen, or else one to create. */
function suggestionsFor(chosen: readonly string[], question: NetworkQuestion): string[] {
  const { declared, known, supportedZones } = question;
  const taken = vSwitchesOf(question).flatMap((fact) => (chosen.includes(fact.vSwitchId) ? [fact.zoneId] : []));
  const free = supportedZones.filter((zone) => !taken.includes(zone));
  const { candidates } = rankVSwitches({ filter: {}, known, vpcId: declared.vpcId, supportedZones: free });
  if (candidates.length === 0) {
    return [`Create a vSwitch of ${declared.vpcId} in another zone of the region${spellOthers(free)}.`];
  }
  const how = Array.isArray(declared.vSwitches) ? 'Declare' : 'Let the filter take';
  return candidates.map(
    ({ vSwitchId, zoneId, availableIpAddressCount }) =>
      `${how} ${vSwitchId}: zone ${zoneId}, ${availableIpAddressCount} free addresses.`,
  );
}

function spellOthers(zones: readonly string[]): string {
  return zones.length > 0 ? `, such as ${zones.slice(0, 3).join(' or ')}` : '';
}

function spell(vSwitchIds: readonly string[], { known }: NetworkQuestion): string {
  const zoneOf = (id: string) => known.find(({ vSwitchId }) => vSwitchId === id)?.zoneId;
  return vSwitchIds.map((id) => `${id} (zone ${zoneOf(id)})`).join(', ');
}

/** G13 */
const LEAST_ZONES = 2;
/** What one load balancer takes. */
const MOST_ZONES = 10;
const USED_UP: Skip['reason'][] = ['NoFreeAddress', 'NotAvailable'];
