import type { VSwitchFilter } from './declaration.ts';
import {
  type Skip,
  type SkipReason,
  skipOf,
  summariseSkips,
  type VSwitchFact,
  type VSwitchSuggestion,
} from './zones.ts';

export interface AutomaticQuestion {
  filter: VSwitchFilter;
  known: readonly VSwitchFact[];
  vpcId: string;
  supportedZones: readonly string[];
  /** What was chosen before. */
  before?: string | undefined;
}

export type AutomaticChoice =
  | { chosen: string; reason: 'StillFits' | 'MostFreeAddresses'; message: string; skipped: Skip[] }
  | { chosen: undefined; reason: 'NoVSwitchFits'; message: string; skipped: Skip[]; suggestions: VSwitchSuggestion[] };

/**
 * Chooses among all vSwitches of the VPC, as the owner's filter allows (G71): the one with the most free addresses. What
 * was chosen before stays while it fits, so that a link does not wander with the number of free addresses.
 */
export function chooseAutomatically(question: AutomaticQuestion): AutomaticChoice {
  const { before, known, vpcId } = question;
  const { candidates, skipped } = rankVSwitches(question);
  const earlier = known.find((fact) => fact.vSwitchId === before && fact.vpcId === vpcId);
  if (earlier && stays(earlier, question)) {
    const { vSwitchId } = earlier;
    const others = skipped.filter((skip) => skip.vSwitchId !== vSwitchId);
    const message = `${vSwitchId}, which was chosen before and still fits.`;
    return { chosen: vSwitchId, reason: 'StillFits', message, skipped: others };
  }
  const [first] = candidates;
  if (first) {
    const counts = summariseSkips(skipped);
    const message = `${first.vSwitchId}: zone ${first.zoneId}, ${first.availableIpAddressCount} free addresses, the most of those that fit${counts && ` (passed over: ${counts})`}.`;
    return { chosen: first.vSwitchId, reason: 'MostFreeAddresses', message, skipped };
  }
  return {
    chosen: undefined,
    reason: 'NoVSwitchFits',
    message: `No vSwitch of ${vpcId} fits: ${summariseSkips(skipped) || 'it has none'}.`,
    skipped,
    suggestions: suggestionsFor(question),
  };
}

/**
 * The vSwitches of the VPC that fit, at most one of each zone (G13), the most free addresses first and then by id; each
 * other one with the reason against it.
 */
export function rankVSwitches(question: AutomaticQuestion): { candidates: VSwitchFact[]; skipped: Skip[] } {
  const ofVpc = question.known.filter(({ vpcId }) => vpcId === question.vpcId).sort(mostFreeFirst);
  const candidates: VSwitchFact[] = [];
  const skipped: Skip[] = [];
  for (const fact of ofVpc) {
    const skip = skipOf(fact.vSwitchId, question) ?? filterSkip(fact, question.filter) ?? zoneTaken(fact, candidates);
    if (skip) skipped.push(skip);
    else candidates.push(fact);
  }
  return { candidates, skipped };
}

/** The link itself takes addresses: how many had to be free counts when it is chosen, and not afterwards. */
function stays(fact: VSwitchFact, { filter, ...question }: AutomaticQuestion): boolean {
  const skip = skipOf(fact.vSwitchId, question) ?? filterSkip(fact, { ...filter, minFreeAddresses: undefined });
  return skip === undefined;
}

/** Whether the filter lets a vSwitch through that is used already: how many addresses it has left does not count then. */
export function passesFilter(fact: VSwitchFact, filter: VSwitchFilter): boolean {
  return filterSkip(fact, { ...filter, minFreeAddresses: 0 }) === undefined;
}

/** First failure wins. */
function filterSkip(
  fact: VSwitchFact,
  { zones, names, tags = {}, minFreeAddresses = 1 }: VSwitchFilter,
): Skip | undefined {
  const { vSwitchId, zoneId, name, availableIpAddressCount } = fact;
  const skip = (reason: SkipReason, message: string): Skip => ({ vSwitchId, reason, message });
  if (zones && !zones.includes(zoneId)) {
    return skip('ZoneNotWanted', `${vSwitchId} is in zone ${zoneId}; ${zones.join(', ')} is declared.`);
  }
  if (names && !names.some((pattern) => matches(name, pattern))) {
    return skip('NameNotWanted', `${vSwitchId} is called "${name}"; ${names.join(', ')} is declared.`);
  }
  const lacking = Object.entries(tags).find(([key, value]) => fact.tags[key] !== value);
  if (lacking) return skip('TagMissing', `${vSwitchId} does not have the tag ${lacking.join('=')}.`);
  if (availableIpAddressCount < minFreeAddresses) {
    const message = `${vSwitchId} has ${availableIpAddressCount} free addresses; ${minFreeAddresses} are declared.`;
    return skip('TooFewFreeAddresses', message);
  }
  return undefined;
}

function zoneTaken({ vSwitchId, zoneId }: VSwitchFact, candidates: readonly VSwitchFact[]): Skip | undefined {
  const other = candidates.find((candidate) => candidate.zoneId === zoneId);
  if (!other) return undefined;
  const message = `${vSwitchId} is in zone ${zoneId} as ${other.vSwitchId} is, which has at least as many free addresses.`;
  return { vSwitchId, reason: 'ZoneTaken', message };
}

/** What would fit if the filter let it, or else a vSwitch to create. */
function suggestionsFor(question: AutomaticQuestion): VSwitchSuggestion[] {
  const { candidates } = rankVSwitches({ ...question, filter: {} });
  if (candidates.length > 0) {
    return candidates.map(({ vSwitchId, zoneId, availableIpAddressCount }) => ({
      kind: 'use',
      vSwitchId,
      zoneId,
      message: `Let the filter take ${vSwitchId}: zone ${zoneId}, ${availableIpAddressCount} free addresses.`,
    }));
  }
  const zones = question.supportedZones.filter((zone) => question.filter.zones?.includes(zone) ?? true);
  if (zones.length === 0) return [];
  const message = `Create a vSwitch of ${question.vpcId} in zone ${zones.join(' or ')}.`;
  return [{ kind: 'create', zones, message }];
}

function mostFreeFirst(a: VSwitchFact, b: VSwitchFact): number {
  return b.availableIpAddressCount - a.availableIpAddressCount || (a.vSwitchId < b.vSwitchId ? -1 : 1);
}

/** Whether a name matches a pattern, in which `*` stands for any letters and `?` for one. */
function matches(name: string, pattern: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'su').test(name);
}
