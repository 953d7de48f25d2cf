import { type AllowlistStep, allowlistChange, changeOrder, EVERYONE, isSubset, overThreshold } from '../allowlist.ts';
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
  const order = changeOrder(change, limit);
  const exposes = widensOnTheWay(current, order);
  const steps: ProvisioningStep[] = [];
  for (const { action, entries, interrupts } of order) {
    const adds = action === 'add';
    const kind = adds ? 'allow' : 'disallow';
    steps.push({
      kind,
      id: freeId(`${kind}/${from}${entries.includes(EVERYONE) ? '/everyone' : ''}${interrupts ? '/gap' : ''}`, steps),
      target: `allowlist of ${from}`,
      summary: adds ? letIn(entries, from) : keepOut(entries, from),
      after: [...after, ...steps.map(({ id }) => id)],
      effects: [...(adds && exposes ? (['exposes'] as const) : []), ...(interrupts ? (['disrupts'] as const) : [])],
      repeatable: true,
      vpcId,
      entries,
    });
  }
  return { steps, blocked: [] };
}

/**
 * Whether some add lets somebody in whom the list refuses at that moment. What a full list made leave counts as well: the
 * plan that is made in that moment asks for no more than the owner has already said yes to.
 */
function widensOnTheWay(current: string[], order: AllowlistStep[]): boolean {
  let present = current;
  for (const { action, entries } of order) {
    if (action === 'remove') {
      present = present.filter((entry) => !entries.includes(entry));
      continue;
    }
    if (!isSubset(entries, present)) return true;
    present = [...present, ...entries];
  }
  return false;
}

/** One id a step, and for the same kind of step the same one in the plans that follow: an approval goes on to count. */
function freeId(id: string, taken: { id: string }[]): string {
  let free = id;
  for (let ordinal = 2; taken.some((step) => step.id === free); ordinal += 1) free = `${id}/${ordinal}`;
  return free;
}

function letIn(entries: string[], from: string): string {
  return `let ${entries.join(', ')} in from ${from}${entries.includes(EVERYONE) ? ': EVERYBODY there' : ''}`;
}

function keepOut(entries: string[], from: string): string {
  const window = entries.includes(EVERYONE) ? '; until then everybody there is let in' : '';
  return `stop letting ${entries.join(', ')} in from ${from}${window}`;
}
