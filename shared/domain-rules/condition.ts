/** A named truth about one gateway. `Ready` sums the others up. */
export type ConditionType =
  | 'GatewayRunning'
  | 'NetworkReady'
  | 'AllowlistApplied'
  | 'DomainsAttached'
  | 'RecordsPublished'
  | 'CertificatesValid'
  | 'ServicesBound'
  | 'ZonesSupported'
  | 'EndpointVerified'
  | 'Ready';

/** What a decision finds; `reason` is a constant in PascalCase, `message` a sentence for people. */
export interface Finding {
  type: ConditionType;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
}

export interface Condition extends Finding {
  /** When the status became what it is, in ms since the epoch. */
  since: number;
}

/** The findings of now as conditions: `since` moves only when the status does. */
export function withSince(findings: Finding[], before: Condition[], now: number): Condition[] {
  return findings.map((finding) => {
    const earlier = before.find((condition) => condition.type === finding.type);
    return { ...finding, since: earlier && earlier.status === finding.status ? earlier.since : now };
  });
}

/** The conditions that say something new: another status or another reason than before. */
export function changedConditions(conditions: Condition[], before: Condition[]): Condition[] {
  return conditions.filter((condition) => {
    const earlier = before.find(({ type }) => type === condition.type);
    return !earlier || earlier.status !== condition.status || earlier.reason !== condition.reason;
  });
}

/** The zone of a linked vSwitch is supported no more, or its addresses run out: a link that is there works on. */
export const ZONE_LOST = 'ZoneLost';
export const ADDRESSES_LOW = 'AddressesLow';

/**
 * What is said and blocks nothing: a place to look from is the owner's choice, so is an account nobody here can look
 * into, functions may have no way to ask DNS, and a link that is there works on.
 */
export const BLOCKS_NOTHING = ['NoVantagePoint', 'NotConfirmed', 'NotChecked', ZONE_LOST, ADDRESSES_LOW];

/** Sums up: every expected condition is True, or blocks nothing → Ready. */
export function readiness(expected: ConditionType[], findings: Finding[]): Finding {
  const missing = expected.filter((type) => !findings.some((finding) => finding.type === type));
  const failing = findings.filter(({ status, reason }) => status !== 'True' && !BLOCKS_NOTHING.includes(reason));
  const [first] = failing;
  if (first) {
    const names = failing.map(({ type, reason }) => `${type}: ${reason}`).join(', ');
    return { type: 'Ready', status: 'False', reason: first.reason, message: `not ready yet (${names})` };
  }
  if (missing.length > 0) {
    return {
      type: 'Ready',
      status: 'False',
      reason: 'NotLookedYet',
      message: `not looked at yet: ${missing.join(', ')}`,
    };
  }
  return { type: 'Ready', status: 'True', reason: 'AsDeclared', message: 'the gateway is as declared' };
}
