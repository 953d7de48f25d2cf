import { type AllowlistStep, allowlistChange, changeOrder, EVERYONE, isSubset } from '../allowlist.ts';
import type { Blocked } from '../plan.ts';
import { withinThreshold } from '../safety-threshold.ts';
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
  /** What the owner forces beyond the safety threshold. */
  forced?: readonly string[] | undefined;
}

/** The steps from one allowlist to another: adds first, removals after, the vendor's `0.0.0.0/0` last (G24, G29). */
export function allowlistSteps({ vpcId, current, wanted, limit, after, forced = [] }: AllowlistQuestion): {
  steps: ProvisioningStep[];
  blocked: Blocked[];
} {
  const change = allowlistChange({ current, wanted, vendorDefault: vpcId !== undefined });
  const from = vpcId ?? 'internet';
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
      reason: adds ? 'EntriesMissing' : interrupts ? 'ListFull' : 'EntriesNotDeclared',
      after: [...after, ...steps.map(({ id }) => id)],
      effects: [...(adds && exposes ? (['exposes'] as const) : []), ...(interrupts ? (['disrupts'] as const) : [])],
      // A wider list than was shown is not let in by the yes to a narrower one.
      terms: entries.map((entry) => termOf(kind, entry, from)),
      repeatable: true,
      vpcId,
      entries,
    });
  }
  const touches = change.remove.map((entry) => termOf('disallow', entry, from));
  const { touched } = change;
  const entries = `entries of the ${from} list`;
  const answer = withinThreshold({ set: `allow/${from}`, entries, touched, steps, touches, forced, rule: 'G24' });
  return { steps: answer.steps, blocked: answer.held ? [answer.blocked] : [] };
}

function termOf(kind: 'allow' | 'disallow', entry: string, from: string): string {
  return `${kind} ${entry} on the list of ${from}`;
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
