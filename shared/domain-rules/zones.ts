import { countReasons, spellCounts } from './counted-reasons.ts';

export interface ZoneError {
  /** As the message has it: its last characters may be masked. */
  vSwitchId: string;
  zoneId: string;
  supportedZones: string[];
}

/**
 * Reads the vendor's refusal of a vSwitch (G70): `vSwitch vsw-… in zone cn-beijing-g is not supported, supported
 * zones: [cn-beijing-i cn-beijing-l]`. Its error code is not known, so the text is read leniently.
 */
export function parseZoneError(message: string): ZoneError | undefined {
  const found = ZONE_ERROR.exec(message)?.groups as { vSwitchId: string; zoneId: string; zones: string } | undefined;
  return (
    found && {
      vSwitchId: found.vSwitchId.toLowerCase(),
      zoneId: found.zoneId.toLowerCase(),
      supportedZones: [...found.zones.toLowerCase().matchAll(ZONE)].map(([zone]) => zone),
    }
  );
}

/** What VPC's DescribeVSwitches says of one vSwitch. */
export interface VSwitchFact {
  vSwitchId: string;
  vpcId: string;
  zoneId: string;
  /** `Available`, or `Pending` while it is made or deleted. */
  status: string;
  availableIpAddressCount: number;
  /** Empty where its owner gave it none. */
  name: string;
  tags: Record<string, string>;
  cidrBlock?: string | undefined;
}

/** Why a vSwitch is passed over: the last five only where vSwitches are chosen automatically. */
export type SkipReason =
  | 'NotFound'
  | 'NotInVpc'
  | 'ZoneNotSupported'
  | 'NotAvailable'
  | 'NoFreeAddress'
  | 'ZoneNotWanted'
  | 'NameNotWanted'
  | 'TagMissing'
  | 'TooFewFreeAddresses'
  | 'ZoneTaken';

export interface Skip {
  vSwitchId: string;
  reason: SkipReason;
  message: string;
}

/** What the owner could do; Torii does neither by itself. */
export type VSwitchSuggestion =
  | { kind: 'use'; vSwitchId: string; zoneId: string; message: string }
  | { kind: 'create'; zones: string[]; message: string };

export type VSwitchChoice =
  | { chosen: string; reason: 'FirstCandidate' | 'LaterCandidate'; message: string; skipped: Skip[] }
  | {
      chosen: undefined;
      reason: 'NoVSwitchFits';
      message: string;
      skipped: Skip[];
      suggestions: VSwitchSuggestion[];
    };

export interface VSwitchQuestion {
  /** In the owner's order of preference. */
  candidates: readonly string[];
  /** At least the vSwitches of the VPC; the others of them serve as suggestions. */
  known: readonly VSwitchFact[];
  vpcId: string;
  supportedZones: readonly string[];
}

/** The owner's first candidate that fits (G71). What the owner did not name is suggested, never chosen. */
export function chooseVSwitch(question: VSwitchQuestion): VSwitchChoice {
  const skipped: Skip[] = [];
  for (const vSwitchId of question.candidates) {
    const skip = skipOf(vSwitchId, question);
    if (!skip) {
      return skipped.length === 0
        ? { chosen: vSwitchId, reason: 'FirstCandidate', message: `${vSwitchId} is the first candidate.`, skipped }
        : {
            chosen: vSwitchId,
            reason: 'LaterCandidate',
            message: `${vSwitchId} is the first candidate that fits, after ${summariseSkips(skipped)}.`,
            skipped,
          };
    }
    skipped.push(skip);
  }
  return {
    chosen: undefined,
    reason: 'NoVSwitchFits',
    message: `No vSwitch declared for ${question.vpcId} fits: ${summariseSkips(skipped) || 'none is declared'}.`,
    skipped,
    suggestions: suggestionsFor(question),
  };
}

/** `2 ZoneNotSupported, 1 NoFreeAddress` */
export function summariseSkips(skipped: readonly Skip[]): string {
  return spellCounts(countReasons(skipped));
}

/** What keeps a gateway from being linked through a vSwitch; the first failure wins. */
export function skipOf(
  vSwitchId: string,
  { known, vpcId, supportedZones }: Omit<VSwitchQuestion, 'candidates'>,
): Skip | undefined {
  const fact = known.find((other) => other.vSwitchId === vSwitchId);
  const skip = (reason: SkipReason, message: string): Skip => ({ vSwitchId, reason, message });
  if (!fact) return skip('NotFound', `${vSwitchId} was not found in this account and region.`);
  if (fact.vpcId !== vpcId) return skip('NotInVpc', `${vSwitchId} belongs to ${fact.vpcId}, not to ${vpcId}.`);
  if (!supportedZones.includes(fact.zoneId)) {
    return skip(
      'ZoneNotSupported',
      `${vSwitchId} is in zone ${fact.zoneId}; this gateway supports ${supportedZones.join(', ') || 'no zone'}.`,
    );
  }
  if (fact.status !== 'Available') return skip('NotAvailable', `${vSwitchId} is ${fact.status}, not Available.`);
  if (fact.availableIpAddressCount < 1) return skip('NoFreeAddress', `${vSwitchId} has no free IP address left.`);
  return undefined;
}

function suggestionsFor(question: VSwitchQuestion): VSwitchSuggestion[] {
  const others = question.known
    .filter(({ vSwitchId }) => !question.candidates.includes(vSwitchId) && !skipOf(vSwitchId, question))
    .sort((a, b) => b.availableIpAddressCount - a.availableIpAddressCount || (a.vSwitchId < b.vSwitchId ? -1 : 1))
    .map(
      ({ vSwitchId, zoneId, availableIpAddressCount }): VSwitchSuggestion => ({
        kind: 'use',
        vSwitchId,
        zoneId,
        message: `Declare ${vSwitchId}: zone ${zoneId}, ${availableIpAddressCount} free addresses.`,
      }),
    );
  const zones = [...question.supportedZones];
  if (others.length > 0 || zones.length === 0) return others;
  return [{ kind: 'create', zones, message: `Create a vSwitch of ${question.vpcId} in zone ${zones.join(' or ')}.` }];
}

/** `cn-beijing-g`, `ap-southeast-1a` */
const ZONE = /[a-z]{2}-[a-z0-9-]*[a-z](?![\w-])/g;

/** The zones end where something follows that is none; brackets, quotes and separators between them may be any. */
const ZONE_ERROR =
  /vswitch\s+\W?(?<vSwitchId>vsw-[\w*]+)\W?\s+in\s+zone\s+\W?(?<zoneId>[\w*-]+)\W?\s+is\s+not\s+supported\W+supported\s+zones?(?<zones>(?:\W*[a-z]{2}-[\w-]*[a-z](?![\w-]))*)/i;
