import { allowlistChange, changeOrder, EVERYONE, overThreshold } from '../allowlist.ts';
import type { Blocked } from '../plan.ts';
import type { ProvisioningStep } from './step.ts';

export interface AllowlistQuestion {
  /** Undefined: the public list. */
  vpcId: string | undefined;
  current: string[];
  wanted: string[];
  /** How many entries the list can hold. */
  limit: number | undefined;
  /** What has to be done before the list can be touched. */
  after: string[];
}

/** The steps from one allowlist to another: adds first, removals after, the vendor's `0.0.0.0/0` last (G24, G29). */
export function allowlistSteps({ vpcId, current, wanted, limit, after }: AllowlistQuestion): {
  steps: ProvisioningStep[];
  blocked: Blocked[];
} {
  const change = allowlistChange({ current, wanted, vendorDefault: vpcId !== undefined });
  const from = vpcId ?? 'internet';
  if (overThreshold(change.touched)) {
    const { removed, existing } = change.touched;
    const message = `the declaration would take away ${removed} of the ${existing} entries of the ${from} list`;
    const wayOut = 'change at most 30 % of a list of ten or more at a time';
    return { steps: [], blocked: [{ what: `allow/${from}`, reason: 'OverThreshold', message, wayOut, rule: 'G24' }] };
  }
  const steps: ProvisioningStep[] = [];
  for (const { action, entries, interrupts } of changeOrder(change, limit)) {
    const ordinal = steps.length < 2 ? '' : `/${steps.length}`;
    const adds = action === 'add';
    steps.push({
      kind: adds ? 'allow' : 'disallow',
      id: `${adds ? 'allow' : 'disallow'}/${from}${entries.includes(EVERYONE) ? '/everyone' : ''}${ordinal}`,
      target: `allowlist of ${from}`,
      summary: adds ? letIn(entries, from) : keepOut(entries, from),
      after: [...after, ...steps.map(({ id }) => id)],
      effects: [
        ...(adds && change.widens ? (['exposes'] as const) : []),
        ...(interrupts ? (['disrupts'] as const) : []),
      ],
      repeatable: true,
      vpcId,
      entries,
    });
  }
  return { steps, blocked: [] };
}

function letIn(entries: string[], from: string): string {
  return `let ${entries.join(', ')} in from ${from}${entries.includes(EVERYONE) ? ': EVERYBODY there' : ''}`;
}

function keepOut(entries: string[], from: string): string {
  const window = entries.includes(EVERYONE) ? '; until then everybody there is let in' : '';
  return `stop letting ${entries.join(', ')} in from ${from}${window}`;
}
