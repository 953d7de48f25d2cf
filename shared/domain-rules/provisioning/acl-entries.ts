import { type AllowlistStep, allowlistChange, changeOrder, isSubset } from '../allowlist.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { withinThreshold } from '../safety-threshold.ts';
import { type AclStep, ENTRIES_PER_CALL } from './acl-step.ts';
import type { AclPart, ListenerAclQuestion } from './listener-acl-question.ts';
import { admittedBy } from './listener-admission.ts';
import type { Access, ObservedAcl } from './load-balancer.ts';

/** The list as it is and as it will be. */
export interface EntriesPart extends AclPart {
  /** What is on the list now, but for what is on its way off. */
  current: string[];
  /** What a guard comes after, so that the list it puts up has the declared entries. */
  filled: string[];
  /** False where nothing fills an empty list: to put it up would be of no use. */
  guards: boolean;
}

/**
 * Makes our list, and fills and trims it: adds first, removals after, so that it is never empty (G24). Each change is a
 * job of its own, and while one runs the list takes no other.
 *
 * @param acl ours, where there is one
 * @param wanted canonical CIDRs, at least one
 */
export function planAclEntries(
  question: ListenerAclQuestion,
  acl: ObservedAcl | undefined,
  wanted: string[],
): EntriesPart {
  const { access } = question;
  const plan = emptyPlan<AclStep>();
  // What is on its way off does not count, nor is it there to be taken off once more.
  const current = (acl?.entries ?? []).filter(({ status }) => status !== 'Removing').map(({ entry }) => entry);
  const change = allowlistChange({ current, wanted });
  const before = [createAcl(access), `acl-ready/${access}`];
  const changing = entrySteps(question, acl, current, changeOrder(change, ENTRY_LIMIT), before);
  const { steps, blocked } = braked(question, wanted, change, changing);
  if (blocked) {
    plan.blocked.push(blocked);
    return { plan, pending: [], current, filled: [], guards: current.length > 0 };
  }
  const ready = `acl-ready/${access}`;
  if (acl && isChanging(acl)) {
    const message = `${acl.aclId} is ${acl.status}`;
    plan.waits.push({ id: ready, on: 'cloud', reason: 'AclChanging', message, typicalSeconds: 4 });
  }
  if (!acl) plan.steps.push(createStep(question));
  plan.steps.push(...steps);
  // Adds that wait for a yes are nothing to wait for: a listener that is open meanwhile gets the list as it is.
  const asks = current.length > 0 && steps.some(({ effects }) => effects.includes('exposes'));
  const fills = asks ? [] : steps.filter(({ kind }) => kind === 'fill-acl').map(({ id }) => id);
  const differs = {
    reason: 'AclDiffers',
    message: acl ? `the entries of ${acl.aclId} are not as declared yet` : 'there is no list of Torii’s yet',
  };
  const settled = plan.steps.length === 0 && plan.waits.length === 0;
  return { plan, pending: settled ? [] : [differs], current, filled: [...before, ...fills], guards: true };
}

function entrySteps(
  question: ListenerAclQuestion,
  acl: ObservedAcl | undefined,
  current: string[],
  order: AllowlistStep[],
  before: string[],
): AclStep[] {
  const { access } = question;
  const exposes = widensOnTheWay(question, acl, current, order);
  const steps: AclStep[] = [];
  let present = current;
  for (const { action, entries: all, interrupts } of order) {
    for (const entries of batchesOf(all)) {
      const after = [...before, ...steps.map(({ id }) => id)];
      if (action === 'add') {
        present = [...present, ...entries];
        steps.push({
          kind: 'fill-acl',
          id: nextId(`fill-acl/${access}`, steps),
          target: `the access control list of ${access}`,
          summary: `put ${entries.join(', ')} on the list of ${access}`,
          after,
          effects: exposes ? ['exposes'] : [],
          // A wider list than was shown is not let in by the yes to a narrower one.
          terms: entries.map((entry) => termOf('allow', entry, access)),
          repeatable: true,
          aclId: acl?.aclId,
          entries,
        });
      } else {
        present = present.filter((entry) => !entries.includes(entry));
        steps.push({
          kind: 'trim-acl',
          id: nextId(`trim-acl/${access}`, steps),
          target: `the access control list of ${access}`,
          summary: `take ${entries.join(', ')} off the list of ${access}`,
          after,
          effects: interrupts ? ['disrupts'] : [],
          terms: entries.map((entry) => termOf('disallow', entry, access)),
          repeatable: true,
          aclId: acl?.aclId,
          entries,
          remaining: present,
        });
      }
    }
  }
  return steps;
}

/**
 * Whether some add lets somebody in whom a listener with this list refuses at that moment. All adds say so then: the next
 * plan's first add may be this one's second, and the owner's yes goes on to count.
 */
function widensOnTheWay(
  { loadBalancers, acls }: ListenerAclQuestion,
  acl: ObservedAcl | undefined,
  current: string[],
  order: AllowlistStep[],
): boolean {
  const guarded = loadBalancers
    .flatMap(({ listeners }) => listeners)
    .filter((listener) => listener.acls.some(({ aclId }) => aclId === acl?.aclId));
  let present = current;
  for (const { action, entries } of order) {
    if (action === 'remove') present = present.filter((entry) => !entries.includes(entry));
    else {
      const others = acls.filter(({ aclId }) => aclId !== acl?.aclId);
      const known = present.map((entry) => ({ entry, status: 'Available' }));
      const seen = acl ? [...others, { ...acl, entries: known }] : others;
      if (guarded.some((listener) => !isSubset(entries, admittedBy(listener, seen)))) return true;
      present = [...present, ...entries];
    }
  }
  return false;
}

/** A list that is too long is refused; a change of too much of it waits for its owner's force. */
function braked(
  { access, forced = [] }: ListenerAclQuestion,
  wanted: string[],
  { touched, remove }: ReturnType<typeof allowlistChange>,
  steps: AclStep[],
): { steps: AclStep[]; blocked?: Plan['blocked'][number] } {
  const set = `allow/${access}`;
  if (wanted.length > ENTRY_LIMIT) {
    const message = `the list of ${access} would have ${wanted.length} entries, and a listener takes ${ENTRY_LIMIT}`;
    const wayOut = 'join neighbouring ranges into wider ones';
    return { steps: [], blocked: { what: set, reason: 'TooManyEntries', message, wayOut, rule: 'G16' } };
  }
  const touches = remove.map((entry) => termOf('disallow', entry, access));
  const entries = `entries of the ${access} list`;
  const answer = withinThreshold({ set, entries, touched, steps, touches, forced, rule: 'G16' });
  return answer.held ? { steps: [], blocked: answer.blocked } : { steps: answer.steps };
}

function termOf(kind: 'allow' | 'disallow', entry: string, access: Access): string {
  return `${kind} ${entry} on the list of ${access}`;
}

function createStep({ access, owner, after }: ListenerAclQuestion): AclStep {
  return {
    kind: 'create-acl',
    id: createAcl(access),
    target: `the access control list of ${access}`,
    summary: `make an access control list for ${access}`,
    // Not before the access is agreed to: nobody is left with a list for nothing.
    after,
    effects: [],
    // Its token makes one call safe, not the same call later on: after a lost answer the list is looked for.
    repeatable: false,
    access,
    owner,
    name: aclName(owner, access),
  };
}

/** While a job changes the list, or before one has made it. */
export function isChanging({ status, entries }: ObservedAcl): boolean {
  return status !== 'Available' || entries.some((entry) => entry.status !== 'Available');
}

function batchesOf(entries: string[]): string[][] {
  const batches: string[][] = [];
  for (let first = 0; first < entries.length; first += ENTRIES_PER_CALL) {
    batches.push(entries.slice(first, first + ENTRIES_PER_CALL));
  }
  return batches;
}

/** One id a step, and for the same kind of step the same one in the plans that follow. */
function nextId(id: string, taken: AclStep[]): string {
  const count = taken.filter((step) => step.id === id || step.id.startsWith(`${id}/`)).length;
  return count === 0 ? id : `${id}/${count + 1}`;
}

/** What our list of an access is called; its tags say whose it is. */
export function aclName(owner: string, access: Access): string {
  // The last part of the mark is the gateway's name.
  return `torii-${owner.slice(owner.lastIndexOf('/') + 1)}-${access}`;
}

const createAcl = (access: Access) => `create-acl/${access}`;

/** The least of what may apply: 300 a listener of a Basic instance, 500 a list, 800 an instance with two listeners. */
export const ENTRY_LIMIT = 300;
